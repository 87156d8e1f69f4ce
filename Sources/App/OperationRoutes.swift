internal import HTTP
internal import JSON
internal import Network
internal import Settings
internal import Synchronization
internal import Telemetry

/// `/healthz`, `/readyz` and `/metrics`.
final class OperationRoutes: Sendable {
    private struct Access {
        var isEnabled: Bool
        var allowed: [NetworkRange]
    }

    private let health: HealthRegistry
    private let registry: MetricsRegistry
    private let access: Mutex<Access>
    private let refresh = Mutex<(@Sendable () async -> Void)?>(nil)

    init(settings: Settings, health: HealthRegistry, registry: MetricsRegistry) {
        self.health = health
        self.registry = registry
        access = Mutex(Access(isEnabled: settings.metricsEnabled, allowed: settings.metricsAllowed))
    }

    /// How the server's figures are brought up to date before they are told, once there is a server.
    func beforeMetrics(_ refresh: @escaping @Sendable () async -> Void) { self.refresh.withLock { $0 = refresh } }

    /// After a reload.
    func configure(_ settings: Settings) {
        access.withLock { $0 = Access(isEnabled: settings.metricsEnabled, allowed: settings.metricsAllowed) }
    }

    func add(to router: inout Router, failure: @escaping @Sendable (HTTPFailure) -> HTTPResponse) {
        router.on(.get, "/healthz") { _, _ in .now(Self.text(.ok, "alive\n")) }
        router.on(.get, "/readyz") { [self] request, _ in
            let report = health.report()
            let status: HTTPStatus = report.isReady ? .ok : .serviceUnavailable
            // What is wrong may name places inside: it is for those who may read the metrics.
            guard mayRead(request) else {
                return .now(Self.text(status, report.isReady ? "ready\n" : "not ready\n"))
            }
            guard
                Negotiation.mediaType(request.headers["Accept"], offered: ["text/plain", "application/json"])
                    == "application/json"
            else { return .now(Self.text(status, report.text)) }
            return .now(
                HTTPResponse(
                    status: status, headers: ["Content-Type": "application/json", "Cache-Control": "no-store"],
                    body: .bytes(JSONWriter.pretty(report.json))))
        }
        router.on(.get, "/metrics") { [self] request, _ in
            guard access.withLock({ $0.isEnabled }), mayRead(request) else {
                // To others the address does not exist.
                return .now(
                    failure(
                        HTTPFailure(
                            status: .notFound, detail: "There is nothing at this address.", requestID: request.id,
                            accept: request.headers["Accept"], path: request.path)))
            }
            return .later { [self] in
                await refresh.withLock({ $0 })?()
                return .now(
                    HTTPResponse(
                        headers: ["Content-Type": MetricsRegistry.contentType, "Cache-Control": "no-store"],
                        body: .bytes(registry.exposition())))
            }
        }
    }

    private func mayRead(_ request: HTTPRequest) -> Bool {
        // Through a proxy that nobody told us of, everybody would come from its address. The client of a Unix socket, and
        // one whom a proxy does not name, has no address, so no network holds it.
        guard !request.isForwardedByStranger, let address = NetworkAddress(request.clientAddress) else { return false }
        return access.withLock { $0.allowed.contains { $0.contains(address) } }
    }

    private static func text(_ status: HTTPStatus, _ text: String) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: ["Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"],
            body: .bytes(Array(text.utf8)))
    }
}
