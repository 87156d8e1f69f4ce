import HTTP
import JSON
import Testing
import Vocabulary

@testable import Hearing

/// Damaged documents of every format: each is read or refused, never more than it may hold, and nothing traps.
@Suite struct FuzzTests {
    struct Chance: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    static let rounds = 3_000

    static func damaged(_ bytes: [UInt8], _ chance: inout Chance) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &chance) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &chance)
            switch Int.random(in: 0..<5, using: &chance) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &chance)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &chance)
            case 2: bytes.removeSubrange(place..<min(place + 9, bytes.count))
            case 3: bytes.insert(contentsOf: bytes.prefix(Int.random(in: 0...40, using: &chance)), at: place)
            default: bytes = Array(bytes.prefix(place))
            }
        }
        return bytes
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `metrics in protobuf`(seed: UInt64) {
        var chance = Chance(state: seed)
        let wanted: Set<String> = ["orders", "took", "depth", "balance"]
        var read = 0
        for _ in 0..<Self.rounds {
            let bytes = Self.damaged(Protobuf.request, &chance)
            guard let metrics = try? OTLPMetrics.read(protobuf: bytes, wanted: wanted) else { continue }
            read += 1
            for point in metrics.resources.flatMap(\.points) {
                #expect(point.value >= 0 && point.value.isFinite)
                #expect(point.labels.count <= CountPoint.labelsMost * 2)
            }
        }
        #expect(read > 0 && read < Self.rounds)
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `pages of Prometheus`(seed: UInt64) {
        var chance = Chance(state: seed)
        var read = 0
        for _ in 0..<Self.rounds {
            let bytes = Self.damaged(Array(FormatTests.page.utf8), &chance)
            guard let points = try? PrometheusText.read(bytes, wanted: ["orders_total", "latency_seconds_count"]) else {
                continue
            }
            read += 1
            #expect(points.allSatisfy { $0.value >= 0 && $0.value.isFinite })
        }
        #expect(read > 0 && read < Self.rounds)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `documents in JSON and forms`(seed: UInt64) {
        var chance = Chance(state: seed)
        let types = ChangeBody.mediaTypes
        var refused = 0
        for round in 0..<Self.rounds {
            let alerts = Self.damaged(Array(FormatTests.webhook.utf8), &chance)
            if let json = try? JSONValue(reading: alerts), (try? AlertmanagerBody(json: json)) != nil { continue }
            let metrics = Self.damaged(Array(FormatTests.otlp.utf8), &chance)
            if let json = try? JSONValue(reading: metrics) { _ = try? OTLPMetrics.read(json: json, wanted: ["orders"]) }
            let change = Self.damaged(
                Array(#"{"kind": "deploy", "title": "gateway 3.2", "parts": ["gateway-1"]}"#.utf8), &chance)
            let body = try? ChangeBody(
                change, headers: ["Content-Type": types[round % types.count]], now: FormatTests.now)
            if let body {
                #expect(body.change.id.utf8.count <= HeardChange.idBytesMost)
                #expect(body.change.parts.count <= HeardChange.partsMost)
            } else {
                refused += 1
            }
        }
        #expect(refused > 0)
    }

    /// Whatever is told in whatever order, no more is counted than was told, and spans never overlap.
    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func `counts in any order`(seed: UInt64) throws {
        var chance = Chance(state: seed)
        var book = CounterBook(try CounterTests.matrix())
        var now = CounterTests.start
        var told = 0
        var spans: [CountedSpan] = []
        for _ in 0..<600 {
            now = now + .seconds(Int64.random(in: 0...20, using: &chance))
            let count = Int.random(in: 0...50, using: &chance)
            let until = now - .seconds(Int64.random(in: -60...400, using: &chance))
            let point = CounterTests.point(
                Bool.random(using: &chance) ? "acq-1" : "acq-2", Double(count),
                Bool.random(using: &chance) ? "approved" : "timeout", .delta,
                until: Bool.random(using: &chance) ? until : nil)
            told += count
            _ = book.hear(
                [point], probe: 0, from: "t\(Int.random(in: 0...3, using: &chance))", now: now)
            spans += book.close(now: now)
        }
        spans += book.close(now: now + .hours(1))
        #expect(spans.reduce(0) { $0 + $1.good + $1.failed } <= told)
        for target in Set(spans.map(\.target)) {
            let own = spans.filter { $0.target == target }
            #expect(own.allSatisfy { $0.from < $0.until && $0.good >= 0 && $0.failed >= 0 })
            #expect(zip(own, own.dropFirst()).allSatisfy { $0.until <= $1.from })
        }
    }
}
