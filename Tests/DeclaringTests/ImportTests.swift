import Declaring
import Settings
import Testing
import Vocabulary
import Watching

/// Configurations of other probers, written for these tests after their public documentation.
@Suite struct ImportTests {
    private static func read(_ draft: WatchDraft) throws -> WatchDeclaration {
        try Reading.watch(draft.text).declaration
    }

    private static func why(_ draft: WatchDraft, _ part: String) -> String? {
        draft.left.first { $0.what.contains(part) }?.why
    }

    static let gatus = """
        alerting: {slack: {webhook-url: "https://hooks.example.com/x"}}
        endpoints:
          - name: Checkout page
            group: Shop
            url: https://shop.example.com/health
            interval: 1m30s
            headers: {Accept: application/json, Authorization: Bearer hunter2, X-Shop-Token: hunter2}
            client: {timeout: 3s, insecure: true}
            conditions:
              - "[STATUS] == any(200, 204)"
              - "[BODY].state == UP"
              - "[RESPONSE_TIME] < 500"
              - "[CERTIFICATE_EXPIRATION] > 48h"
              - "len([BODY].items) > 3"
              - "has([BODY].error) == false"
              - "[BODY] == pat(*ok*)"
            alerts: [{type: slack}]
          - {name: broker, url: "tcp://broker.example.com:5672", conditions: ["[CONNECTED] == true"]}
          - {name: names, url: 192.0.2.53, dns: {query-name: shop.example.com, query-type: A},
             conditions: ["[BODY] == 192.0.2.10", "[DNS_RCODE] == NOERROR"]}
          - {name: cert, url: "tls://shop.example.com:443", conditions: ["[CERTIFICATE_EXPIRATION] > 240h"]}
          - {name: ping, url: "icmp://shop.example.com"}
          - {name: off, enabled: false, url: "https://old.example.com"}
          - {name: game, url: "udp://game.example.com:9"}
        external-endpoints:
          - {name: backup, token: hunter2, heartbeat: {interval: 24h}}

        """

    @Test func `Gatus`() throws {
        let draft = try ForeignConfiguration.gatus.draft(Reading.tree(Self.gatus))
        let declaration = try Self.read(draft)
        #expect(declaration.probes.map(\.name) == ["shop-checkout-page", "broker", "names", "cert", "ping", "backup"])
        #expect(declaration.probes.map(\.kind) == [.http, .tcp, .dns, .tls, .icmp, .heartbeat])
        #expect(declaration.components.map(\.name) == ["shop"])
        let page = declaration.probes[0]
        #expect(page.period.microseconds == 90_000_000)
        guard case .http(let http) = page.question else {
            Issue.record("no question of HTTP")
            return
        }
        #expect(
            http.steps[0].expect.map(\.text) == [
                "status in 200, 204", "json .state == UP", "latency < 500ms", "json .error missing",
                "body matches *ok*",
            ])
        #expect(http.steps[0].headers.map(\.name) == ["Accept"])
        #expect(
            declaration.probes[2].question
                == .dns(.init(name: "shop.example.com", type: "A", manner: .recursive, approved: ["192.0.2.10"])))
        #expect(declaration.probes[3].question == .tls(.init(validFor: .days(10))))
        for part in [
            "off", "game", "len([BODY]", "CERTIFICATE_EXPIRATION", "header Authorization", "client: insecure", "alerts",
            "file: alerting", "backup: token",
        ] {
            #expect(Self.why(draft, part) != nil, "\(part): \(draft.left)")
        }
        #expect(!draft.text.contains("hunter2") && !draft.left.contains { $0.what.contains("hunter2") })
    }

    static let kuma = """
        {"version": "1.23.0", "notificationList": [{"name": "mail"}], "monitorList": [
          {"id": 1, "name": "Shop", "type": "group", "active": true},
          {"id": 2, "name": "Front page", "type": "keyword", "url": "https://shop.example.com/", "method": "GET", "interval": 20,
           "maxretries": 2, "keyword": "Welcome, \\"you\\"", "accepted_statuscodes": ["200-299", "304"],
           "maxredirects": 3, "parent": 1,
           "ignoreTls": true, "active": true, "expiryNotification": true, "headers": "{\\"X-Key\\": \\"hunter2\\"}"},
          {"id": 3, "name": "State", "type": "json-query", "url": "https://shop.example.com/state", "jsonPath": "$.state",
           "expectedValue": "up", "active": 1},
          {"id": 4, "name": "Front page", "type": "port", "hostname": "192.0.2.10", "port": 5002, "active": true},
          {"id": 5, "name": "Nightly", "type": "push", "pushToken": "hunter2", "interval": 86400, "active": true},
          {"id": 6, "name": "Name", "type": "dns", "hostname": "shop.example.com", "dns_resolve_server": "192.0.2.53",
           "port": 53, "dns_resolve_type": "AAAA", "active": true},
          {"id": 7, "name": "Old", "type": "http", "url": "https://old.example.com", "active": false},
          {"id": 8, "name": "Container", "type": "docker", "docker_container": "x", "active": true},
          {"id": 9, "name": "Store", "type": "postgres", "databaseConnectionString": "postgres://u:hunter2@db/x", "active": true},
          {"id": 10, "name": "Inside out", "type": "ping", "hostname": "a.example.com", "upsideDown": true, "active": true}]}
        """

    @Test func `Uptime Kuma`() throws {
        let draft = try ForeignConfiguration.uptimeKuma.draft(Reading.json(Self.kuma))
        let declaration = try Self.read(draft)
        #expect(declaration.probes.map(\.name) == ["front-page", "state", "front-page-2", "nightly", "name"])
        #expect(declaration.probes.map(\.kind) == [.http, .http, .tcp, .heartbeat, .dns])
        #expect(declaration.probes[0].component == "shop")
        guard case .http(let http) = declaration.probes[0].question else {
            Issue.record("no question of HTTP")
            return
        }
        #expect(http.redirects == 3)
        #expect(http.steps[0].expect.map(\.text) == ["status in 200..299, 304", "body contains \"Welcome, \"you\"\""])
        for part in [
            "Old", "Container", "Store", "Inside out", "ignoreTls", "headers", "maxretries", "expiryNotification",
            "pushToken", "notificationList",
        ] {
            #expect(Self.why(draft, part) != nil, "\(part): \(draft.left)")
        }
        #expect(!draft.text.contains("hunter2") && !draft.left.contains { "\($0)".contains("hunter2") })
    }

    static let blackbox = """
        modules:
          web:
            prober: http
            timeout: 4s
            http:
              valid_status_codes: [200, 301]
              fail_if_body_not_matches_regexp: ["all systems go", "v[0-9]+"]
              tls_config: {ca_file: /etc/inner.crt, insecure_skip_verify: true}
              basic_auth: {username: a, password: hunter2}
          banner:
            prober: tcp
            tcp:
              query_response: [{expect: "^SSH-2\\\\.0-"}, {send: "SSH-2.0-probe"}]
          names: {prober: dns, dns: {query_name: shop.example.com, query_type: SOA,
            validate_answer_rrs: {fail_if_matches_regexp: [x]}}}
          alive: {prober: icmp}

        """
    static let prometheus = """
        scrape_configs:
          - job_name: web
            metrics_path: /probe
            scrape_interval: 15s
            params: {module: [web]}
            static_configs: [{targets: ["https://shop.example.com/health", plain.example.com]}]
          - {job_name: ssh, metrics_path: /probe, params: {module: [banner]},
             static_configs: [{targets: ["192.0.2.9:22", "nowhere"]}]}
          - {job_name: names, metrics_path: /probe, params: {module: [names]}, static_configs: [{targets: [192.0.2.53]}]}
          - {job_name: node, static_configs: [{targets: ["localhost:9100"]}]}

        """

    @Test func `the blackbox exporter`() throws {
        let draft = try ForeignConfiguration.blackbox.draft(
            Reading.tree(Self.blackbox), second: Reading.tree(Self.prometheus))
        let declaration = try Self.read(draft)
        #expect(
            declaration.probes.map(\.name) == [
                "web-shop-example-com", "web-plain-example-com", "ssh-192-0-2-9", "names-192-0-2-53",
            ])
        #expect(
            declaration.probes.map { $0.to?.description } == [
                "https://shop.example.com/health", "http://plain.example.com", "192.0.2.9:22", "192.0.2.53",
            ])
        #expect(declaration.probes[0].security.authorities == "/etc/inner.crt")
        // It adds a line feed to what it sends.
        #expect(
            declaration.probes[2].question
                == .tcp(exchange: [.expect(Array("SSH-2.0-".utf8)), .send(Array("SSH-2.0-probe\n".utf8))]))
        for part in [
            "fail_if_body_not_matches_regexp", "insecure_skip_verify", "basic_auth", "nowhere", "validate_answer_rrs",
            "module alive",
        ] {
            #expect(Self.why(draft, part) != nil, "\(part): \(draft.left)")
        }
        #expect(!draft.text.contains("hunter2") && !draft.left.contains { "\($0)".contains("hunter2") })
    }

    @Test func `modules alone name no targets`() throws {
        let draft = try ForeignConfiguration.blackbox.draft(Reading.tree(Self.blackbox))
        #expect(draft.probeCount == 0)
        #expect(draft.left.count == 4)
        #expect(draft.left[0].why.contains("--prometheus"))
        #expect(try Self.read(draft).probes == [])
    }

    @Test(arguments: ForeignConfiguration.allCases)
    func `another file is refused`(from: ForeignConfiguration) throws {
        for text in ["a: 1\n", "[]\n", "x\n"] {
            #expect(throws: ForeignConfiguration.Refusal.self) { try from.draft(Reading.tree(text)) }
        }
    }

    @Test(arguments: ForeignConfiguration.allCases)
    func `whatever is in a file, what is written reads back`(from: ForeignConfiguration) throws {
        var generator = Mixer(state: 0x5EED_0006)
        let sources: [String] =
            switch from {
            case .gatus: [Self.gatus]
            case .uptimeKuma: [Self.kuma]
            case .blackbox: [Self.blackbox, Self.prometheus]
            }
        var read = 0
        var drafted = 0
        for _ in 0..<2_000 {
            let texts = sources.map { generator.mutated($0) }
            guard let trees = try? texts.map({ try from.isJSON ? Reading.json($0) : Reading.tree($0) }) else {
                continue
            }
            read += 1
            guard let draft = try? from.draft(trees[0], second: trees.dropFirst().first) else { continue }
            drafted += 1
            let faults = try Reading.faultsOfAnything(draft.text)
            #expect(faults == [], "seed 0x5EED0006")
        }
        #expect(read > 100 && drafted > 80, "\(read) files were read, \(drafted) drafted")
    }

    @Test func `a file of probes that is mutated is read or refused`() throws {
        var generator = Mixer(state: 0x5EED_0007)
        let source = try Reading.repository("packaging/watch.yaml")
        var refused = 0
        for _ in 0..<400 where try !Reading.faultsOfAnything(generator.mutated(source)).isEmpty { refused += 1 }
        #expect(refused > 50 && refused < 400)
    }
}

extension Reading {
    static func faultsOfAnything(_ text: String) throws -> [String] {
        do {
            return try faults(text)
        } catch let failure as SettingsFailure {
            return failure.diagnostics.map(\.description)
        }
    }
}

/// SplitMix64, so that a seed says what was tried.
struct Mixer: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A few words are taken from elsewhere in the text, doubled, removed or replaced.
    mutating func mutated(_ text: String) -> String {
        var bytes = Array(text.utf8)
        let odd = [
            "''", "\"'\"", "\\\\", "é\u{202E}", "-1", "1e999", "0", "null", "[]", "{}", "@", "#", "~", "${x}",
            "\u{1F600}",
        ]
        for _ in 0..<Int.random(in: 1...2, using: &self) {
            let start = Int.random(in: 0..<bytes.count, using: &self)
            let end = min(start + Int.random(in: 0...12, using: &self), bytes.count)
            switch Int.random(in: 0..<4, using: &self) {
            case 0: bytes.removeSubrange(start..<end)
            case 1: bytes.insert(contentsOf: bytes[start..<end], at: end)
            case 2:
                bytes.replaceSubrange(start..<end, with: Array(odd[Int.random(in: 0..<odd.count, using: &self)].utf8))
            default:
                let from = Int.random(in: 0..<bytes.count, using: &self)
                bytes.replaceSubrange(start..<end, with: Array(bytes[from..<min(from + 10, bytes.count)]))
            }
            if bytes.isEmpty { bytes = [0x61] }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
