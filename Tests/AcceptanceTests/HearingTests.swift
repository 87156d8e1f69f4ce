import Foundation
import Glibc
import JSON
import TestProcesses
import Testing

/// What others tell, by the programs that tell it: curl, an Alertmanager, OpenTelemetry's SDK, and a role of the platform.
@Suite struct HearingTests {
    static let watch = """
        vantages: [{name: here}]
        parts:
          - {name: batch, kind: instance}
          - {name: gateway-1, kind: instance}
          - {name: acq-1, kind: provider-server}
          - {name: acq-2, kind: provider-server}
        paths:
          - {name: servers, kind: provider-server, stops: [{name: acq-1}, {name: acq-2}]}
        probes:
          - {name: nightly, kind: heartbeat, every: 24h, through: [batch]}
          - {name: outcomes, kind: counters, paths: [servers]}
          - name: sdk
            kind: counters
            from: otlp
            metric: payments
            labels: ["provider-server = server"]
            paths: [servers]
          - {name: fails, kind: alerts, through: [gateway-1], match: ["alertname = PaymentsFail"]}
        """

    static func serve(_ watch: String, in folder: Folder, alone: Bool = true) throws -> ServingProgram {
        _ = try folder.write("watch.yaml", watch)
        let settings = try folder.write("vigie.yaml", "watch: {file: watch.yaml}\n")
        return try ServingProgram(["--config", settings, "--data", folder.file("data")], folder: folder)
    }

    static func post(_ program: ServingProgram, _ path: String, _ json: String) throws -> (status: Int, body: String) {
        try program.get(path, headers: ["Content-Type: application/json"], options: ["--data-binary", json])
    }

    static func waits(_ program: ServingProgram, _ path: String, _ holds: (JSONValue) -> Bool) throws -> JSONValue? {
        let deadline = Date().addingTimeInterval(60)
        while Date() < deadline {
            let json = try JSONValue(reading: program.get(path).body)
            if holds(json) { return json }
            usleep(50_000)
        }
        return nil
    }

    @Test func `curl tells that a heart beats, what was counted and what was changed; a restart forgets nothing`()
        throws
    {
        let folder = try Folder()
        var program = try Self.serve(Self.watch, in: folder)
        let made = try Self.post(program, "/api/heartbeats/nightly/address", "")
        #expect(made.status == 201, "\(made)")
        let url = try #require(try JSONValue(reading: made.body)["url"]?.string)
        #expect(url.hasPrefix(program.base + "/beat/"))
        let address = String(url.dropFirst(program.base.count))
        #expect(try program.get(address + "/start").status == 200)
        #expect(try program.get(address, options: ["-I"]).status == 200)
        #expect(try program.get(address, options: ["-d", "what the job printed"]).body.hasPrefix("heard"))
        #expect(try program.get(address + "/moon").status == 404)
        #expect(try program.get(address.dropLast(3) + "abc").status == 404)
        let heard = try Self.waits(program, "/api/heartbeats") { $0["heartbeats"]?[0]?["standing"]?.string == "heard" }
        #expect(heard?["heartbeats"]?[0]?["lastStart"] != nil)

        let counts =
            #"{"probe": "outcomes", "counts": [{"provider-server": "acq-1", "outcome": "approved", "count": 7}]}"#
        let first = try Self.post(program, "/api/counts", counts)
        #expect(first.status == 202, "\(first)")
        usleep(1_200_000)
        #expect(try Self.post(program, "/api/counts", counts).status == 202)
        let total = try Self.waits(program, "/api/counts") { $0["counts"]?[0]?["good"]?.integer == 14 }
        #expect(total?["counts"]?[0]?["target"]?.string == "outcomes/servers/acq-1")
        let unknown = try Self.post(program, "/api/counts", #"{"probe": "nothing", "counts": []}"#)
        #expect(unknown.status == 422 && unknown.body.contains("outcomes"), "\(unknown)")

        let change = try program.get(
            "/api/changes", options: ["-d", "kind=deploy", "-d", "title=gateway 3.2", "-d", "part=gateway-1"])
        #expect(change.status == 201, "\(change)")
        let event = try program.get(
            "/api/changes",
            headers: [
                "Content-Type: application/json", "ce-specversion: 1.0", "ce-id: 1", "ce-source: /ci",
                "ce-type: dns.changed",
            ], options: ["--data-binary", #"{"parts": ["gateway-1"]}"#])
        #expect(event.status == 201, "\(event)")
        let part = try program.get("/api/changes", options: ["-d", "kind=deploy", "-d", "title=x", "-d", "part=moon"])
        #expect(part.status == 422 && part.body.contains("moon"), "\(part)")

        program.signal(SIGKILL)
        program.process.waitUntilExit()
        #expect(!program.logText.contains(address.dropFirst("/beat/".count)))
        program = try Self.serve(Self.watch, in: folder)
        let after = try JSONValue(reading: program.get("/api/heartbeats").body)
        #expect(after["heartbeats"]?[0]?["standing"]?.string == "heard")
        #expect(try program.get(address).status == 200)
        let changes = try JSONValue(reading: program.get("/api/changes").body)["changes"]?.array
        #expect(changes?.count == 2)
        #expect(program.stop() == 0)
    }

    @Test func `a role of the payment platform is read for its counters, and they agree with what was paid`() throws {
        let folder = try Folder()
        let provider = try RoleProgram(
            "provider", at: try RoleProgram.freeOrigin(), ["--database", "sqlite:\(folder.file("p.sqlite"))"],
            folder: folder)
        let terminals = try RoleProgram.freeOrigin()
        let host = try RoleProgram(
            "cb2a-host", at: terminals,
            [
                "--database", "sqlite:\(folder.file("h.sqlite"))", "--provider",
                "acq-1=\(provider.origin.dropFirst(7))",
            ], folder: folder)
        let program = try Self.serve(
            """
            vantages: [{name: here}]
            parts: [{name: acq-1, kind: provider-server}]
            paths: [{name: servers, kind: provider-server, stops: [{name: acq-1}]}]
            probes:
              - name: orders
                kind: counters
                from: prometheus
                to: "\(host.admin)/metrics"
                metric: vigie_provider_orders_total
                labels: ["provider-server = server"]
                read_every: 1s
                paths: [servers]
            """, in: folder)
        // The first payment brings the counter into being; from what is read then on, everything is counted.
        let place = "instore-cb2a=\(terminals.dropFirst(7))"
        #expect(try BuiltProgram.run(["pay", "instore-cb2a", "--to", place]).status == 0)
        #expect(try Self.waits(program, "/api/counts") { $0["counts"]?.array?.isEmpty == false } != nil)
        func told() throws -> Int {
            let lines = try RoleProgram.ask(host.admin + "/metrics").body.split(separator: "\n")
            return lines.filter { $0.hasPrefix("vigie_provider_orders_total{") }
                .reduce(0) { $0 + (Int($1.split(separator: " ").last ?? "") ?? 0) }
        }
        let counted = try #require(try Self.waits(program, "/api/counts") { _ in true })
        func sum(_ json: JSONValue) -> Int {
            Int((json["counts"]?[0]?["good"]?.integer ?? 0) + (json["counts"]?[0]?["failed"]?.integer ?? 0))
        }
        let (before, heardBefore) = (try told(), sum(counted))
        let traffic = try BuiltProgram.run([
            "traffic", "--channels", "instore-cb2a", "--rate", "20", "--for", "4", "--places", "5", "--to", place,
        ])
        #expect(traffic.status == 0, "\(traffic)")
        // What terminals collect at the end is ordered afterwards.
        var grown = try told() - before
        for _ in 0..<30 {
            usleep(1_000_000)
            let now = try told() - before
            if now == grown { break }
            grown = now
        }
        #expect(grown > 20)
        let heard = try Self.waits(program, "/api/counts") { sum($0) - heardBefore >= grown }
        #expect(heard.map(sum) == heardBefore + grown)
        #expect(program.stop() == 0)
    }

    @Test(.enabled(if: Alertmanager.isInstalled, "prometheus-alertmanager is not installed"))
    func `an Alertmanager's webhook is heard`() throws {
        let folder = try Folder()
        let program = try Self.serve(Self.watch, in: folder)
        let manager = try Alertmanager(program.base + "/api/alertmanager", folder: folder)
        try manager.fire(["alertname": "PaymentsFail", "channel": "ecommerce"])
        #expect(program.waitForLog("it fails"), "\(program.logText)\n\(manager.logText)")
        #expect(program.logText.contains("PaymentsFail"))
        #expect(program.stop() == 0)
    }

    @Test(
        .enabled(if: OpenTelemetrySender.isInstalled, "run scripts/otlp-sender: OpenTelemetry's SDK is not installed"))
    func `OpenTelemetry's own SDK sends counters, in protobuf and with gzip`() throws {
        let folder = try Folder()
        let program = try Self.serve(Self.watch, in: folder)
        for temporality in ["cumulative", "delta"] {
            let before = try JSONValue(reading: program.get("/api/counts").body)
            func good(_ json: JSONValue) -> Int64 {
                (json["counts"]?.array ?? []).reduce(0) { $0 + ($1["good"]?.integer ?? 0) }
            }
            let outcome = try OpenTelemetrySender.send(to: program.base + "/otlp/v1/metrics", temporality)
            #expect(outcome.status == 0, "\(outcome)")
            // It says what it counted after its first export.
            let counted = try #require(Int64(outcome.output.split(separator: "\n").last ?? ""))
            let heard = try Self.waits(program, "/api/counts") { good($0) >= good(before) + counted }
            #expect(heard.map(good) == good(before) + counted)
        }
        #expect(program.stop() == 0)
    }
}

/// Debian's Alertmanager, which tells one webhook.
final class Alertmanager {
    private static let program = "/usr/bin/prometheus-alertmanager"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

    private let process = TestProcess()
    private let port: UInt16
    private let log: String

    init(_ webhook: String, folder: Folder) throws {
        port = try RoleProgram.freePort()
        log = folder.file("alertmanager.log")
        let settings = try folder.write(
            "alertmanager.yml",
            """
            route: {receiver: vigie, group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
            receivers: [{name: vigie, webhook_configs: [{url: "\(webhook)", send_resolved: true}]}]
            """)
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        process.executableURL = URL(filePath: Self.program)
        process.arguments = [
            "--config.file=\(settings)", "--storage.path=\(folder.file("alertmanager"))",
            "--web.listen-address=127.0.0.1:\(port)", "--cluster.listen-address=",
        ]
        process.standardOutput = FileHandle(forWritingAtPath: log)
        process.standardError = process.standardOutput
        process.standardInput = FileHandle.nullDevice
        try process.run()
        #expect(try RoleProgram.waits("http://127.0.0.1:\(port)/-/ready", for: "OK"))
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    var logText: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

    func fire(_ labels: [String: String]) throws {
        let body = try JSONSerialization.data(withJSONObject: [["labels": labels]])
        let answer = try RoleProgram.ask(
            "http://127.0.0.1:\(port)/api/v2/alerts", body: String(decoding: body, as: UTF8.self),
            headers: ["Content-Type: application/json"])
        #expect(answer.status == 200, "\(answer)")
    }
}

/// OpenTelemetry's SDK of PyPI: `Tests/OpenTelemetry/sender.py`.
enum OpenTelemetrySender {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static var python: String { root.appending(path: "var/venv-otlp/bin/python").path() }
    static var isInstalled: Bool {
        FileManager.default.fileExists(atPath: root.appending(path: "var/venv-otlp/installed.txt").path())
    }

    static func send(to endpoint: String, _ temporality: String) throws -> BuiltProgram.Outcome {
        let process = TestProcess()
        process.executableURL = URL(filePath: python)
        process.arguments = [root.appending(path: "Tests/OpenTelemetry/sender.py").path(), endpoint, temporality]
        let output = Pipe()
        let error = Pipe()
        process.standardOutput = output
        process.standardError = error
        try process.run()
        let written = try output.fileHandleForReading.readToEnd() ?? Data()
        let complained = try error.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return BuiltProgram.Outcome(
            status: process.terminationStatus, output: String(decoding: written, as: UTF8.self),
            error: String(decoding: complained, as: UTF8.self))
    }
}
