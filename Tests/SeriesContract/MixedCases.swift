internal import JournalContract
import Observing
import Series
import Vocabulary

extension SeriesContract {
    /// Batches late, early, doubled, forged and by several writers at once, over enough time that many are packed.
    static let mixedCases: [SeriesCase] = (1...4).map { seed in
        SeriesCase("batches in any order, doubled, from several writers, are the same series (seed \(seed))") { scope in
            let place = try await scope.place()
            var stores = [try await scope.open(place)]
            if place.allowsSeveral { stores.append(try await scope.open(place)) }
            let all = stores
            var random = SeededRandom(seed: UInt64(seed))
            let vantages = ["brest", "lyon", "tours"]
            var expected: [String: [Sample]] = [:]
            var batches: [SeriesBatch] = []
            for vantage in vantages {
                var start = noon
                for number in 1...150 as ClosedRange<Int64> {
                    let count = Int64.random(in: 1...12, using: &random)
                    let given = samples(count, first: number * 100, from: start)
                    start = start + .seconds(count + (number % 40 == 0 ? 4_000 : 0))
                    expected[vantage, default: []] += given
                    batches.append(try batch(number, given, "shop/front", vantage))
                }
            }
            let copies = batches.shuffled(using: &random).prefix(120)
            let sent = (batches + copies).shuffled(using: &random)
            let parts = (0..<6).map { part in sent.enumerated().filter { $0.offset % 6 == part }.map(\.element) }
            let sizes = (0..<6).map { _ in Int.random(in: 1...9, using: &random) }
            let kept = try await withThrowingTaskGroup { group in
                for (writer, part) in parts.enumerated() {
                    group.addTask {
                        var kept = 0
                        for first in stride(from: 0, to: part.count, by: sizes[writer]) {
                            let together = Array(part[first..<min(first + sizes[writer], part.count)])
                            let outcomes = try await all[writer % all.count].append(together)
                            kept += outcomes.count { $0 == .kept }
                        }
                        return kept
                    }
                }
                return try await group.reduce(0, +)
            }
            try checkEqual(kept, batches.count, "batches that were new")
            for store in stores { try checkEqual(try await store.all(), expected, "samples") }
            for points in [10, 700] {
                let query = try ChartQuery(
                    series: name("shop/front"), from: noon - .hours(3), to: noon + .days(1), points: points, now: noon)
                let lines = try await stores[0].chart(query).lines
                for line in lines {
                    try checkEqual(
                        line.points, SeriesContract.points(expected[line.vantage.rawValue] ?? [], query),
                        "\(line.vantage) in \(query.width.wholeSeconds) s")
                }
                try checkEqual(lines.count, 3, "lines")
            }
            for vantage in vantages {
                let last = try await stores[0].lastSequence(of: name("shop/front"), from: SeriesContract.named(vantage))
                try checkEqual(last, 150, "the last number from \(vantage)")
            }
        }
    }

    private static func named(_ text: String) -> VantageName { vantage(text) }
}
