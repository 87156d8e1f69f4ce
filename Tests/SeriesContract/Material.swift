package import Observing
package import Series
package import Vocabulary

package let noon = Instant(seconds: 1_790_000_000 / 86_400 * 86_400 + 43_200)

package func name(_ text: String) -> SeriesName {
    guard let name = SeriesName(rawValue: text) else { preconditionFailure("\(text) is no name") }
    return name
}

package func vantage(_ text: String) -> VantageName {
    guard let vantage = VantageName(rawValue: text) else { preconditionFailure("\(text) is no vantage") }
    return vantage
}

/// A sample that is told from others by its number.
package func sample(_ number: Int64, at instant: Instant) -> Sample {
    let kind: SampleOutcome.Kind = number % 50 == 49 ? .failed : number % 31 == 30 ? .unknown : .ok
    return Sample(
        at: instant, SampleOutcome(kind, at: kind == .ok ? .none : .wait(number), code: UInt16(number % 3)),
        total: TimeSpan(microseconds: 20_000 + number * 7 % 3_000),
        phases: [.connect: TimeSpan(microseconds: 900), .wait: TimeSpan(microseconds: 18_000 + number * 7 % 3_000)])
}

extension SampleOutcome.Stage {
    fileprivate static func wait(_ number: Int64) -> SampleOutcome.Stage { number % 2 == 0 ? .connect : .receive }
}

/// So many samples, one a second, numbered from `first`.
package func samples(_ count: Int64, first: Int64 = 0, from start: Instant = noon) -> [Sample] {
    (0..<count).map { sample(first + $0, at: start + .seconds($0)) }
}

package func batch(
    _ sequence: Int64, _ samples: [Sample], _ series: String = "shop/front", _ place: String = "paris"
) throws(SeriesStoreError) -> SeriesBatch {
    try SeriesBatch(series: name(series), vantage: vantage(place), sequence: sequence, samples: samples)
}

extension SeriesStore {
    package func all(
        _ series: String = "shop/front", from: Instant = noon - .hours(1), to: Instant = noon + .days(2)
    ) async throws(SeriesStoreError) -> [String: [Sample]] {
        let query = try SampleQuery(series: name(series), from: from, to: to, limit: SampleQuery.limitMost)
        var found: [String: [Sample]] = [:]
        for line in try await samples(query) { found[line.vantage.rawValue] = line.samples }
        return found
    }
}

/// What a chart must show of samples.
func chartPoints(_ samples: [Sample], _ query: ChartQuery) -> [Chart.Point] {
    let width = query.width.microseconds / 1_000
    var grouped: [Int64: Rollup] = [:]
    for sample in samples where query.milliseconds.contains(sample.milliseconds) {
        grouped[sample.milliseconds / width, default: Rollup()].add(sample)
    }
    return grouped.keys.sorted().map { number in
        Chart.Point(start: Instant(microseconds: number * width * 1_000), rollup: grouped[number] ?? Rollup())
    }
}
