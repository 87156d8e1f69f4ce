import Foundation
import JSON
import Telemetry
import TestProcesses
import Testing

@Suite struct MetricsTests {
    private func text(_ registry: MetricsRegistry) -> String { String(decoding: registry.exposition(), as: UTF8.self) }

    private func filled() -> MetricsRegistry {
        let registry = MetricsRegistry()
        registry.counter("vigie_entries_total", "Entries appended.").increment(by: 3)
        let requests = registry.counters(
            "vigie_http_requests_total", "Requests by \\ status\nand method.", labels: ["method", "status"])
        requests.labelled("GET", "200").increment()
        requests.labelled("GET", "200").increment()
        requests.labelled("A\"B\\C\nD", "404").increment()
        registry.gauge("vigie_connections", "Open connections.").set(12)
        registry.gauge("vigie_start_time_seconds", "When it started.") { 1.5e9 }
        registry.gauges("vigie_loop_load_ratio", "Share of time.", labels: ["loop"]).labelled("0").set(0.25)
        let duration = registry.histogram("vigie_append_duration_seconds", "Time to append.", bounds: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 7] { duration.observe(value) }
        registry.histograms("vigie_query_duration_seconds", "Time to ask.", labels: ["query"], bounds: [1])
            .labelled("page").observe(.milliseconds(1500))
        return registry
    }

    @Test func `the text is what Prometheus expects`() {
        #expect(
            text(filled()) == #"""
                # HELP vigie_append_duration_seconds Time to append.
                # TYPE vigie_append_duration_seconds histogram
                vigie_append_duration_seconds_bucket{le="0.1"} 2
                vigie_append_duration_seconds_bucket{le="1"} 3
                vigie_append_duration_seconds_bucket{le="+Inf"} 4
                vigie_append_duration_seconds_sum 7.65
                vigie_append_duration_seconds_count 4
                # HELP vigie_connections Open connections.
                # TYPE vigie_connections gauge
                vigie_connections 12
                # HELP vigie_entries_total Entries appended.
                # TYPE vigie_entries_total counter
                vigie_entries_total 3
                # HELP vigie_http_requests_total Requests by \\ status\nand method.
                # TYPE vigie_http_requests_total counter
                vigie_http_requests_total{method="A\"B\\C\nD",status="404"} 1
                vigie_http_requests_total{method="GET",status="200"} 2
                # HELP vigie_loop_load_ratio Share of time.
                # TYPE vigie_loop_load_ratio gauge
                vigie_loop_load_ratio{loop="0"} 0.25
                # HELP vigie_query_duration_seconds Time to ask.
                # TYPE vigie_query_duration_seconds histogram
                vigie_query_duration_seconds_bucket{query="page",le="1"} 0
                vigie_query_duration_seconds_bucket{query="page",le="+Inf"} 1
                vigie_query_duration_seconds_sum{query="page"} 1.5
                vigie_query_duration_seconds_count{query="page"} 1
                # HELP vigie_start_time_seconds When it started.
                # TYPE vigie_start_time_seconds gauge
                vigie_start_time_seconds 1500000000

                """#)
    }

    @Test(
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool"),
            "promtool is in the package prometheus"))
    func `promtool accepts the text`() throws {
        let process = TestProcess()
        process.executableURL = URL(filePath: "/usr/bin/promtool")
        process.arguments = ["check", "metrics"]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(filled().exposition()))
        try input.fileHandleForWriting.close()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && said.isEmpty, "\(String(decoding: said, as: UTF8.self))")
    }

    @Test func `made up label values are counted together`() {
        let registry = MetricsRegistry()
        let family = registry.counters("requests_total", "Requests.", labels: ["path"], combinationsMax: 10)
        for number in 0..<1000 { family.labelled("/\(number)").increment() }
        family.labelled(String(repeating: "x", count: 10_000)).increment()
        let lines = text(registry).split(separator: "\n")
        #expect(lines.count == 2 + 11)
        #expect(lines.contains("requests_total{path=\"other\"} 991"))
        #expect(family.labelled("/3").value == 1)
    }

    @Test func `numbers that are no numbers are written as Prometheus writes them`() {
        let registry = MetricsRegistry()
        registry.gauge("a", "A.").set(.infinity)
        registry.gauge("b", "B.").set(-.infinity)
        registry.gauge("c", "C.").set(.nan)
        let histogram = registry.histogram("d", "D.", bounds: [1])
        histogram.observe(.nan)
        let lines = text(registry).split(separator: "\n")
        #expect(
            lines.contains("a +Inf") && lines.contains("b -Inf") && lines.contains("c NaN")
                && lines.contains("d_count 0"))
    }

    @Test func `many threads lose no count`() async {
        let registry = MetricsRegistry()
        let counter = registry.counter("a_total", "A.")
        let gauge = registry.gauge("b", "B.")
        let histogram = registry.histogram("c", "C.", bounds: [1])
        await withDiscardingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 {
                        counter.increment()
                        gauge.add(1)
                        histogram.observe(2)
                    }
                }
            }
        }
        #expect(counter.value == 8000 && gauge.value == 8000)
        #expect(text(registry).contains("c_sum 16000\n"))
    }

    @Test func `a doubled name is a fault of the program`() async {
        await #expect(processExitsWith: .failure) {
            let registry = MetricsRegistry()
            _ = registry.gauge("a", "A.")
            _ = registry.gauge("a", "A.")
        }
    }
}

@Suite struct HealthTests {
    @Test func `ready is when every check is, and says what is not`() {
        let registry = HealthRegistry()
        #expect(registry.report().isReady)
        let database = registry.check("database")
        let projections = registry.check("projections")
        projections.ready()
        #expect(!registry.report().isReady)
        #expect(registry.report().text == "not ready\ndatabase: has not started yet\nprojections: ready\n")
        database.ready()
        #expect(registry.report().isReady)
        projections.notReady("entry 5 of 9 is applied\nforged: ready")
        #expect(
            registry.report().json == [
                "ready": false,
                "checks": [
                    ["name": "database", "ready": true, "problem": .null],
                    ["name": "projections", "ready": false, "problem": "entry 5 of 9 is applied\\u{A}forged: ready"],
                ],
            ])
    }
}
