package import Vocabulary

/// What became of every payment, by channel: in all, and in the last seconds.
package struct TrafficTally: Sendable {
    package struct Line: Sendable, Hashable {
        package fileprivate(set) var fates: [PaymentFate: Int] = [:]
        /// Begun and not ended.
        package fileprivate(set) var underWay = 0
        /// Those whose fate was unknown for a time, and is known in the end.
        package fileprivate(set) var resolved = 0
        /// Why payments failed or are unknown, with how often.
        package fileprivate(set) var reasons: [String: Int] = [:]
        /// Milliseconds of ended payments, in steps that grow by a quarter.
        fileprivate var lengths: [Int] = Array(repeating: 0, count: TrafficTally.steps)

        package func count(of fate: PaymentFate) -> Int { fates[fate] ?? 0 }
        package var ended: Int { fates.values.reduce(0, +) }
        package var served: Int { fates.reduce(0) { $1.key.isServed ? $0 + $1.value : $0 } }
        /// Of what ended, the part that was served; nil before anything ended.
        package var servedShare: Double? {
            ended == 0 ? nil : Double(served) / Double(ended)
        }

        /// The length below which a share of the ended payments stayed, in milliseconds; nil before anything ended.
        package func milliseconds(at share: Double) -> Int? {
            let wanted = Int((Double(ended) * share).rounded(.up))
            guard ended > 0 else { return nil }
            var seen = 0
            for (step, count) in lengths.enumerated() {
                seen += count
                if seen >= max(wanted, 1) { return TrafficTally.milliseconds(step) }
            }
            return TrafficTally.milliseconds(lengths.count - 1)
        }
    }

    /// The seconds that "lately" means.
    package static let latelySeconds = 10
    fileprivate static let steps = 64
    /// Reasons kept apart on a channel; others are counted together.
    private static let reasonsMost = 20

    package private(set) var lines: [Channel: Line] = [:]
    private var seconds: [Int: [Channel: (served: Int, ended: Int)]] = [:]

    package init() {}

    package var total: Line {
        lines.values.reduce(into: Line()) { total, line in
            for (fate, count) in line.fates { total.fates[fate, default: 0] += count }
            for (reason, count) in line.reasons { total.reasons[reason, default: 0] += count }
            for step in line.lengths.indices { total.lengths[step] += line.lengths[step] }
            total.underWay += line.underWay
            total.resolved += line.resolved
        }
    }

    package mutating func begin(_ channel: Channel) { lines[channel, default: Line()].underWay += 1 }

    /// Counts a payment that was begun. `after` is since the start of the play, `length` what the payment took.
    package mutating func end(_ channel: Channel, _ report: PaymentReport, after: TimeSpan, length: TimeSpan) {
        var line = lines[channel] ?? Line()
        precondition(line.underWay > 0, "a payment ends that did not begin")
        line.underWay -= 1
        line.fates[report.fate, default: 0] += 1
        if report.wasUnknown, report.fate != .unknown { line.resolved += 1 }
        if let reason = report.reason, !report.fate.isServed {
            let isKept = line.reasons[reason] != nil || line.reasons.count < Self.reasonsMost
            line.reasons[isKept ? reason : "other", default: 0] += 1
        }
        line.lengths[Self.step(length)] += 1
        lines[channel] = line
        let second = Int(after.wholeSeconds)
        var lately = seconds[second]?[channel] ?? (0, 0)
        lately.ended += 1
        if report.fate.isServed { lately.served += 1 }
        seconds[second, default: [:]][channel] = lately
        if seconds.count > Self.latelySeconds * 2 { seconds = seconds.filter { $0.key > second - Self.latelySeconds } }
    }

    /// Of what ended on a channel in the last seconds, the part that was served; nil when nothing ended.
    package func servedLately(_ channel: Channel, after: TimeSpan) -> Double? {
        let now = Int(after.wholeSeconds)
        var (served, ended) = (0, 0)
        for second in max(0, now - Self.latelySeconds + 1)...max(now, 0) {
            guard let counts = seconds[second]?[channel] else { continue }
            served += counts.served
            ended += counts.ended
        }
        return ended == 0 ? nil : Double(served) / Double(ended)
    }

    /// Steps of a quarter more each: 1 ms, 1.25 ms… to more than a minute.
    private static func step(_ length: TimeSpan) -> Int {
        var (limit, step) = (1_000.0, 0)
        let microseconds = Double(length.microseconds)
        while microseconds > limit, step < steps - 1 {
            limit *= 1.25
            step += 1
        }
        return step
    }

    fileprivate static func milliseconds(_ step: Int) -> Int {
        var limit = 1.0
        for _ in 0..<step { limit *= 1.25 }
        return Int(limit.rounded(.up))
    }
}
