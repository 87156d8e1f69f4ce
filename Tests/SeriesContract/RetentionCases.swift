import Observing
import Series
import Vocabulary

extension SeriesContract {
    static let retentionCases: [SeriesCase] = [
        SeriesCase("samples go first, then minutes, hours and days; what is younger stays") { scope in
            let store = try await scope.store()
            let rule = RetentionRule(samples: .days(2), minutes: .days(10), hours: .days(200), days: .days(4_000))
            let ages: [Int64] = [0, 5, 100, 1_000]
            for (place, age) in ages.enumerated() {
                _ = try await store.append([try batch(Int64(place) + 1, samples(60, from: noon - .days(age)))])
            }
            let report = try await store.retain(rule, at: noon + .hours(2))
            try checkEqual(report.packed, 4, "packed batches")
            try check(report.chunksRemoved == 3 && report.blocksRemoved > 0, "removed \(report)")
            for (age, width) in zip(ages, [1, 60, 3_600, 86_400] as [Int64]) {
                let query = try ChartQuery(
                    series: name("shop/front"), from: noon - .days(age), to: noon - .days(age) + .minutes(1),
                    points: 60,
                    rule: rule, now: noon + .hours(2))
                try checkEqual(query.width.wholeSeconds, width, "the width at an age of \(age) days")
                let counts = try await store.chart(query).lines.flatMap { $0.points.map(\.rollup.count) }
                try checkEqual(counts.reduce(0, +), 60, "samples at an age of \(age) days")
            }
            let again = try await store.retain(rule, at: noon + .hours(2))
            try checkEqual(again, RetentionReport(), "the second time")
            _ = try await store.retain(rule, at: noon + .days(9_000))
            let all = try ChartQuery(
                series: name("shop/front"), from: noon - .days(1_001), to: noon + .days(1), points: 2_000, rule: rule,
                now: noon)
            try checkEqual(try await store.chart(all).lines, [], "after all is old")
            try checkEqual(try await store.append([try batch(2, samples(1))]), [.known], "a batch from long ago")
        },
        SeriesCase("what waits for less than an hour is not packed by retention") { scope in
            let store = try await scope.store()
            _ = try await store.append([try batch(1, samples(5))])
            try checkEqual(try await store.retain(.standard, at: noon + .minutes(30)).packed, 0, "packed")
            try checkEqual(try await store.retain(.standard, at: noon + .minutes(90)).packed, 1, "packed")
            try checkEqual(try await store.all(), ["paris": samples(5)], "samples")
        },
    ]
}
