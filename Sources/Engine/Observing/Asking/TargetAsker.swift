package import Network
internal import Series
package import Vocabulary
package import Watching

/// The port to what the system says of names. It never blocks who asks.
package protocol NameFinding: Sendable {
    func addresses(of host: String, within time: TimeSpan) async -> FoundNames
}

/// How a look-up ended, and how long it took.
package struct FoundNames: Sendable, Hashable {
    package enum Ending: Sendable, Hashable {
        /// At least one.
        case found([NetworkAddress])
        case none
        case timedOut
        /// Nobody had time to look.
        case unasked
    }

    package let ending: Ending
    package let took: TimeSpan

    package init(_ ending: Ending, took: TimeSpan) {
        self.ending = ending
        self.took = took
    }
}

/// Asks a target of the matrix once: finds its addresses, asks each of them apart and at once, and says how each went. It ends
/// within the probe's timeout, and a little for the prober itself.
package struct TargetAsker: Sendable {
    private let prober: any Prober
    private let names: any NameFinding
    private let maker: ProbeMaker
    private let now: @Sendable () -> Instant

    package static let addressesMost = 16

    package init(
        _ prober: any Prober, names: any NameFinding, materials: any ProbeMaterials,
        now: @escaping @Sendable () -> Instant
    ) {
        self.prober = prober
        self.names = names
        maker = ProbeMaker(materials)
        self.now = now
    }

    package func ask(_ probe: ProbeDeclaration, _ target: MatrixTarget) async -> TargetReport {
        let began = now()
        guard !probe.kind.isPassive else {
            return Self.alone(began, SampleOutcome(.unknown, at: .own), "nobody asks it: others tell")
        }
        guard let host = ProbeMaker.host(of: target, probe) else { return await ask(probe, target, [nil], nil, began) }
        if let address = NetworkAddress(host) { return await ask(probe, target, [address], nil, began) }
        let found = await names.addresses(of: host, within: probe.timeout)
        let phases: [Sample.Phase: TimeSpan] = [.resolve: found.took]
        func ended(_ outcome: SampleOutcome, _ words: String) -> TargetReport {
            Self.alone(began, outcome, words, total: found.took, phases: phases)
        }
        switch found.ending {
        case .found(let addresses):
            return await ask(probe, target, Array(addresses.prefix(Self.addressesMost)), found.took, began)
        case .none: return ended(SampleOutcome(.failed, at: .resolve), "\(host) has no address here")
        case .timedOut: return ended(SampleOutcome(.failed, at: .resolve, code: 110), "\(host) was not found in time")
        case .unasked:
            return ended(SampleOutcome(.unknown, at: .own), "nobody had time to look for \(host); too many names wait")
        }
    }

    private func ask(
        _ probe: ProbeDeclaration, _ target: MatrixTarget, _ addresses: [NetworkAddress?], _ resolving: TimeSpan?,
        _ began: Instant
    ) async -> TargetReport {
        let left = probe.timeout + -(resolving ?? .zero)
        var asked: [(address: NetworkAddress?, subject: String?, probe: Probe)] = []
        do throws(ProbeMakingError) {
            for address in addresses {
                let probes = try maker.probes(probe, target, at: address, within: left)
                for one in probes { asked.append((address, probes.count > 1 ? one.question.name : nil, one)) }
            }
        } catch {
            return Self.alone(began, SampleOutcome(.unknown, at: .own), "it cannot be asked: \(error.message)")
        }
        guard !asked.isEmpty else {
            return Self.alone(began, SampleOutcome(.unknown, at: .own), "there is nothing to ask")
        }
        let answers = await withTaskGroup(of: (Int, TargetReport.Answer).self) { group in
            for (number, one) in asked.enumerated() {
                group.addTask { [prober] in
                    let report = await prober.run(one.probe).after(resolving)
                    return (number, TargetReport.Answer(address: one.address, subject: one.subject, report: report))
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }
        }
        return TargetReport(answers.map(\.1))
    }

    private static func alone(
        _ began: Instant, _ outcome: SampleOutcome, _ words: String, total: TimeSpan = .zero,
        phases: [Sample.Phase: TimeSpan] = [:]
    ) -> TargetReport {
        let report = ProbeReport(began: began, outcome: outcome, total: total, phases: phases, words: words)
        return TargetReport([TargetReport.Answer(address: nil, report: report)])
    }
}

extension ProbeReport {
    /// With the time that its name took before it.
    fileprivate func after(_ resolving: TimeSpan?) -> ProbeReport {
        guard let resolving else { return self }
        return ProbeReport(
            began: began - resolving, outcome: outcome, total: total + resolving,
            phases: phases.merging([.resolve: resolving]) { $0 + $1 }, words: words, measures: measures)
    }
}

extension Probe.Question {
    /// The name that a certificate must be for.
    fileprivate var name: String? {
        if case .tls(let question) = self { question.terms.name } else { nil }
    }
}
