internal import Bytes
internal import Journal
internal import Judging
internal import Lookout
internal import Machine
internal import Telemetry
internal import Vantages
internal import Vocabulary
internal import Watching

/// Vantages elsewhere, in service: what is declared and not asked from here is told to agents, what they find is kept and judged.
final class AgentsService: Sendable {
    let desk: AgentDesk
    let keeping: ReportKeeping

    /// - Parameter file: the file of probes as it stands: an agent makes its plan of it as this process does.
    init(_ watch: WatchService, file: [UInt8], store: any JournalTransfer, now: @escaping @Sendable () -> Instant) {
        let asked = Set(watch.matrix.targets.filter { $0.use != .passive }.map(\.name))
        let keeping = ReportKeeping(
            store: watch.series, isKnown: { asked.contains($0) },
            judge: { [lookout = watch.lookout] in lookout.take($0, from: $1, areKept: true) })
        let desk = AgentDesk(store: store, keeping: keeping, now: now, random: Entropy.bytes)
        self.keeping = keeping
        self.desk = desk
        for vantage in watch.matrix.declaration.vantages.map(\.name) where !watch.here.contains(vantage) {
            // A vantage whose name can be no agent's is asked by nobody; `vigie agents enrol` says what a name is made of.
            guard let name = AgentName(vantage) else { continue }
            desk.setPlan(file, for: name)
            watch.orders.attach(vantage) { desk.order(ReportCoding.bytes($0), to: name) }
        }
    }

    func stop() { desk.close() }

    /// Figures, where all others are.
    func show(in registry: MetricsRegistry, now: @escaping @Sendable () -> Instant) {
        registry.gauge("vigie_agents_heard", "Agents that were heard within the last minute.") { [desk] in
            let since = now() - .minutes(1)
            return Double(desk.sightings.values.count { $0.at >= since })
        }
        registry.gauge("vigie_agents_batches_waiting", "Batches on agents' disks, as they said last.") { [desk] in
            Double(desk.sightings.values.reduce(0) { $0 + ($1.health?.waiting ?? 0) })
        }
        registry.counters("vigie_agents_batches_total", "Batches of agents, by what became of them.", label: "outcome")
        {
            [desk] in
            let sightings = desk.sightings.values
            return [
                (value: "kept", count: UInt64(clamping: sightings.reduce(0) { $0 + $1.batches })),
                (value: "known", count: UInt64(clamping: sightings.reduce(0) { $0 + $1.known })),
                (value: "damaged", count: UInt64(clamping: sightings.reduce(0) { $0 + $1.damaged })),
            ]
        }
        registry.counters("vigie_agents_reports_total", "Reports of agents, by what was done with them.", label: "use")
        {
            [keeping] in
            let counts = keeping.counts
            return [
                (value: "judged", count: UInt64(clamping: counts.judged)),
                (value: "drawn", count: UInt64(clamping: counts.drawn)),
                (value: "too-old", count: UInt64(clamping: counts.tooOld)),
                (value: "ahead", count: UInt64(clamping: counts.fromTheFuture)),
                (value: "strange", count: UInt64(clamping: counts.strange)),
            ]
        }
    }
}
