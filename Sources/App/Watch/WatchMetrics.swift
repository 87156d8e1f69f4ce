internal import Lookout
internal import Telemetry

/// The lookout's own figures under `/metrics`.
enum WatchMetrics {
    static func register(_ lookout: Lookout, _ runners: [VantageRunner], in registry: MetricsRegistry) {
        func gauge(_ name: String, _ help: String, _ read: @escaping @Sendable (LookoutCounts) -> Int) {
            registry.gauge(name, help) { Double(read(lookout.counts)) }
        }
        func counters(
            _ name: String, _ help: String, label: String,
            _ read: @escaping @Sendable (LookoutCounts) -> [String: UInt64]
        ) {
            registry.counters(name, help, label: label) {
                read(lookout.counts).sorted { $0.key < $1.key }.map { (value: $0.key, count: $0.value) }
            }
        }
        counters("vigie_watch_results_total", "Probe results, by how they ended.", label: "outcome") { $0.byOutcome }
        counters("vigie_watch_asked_total", "Probe results, by the kind of probe.", label: "kind") { $0.byKind }
        counters("vigie_watch_anchors_total", "Anchors that were asked, by what came of it.", label: "outcome") {
            ["reached": $0.anchorsReached, "missed": $0.anchorsMissed]
        }
        registry.counter("vigie_watch_late_total", "Asks without an answer after the usual time.") {
            lookout.counts.late
        }
        registry.counter("vigie_watch_verdicts_total", "Verdicts that changed.") {
            UInt64(clamping: lookout.counts.verdictChanges)
        }
        registry.counters("vigie_watch_lost_total", "What had no room, by what it was.", label: "what") {
            let counts = lookout.counts
            return [
                (value: "entries", count: UInt64(clamping: counts.factsLost)),
                (value: "reports", count: UInt64(clamping: counts.reportsLost)),
                (value: "samples", count: UInt64(clamping: counts.samplesLost)),
                (value: "asks", count: UInt64(clamping: runners.reduce(0) { $0 + $1.missed })),
            ]
        }
        gauge("vigie_watch_cases_open", "Cases that go on.") { $0.openCases }
        gauge("vigie_watch_cases_monitored", "Cases that are good again and watched for a while.") { $0.watchedCases }
        gauge("vigie_watch_entries_waiting", "Entries that the journal does not have yet.") { $0.factsWaiting }
        gauge("vigie_watch_samples_waiting", "Probe results that are not kept yet.") { $0.samplesWaiting }
        registry.gauge("vigie_watch_asks_running", "Asks under way from this process.") {
            Double(runners.reduce(0) { $0 + $1.running })
        }
        registry.histogram(
            "vigie_watch_lag_seconds", "Time from the end of an ask to its judgement.", bounds: LookoutCounts.lagBounds
        ) {
            let counts = lookout.counts
            return (counts.lag, counts.lagSeconds)
        }
    }
}
