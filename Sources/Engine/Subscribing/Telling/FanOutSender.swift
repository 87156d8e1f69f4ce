package import Alerting
package import HTTP
internal import Incidents
package import Journal
package import Settings
internal import Synchronization
internal import Telling
package import Vocabulary

/// Sends a message in the form of the subscriber's channel, written from the facts as they are now.
package struct FanOutSender: FanOutSending {
    /// By which ways this installation sends, and under which names.
    package struct Ways: Sendable {
        /// The sender of mail, and the server that takes it; nil when no mail is sent.
        package var mail: (server: MailServer, from: String)?
        package var sms: SMSForm.Gateway?
        package var telegramToken: Secret?

        package init(
            mail: (server: MailServer, from: String)? = nil, sms: SMSForm.Gateway? = nil,
            telegramToken: Secret? = nil
        ) {
            self.mail = mail
            self.sms = sms
            self.telegramToken = telegramToken
        }

        package var kinds: Set<SubscriberTarget.Kind> {
            var kinds: Set<SubscriberTarget.Kind> = [.webhook, .slack, .teams, .discord, .mattermost, .ntfy]
            if mail != nil { kinds.insert(.mail) }
            if sms != nil { kinds.insert(.sms) }
            if telegramToken != nil { kinds.insert(.telegram) }
            return kinds
        }
    }

    private let store: any JournalStore
    private let http: any HTTPFetching
    private let mail: any MailSending
    private let alerts: AlertSender
    private let ways: Ways
    private let keys: SubscriberKeys
    private let links: SubscriptionLinks
    private let zones: ZoneCatalogue
    private let addresses: FetchPolicy.AddressRule
    private let now: @Sendable () -> Instant
    private let texts = TextMemory()

    package init(
        store: any JournalStore, http: any HTTPFetching, mail: any MailSending, ways: Ways, keys: SubscriberKeys,
        links: SubscriptionLinks, zones: ZoneCatalogue, addresses: FetchPolicy.AddressRule,
        now: @escaping @Sendable () -> Instant
    ) {
        self.store = store
        self.http = http
        self.mail = mail
        self.ways = ways
        self.keys = keys
        self.links = links
        self.zones = zones
        self.addresses = addresses
        self.now = now
        alerts = AlertSender(http: http, mail: mail, addresses: addresses, now: now)
    }

    package func send(_ job: FanOutJob, to subscriber: Subscriber) async -> FanOutOutcome {
        let composed: Composed?
        do throws(JournalError) {
            composed = try await self.message(job, to: subscriber)
        } catch {
            return .failed("the journal can't be read", retryAfter: nil)
        }
        guard let composed else { return .nothingToTell }
        let message = composed.message
        let outcome: SendOutcome
        switch subscriber.target {
        case .mail(let address): outcome = await send(composed, mail: address)
        case .sms(let number): outcome = await send(message, sms: number)
        case .webhook(let url, let key):
            outcome = await send(message, .webhook(url: Secret(url), signingKey: Secret(key)))
        case .chat(let kind, let url): outcome = await send(message, Self.target(kind, Secret(url)))
        case .telegram(let chat):
            guard let token = ways.telegramToken else {
                return .refused("this installation has no bot of Telegram: set subscribers.telegram_token")
            }
            outcome = await send(message, .telegram(token: token, chat: chat))
        }
        return switch outcome {
        case .delivered: .delivered(recovered: subscriber.failures > 0)
        case .failed(let reason, let retryAfter): .failed(reason, retryAfter: retryAfter)
        case .refused(let reason): .refused(reason)
        }
    }

    // MARK: What it says

    private struct Composed {
        var message: OutgoingMessage
        /// Where one click ends what the subscriber gets; nil for a question, which nobody is subscribed by.
        var unsubscribe: String?
    }

    private func message(
        _ job: FanOutJob, to subscriber: Subscriber
    ) async throws(JournalError) -> Composed? {
        // What belongs to a question is what was asked for, in the language it was asked in.
        var language = subscriber.wish.language
        if case .question = job.subject { language = subscriber.question?.wish.language ?? language }
        guard let written = try await written(job, language) else { return nil }
        var text: AlertText
        if case .question = job.subject {
            let token = keys.confirmationToken(subscriber.id, askedAt: subscriber.askedAt)
            text = written.composer.question(token: token, isTold: subscriber.state == .confirmed)
        } else {
            guard let said = written.text else { return nil }
            text = said
        }
        if let token = keys.manageToken(subscriber.id) {
            let isQuestion = job.subject == .question
            if !isQuestion { text = written.composer.personal(text, token: token) }
            // Chats have one line at the foot, and their rooms can read it.
            if case .chat = subscriber.target, !isQuestion {
                text.footnote = text.footLinks.first.map { "\($0.label): \($0.url)" }
            }
        }
        let key = job.key(for: subscriber.id)
        // A question begins a conversation of its own; what is said of one incident is one.
        if job.subject == .question {
            return Composed(message: OutgoingMessage(key: key + ".1", thread: key, text: text, wantedAt: job.at))
        }
        return Composed(
            message: OutgoingMessage(key: key, thread: job.thread(for: subscriber.id), text: text, wantedAt: job.at),
            unsubscribe: keys.manageToken(subscriber.id).map {
                links.unsubscribe(written.composer.brand, text.language, $0)
            })
    }

    struct Written: Sendable {
        var composer: FanOutComposer
        /// Nil for a question, which is different for each; and where there is nothing to say.
        var text: AlertText?
    }

    /// The same for all who read one language, so it is written once and kept for some seconds.
    private func written(_ job: FanOutJob, _ language: Language) async throws(JournalError) -> Written? {
        let instant = now()
        let key = "\(job.id)/\(language)"
        if let known = texts.text(key, now: instant) { return known }
        let (zones, links) = (zones, links)
        let written = try await store.read { documents throws(JournalError) in
            try Self.write(job, language, IncidentReading(documents), zones, links, now: instant)
        }
        if let written { texts.keep(written, key, now: instant) }
        return written
    }

    private static func write(
        _ job: FanOutJob, _ language: Language, _ reading: IncidentReading, _ zones: ZoneCatalogue,
        _ links: SubscriptionLinks, now: Instant
    ) throws(JournalError) -> Written? {
        guard let brand = try reading.brand(job.brand) else { return nil }
        var zoneName = brand.face.zone
        if zoneName == nil { zoneName = try reading.provider(brand.provider)?.zone }
        let zone = zoneName.flatMap { zones.zone($0) } ?? .utc
        var composer = FanOutComposer(brand: brand, language: language, zone: zone, now: now, links: links)
        let id: IncidentID
        switch job.subject {
        case .question: return Written(composer: composer, text: nil)
        case .statement(let incident, _, _), .postmortem(let incident, _): id = incident
        }
        guard let incident = try reading.incident(id) else { return nil }
        for id in incident.components.prefix(100) { composer.components[id] = try reading.component(id)?.name }
        let text =
            if case .statement(_, let statement, let version) = job.subject {
                composer.statement(statement, version: version, of: incident)
            } else {
                composer.postmortem(of: incident)
            }
        guard let text else { return nil }
        return Written(composer: composer, text: text)
    }

    // MARK: How it goes

    private func send(_ message: OutgoingMessage, _ target: AlertChannel.Target) async -> SendOutcome {
        await alerts.send(message, to: AlertChannel(id: AlertChannelID(checked: "subscriber"), target: target))
    }

    private static func target(_ kind: SubscriberTarget.ChatKind, _ url: Secret) -> AlertChannel.Target {
        switch kind {
        case .slack: .slack(url: url)
        case .teams: .teams(url: url)
        case .discord: .discord(url: url)
        case .mattermost: .mattermost(url: url)
        case .ntfy: .ntfy(url: url, token: nil)
        }
    }

    private func send(_ composed: Composed, mail address: String) async -> SendOutcome {
        guard let way = ways.mail else {
            return .refused("this installation sends no mail: set subscribers.from and a mail server")
        }
        do throws(MailError) {
            let form = try MailForm.mail(
                composed.message, from: way.from, to: [address], now: now(), unsubscribe: composed.unsubscribe)
            try await mail.send(form, through: way.server)
            return .delivered(foreignID: nil)
        } catch {
            return error.isLasting ? .refused(error.message) : .failed(error.message, retryAfter: nil)
        }
    }

    private func send(_ message: OutgoingMessage, sms number: String) async -> SendOutcome {
        guard let gateway = ways.sms else {
            return .refused("this installation sends no text messages: set subscribers.sms_url")
        }
        do throws(FetchError) {
            var fetch = try SMSForm.request(message, to: number, through: gateway)
            fetch.policy.totalMilliseconds = 15_000
            fetch.policy.bodyBytes = 64 << 10
            fetch.policy.redirects = FetchPolicy.Redirects(maximum: 0)
            fetch.policy.connection = .keepAlive
            fetch.policy.addresses = addresses
            let code = try await http.fetch(fetch).status.code
            return switch code {
            case 200..<300: .delivered(foreignID: nil)
            case 408, 425, 429, 500...: .failed("the gateway answers \(code)", retryAfter: nil)
            default: .refused("the gateway answers \(code)")
            }
        } catch {
            return AlertSender.outcome(error)
        }
    }
}

/// What was written lately, for all who read the same.
private final class TextMemory: Sendable {
    private static let most = 64
    /// Impact goes on while a job runs: what is older is written again.
    private static let goodFor = TimeSpan.seconds(5)

    private let texts = Mutex<[String: (at: Instant, written: FanOutSender.Written)]>([:])

    func text(_ key: String, now: Instant) -> FanOutSender.Written? {
        texts.withLock { texts in
            guard let found = texts[key], now - found.at < Self.goodFor, now >= found.at else { return nil }
            return found.written
        }
    }

    func keep(_ written: FanOutSender.Written, _ key: String, now: Instant) {
        texts.withLock { texts in
            if texts.count >= Self.most { texts = texts.filter { now - $0.value.at < Self.goodFor } }
            if texts.count >= Self.most { texts = [:] }
            texts[key] = (now, written)
        }
    }
}
