package import HTTP
package import Vocabulary

/// Sends a message in its channel's form: over HTTP, or as mail. Addresses that are not public are refused unless the
/// configuration allows them, because who may write a configuration need not be who may reach a network.
package struct AlertSender: ChannelSending {
    private let http: any HTTPFetching
    private let mail: any MailSending
    private let addresses: FetchPolicy.AddressRule
    private let now: @Sendable () -> Instant

    package init(
        http: any HTTPFetching, mail: any MailSending, addresses: FetchPolicy.AddressRule,
        now: @escaping @Sendable () -> Instant
    ) {
        self.http = http
        self.mail = mail
        self.addresses = addresses
        self.now = now
    }

    package func send(_ message: OutgoingMessage, to channel: AlertChannel) async -> SendOutcome {
        if case .mail(let target) = channel.target { return await send(message, by: target) }
        guard let request = ChannelForm.request(message, to: channel.target, now: now()) else {
            return .refused("this channel has no form")
        }
        let outcome = await send(request, message, channel)
        if case .gone = outcome {
            // Somebody deleted the message: what is new is said in a new one.
            var fresh = message
            fresh.foreignID = nil
            guard let request = ChannelForm.request(fresh, to: channel.target, now: now()) else {
                return .refused("this channel has no form")
            }
            return await send(request, fresh, channel).settled
        }
        return outcome.settled
    }

    private enum Answer {
        case settled(SendOutcome)
        /// There is nothing to edit.
        case gone

        var settled: SendOutcome {
            if case .settled(let outcome) = self { outcome } else { .refused("it answers 404") }
        }
    }

    private func send(_ request: ChannelRequest, _ message: OutgoingMessage, _ channel: AlertChannel) async -> Answer {
        do throws(FetchError) {
            var fetch = FetchRequest(
                method: request.method, url: try FetchURL(request.url), headers: request.headers, body: request.body)
            fetch.policy.totalMilliseconds = 15_000
            fetch.policy.bodyBytes = 256 << 10
            fetch.policy.redirects = FetchPolicy.Redirects(maximum: 0)
            fetch.policy.connection = .keepAlive
            fetch.policy.addresses = addresses
            let response = try await http.fetch(fetch)
            let isGone = response.status.code == 404 || response.status.code == 400 && Self.saysGone(response)
            if request.isEdit, isGone { return .gone }
            return .settled(ChannelForm.outcome(response, message, to: channel.target))
        } catch {
            return .settled(Self.outcome(error))
        }
    }

    /// Telegram says it in words.
    private static func saysGone(_ response: FetchResponse) -> Bool {
        String(decoding: response.body.prefix(4_096), as: UTF8.self).contains("message to edit not found")
    }

    /// Without the error's own words: they name the address, which may be the secret.
    package static func outcome(_ error: FetchError) -> SendOutcome {
        switch error.code {
        case .privateAddressRefused:
            .refused("its address is private; alerts.allowed_targets can allow it")
        case .badRequest: .refused("its address can't be used; is the url a whole http(s) URL?")
        case .nameNotFound: .failed("its name has no address", retryAfter: nil)
        case .connectionRefused: .failed("no connection could be made", retryAfter: nil)
        case .timedOut: .failed("it was too slow", retryAfter: nil)
        case .tlsFailed(let failure): .failed("the TLS handshake failed (\(failure.rawValue))", retryAfter: nil)
        case .cancelled: .failed("the sending was cut off", retryAfter: nil)
        case .resourceLimit: .failed("too much is under way", retryAfter: nil)
        // Something came back: it took the message, but what it said can't be read.
        default: .failed("it does not answer in HTTP as it should", retryAfter: nil)
        }
    }

    private func send(_ message: OutgoingMessage, by target: AlertChannel.MailTarget) async -> SendOutcome {
        do throws(MailError) {
            let mail = try MailForm.mail(message, from: target.from, to: target.to, now: now())
            try await self.mail.send(mail, through: target.server)
            return .delivered(foreignID: nil)
        } catch {
            return error.isLasting ? .refused(error.message) : .failed(error.message, retryAfter: nil)
        }
    }
}
