internal import Judging
internal import Journal
package import Lookout
internal import Vocabulary
package import Watching

/// The lookout's cases as policies see them: each target with its component, and the kind of evidence that it is.
package struct LookoutCases: Sendable {
    /// What of a matrix counts here.
    struct Known: Sendable {
        var component: String?
        var evidence: EvidenceKind
        var address: String?
    }

    /// Closed cases that may still have something to be told.
    static let closedLooked = 50

    private let targets: [String: Known]
    private let suppliers: [String: ProviderID]

    package init(_ matrix: Matrix) {
        var targets: [String: Known] = [:]
        let paths = Dictionary(
            matrix.declaration.paths.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
        for target in matrix.targets {
            let probe = matrix.probe(of: target)
            targets[target.name] = Known(
                component: probe.component,
                evidence: Self.evidence(target.use, target.path.flatMap { paths[$0] }),
                address: Self.address(probe, target))
        }
        self.targets = targets
        var suppliers: [String: ProviderID] = [:]
        for part in matrix.declaration.parts where part.kind == .provider || part.kind == .providerServer {
            suppliers[part.name] = ProviderID(part.name)
        }
        self.suppliers = suppliers
    }

    /// What is asked, and where that is connected to.
    static func address(_ probe: ProbeDeclaration, _ target: MatrixTarget) -> String? {
        guard let place = target.connect?.description else { return nil }
        guard let asked = probe.to?.description ?? target.host, asked != place else { return place }
        return "\(asked) at \(place)"
    }

    static func evidence(_ use: Target.Use, _ path: WatchPath.Kind?) -> EvidenceKind {
        if use == .passive { return .traffic }
        return switch path {
        case .external, nil: .outside
        case .ingress, .instance, .hop, .providerServer, .nameServer: .inside
        }
    }

    /// Where an announcer finds them.
    package func sources(policy: @escaping @Sendable () -> AnnouncingPolicy) -> Announcer.Sources {
        Announcer.Sources(
            cases: { documents throws(JournalError) in
                let reading = WatchReading(documents)
                let open = try reading.openCases()
                let numbers = Set(open.map(\.number))
                return try (open + reading.cases(limit: Self.closedLooked).filter { !numbers.contains($0.number) })
                    .map(seen)
            },
            latest: { documents, limit throws(JournalError) in
                try WatchReading(documents).cases(limit: limit).map(seen)
            },
            one: { documents, number throws(JournalError) in
                try WatchReading(documents).knownCase(CaseNumber(Int(number))).map(seen)
            }, policy: policy)
    }

    package func seen(_ known: WatchedCase) -> SeenCase {
        let telling = known.telling
        let state: SeenCase.State =
            switch known.state {
            case .open: .open
            case .monitoring: .monitoring
            case .closed: .closed
            }
        // What is well again agrees with nothing any more.
        let symptoms = telling.symptoms.filter { state != .open || known.ailing.contains($0.target) }
        return SeenCase(
            number: Int64(known.number.value), reference: known.reference, state: state,
            spans: known.spans.map { SeenCase.Span(from: $0.from, to: $0.to) }, symptoms: symptoms.map(seen),
            causes: telling.causes.map(seen), work: telling.withheld?.name, isUnstable: telling.isUnstable,
            recurrence: telling.recurrence.map {
                SeenRecurrence(name: $0.reference ?? "case \($0.number.value)", ago: $0.ago)
            },
            missing: telling.missing.map { missing in
                "\(missing.through.joined(separator: " + ")), not \(missing.notThrough.joined(separator: " + "))"
            }, openedAt: known.openedAt, pagedAt: known.pagedAt.last, revisedAt: known.revisedAt)
    }

    private func seen(_ symptom: CaseSymptom) -> SeenSymptom {
        let known = targets[symptom.target]
        return SeenSymptom(
            symptom.target, component: known?.component, standing: symptom.standing == .down ? .down : .degraded,
            evidence: known?.evidence ?? .outside, since: symptom.since, rule: RuleName(symptom.reason.rule),
            stage: symptom.stage?.rawValue, code: symptom.code, address: known?.address)
    }

    private func seen(_ cause: CaseCause) -> SeenCause {
        SeenCause(
            parts: cause.parts, probability: cause.probability, explains: cause.explained, failing: cause.failing,
            contradictedBy: cause.contradictedBy, passing: cause.passing, change: cause.change?.name,
            supplier: cause.parts.lazy.compactMap { suppliers[$0] }.first)
    }
}

extension RuleName {
    init(_ rule: Explanation.Rule) {
        self =
            switch rule {
            case .quorum: .quorum
            case .loss: .loss
            case .slow: .slow
            case .gap: .gap
            case .drop: .drop
            case .burn: .burn
            case .unstable: .unstable
            case .silent: .heartbeat
            case .told: .told
            case .quiet, .noQuorum, .stale, .recovered: .other
            }
    }
}
