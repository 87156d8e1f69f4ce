internal import Journal
internal import Judging
internal import Lookout
internal import Synchronization
internal import Telemetry
internal import Vocabulary

/// What the lookout says to the operator: log lines, and the check `watching` of `/readyz`.
final class WatchHealth: Sendable {
    private struct State {
        var check: HealthCheck?
        var isJudging = false
        var journal: String?
        var series: String?
    }

    private let logger: Logger
    private let state = Mutex(State())

    init(_ logger: Logger) { self.logger = logger }

    func show(_ check: HealthCheck) {
        state.withLock { $0.check = check }
        tell { _ in }
    }

    private func tell(_ change: (inout State) -> Void) {
        let (check, problem) = state.withLock { state in
            change(&state)
            let problem =
                state.journal.map { "What is judged can't be written down: \($0)" }
                ?? state.series.map { "Probe results can't be kept: \($0)" }
                ?? (state.isJudging ? nil : "What was known before the start is being read.")
            return (state.check, problem)
        }
        if let problem { check?.notReady(problem) } else { check?.ready() }
    }

    func note(_ note: LookoutNote) {
        switch note {
        case .began(let targets, let open):
            logger.info("judging begins", [.count: LogValue(targets), .reason: LogValue("\(open) cases are open")])
            tell {
                $0.isJudging = true
                $0.journal = nil
            }
        case .told(let fact): told(fact)
        case .journalUnavailable(let message):
            logger.error("what is judged can't be written down yet; judging goes on", [.error: LogValue(message)])
            tell { $0.journal = message }
        case .journalBack:
            logger.info("what was judged meanwhile is written down")
            tell { $0.journal = nil }
        case .factRefused(let kind, let message):
            logger.error(
                "the journal refuses an entry of the lookout; it is left out",
                [.kind: LogValue(kind), .error: LogValue(message)])
        case .seriesUnavailable(let message):
            logger.error("probe results can't be kept yet; they wait", [.error: LogValue(message)])
            tell { $0.series = message }
        case .seriesBack:
            logger.info("probe results that waited are kept")
            tell { $0.series = nil }
        case .seriesRefused(let series, let message):
            logger.error(
                "some probe results are not kept", [.check: LogValue(series), .error: LogValue(message)])
        }
    }

    private func told(_ fact: LookoutFact) {
        switch fact {
        case .caseOpened(let number, let telling), .casePaged(let number, let telling):
            logger.warning(
                "a cause of trouble",
                [
                    .code: LogValue("case \(number.value)"), .kind: LogValue(fact.kind.rawValue),
                    .check: LogValue(telling.symptoms.prefix(5).map(\.target).joined(separator: " ")),
                    .component: LogValue(telling.causes.first?.parts.joined(separator: "+") ?? ""),
                    .reason: LogValue("since \(telling.since.rfc3339)"),
                ])
        case .caseMonitoring(let number, let end, _):
            logger.notice(
                "all of a case is good again",
                [.code: LogValue("case \(number.value)"), .reason: LogValue("since \(end.rfc3339)")])
        case .targetJudged(let name, let verdict):
            logger.notice(
                "a verdict",
                [
                    .check: LogValue(name), .status: LogValue(verdict.standing.rawValue),
                    .reason: LogValue("since \(verdict.since.rfc3339)"),
                ])
        case .vantageDoubted(let name, let why, _):
            logger.warning("a vantage is doubted", [.node: LogValue(name), .reason: LogValue(why.rawValue)])
        default:
            logger.info("the lookout", [.kind: LogValue(fact.kind.rawValue), .stream: LogValue(fact.stream.rawValue)])
        }
    }
}
