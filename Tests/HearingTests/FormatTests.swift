import HTTP
import JSON
import Testing
import Vocabulary

@testable import Hearing

/// Each format as its own tools write it, and what is wrong with some.
@Suite struct FormatTests {
    static let now = Instant(seconds: 1_772_323_200)

    // MARK: Prometheus

    static let page = """
        # HELP orders_total Orders.
        # TYPE orders_total counter
        orders_total{server="acq-1",outcome="approved",reason=""} 1027 1395066363000
        orders_total{server="acq-2", outcome="failed", reason="a \\"b\\" \\\\ c",} 3
        orders_total 4
        # a comment
        # TYPE latency_seconds histogram
        latency_seconds_bucket{le="0.1"} 5
        latency_seconds_count{server="acq-1"} 5 # {trace_id="x"} 0.1
        other_total{broken
        orders_total{server="acq-3"} NaN
        # EOF
        """

    @Test func `a page of Prometheus gives the counters that were asked for`() throws {
        let points = try PrometheusText.read(
            Array(Self.page.utf8), wanted: ["orders_total", "latency_seconds_count"])
        #expect(points.map(\.value) == [1_027, 3, 4, 5])
        #expect(points[0].labels == ["server": "acq-1", "outcome": "approved", "reason": ""])
        #expect(points[1].labels["reason"] == "a \"b\" \\ c")
        #expect(points.allSatisfy { $0.kind == .cumulative && $0.until == nil })
    }

    @Test(arguments: [
        "orders_total{server=acq} 1", "orders_total{server=\"acq} 1", "orders_total{server=\"a\" x=\"b\"} 1",
        "orders_total one", "orders_total", "orders_total{", "{x=\"y\"} 1",
    ])
    func `half a page is no page`(text: String) {
        #expect(throws: HearingRefusal.self) { try PrometheusText.read(Array(text.utf8), wanted: ["orders_total"]) }
    }

    @Test func `a gauge is no counter`() {
        let text = "# TYPE queue gauge\nqueue 4\n"
        #expect(throws: HearingRefusal.self) { try PrometheusText.read(Array(text.utf8), wanted: ["queue"]) }
    }

    // MARK: OTLP

    static let otlp = """
        {"resourceMetrics": [{"resource": {"attributes": [
           {"key": "service.name", "value": {"stringValue": "gateway"}},
           {"key": "service.instance.id", "value": {"stringValue": "g-1"}}]},
         "scopeMetrics": [{"scope": {"name": "x"}, "metrics": [
           {"name": "orders", "sum": {"aggregationTemporality": 2, "isMonotonic": true, "dataPoints": [
             {"attributes": [{"key": "server", "value": {"stringValue": "acq-1"}}, {"key": "n", "value": {"intValue": "7"}}],
              "startTimeUnixNano": "1772323100000000000", "timeUnixNano": "1772323200000000000", "asInt": "12"},
             {"asDouble": 2.0, "flags": 1}]}},
           {"name": "took", "histogram": {"aggregationTemporality": "AGGREGATION_TEMPORALITY_DELTA", "dataPoints": [
             {"count": "5", "sum": 1.5, "timeUnixNano": "1772323200000000000"}]}},
           {"name": "depth", "gauge": {"dataPoints": [{"asInt": "3"}]}},
           {"name": "balance", "sum": {"aggregationTemporality": 2, "dataPoints": [{"asInt": "3"}]}},
           {"name": "unasked", "gauge": {"dataPoints": [{"asInt": "3"}]}}]}]}]}
        """

    @Test func `OTLP in JSON: counts with their attributes, and what is none is refused point by point`() throws {
        let metrics = try OTLPMetrics.read(
            json: JSONValue(reading: Self.otlp), wanted: ["orders", "took", "depth", "balance"])
        let resource = try #require(metrics.resources.first)
        #expect(metrics.resources.count == 1)
        #expect(resource.teller == "gateway/g-1")
        #expect(resource.points.map(\.value) == [12, 5])
        #expect(resource.points.map(\.kind) == [.cumulative, .delta])
        #expect(resource.points[0].labels["server"] == "acq-1")
        #expect(resource.points[0].labels["n"] == "7")
        #expect(resource.points[0].until == Self.now)
        #expect(metrics.refused == 2)
        #expect(metrics.why?.contains("depth") == true)
    }

    @Test func `OTLP in protobuf says the same as in JSON`() throws {
        let wanted: Set<String> = ["orders", "took", "depth", "balance"]
        let bytes = Protobuf.request
        let metrics = try OTLPMetrics.read(protobuf: bytes, wanted: wanted)
        let same = try OTLPMetrics.read(json: JSONValue(reading: Self.otlp), wanted: wanted)
        #expect(metrics.resources == same.resources)
        #expect(metrics.refused == same.refused)
        #expect(metrics.why == same.why)
    }

    @Test func `OTLP that is cut short is refused at every place where a field is`() throws {
        let bytes = Protobuf.request
        for count in 1..<bytes.count {
            #expect(throws: HearingRefusal.self) {
                try OTLPMetrics.read(protobuf: Array(bytes.prefix(count)), wanted: ["orders"])
            }
        }
    }

    @Test func `more points than are taken are refused before they are kept`() throws {
        var point: [UInt8] = []
        for _ in 0...OTLPMetrics.pointsMost { point += [0x0A, 0x00] }
        let bytes = Protobuf.field(1, Protobuf.field(2, Protobuf.field(2, Protobuf.field(7, point))))
        let refusal = #expect(throws: HearingRefusal.self) {
            try OTLPMetrics.read(protobuf: bytes, wanted: ["orders"])
        }
        #expect(refusal?.code == .tooMuch)
    }

    // MARK: Alertmanager

    static let webhook = """
        {"version": "4", "groupKey": "{}:{alertname=\\"PaymentsFail\\"}", "truncatedAlerts": 0, "status": "firing",
         "receiver": "vigie", "groupLabels": {"alertname": "PaymentsFail"}, "commonLabels": {}, "commonAnnotations": {},
         "externalURL": "http://alertmanager:9093", "alerts": [
          {"status": "firing", "labels": {"alertname": "PaymentsFail", "channel": "ecommerce"},
           "annotations": {"summary": "s"}, "startsAt": "2026-02-28T23:50:00.123456789Z",
           "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "http://p/graph", "fingerprint": "5ef77f1f8a3ecfc8"},
          {"status": "resolved", "labels": {"alertname": "PaymentsFail", "channel": "apm"}, "annotations": {},
           "startsAt": "2026-02-28T23:00:00Z", "endsAt": "2026-02-28T23:55:00Z", "generatorURL": "", "fingerprint": "aa"}]}
        """

    @Test func `an Alertmanager's group is its alerts`() throws {
        let body = try AlertmanagerBody(json: JSONValue(reading: Self.webhook))
        #expect(body.alerts.map(\.isFiring) == [true, false])
        #expect(body.alerts.map(\.name) == ["PaymentsFail", "PaymentsFail"])
        #expect(body.alerts[0].fingerprint == "5ef77f1f8a3ecfc8")
        #expect(body.alerts[0].until == nil)
        #expect(body.alerts[1].until == Self.now - .minutes(5))
    }

    @Test func `an alert fires until it is over, or until nobody tells it any more`() throws {
        let matrix = try Declared.matrix(
            """
            vantages: [{name: here}]
            parts: [{name: shop, kind: instance}]
            probes: [{name: fails, kind: alerts, through: [shop], match: ["alertname = PaymentsFail", "channel = ecommerce"]}]
            """)
        var book = AlertBook(matrix)
        #expect(book.standing("fails") == .unknown)
        let body = try AlertmanagerBody(json: JSONValue(reading: Self.webhook))
        #expect(body.alerts.map { book.hear($0, now: Self.now) } == [["fails"], []])
        guard case .firing(let since, "PaymentsFail") = book.standing("fails") else {
            Issue.record("\(book.standing("fails"))")
            return
        }
        #expect(since < Self.now - .minutes(9))
        var over = try #require(body.alerts.first)
        over.isFiring = false
        over.until = Self.now + .minutes(1)
        var other = book
        #expect(other.hear(over, now: Self.now + .minutes(2)) == ["fails"])
        #expect(other.standing("fails") == .quiet(since: Self.now + .minutes(1)))
        book.advance(to: Self.now + .hours(6))
        #expect(book.standing("fails") == .unknown)
    }

    // MARK: Pushes

    @Test func `a push is read, and what is misspelt is named`() throws {
        let text = """
            {"probe": "outcomes", "teller": "gateway-1", "id": "17", "kind": "delta", "until": "2026-03-01T00:00:00Z",
             "counts": [{"provider": "acme", "provider-server": "acq-1", "outcome": "approved", "count": 12}]}
            """
        let counts = try PushedCounts(json: JSONValue(reading: text))
        #expect(counts.probe == "outcomes")
        #expect(counts.points.map(\.value) == [12])
        #expect(counts.points.first?.labels["provider-server"] == "acq-1")
        #expect(counts.points.first?.until == Self.now)
        for wrong in [
            #"{"probe": "x", "counts": [{"providor": "acme", "count": 1}]}"#,
            #"{"probe": "x", "counts": [{"count": -1}]}"#, #"{"probe": "x", "counts": [{"count": 1.5}]}"#,
            #"{"probe": "x", "kind": "gauge", "counts": []}"#, #"{"counts": []}"#,
            #"{"probe": "x", "until": "2026-03-01T00:00:00", "counts": []}"#,
        ] {
            #expect(throws: JSONError.self) { try PushedCounts(json: JSONValue(reading: wrong)) }
        }
    }

    // MARK: Changes

    static func change(_ body: String, _ headers: HTTPHeaders) throws -> HeardChange {
        try ChangeBody(Array(body.utf8), headers: headers, now: now).change
    }

    @Test func `a change as JSON, as a form and as a CloudEvent`() throws {
        let json = try Self.change(
            #"{"kind": "deploy", "title": "gateway 3.2", "parts": ["gateway-1"], "expectedGapSeconds": 5}"#,
            ["Content-Type": "application/json"])
        #expect(json.kind == .deploy)
        #expect(json.expectedGap == .seconds(5))
        #expect(json.at == Self.now)
        let form = try Self.change(
            "kind=deploy&title=gateway+3.2&part=gateway-1&expectedGapSeconds=5",
            ["Content-Type": "application/x-www-form-urlencoded"])
        #expect(form == json)
        let event = """
            {"specversion": "1.0", "id": "A-1", "source": "/ci/7", "type": "dev.cdevents.service.deployed.0.2.0",
             "time": "2026-02-28T23:59:00Z", "subject": "gateway", "data": {"parts": ["gateway-1"], "anything": 1}}
            """
        let structured = try Self.change(event, ["Content-Type": "application/cloudevents+json; charset=utf-8"])
        #expect(structured.kind == .deploy)
        #expect(structured.title == "gateway")
        #expect(structured.at == Self.now - .minutes(1))
        let binary = try Self.change(
            #"{"parts": ["gateway-1"]}"#,
            [
                "Content-Type": "application/json", "ce-specversion": "1.0", "ce-id": "A-1", "ce-source": "/ci/7",
                "ce-type": "dev.cdevents.service.deployed.0.2.0", "ce-time": "2026-02-28T23:59:00Z",
                "ce-subject": "gateway",
            ])
        #expect(binary == structured)
    }

    @Test(arguments: [
        #"{"kind": "party", "title": "x"}"#, #"{"kind": "deploy"}"#, #"{"kind": "deploy", "title": ""}"#,
        #"{"kind": "deploy", "title": "x", "expectedGapSeconds": 31}"#,
        #"{"kind": "deploy", "title": "x", "part": "y"}"#,
        #"{"kind": "deploy", "title": "x", "at": "yesterday"}"#, "[]", "",
    ])
    func `a change that can't be read says where`(body: String) {
        let refusal = #expect(throws: HearingRefusal.self) {
            try Self.change(body, ["Content-Type": "application/json"])
        }
        #expect(refusal?.code == .malformed)
        #expect(refusal?.message.isEmpty == false)
    }
}
