import Foundation
import Glibc
import JSON
import TestProcesses
import Testing

/// A shop that the built program watches from three vantages, with two kinds of evidence, and tells of on two brands in three
/// languages. Its server is a real one that can be killed.
final class WatchedShop {
    static let brands = ["north", "south"]
    /// What stands in the agreed sentence of each language, whatever the time is.
    static let sentences = [
        "en": "Shop: our measurements show payments failing since",
        "fr": "Boutique : nos mesures montrent des paiements en échec depuis",
        "it": "Negozio: le nostre misure mostrano pagamenti non riusciti dalle",
    ]

    /// What agrees with the probe that comes as customers do.
    enum Second {
        /// A probe of the instance itself.
        case instance
        /// Outcomes of payments, which a test pushes.
        case payments
    }

    let folder: Folder
    let settings: String
    let pager: HookSink
    let port: Int
    private(set) var program: ServingProgram
    private let empty: Folder
    private let anchor: FileServer
    private var server: FileServer?

    /// - Parameter route: what calls of on-call people are narrowed to.
    init(grace: String, second: Second = .instance, route: String = "") throws {
        folder = try Folder()
        empty = try Folder()
        pager = try HookSink(folder.path)
        port = try Int(RoleProgram.freePort())
        let anchorPort = try Int(RoleProgram.freePort())
        anchor = try FileServer(port: anchorPort, folder: empty)
        server = try FileServer(port: port, folder: empty)
        try Self.watch(grace: grace, second, shop: port, anchor: anchorPort, in: folder)
        settings = try Self.configure(pager: pager.port, route: route, in: folder)
        program = try ServingProgram(["--config", settings], folder: folder)
        try describe()
    }

    private static func watch(grace: String, _ second: Second, shop: Int, anchor: Int, in folder: Folder) throws {
        let vantages = ["paris", "london", "oslo"].map { "  - {name: \($0), anchors: [\"127.0.0.1:\(anchor)\"]}" }
        let other =
            switch second {
            case .instance: "{name: port, kind: tcp, component: shop, paths: [instances]}"
            case .payments: "{name: payments, kind: counters, component: shop, through: [gateway]}"
            }
        _ = try folder.write(
            "watch.yaml",
            """
            vantages:
            \(vantages.joined(separator: "\n"))
            components:
              - {name: shop, channel: ecommerce, severity: critical, publish: measured, grace: \(grace)}
            parts: [{name: gateway, kind: instance}]
            paths:
              - {name: external, kind: external, stops: [{name: front, address: "127.0.0.1:\(shop)", through: [gateway]}]}
              - {name: instances, kind: instance, stops: [{name: gateway, address: "127.0.0.1:\(shop)"}]}
            probes:
              - {name: page, kind: http, component: shop, to: "http://shop.test:\(shop)/", paths: [external]}
              - \(other)

            """)
    }

    private static func configure(pager: Int, route: String, in folder: Folder) throws -> String {
        for (name, text) in [
            ("pager-url", "http://127.0.0.1:\(pager)/pager"),
            ("pager-key", "whsec_" + Data((0..<32).map { _ in UInt8.random(in: 0...255) }).base64EncodedString()),
        ] {
            let path = try folder.write(name, text)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
        return try folder.write(
            "vigie.yaml",
            """
            data: \(folder.file("data"))
            tracker: {enabled: false}
            watch: {file: watch.yaml, here: [paris, london, oslo]}
            alerts:
              allowed_targets: ["127.0.0.1/32"]
              channels:
                - name: pager
                  kind: webhook
                  url: "file:\(folder.file("pager-url"))"
                  secret: "file:\(folder.file("pager-key"))"
              routes: [{name: on-call, to: [pager]\(route)}]

            """)
    }

    private func describe() throws {
        for (kind, id, text) in [
            ("providers", "acme", #"{"name": "Acme Pay", "zone": "Europe/Paris"}"#),
            ("brands", "north", #"{"provider": "acme", "name": "North", "languages": ["en", "fr", "it"]}"#),
            ("brands", "south", #"{"provider": "acme", "name": "South", "languages": ["it", "fr", "en"]}"#),
            (
                "components", "shop",
                #"{"provider": "acme", "channel": "ecommerce", "name": {"en": "Shop", "fr": "Boutique", "it": "Negozio"}, "brands": ["north", "south"]}"#
            ),
        ] {
            let file = try folder.write("\(kind)-\(id).json", text)
            let outcome = try run(["describe", kind, id, file])
            try #require(outcome.status == 0, "\(outcome)")
        }
    }

    /// A command that asks the running server.
    func run(_ arguments: [String], token: String? = nil) throws -> BuiltProgram.Outcome {
        let named = token == nil ? [] : ["--token", "env:VIGIE_TEST_TOKEN"]
        return try BuiltProgram.run(
            arguments + ["--server", program.base] + named, environment: token.map { ["VIGIE_TEST_TOKEN": $0] } ?? [:])
    }

    // MARK: What is done to it

    /// The moment just before its server was there no more.
    func breakDown() -> Date {
        let moment = Date()
        server?.end()
        server = nil
        return moment
    }

    func comeBack() throws -> Date {
        let moment = Date()
        server = try FileServer(port: port, folder: empty)
        return moment
    }

    /// As a power cut, and a start after it.
    func crash() throws {
        program.signal(SIGKILL)
        program.process.waitUntilExit()
        program = try ServingProgram(["--config", settings], folder: folder)
    }

    /// A shop's program tells what became of payments.
    func pay(approved: Int, timeouts: Int) throws {
        let answer = try program.get(
            "/api/counts", headers: ["Content-Type: application/json"],
            options: [
                "--data-binary",
                #"{"probe": "payments", "counts": [{"outcome": "approved", "count": \#(approved)}, "#
                    + #"{"outcome": "timeout", "count": \#(timeouts)}]}"#,
            ])
        #expect(answer.status == 202, "\(answer)")
    }

    // MARK: What is seen of it

    /// What `vigie watch` says.
    func watched() throws -> JSONValue {
        let outcome = try BuiltProgram.run(["watch", "--config", settings, "--json"])
        return outcome.status == 0 ? try JSONValue(reading: outcome.output) : .null
    }

    func isUp() throws -> Bool {
        let targets = try watched()["targets"]?.array ?? []
        return targets.count == 2 && targets.allSatisfy { $0["verdict"]?["standing"]?.string == "up" }
    }

    /// What is made of the first case, as `vigie case` says it; null while there is none.
    func announcement() throws -> JSONValue {
        let outcome = try run(["case", "list", "--json"])
        guard outcome.status == 0 else { return .null }
        return try JSONValue(reading: outcome.output)["cases"]?[0] ?? .null
    }

    /// The first round of the first case.
    func round() throws -> JSONValue { try announcement()["rounds"]?[0] ?? .null }

    /// What the pager was called for.
    var calls: [JSONValue] {
        pager.arrivals.sorted { $0.at < $1.at }.compactMap { arrival in
            try? JSONValue(reading: String(arrival.text.drop { $0 != "\n" }))
        }
    }

    /// Where readers and their programs look, with the language in which it is told there.
    static let surfaces: [(path: String, language: String)] =
        brands.flatMap { brand in
            ["en", "fr", "it"].flatMap { language in
                [
                    ("/status/\(brand)/\(language)/", language),
                    ("/status/\(brand)/\(language)/feed.json", language),
                ]
            }
        } + [
            ("/status/north/api/v2/summary.json", "en"), ("/status/north/api/v2/incidents.json", "en"),
            ("/status/south/api/v2/summary.json", "it"), ("/status/south/api/v2/incidents.json", "it"),
        ] + ["en", "fr", "it"].map { ("/v2/acme/api/v2/incidents.json?lang=\($0)", $0) }

    /// The surfaces on which the sentence stands, each with how often.
    func told() throws -> [String: Int] {
        let pages = try program.getAll(Self.surfaces.map(\.path), in: folder)
        var told: [String: Int] = [:]
        for (surface, page) in zip(Self.surfaces, pages) {
            let count = page.body.ranges(of: Self.sentences[surface.language] ?? "?").count
            if page.status == 200, count > 0 { told[surface.path] = count }
        }
        return told
    }

    // MARK: Waiting

    /// Waits until it is so. How long is no promise of the product: the machine may have much else to do.
    func wait(_ what: String, _ isSo: () throws -> Bool) throws {
        let deadline = Date().addingTimeInterval(150)
        while Date() < deadline {
            if try isSo() { return }
            usleep(100_000)
        }
        Issue.record("\(what) never came:\n\(try announcement())\n\(program.logText)")
        throw ServingProgram.Failure(description: what)
    }

    func waitUntilUp() throws { try wait("that all is well", isUp) }

    /// Waits until the sentence stands everywhere.
    func waitUntilTold() throws {
        try wait("the sentence on all \(Self.surfaces.count) surfaces") { try told().count == Self.surfaces.count }
    }

    /// The instant of a text such as 2026-11-22T10:40:12.246205Z.
    static func instant(_ value: JSONValue?) -> Date? {
        guard let text = value?.string, text.hasSuffix("Z") else { return nil }
        let parts = text.dropLast().split(separator: ".")
        guard let whole = parts.first, let date = ISO8601DateFormatter().date(from: whole + "Z") else { return nil }
        return date.addingTimeInterval(parts.count > 1 ? Double("0." + parts[1]) ?? 0 : 0)
    }
}
