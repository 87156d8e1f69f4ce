import Declaring
import Judging
import Settings
import Testing
import Vocabulary
import Watching

@Suite struct WatchFileTests {
    private static let small = """
        vantages: [{name: here, anchors: ["192.0.2.53:53"]}]
        components: [{name: cards, channel: ecommerce, severity: critical, publish: measured, grace: 1m}]
        parts:
          - {name: lb, kind: load-balancer}
          - {name: g1, kind: instance}
        paths:
          - name: external
            kind: external
            stops: [{name: lb, address: 192.0.2.10, pool: [g1]}]
        probes:
          - name: pay
            component: cards
            kind: http
            to: https://pay.example.com/v1
            period: 500ms
            timeout: 2s
            slow_after: 300ms
            paths: [external]
            headers: ["accept: application/json"]
            steps:
              - {name: create, method: POST, path: /v1/payments, expect: [status == 201], keep: ["id = .payment.id"]}
              - {path: "/v1/payments/${id}", expect: ["json .state == \\"paid\\"", latency < 1s]}
          - name: echo
            kind: tcp
            to: 192.0.2.10:5002
            through: [lb]
            exchange:
              - send: 'PING\\r\\n'
              - {expect_hex: 2b 50, anywhere: true}

        """

    @Test func `a file is read into the words of watching`() throws {
        let watch = try Reading.watch(Self.small)
        #expect(watch.matrix.targets.map(\.name) == ["pay/external/lb", "echo"])
        #expect(
            watch.declaration.components == [
                WatchedComponent(
                    "cards", channel: .ecommerce, severity: .critical, telling: .measured, grace: .minutes(1))
            ])
        #expect(watch.declaration.vantages[0].anchors.map(\.description) == ["192.0.2.53:53"])
        // A stop that has the name of a part leads through it.
        #expect(watch.declaration.paths[0].legs[0][0].through == ["lb"])
        let pay = watch.declaration.probes[0]
        #expect(pay.period.microseconds == 500_000)
        guard case .http(let http) = pay.question else {
            Issue.record("no question of HTTP")
            return
        }
        #expect(http.steps.map(\.method) == ["POST", "GET"])
        #expect(http.steps[1].path == "/v1/payments/${id}")
        #expect(http.steps[0].keep.map(\.name) == ["id"])
        #expect(http.steps.allSatisfy { $0.headers.map(\.name) == ["accept"] })
        #expect(
            watch.declaration.probes[1].question
                == .tcp(exchange: [.send(Array("PING\r\n".utf8)), .expectWithin([0x2B, 0x50])]))
    }

    @Test func `a wrong word is refused with its line and the nearest right one`() throws {
        let cases = [
            ("kind: http\n", "kind: htpp\n", "watch.yaml:13:11: probes[0].kind: expected one of", "did you mean http?"),
            (
                "timeout: 2s", "timeuot: 2s", "watch.yaml:16:5: probes[0]: unknown key \"timeuot\"",
                "did you mean timeout?"
            ),
            (
                "paths: [external]", "paths: [extrenal]",
                "watch.yaml:18:13: probes[0].paths[0]: there is no path of this name, found \"extrenal\"",
                "did you mean external?"
            ),
            (
                "component: cards", "component: card",
                "watch.yaml:12:5: probes[0].component: there is no component of this name", "did you mean cards?"
            ),
            (
                "pool: [g1]", "pool: [g2]", "watch.yaml:9:52: paths[0].stops[0].pool[0]: there is no part of this name",
                "did you mean g1?"
            ),
            (
                "to: https://pay.example.com/v1", "to: pay.example.com",
                "watch.yaml:14:5: probes[0].to: expected a URL such as https://pay.example.com/", ""
            ),
            (
                "slow_after: 300ms", "slow_after: 3s",
                "watch.yaml:17:5: probes[0].slow_after: expected less than timeout, which is 2s", ""
            ),
            (
                "status == 201", "status = 201",
                "watch.yaml:21:67: probes[0].steps[0].expect[0]: expected one of ==, !=", "write =="
            ),
            (
                "${id}", "${ids}",
                "watch.yaml:22:10: probes[0].steps[1].path: no step before this one keeps a value of this name",
                "did you mean id?"
            ),
            ("to: 192.0.2.10:5002", "to: 192.0.2.10", "watch.yaml:25:5: probes[1].to: expected HOST:PORT, found", ""),
            (
                "through: [lb]", "through: []", "watch.yaml:23:5: probes[1]: this probe leads through no part",
                "write through:"
            ),
            (
                "expect_hex: 2b 50", "expect_hex: 2b 5",
                "watch.yaml:29:10: probes[1].exchange[1].expect_hex: expected pairs", ""
            ),
            (
                "    exchange:", "    packets: 3\n    exchange:",
                "watch.yaml:27:5: probes[1].packets: a probe of the kind \"tcp\" has no packets", "it belongs to: icmp"
            ),
        ]
        for (right, wrong, message, hint) in cases {
            let faults = try Reading.faults(Self.small.replacing(right, with: wrong, maxReplacements: 1))
            #expect(faults.count == 1, "\(wrong): \(faults)")
            #expect(faults.first?.hasPrefix(message) == true, "\(wrong): \(faults)")
            #expect(faults.first?.contains(hint) == true || hint.isEmpty, "\(wrong): \(faults)")
        }
    }

    @Test(
        arguments: [
            (
                "kind: ecommerce, to: \"https://a\", operation: frictionless",
                "a probe of the kind ecommerce does not do this"
            ),
            ("kind: ecommerce, to: \"https://a\", secret: vgk_live_word", "expected a secret by reference"),
            ("kind: ecommerce, to: \"https://a:b@c\"", "expected a URL"), ("kind: ecommerce", "to is missing"),
            ("kind: heartbeat", "every is missing"), ("kind: tcp", "nothing says where this probe connects"),
            ("kind: tls, to: a, client_key: /k", "client_certificate and client_key belong together"),
            ("kind: dns, to: a, ask: \"a b\"", "expected a domain name"),
            ("kind: http, to: \"https://a\", headers: [\"x y: z\"]", "expected a header field as NAME: VALUE"),
            ("kind: http, to: \"https://a\", vantages: [there]", "there is no vantage of this name"),
            ("kind: tcp, to: \"a:1\", exchange: [{send: a, expect: b}]", "expected one of send"),
            ("kind: tcp, to: \"a:1\", exchange: [{send: '\\q'}]", "behind each \\"),
        ])
    func `what one field alone does not show is found`(fields: String, message: String) throws {
        let faults = try Reading.faults(
            "vantages: [{name: here}]\nparts: [{name: p, kind: instance}]\nprobes: [{name: x, through: [p], \(fields)}]\n"
        )
        #expect(faults.count == 1, "\(faults)")
        #expect(faults.first?.contains(message) == true, "\(faults)")
        #expect(!faults.contains { $0.contains("vgk_live") || $0.contains("a:b@c") })
    }

    @Test func `every kind is declared by the fewest words`() throws {
        let needs: [ProbeKind: String] = [
            .dns: "to: a, ask: example.com", .certificate: "file: /c.pem", .file: "file: /f",
            .command: "run: [/bin/true, -w, \"1\", -w, \"1\"]",
            .heartbeat: "every: 1h", .counters: "from: push", .alerts: "match: [\"a = b\"]", .icmp: "to: a",
        ]
        for kind in ProbeKind.allCases {
            let to: String =
                switch kind.addressing {
                case .url(let schemes): "to: \"\(schemes[0])://a/\""
                case .place: "to: \"a:1\""
                case .host, .none: ""
                }
            let text =
                "vantages: [{name: here}]\nparts: [{name: p, kind: instance}]\n"
                + "probes: [{name: x, through: [p], kind: \(kind.rawValue), \(needs[kind] ?? to)}]\n"
            let watch = try Reading.watch(text)
            #expect(watch.declaration.probes.map(\.kind) == [kind])
            #expect(watch.matrix.targets[0].use == (kind.isPassive ? .passive : .scheduled))
        }
    }

    @Test(arguments: ["- a\n", "probes: {}\n", "probes: [1]\n", "nothing: 1\n", "probes: []\n"])
    func `no file of probes`(text: String) throws { #expect(try Reading.faults(text).count == 1) }

    @Test func `the platform's file is right, and leaves little unseen`() throws {
        let watch = try Reading.watch(Reading.repository("packaging/watch.yaml"))
        let blindness = Blindness(watch.matrix)
        #expect(Set(watch.declaration.probes.compactMap(\.kind.channel)).count == 6)
        #expect(watch.matrix.targets.count >= 30)
        #expect(blindness.lines.map(\.finding) == [])
    }

    @Test func `the page about the fields is what the schema says`() throws {
        #expect(
            try Reading.repository("docs/watch-file.md") == WatchFilePage.markdown(),
            "write: vigie help watch-file --markdown")
    }
}
