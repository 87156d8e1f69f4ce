internal import Access
internal import CLI
internal import HTTP
internal import HTTPClient
internal import JSON
internal import Settings
internal import Telemetry
internal import Vocabulary

/// The identity provider in service: what the configuration says of it, and our own way to it.
final class OpenIDService: Sendable {
    let entrance: OpenIDEntrance
    private let client: ClientLoop

    /// Nil where the configuration has none.
    static func make(
        settings: Settings, access: AccessService, logger: Logger
    ) throws(ProgramFailure) -> OpenIDService? {
        guard let configured = settings.openID else { return nil }
        let service = try OpenIDService(configured, access, logger)
        logger.info(
            "people may sign in by an identity provider, which must know this address to send them back",
            [.url: LogValue(configured.redirect)])
        return service
    }

    private init(
        _ configured: Settings.OpenID, _ access: AccessService, _ logger: Logger
    ) throws(ProgramFailure) {
        do throws(FetchError) {
            client = try ClientLoop(userAgent: "Vigie/\(Program.version)")
        } catch {
            throw .other(
                message: "the client for the identity provider could not be started: \(error.message)", hint: nil,
                code: .fault)
        }
        let call = OpenIDCaller(client: client.client, issuer: configured.issuer, logger: logger)
        entrance = OpenIDEntrance(
            Self.configuration(configured), name: configured.name, service: access, network: { await call($0) },
            report: { refusal in
                let detail = refusal.detail.map { "\(refusal.message) (\($0))" } ?? refusal.message
                logger.notice("somebody did not come in by the identity provider", [.reason: LogValue(detail)])
            })
    }

    func close() async { await client.close() }

    private static func configuration(_ configured: Settings.OpenID) -> OpenIDProvider.Configuration {
        var configuration = OpenIDProvider.Configuration(
            issuer: configured.issuer, clientID: configured.clientID,
            clientSecret: configured.clientSecret.map { Password($0.reveal()) }, redirect: configured.redirect)
        configuration.scopes = configured.scopes
        configuration.rolesClaim = configured.rolesClaim
        configuration.roles = configured.roles.mapValues { Set($0.compactMap { Role(rawValue: $0) }) }
        configuration.otherwise = Set(configured.defaultRoles.compactMap { Role(rawValue: $0) })
        // Who has no role stays outside, so that this alone lets nobody in.
        configuration.admitsNew = true
        configuration.linksByEmail = true
        configuration.trustsEmail = configured.trustsEmail
        configuration.emailDomains = Set(configured.emailDomains)
        return configuration
    }
}

/// Asks the identity provider over the network.
private struct OpenIDCaller: Sendable {
    let client: any HTTPFetching
    let issuer: String
    let logger: Logger

    func callAsFunction(_ call: OpenIDCall) async -> OpenIDAnswer? {
        do throws(FetchError) {
            let response = try await client.fetch(request(call))
            if response.status.code != 200 {
                // The word of the protocol says more than the status; what else stands in the answer is not for a log.
                let word = (try? JSONValue(reading: response.body))?["error"]?.string
                logger.warning(
                    "the identity provider refuses a request",
                    [
                        .url: LogValue(response.url.description), .status: LogValue(response.status.code),
                        .error: LogValue(String((word ?? "").prefix(100))),
                    ])
            }
            return OpenIDAnswer(status: response.status.code, body: response.body)
        } catch {
            logger.warning("the identity provider can't be reached", [.error: LogValue(error.message)])
            return nil
        }
    }

    private func request(_ call: OpenIDCall) throws(FetchError) -> FetchRequest {
        var request: FetchRequest
        switch call {
        case .get(let address, _):
            request = FetchRequest(url: try FetchURL(address))
        case .post(let address, let form, _):
            request = FetchRequest(method: .post, url: try FetchURL(address), body: Array(form.utf8))
            request.headers.set("Content-Type", "application/x-www-form-urlencoded")
        }
        if let authorization = call.authorizationField { request.headers.set("Authorization", authorization) }
        request.headers.set("Accept", "application/json")
        request.policy.redirects.maximum = 0
        request.policy.bodyBytes = OpenIDProvider.documentBytesMost
        request.policy.totalMilliseconds = 10_000
        request.policy.connectMilliseconds = 5_000
        // The operator named the issuer, wherever it is. What the issuer names on other hosts must be public.
        let isIssuer = try FetchURL(issuer).host == request.url.host
        request.policy.addresses = isIssuer ? .any : .publicOnly
        return request
    }
}
