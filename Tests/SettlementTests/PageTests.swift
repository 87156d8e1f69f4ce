import HTTP
import JSON
import Ledger
import LedgerContract
import Settlement
import Telemetry
import Testing
import Vocabulary

/// What people and programs read.
@Suite struct PageTests {
    private func answer(
        _ service: SettlementService, _ method: HTTPMethod, _ path: String, query: String? = nil
    ) async throws -> HTTPResponse {
        var router = Router()
        SettlementRoutes.add(to: &router, service)
        let request = HTTPRequest(method: method, path: path, query: query, clientAddress: "127.0.0.1", id: "request-1")
        var reply = router.reply(to: request) { HTTPResponse(status: $0.status) }
        while case .later(let make) = reply { reply = await make() }
        guard case .now(let response) = reply else { throw NoAnswer() }
        return response
    }

    struct NoAnswer: Error {}

    private func json(_ response: HTTPResponse) throws -> JSONValue {
        guard case .bytes(let bytes) = response.body else { throw NoAnswer() }
        return try JSONValue(reading: bytes)
    }

    private func text(_ response: HTTPResponse) throws -> String {
        guard case .bytes(let bytes) = response.body else { throw NoAnswer() }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `a run is asked for, and its report read in both forms`() async throws {
        let bench = try await Bench(.sqlite)
        try await bench.collect("A", 100)
        try await bench.collect("B", 200)
        try bench.put(file("day-1", [line("A", 100, fee: 2), line("B", 201)]), as: "ecommerce-1.txt")
        let service = bench.service()
        let run = try json(try await answer(service, .post, "/settlement/runs"))
        let name = try #require(run["reports"]?[0]?["report"]?.string)
        #expect(run["reports"]?[0]?["matched"]?.integer == 1)
        let report = try json(try await answer(service, .get, "/settlement/reports/" + name))
        #expect(report["findings"]?["differing"]?.integer == 1)
        #expect(report["sums"]?[0]?["fees"]?.integer == 2)
        let findings = try json(try await answer(service, .get, "/settlement/reports/\(name)/findings"))
        #expect(findings["findings"]?[0]?["ours"]?["amount"]?.integer == 200)
        let page = try text(
            try await answer(service, .get, "/settlement/reports/" + name, query: "format=html"))
        #expect(page.contains("differing") && page.contains("capture 201 EUR"))
        #expect(!page.contains("<script"))
        let overview = try text(try await answer(service, .get, "/settlement"))
        #expect(overview.contains("ecommerce-1.txt") && overview.contains("mismatching"))
        #expect(!overview.contains("<script"))
        await bench.close()
    }

    @Test func `an unknown report and a page that is none are refused with what to do`() async throws {
        let bench = try await Bench(.sqlite)
        try bench.put(file("day-1", []), as: "a.txt")
        let service = bench.service()
        let report = try #require(await service.run().reports.first)
        #expect(try await answer(service, .get, "/settlement/reports/none").status == .notFound)
        #expect(try await answer(service, .get, "/settlement/reports/a%20b").status == .notFound)
        let page = try await answer(
            service, .get, "/settlement/reports/\(report.name)/findings", query: "page=7")
        #expect(page.status == .badRequest)
        #expect(try text(page).contains("0 to 0"))
        await bench.close()
    }

    @Test func `a channel whose file is late says since when it is due, and so do the metrics`() async throws {
        let bench = try await Bench(.sqlite)
        let service = bench.service()
        _ = await service.run()
        bench.set(Bench.midnight + .hours(3))
        try bench.put(file("day-1", []))
        _ = await service.run()
        let channels = try json(try await answer(service, .get, "/settlement/channels"))
        let byName = Dictionary(
            uniqueKeysWithValues: (channels["channels"]?.array ?? []).map { ($0["channel"]?.string ?? "", $0) })
        #expect(byName["ecommerce"]?["state"]?.string == "settled")
        #expect(byName["instore-nexo"]?["state"]?.string == "late")
        #expect(byName["instore-nexo"]?["dueSince"]?.string == "2026-11-20T02:00:00Z")
        let metrics = String(decoding: bench.metrics.exposition(), as: UTF8.self)
        let since = (Bench.midnight + .hours(2)).seconds
        #expect(metrics.contains(#"vigie_platform_settlement_due_since_seconds{channel="instore-nexo"} \#(since)"#))
        #expect(metrics.contains(#"vigie_platform_settlement_late_days{channel="ecommerce"} 0"#))
        #expect(metrics.contains(#"vigie_platform_settlement_files_total{channel="ecommerce",outcome="clean"} 1"#))
        await bench.close()
    }
}
