import Observing
import Series
import Vocabulary

extension SeriesContract {
    static let chartCases: [SeriesCase] = [
        SeriesCase("a chart of any width is the rollup of its samples, packed or not") { scope in
            let store = try await scope.store()
            let start = noon - .hours(2)
            let given = samples(9_000, from: start)
            var number: Int64 = 0
            for first in stride(from: 0, to: given.count, by: 250) {
                number += 1
                _ = try await store.append([try batch(number, Array(given[first..<min(first + 250, given.count)]))])
            }
            for (span, points) in [(600, 300), (3_000, 100), (9_000, 40), (90_000, 20), (2_000_000, 12)]
                as [(Int64, Int)]
            {
                for from in [start, start + .seconds(1_234)] {
                    let query = try ChartQuery(
                        series: name("shop/front"), from: from, to: from + .seconds(span), points: points, now: noon)
                    let chart = try await store.chart(query)
                    let expected = SeriesContract.points(given, query)
                    try check(!expected.isEmpty && expected.count <= points, "\(expected.count) points of \(points)")
                    try checkEqual(chart.lines.map(\.vantage.rawValue), ["paris"], "vantages")
                    try checkEqual(chart.lines[0].points, expected, "\(span) s in \(chart.width.wholeSeconds) s")
                }
            }
        },
        SeriesCase("each vantage has a line of its own, in the order of their names") { scope in
            let store = try await scope.store()
            for place in ["tours", "brest", "lyon"] {
                _ = try await store.append([try batch(1, samples(5), "shop/front", place)])
            }
            let query = try ChartQuery(
                series: name("shop/front"), from: noon, to: noon + .minutes(1), points: 60, now: noon)
            try checkEqual(
                try await store.chart(query).lines.map(\.vantage.rawValue), ["brest", "lyon", "tours"], "vantages")
        },
        SeriesCase("of samples the earliest are given, and that there are more is said") { scope in
            let store = try await scope.store()
            let given = samples(50)
            _ = try await store.append([try batch(1, Array(given[25...])), try batch(2, Array(given[..<25]))])
            let query = try SampleQuery(
                series: name("shop/front"), from: noon + .seconds(5), to: noon + .seconds(45), limit: 10)
            let found = try await store.samples(query)
            try checkEqual(found.map(\.samples), [Array(given[5..<15])], "samples")
            try checkEqual(found.map(\.isCut), [true], "cut")
        },
    ]

    static func points(_ samples: [Sample], _ query: ChartQuery) -> [Chart.Point] { chartPoints(samples, query) }
}
