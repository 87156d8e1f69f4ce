internal import Telemetry
internal import Wire

/// What servers of frames have counted, for `/metrics`.
struct ServerFigures {
    private let gauges: MetricFamily<Gauge>

    init(_ metrics: MetricsRegistry) {
        gauges = metrics.gauges(
            "vigie_wire_server", "What a server of frames has seen, since the start; faults by their kind.",
            labels: ["server", "what"])
    }

    func update(_ name: String, _ server: WireServer) async {
        let seen = await server.statistics()
        for (what, count) in [
            ("open", seen.open), ("accepted", seen.accepted), ("refused", seen.refusedForCount),
            ("frames-received", seen.framesReceived), ("frames-sent", seen.framesSent),
            ("frames-under-way", seen.framesUnderWay), ("frames-unsent", seen.framesUnsent),
        ] { gauges.labelled(name, what).set(Double(count)) }
        for (kind, count) in seen.faults { gauges.labelled(name, "fault-" + kind.rawValue).set(Double(count)) }
    }
}
