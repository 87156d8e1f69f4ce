import HTTP
import ISO8583
import JSON
import Operating
import Roles
import Synchronization
import Telemetry
import Testing
import Vocabulary

@Suite struct RoleDeskTests {
    private let instance = RoleDesk.Instance(
        role: .cb2aHost, name: "cb2a-host-1", version: "1.2.3", started: Instant(seconds: 1_795_132_800))

    private func answer(
        _ desk: RoleDesk, _ path: String, method: HTTPMethod = .get, accept: String? = nil
    ) async throws -> (status: Int, text: String) {
        var headers = HTTPHeaders()
        if let accept { headers.add("Accept", accept) }
        var reply = desk.reply(to: HTTPRequest(method: method, path: path, headers: headers))
        while case .later(let next) = reply { reply = await next() }
        guard case .now(let response) = reply else { return (0, "") }
        guard case .bytes(let bytes) = response.body else { return (response.status.code, "") }
        return (response.status.code, String(decoding: bytes, as: UTF8.self))
    }

    @Test func `it lives from the start, and is ready when it serves and every check is in order`() async throws {
        let isBroken = Mutex(true)
        let checks = RoleChecks([
            RoleCheck("database") { isBroken.withLock { $0 } ? "the database does not answer" : nil }
        ])
        let desk = RoleDesk(instance, checks: checks, metrics: MetricsRegistry())
        #expect(try await answer(desk, "/healthz") == (200, "alive\n"))
        #expect(try await answer(desk, "/readyz").status == 503)
        checks.serving()
        await checks.ask()
        var ready = try await answer(desk, "/readyz")
        #expect(ready.status == 503)
        #expect(ready.text.contains("database: the database does not answer"))
        isBroken.withLock { $0 = false }
        await checks.ask()
        ready = try await answer(desk, "/readyz", accept: "application/json")
        #expect(ready.status == 200)
        let json = try JSONValue(reading: Array(ready.text.utf8))
        #expect(json["ready"]?.bool == true)
        checks.draining()
        #expect(try await answer(desk, "/readyz").status == 503)
        // Whoever restarts what does not live leaves it alone meanwhile.
        #expect(try await answer(desk, "/healthz").status == 200)
    }

    @Test func `figures are brought up to date before they are told`() async throws {
        let metrics = MetricsRegistry()
        let counters = OutcomeCounters(metrics)
        let desk = RoleDesk(
            instance, checks: RoleChecks([]), metrics: metrics,
            refresh: {
                counters.count(.refused(.insufficientFunds), channel: .instoreCB2A, microseconds: 1_000)
                counters.count(.unknown(.timedOut), channel: .instoreCB2A, microseconds: 1_000)
                counters.count(.approved(code: "123456"), channel: .instoreCB2A, microseconds: 1_000)
            })
        let text = try await answer(desk, "/metrics").text
        for line in [
            "vigie_platform_instance{role=\"cb2a-host\",name=\"cb2a-host-1\",version=\"1.2.3\"} 1",
            "vigie_platform_payments_total{channel=\"instore-cb2a\",outcome=\"refused\",reason=\"51\"} 1",
            "vigie_platform_payments_total{channel=\"instore-cb2a\",outcome=\"unknown\",reason=\"timed-out\"} 1",
            "vigie_platform_payments_total{channel=\"instore-cb2a\",outcome=\"approved\",reason=\"\"} 1",
            "vigie_platform_payment_seconds_count{channel=\"instore-cb2a\",outcome=\"approved\"} 1",
            "vigie_platform_ready 0",
        ] { #expect(text.contains(line), "\(line) in \(text)") }
    }

    @Test func `the version names role and instance; other addresses are the role's own or nobody's`() async throws {
        let desk = RoleDesk(
            instance, checks: RoleChecks([]), metrics: MetricsRegistry(),
            routes: { router in
                router.on(.post, "/faults") { _, _ in .now(RoleDesk.json(["done": true])) }
            })
        let version = try JSONValue(reading: Array(try await answer(desk, "/version").text.utf8))
        #expect(version["role"]?.string == "cb2a-host")
        #expect(version["version"]?.string == "1.2.3")
        #expect(version["started"]?.string == "2026-11-20T00:00:00Z")
        #expect(try await answer(desk, "/faults", method: .post).status == 200)
        #expect(try await answer(desk, "/faults").status == 405)
        #expect(try await answer(desk, "/nothing").status == 404)
    }
}
