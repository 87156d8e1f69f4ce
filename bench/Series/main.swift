// BenchSeries: what series cost. Fills a file with a target's samples, one each period, and draws it.
//
//     BenchSeries [DAYS] [PERIOD-MILLISECONDS]      a year at one second when nothing is given
//
// Prints bytes for each sample (chunks alone, and the whole file), samples kept a second, and how long a year, a week, a day
// and ten minutes take to be drawn in at most 1,000 points.

internal import Glibc
internal import Observing
internal import Series
internal import StoreSQLite
internal import Vocabulary

struct Noise {
    private var state: UInt64 = 42

    mutating func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 53)
    }

    mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + next() } }
}

func sample(_ number: Int64, _ period: Int64, from start: Instant, _ noise: inout Noise) -> Sample {
    let instant = start + TimeSpan(microseconds: number * period * 1_000 + Int64(noise.next() * 900))
    if noise.next() < 0.002 {
        return Sample(at: instant, SampleOutcome(.failed, at: .connect, code: 110), total: .seconds(1))
    }
    var total: Int64 = 0
    var phases: [Sample.Phase: TimeSpan] = [:]
    for (phase, mean) in [(Sample.Phase.connect, 8_000), (.secure, 19_000), (.wait, 24_000), (.receive, 300)] {
        let time = Int64(max(Double(mean) * (1 + 0.08 * noise.normal()), 1))
        phases[phase] = TimeSpan(microseconds: time)
        total += time
    }
    return Sample(at: instant, .ok, total: TimeSpan(microseconds: total), phases: phases)
}

func run(days: Int64, period: Int64, path: String) async throws(SeriesStoreError) {
    guard let series = SeriesName(rawValue: "shop/front"), let vantage = VantageName(rawValue: "paris") else { return }
    let clock = ContinuousClock()
    let start = Instant(seconds: 1_704_067_200)
    let count = days * 86_400_000 / period
    let store = try await SQLiteSeries.open(path: path)
    var noise = Noise()
    var number: Int64 = 0
    var sequence: Int64 = 0
    var chunkBytes = 0
    let began = clock.now
    while number < count {
        var batches: [SeriesBatch] = []
        while batches.count < 32, number < count {
            let end = min(number + 480, count)
            let samples = (number..<end).map { sample($0, period, from: start, &noise) }
            sequence += 1
            batches.append(try SeriesBatch(series: series, vantage: vantage, sequence: sequence, samples: samples))
            chunkBytes += batches[batches.count - 1].bytes.count
            number = end
        }
        _ = try await store.append(batches)
    }
    let took = clock.now - began
    let end = start + .days(days)
    print("kept \(count) samples in \(took): \(Int(Double(count) / (took / .seconds(1)))) a second")
    print("batches: \(Double(chunkBytes) / Double(count)) bytes a sample")
    for (name, span) in [
        ("a year", TimeSpan.days(365)), ("a week", .days(7)), ("a day", .days(1)), ("ten minutes", .minutes(10)),
    ] {
        let query = try ChartQuery(series: series, from: max(end - span, start), to: end, points: 1_000, now: end)
        var times: [Duration] = []
        var points = 0
        for _ in 0..<9 {
            let began = clock.now
            points = try await store.chart(query).lines.reduce(0) { $0 + $1.points.count }
            times.append(clock.now - began)
        }
        times.sort()
        print("\(name): \(points) points of \(query.width.wholeSeconds) s, median \(times[4]), most \(times[8])")
    }
    await store.close()
    var status = stat()
    if unsafe stat(path, &status) == 0 {
        print("the file: \(Double(status.st_size) / Double(count)) bytes a sample, rollups and tables included")
    }
}

let arguments = CommandLine.arguments.dropFirst().compactMap { Int64($0) }
let path = "/tmp/vigie-bench-series-\(getpid()).sqlite"
do {
    try await run(days: arguments.first ?? 365, period: arguments.dropFirst().first ?? 1_000, path: path)
} catch {
    print("failed: \(error)")
}
for suffix in ["", "-wal", "-shm", ".lock", "-lock"] { unsafe unlink(path + suffix) }
