package import Vocabulary

/// The tally as people read it, in 80 columns.
package enum TrafficScreen {
    /// While it plays: one line for each channel, with how it went lately and in all.
    package static func lines(_ tally: TrafficTally, after: TimeSpan, of length: TimeSpan?) -> [String] {
        var lines = [
            "after \(after.wholeSeconds) s" + (length.map { " of \($0.wholeSeconds) s" } ?? ""),
            row("channel", "lately", "in all", PaymentFate.allCases.map(\.rawValue), "p99"),
        ]
        for channel in TrafficMix.channels {
            guard let line = tally.lines[channel] else { continue }
            lines.append(
                self.line(channel.rawValue, line, lately: percent(tally.servedLately(channel, after: after))))
        }
        lines.append(line("all", tally.total, lately: ""))
        return lines
    }

    /// At the end: the same without "lately", why payments failed, and whether every payment is accounted for.
    package static func report(_ tally: TrafficTally, begun: Int) -> [String] {
        var lines = [row("channel", "", "served", PaymentFate.allCases.map(\.rawValue), "p99")]
        for channel in TrafficMix.channels {
            guard let line = tally.lines[channel] else { continue }
            lines.append(self.line(channel.rawValue, line, lately: ""))
            for (reason, count) in line.reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
                lines.append("    \(count) × \(reason)")
            }
            if line.resolved > 0 { lines.append("    \(line.resolved) × without an answer at first, and found out") }
        }
        let total = tally.total
        lines.append(line("all", total, lately: ""))
        lines.append("")
        let known = total.ended - total.count(of: .unknown)
        lines.append("\(known) of \(begun) payments are accounted for; \(begun - known) are unknown.")
        return lines
    }

    private static func line(_ name: String, _ line: TrafficTally.Line, lately: String) -> String {
        row(
            name, lately, percent(line.servedShare), PaymentFate.allCases.map { String(line.count(of: $0)) },
            milliseconds(line.milliseconds(at: 0.99)))
    }

    private static func row(
        _ name: String, _ lately: String, _ all: String, _ fates: [String], _ most: String
    ) -> String {
        let columns =
            [left(name, 12), right(lately, 6), right(all, 6)]
            + zip(PaymentFate.allCases, fates).map { right($1, max($0.rawValue.count, 6)) } + [right(most, 5)]
        return columns.joined(separator: " ")
    }

    private static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private static func milliseconds(_ count: Int?) -> String {
        guard let count else { return "" }
        if count < 1_000 { return "\(count)ms" }
        return count < 10_000 ? "\(count / 1_000).\(count % 1_000 / 100)s" : "\(count / 1_000)s"
    }

    /// Never rounded up to 100: who sees 100 % may believe that nothing failed.
    package static func percent(_ share: Double?) -> String {
        guard let share else { return "-" }
        let thousandths = Int(share * 1_000)
        return thousandths == 1_000 ? "100%" : "\(thousandths / 10).\(thousandths % 10)%"
    }
}
