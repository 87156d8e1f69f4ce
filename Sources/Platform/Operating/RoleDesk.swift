package import HTTP
package import JSON
package import Roles
package import Telemetry
package import Vocabulary

/// The addresses for those who run a role:
///
///     GET /healthz   it lives, whatever else is wrong
///     GET /readyz    it can do its work: every check, as text or JSON; 503 when one fails or while it is stopped
///     GET /metrics   for Prometheus
///     GET /version   which program, role and instance, and since when
///
/// A role may add addresses of its own.
package struct RoleDesk: HTTPHandler {
    package struct Instance: Sendable, Hashable {
        package let role: PlatformRole
        /// Tells instances of one role apart: `cb2a-host-1`.
        package let name: String
        package let version: String
        package let started: Instant

        package init(role: PlatformRole, name: String, version: String, started: Instant) {
            self.role = role
            self.name = name
            self.version = version
            self.started = started
        }
    }

    private let router: Router

    /// - Parameter refresh: brings figures up to date that are counted elsewhere.
    package init(
        _ instance: Instance, checks: RoleChecks, metrics: MetricsRegistry,
        refresh: @escaping @Sendable () async -> Void = {}, routes: (inout Router) -> Void = { _ in }
    ) {
        metrics.gauges(
            "vigie_platform_instance", "1, with the role, the name and the version of this instance.",
            labels: ["role", "name", "version"]
        ).labelled(instance.role.rawValue, instance.name, instance.version).set(1)
        metrics.gauge("vigie_platform_ready", "1 when every check of this instance is in order.") {
            checks.health.report().isReady ? 1 : 0
        }
        var router = Router()
        router.on(.get, "/healthz") { _, _ in .now(Self.text(.ok, "alive\n")) }
        router.on(.get, "/readyz") { request, _ in .now(Self.report(checks.health.report(), for: request)) }
        router.on(.get, "/metrics") { _, _ in
            .later {
                await refresh()
                return .now(
                    HTTPResponse(
                        headers: ["Content-Type": MetricsRegistry.contentType, "Cache-Control": "no-store"],
                        body: .bytes(metrics.exposition())))
            }
        }
        router.on(.get, "/version") { _, _ in
            .now(
                Self.json([
                    "program": "vigie", "version": .string(instance.version), "role": .string(instance.role.rawValue),
                    "name": .string(instance.name), "started": .string(instance.started.rfc3339),
                ]))
        }
        routes(&router)
        self.router = router
    }

    package func reply(to request: HTTPRequest) -> HTTPReply { router.reply(to: request, failure: failure) }

    package func bodyLimit(method: HTTPMethod, path: String) -> Int {
        router.bodyLimit(method: method, path: path) ?? 64 << 10
    }

    package func failure(_ failure: HTTPFailure) -> HTTPResponse {
        Self.json(["error": .string(failure.detail), "request": .string(failure.requestID)], status: failure.status)
    }

    private static func report(_ report: HealthReport, for request: HTTPRequest) -> HTTPResponse {
        let status: HTTPStatus = report.isReady ? .ok : .serviceUnavailable
        let offered = ["text/plain", "application/json"]
        guard Negotiation.mediaType(request.headers["Accept"], offered: offered) == "application/json" else {
            return text(status, report.text)
        }
        return json(report.json, status: status)
    }

    private static func text(_ status: HTTPStatus, _ text: String) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: ["Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"],
            body: .bytes(Array(text.utf8)))
    }

    package static func json(_ value: JSONValue, status: HTTPStatus = .ok) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: ["Content-Type": "application/json", "Cache-Control": "no-store"],
            body: .bytes(JSONWriter.pretty(value)))
    }
}
