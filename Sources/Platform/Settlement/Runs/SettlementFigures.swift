internal import Ledger
package import Telemetry
internal import Vocabulary

/// What is counted of settlement.
package final class SettlementFigures: Sendable {
    private let runs: MetricFamily<Counter>
    private let files: MetricFamily<Counter>
    private let lines: MetricFamily<Counter>
    private let dueSince: MetricFamily<Gauge>
    private let lateDays: MetricFamily<Gauge>

    package init(_ registry: MetricsRegistry) {
        runs = registry.counters(
            "vigie_platform_settlement_runs_total", "Runs of settlement, whole or stopped.", labels: ["outcome"])
        files = registry.counters(
            "vigie_platform_settlement_files_total", "The provider's files that were taken in, by what they came to.",
            labels: ["channel", "outcome"])
        lines = registry.counters(
            "vigie_platform_settlement_lines_total", "Captures and refunds in files, by what they came to.",
            labels: ["channel", "outcome"])
        dueSince = registry.gauges(
            "vigie_platform_settlement_due_since_seconds",
            "Since when a channel's oldest late file is due (seconds since 1970); 0 when none is late.",
            labels: ["channel"])
        lateDays = registry.gauges(
            "vigie_platform_settlement_late_days", "How many days' files of a channel are late.", labels: ["channel"])
    }

    func ran(stopped: Bool) { runs.labelled(stopped ? "stopped" : "whole").increment() }

    func took(_ report: SettlementReport) {
        // A file that can't be read says no channel.
        let channel = report.head?.channel.rawValue ?? "unknown"
        files.labelled(channel, report.outcome.rawValue).increment()
        guard report.head != nil else { return }
        lines.labelled(channel, "matched").increment(by: UInt64(report.matched))
        for (list, count) in report.counts { lines.labelled(channel, list.rawValue).increment(by: UInt64(count)) }
    }

    func stands(_ channel: Channel, _ standing: ChannelStanding) {
        if case .late(_, let since, let days) = standing {
            dueSince.labelled(channel.rawValue).set(Double(since.seconds))
            lateDays.labelled(channel.rawValue).set(Double(days))
        } else {
            dueSince.labelled(channel.rawValue).set(0)
            lateDays.labelled(channel.rawValue).set(0)
        }
    }
}
