import Observing
import Series
import Vocabulary

extension SeriesContract {
    static let onceCases: [SeriesCase] = [
        SeriesCase("what was acknowledged is there, also after the store was opened again") { scope in
            let place = try await scope.place()
            let store = try await scope.open(place)
            let given = samples(10)
            try checkEqual(try await store.append([try batch(1, given)]), [.kept], "the first batch")
            try checkEqual(try await store.all(), ["paris": given], "samples")
            await store.close()
            let again = try await scope.open(place)
            try checkEqual(try await again.all(), ["paris": given], "samples after opening again")
            try checkEqual(try await again.all("shop/back"), [:], "samples of another series")
        },
        SeriesCase("a batch that comes again changes nothing, whatever it holds, packed or not") { scope in
            let store = try await scope.store()
            let given = samples(20)
            for round in 0..<2 {
                let expected: BatchOutcome = round == 0 ? .kept : .known
                try checkEqual(
                    try await store.append([try batch(1, Array(given[..<10])), try batch(2, Array(given[10...]))]),
                    [expected, expected], "round \(round)")
            }
            try checkEqual(try await store.append([try batch(2, samples(5, first: 900))]), [.known], "a forged one")
            _ = try await store.retain(.standard, at: noon + .hours(3))
            try checkEqual(
                try await store.append([try batch(1, given), try batch(3, samples(1, from: noon + .hours(1)))]),
                [.known, .kept], "after packing")
            try checkEqual(
                try await store.all(), ["paris": given + samples(1, from: noon + .hours(1))], "samples")
        },
        SeriesCase("one number twice in one request is kept once, and other series and vantages count for themselves") {
            scope in
            let store = try await scope.store()
            let given = samples(3)
            let outcomes = try await store.append([
                try batch(7, given), try batch(7, given), try batch(7, given, "shop/front", "lyon"),
                try batch(7, given, "shop/back"),
            ])
            try checkEqual(outcomes, [.kept, .known, .kept, .kept], "outcomes")
            try checkEqual(try await store.all(), ["paris": given, "lyon": given], "samples")
        },
        SeriesCase("the last number is told before and after packing") { scope in
            let store = try await scope.store()
            func last() async throws -> Int64 {
                try await store.lastSequence(of: name("shop/front"), from: vantage("paris"))
            }
            try checkEqual(try await last(), 0, "before the first")
            for number in 1...3 as ClosedRange<Int64> {
                _ = try await store.append([try batch(number, samples(1, from: noon + .seconds(number)))])
            }
            try checkEqual(try await last(), 3, "waiting")
            _ = try await store.retain(.standard, at: noon + .hours(2))
            try checkEqual(try await last(), 3, "packed")
        },
        SeriesCase("what breaks a bound is refused with the reason") { scope in
            try await checkThrows(.refused, "no samples") { () throws(SeriesStoreError) in _ = try batch(1, []) }
            try await checkThrows(.refused, "number zero") { () throws(SeriesStoreError) in _ = try batch(0, samples(1))
            }
            try await checkThrows(.refused, "too many samples") { () throws(SeriesStoreError) in
                _ = try batch(1, samples(4_097))
            }
            try await checkThrows(.refused, "two days") { () throws(SeriesStoreError) in
                _ = try batch(1, samples(1) + samples(1, from: noon + .days(2)))
            }
            try await checkThrows(.refused, "before 1970") { () throws(SeriesStoreError) in
                _ = try batch(1, samples(1, from: Instant(seconds: -5)))
            }
            try check(
                SeriesName(rawValue: "a b") == nil && SeriesName(rawValue: "") == nil
                    && VantageName(rawValue: String(repeating: "x", count: 65)) == nil, "names")
            let store = try await scope.store()
            let one = try batch(1, samples(1))
            try await checkThrows(.refused, "too many batches") { () throws(SeriesStoreError) in
                _ = try await store.append(Array(repeating: one, count: 257))
            }
            try checkEqual(try await store.append([]), [], "nothing")
            await store.close()
            try await checkThrows(.closed, "a closed store") { () throws(SeriesStoreError) in
                _ = try await store.append([one])
            }
        },
        SeriesCase("damaged bytes are told where they are read, and new batches are kept all the same") { scope in
            let place = try await scope.place()
            let store = try await scope.open(place)
            _ = try await store.append([try batch(1, samples(30))])
            _ = try await store.retain(.standard, at: noon + .hours(2))
            try await place.run(sql: "UPDATE chunks SET body = substring(body, 1, 20)")
            try await checkThrows(.corrupt, "reading samples") { () throws(SeriesStoreError) in
                _ = try await store.all()
            }
            for number in 2...80 as ClosedRange<Int64> {
                let outcome = try await store.append([try batch(number, samples(1, from: noon + .seconds(40 + number)))]
                )
                try checkEqual(outcome, [.kept], "batch \(number)")
            }
            let hours = try ChartQuery(
                series: name("shop/front"), from: noon, to: noon + .days(7), points: 60, now: noon)
            let chart = try await store.chart(hours)
            try checkEqual(chart.lines.first?.points.map(\.rollup.count), [109], "the rollup of that hour")
            _ = try await store.append([try batch(1, samples(3), "shop/back")])
            let report = try await store.retain(.standard, at: noon + .hours(5))
            try checkEqual(report.damaged.count, 1, "damaged lines")
            try check(report.damaged[0].contains("shop/front from paris: a chunk"), report.damaged[0])
            try checkEqual(report.packed, 1, "batches of another line that were packed")
        },
    ]
}
