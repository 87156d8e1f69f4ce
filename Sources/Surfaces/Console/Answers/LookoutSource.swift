internal import Incidents
package import Journal
internal import Judging
internal import Lookout
package import Observing
internal import Series
package import Vocabulary
package import Watching

/// Reads what is watched from where it is kept: the declaration, the read models of the journal, the series, and what is heard now.
package struct LookoutSource: WatchSource {
    private static let casesMost = 100
    private static let changesShown = 20
    private static let latestMost = 12
    private static let recordsMost = 10_000
    private static let entriesMost = 1_000

    private let watched: Matrix
    private let store: any JournalStore
    private let series: (any SeriesStore)?
    private let live: @Sendable () -> WatchLive
    private let places: [String: Int]

    package init(
        _ watched: Matrix, store: any JournalStore, series: (any SeriesStore)?,
        live: @escaping @Sendable () -> WatchLive
    ) {
        self.watched = watched
        self.store = store
        self.series = series
        self.live = live
        places = Dictionary(
            watched.targets.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    // MARK: The matrix

    package func matrix() async throws(JournalError) -> WatchMatrixModel {
        let names = watched.targets.map(\.name)
        let (judged, cases, doubts) = try await store.read { documents throws(JournalError) in
            let reading = WatchReading(documents)
            return (try reading.targets(named: names), try reading.openCases(), try reading.vantages())
        }
        let now = live()
        let caseOf = Dictionary(
            cases.flatMap { known in known.ailing.map { ($0, known.number.value) } }, uniquingKeysWith: { $1 })
        let columns = columns()
        var rows = watched.declaration.probes.map { probe in
            WatchMatrixModel.Row(
                probe: probe.name, kind: probe.kind, channel: channel(probe), component: probe.component, cells: [:])
        }
        for target in watched.targets {
            let column = columns.firstIndex { $0.path == target.path } ?? 0
            rows[target.probe].cells[column, default: []].append(
                line(target, judged[target.name], now.targets[target.name], caseOf[target.name]))
        }
        return WatchMatrixModel(
            columns: columns, rows: rows.filter { !$0.cells.isEmpty },
            vantages: watched.plan.vantages.map { name in
                let doubt = doubts.first { $0.name == name }?.doubts.last
                return .init(
                    name: name, heardAt: now.vantages[name], doubt: doubt?.why, doubtedUntil: doubt?.until)
            }, cases: cases.reversed().map { line($0, []) })
    }

    private func columns() -> [WatchMatrixModel.Column] {
        var columns: [WatchMatrixModel.Column] = watched.declaration.paths.compactMap { path in
            watched.targets.contains { $0.path == path.name } ? .init(path: path.name, kind: path.kind) : nil
        }
        if watched.targets.contains(where: { $0.path == nil }) { columns.append(.init(path: nil, kind: nil)) }
        return columns
    }

    private func channel(_ probe: ProbeDeclaration) -> Channel? {
        probe.kind.channel
            ?? watched.declaration.components.first { $0.name == probe.component }.flatMap(\.channel)
    }

    private func line(
        _ target: MatrixTarget, _ judged: WatchedTarget?, _ live: WatchLive.Target?, _ number: Int?
    ) -> WatchMatrixModel.Target {
        let standing = live?.standing ?? judged?.verdict?.standing
        return WatchMatrixModel.Target(
            target.name, stop: target.stops.isEmpty ? target.name : target.stops.joined(separator: " "),
            isOnDemand: target.use == .onDemand, standing: standing,
            since: live?.standing == nil ? judged?.verdict?.since : live?.since, heardAt: live?.heardAt,
            period: watched.declaration.probes[target.probe].period, latency: live?.latency, caseNumber: number)
    }

    // MARK: A target

    package func target(_ name: String) async throws(JournalError) -> TargetModel? {
        guard let place = places[name] else { return nil }
        let (judged, cases) = try await store.read { documents throws(JournalError) in
            let reading = WatchReading(documents)
            let cases = try reading.cases(limit: Self.casesMost)
            return (try reading.target(name), cases.filter { $0.telling.symptoms.contains { $0.target == name } })
        }
        let target = watched.targets[place]
        let probe = watched.declaration.probes[target.probe]
        let planned = watched.plan.targets[place]
        let number = cases.first { $0.ailing.contains(name) }?.number.value
        let verdict = judged?.verdict
        var changes = (judged?.changes ?? []).map { change in
            TargetModel.Change(
                .judged(change.standing), since: change.since,
                rule: change.judgedAt == judged?.judgedAt ? verdict?.reason.rule : nil)
        }
        changes += (judged?.blinks ?? []).map { .init(.blinked(until: $0.to), since: $0.from, rule: nil) }
        return TargetModel(
            line(target, judged, live().targets[name], number), probe: probe.name, kind: probe.kind,
            path: target.path, channel: channel(probe), component: probe.component,
            through: planned.path.map { watched.plan[$0].name }, pool: planned.pool.map { watched.plan[$0].name },
            rule: verdict?.reason.rule,
            evidence: (verdict?.reason.samples ?? []).map { sample in
                .init(vantage: sample.vantage, at: sample.at, outcome: sample.outcome, latency: sample.latency)
            }, changes: Array(changes.sorted { $0.since > $1.since }.prefix(Self.changesShown)),
            cases: cases.map { line($0, []) })
    }

    package func history(_ target: String, _ reach: TargetHistory.Reach, now: Instant) async -> TargetHistory? {
        guard let series, let name = SeriesName(rawValue: target) else { return nil }
        do throws(SeriesStoreError) {
            let query = try ChartQuery(
                series: name, from: now - reach.span, to: now, points: reach.points, now: now)
            let chart = try await series.chart(query)
            // The store gives the earliest of a span, so the span is as short as so many samples need.
            let period =
                places[target].map { watched.declaration.probes[watched.targets[$0].probe].period } ?? .seconds(1)
            let back = min(
                max(TimeSpan(microseconds: period.microseconds * Int64(Self.latestMost)), .minutes(1)), .days(7))
            let latest = try await series.samples(
                SampleQuery(series: name, from: now - back, to: now + .seconds(1), limit: SampleQuery.limitMost))
            let samples = latest.flatMap { line in
                line.samples.suffix(Self.latestMost).map {
                    TargetHistory.Latest(vantage: line.vantage.rawValue, sample: $0)
                }
            }
            return TargetHistory(
                reach: reach, span: query.span, chart: chart,
                latest: Array(samples.sorted { $0.sample.instant > $1.sample.instant }.prefix(Self.latestMost)))
        } catch {
            return nil
        }
    }

    // MARK: Cases

    package func cases() async throws(JournalError) -> [CaseLine] {
        try await store.read { documents throws(JournalError) in
            let incidents = try Site(documents).incidents
            return try WatchReading(documents).cases(limit: Self.casesMost).map { line($0, incidents) }
        }
    }

    package func knownCase(_ number: Int) async throws(JournalError) -> CaseModel? {
        let found = try await store.read { documents throws(JournalError) -> (WatchedCase, [Incident])? in
            guard let known = try WatchReading(documents).knownCase(CaseNumber(number)) else { return nil }
            return (known, try Site(documents).incidents)
        }
        guard let (known, incidents) = found else { return nil }
        let entries = try await store.entries(
            of: LookoutFact.stream(of: known.number), after: .none, limit: Self.entriesMost)
        return model(known, line(known, incidents), moments(entries))
    }

    private func line(_ known: WatchedCase, _ incidents: [Incident]) -> CaseLine {
        let state: CaseLine.State =
            switch known.state {
            case .open: .open
            case .monitoring: .monitoring
            case .closed: .closed
            }
        let incident = known.reference.flatMap { reference in
            incidents.first { $0.reference?.rawValue == reference }?.id
        }
        return CaseLine(
            number: known.number.value, reference: known.reference, state: state,
            since: known.spans.last?.from ?? known.since, until: known.end, cause: known.parts,
            probability: known.telling.causes.first?.probability, ailing: known.ailing.count,
            isPaged: !known.pagedAt.isEmpty, incident: incident)
    }

    private func model(_ known: WatchedCase, _ line: CaseLine, _ moments: [CaseModel.Moment]) -> CaseModel {
        let telling = known.telling
        let kinds = Dictionary(
            watched.declaration.parts.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
        return CaseModel(
            line,
            causes: telling.causes.map { cause in
                CaseModel.Cause(
                    cause.parts.map { CaseModel.NamedPart($0, kinds[$0]) }, probability: cause.probability,
                    explains: cause.explains, explained: cause.explained, failing: cause.failing,
                    contradictedBy: cause.contradictedBy, contradicting: cause.contradicting, passing: cause.passing,
                    change: cause.change.map { CaseModel.ChangeBefore($0.name, at: $0.at) }, recent: cause.recent,
                    indistinct: cause.indistinct)
            },
            symptoms: telling.symptoms.map { symptom in
                CaseModel.Symptom(
                    symptom.target, symptom.standing, since: symptom.since, rule: symptom.reason.rule,
                    stage: symptom.stage, code: symptom.code, isOver: !known.ailing.contains(symptom.target))
            }, spans: known.spans.map { CaseModel.Span(from: $0.from, to: $0.to) },
            recurrence: telling.recurrence.map {
                .init(number: $0.number.value, reference: $0.reference, ago: $0.ago, isExact: $0.isExact)
            }, missing: telling.missing.map { .init(through: $0.through, notThrough: $0.notThrough) },
            isUnstable: telling.isUnstable, withheld: telling.withheld?.name, moments: moments)
    }

    /// What the case's own entries say, in the order in which they were written; entries that can't be read are left out.
    private func moments(_ entries: [Entry]) -> [CaseModel.Moment] {
        var moments: [CaseModel.Moment] = []
        for entry in entries {
            guard let fact = try? LookoutFact(entry) else { continue }
            switch fact {
            case .caseOpened(_, let telling):
                if let first = telling.symptoms.min(by: { $0.since < $1.since }) {
                    moments.append(
                        .init(
                            .firstFailed(target: first.target, vantage: first.reason.samples.first?.vantage),
                            at: first.since))
                }
                moments.append(told(telling, entry.instant))
            case .casePaged(_, let telling), .caseWithheld(_, let telling): moments.append(told(telling, entry.instant))
            case .caseAttached(_, let symptom):
                moments.append(.init(.attached(target: symptom.target), at: entry.instant))
            case .caseDetached(_, let target): moments.append(.init(.detached(target: target), at: entry.instant))
            case .caseRevised(_, let telling):
                moments.append(.init(.revised(parts: telling.causes.first?.parts ?? []), at: entry.instant))
            case .caseReopened(_, let at, _): moments.append(.init(.reopened, at: at))
            case .caseMonitoring(_, let end, _): moments.append(.init(.monitoring, at: end))
            case .caseClosed: moments.append(.init(.closed, at: entry.instant))
            case .caseNamed(_, let name): moments.append(.init(.named(name), at: entry.instant))
            default: break
            }
        }
        return moments
    }

    private func told(_ telling: CaseTelling, _ at: Instant) -> CaseModel.Moment {
        .init(telling.withheld.map { .withheld(work: $0.name) } ?? .paged(unstable: telling.isUnstable), at: at)
    }

    // MARK: Noise

    package func noise(
        _ reach: NoiseModel.Reach, in zone: Zone, now: Instant
    ) async throws(JournalError) -> NoiseModel {
        let (records, vantages) = try await store.read { documents throws(JournalError) in
            (
                try NoiseProjection.records(documents, limit: Self.recordsMost + 1),
                try WatchReading(documents).vantages()
            )
        }
        let from = now - .days(Int64(reach.rawValue))
        let firstDay = CivilTime(from).date.daysSinceEpoch
        var lines: [NoiseModel.Line] = []
        for record in records.prefix(Self.recordsMost) {
            for rule in VerdictRule.allCases {
                let days = record.lines.filter { $0.rule == rule && $0.day >= firstDay }
                guard !days.isEmpty else { continue }
                lines.append(
                    NoiseModel.Line(
                        record.name, rule, judged: days.reduce(0) { $0 + $1.judged },
                        blinked: days.reduce(0) { $0 + $1.blinked }, paged: days.reduce(0) { $0 + $1.paged },
                        pagedByNight: days.flatMap(\.pagedAt).filter { NoiseModel.isNight($0, in: zone) }.count,
                        withheld: days.reduce(0) { $0 + $1.withheld }))
            }
        }
        return NoiseModel(
            reach: reach, from: from, lines: lines,
            vantages: vantages.map { vantage in
                let doubts = vantage.doubts.filter { $0.at >= from }
                return .init(
                    vantage.name, times: doubts.count, byAnchors: doubts.filter { $0.why == .anchors }.count)
            }, isCut: records.count > Self.recordsMost)
    }
}
