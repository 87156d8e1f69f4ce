import Journal
import Judging
import Series
import StoreSQLite
import Vocabulary
import Watching

@testable import Lookout

/// Vantages, their schedules and the lookout together, in a time of their own; nothing runs but values.
struct WatchWorld {
    typealias Meets = (_ target: String, _ vantage: String, _ at: Instant) -> (SampleOutcome, TimeSpan)

    static let fast = TimeSpan(microseconds: 20_000)
    static let refused = SampleOutcome(.failed, at: .connect, code: 111)

    let matrix: Matrix
    var state: LookoutState
    var schedules: [String: AskSchedule] = [:]
    var now: Instant
    var facts: [(at: Instant, fact: LookoutFact)] = []
    var meets: Meets
    private var answers: [(at: Instant, vantage: String, report: VantageReport, done: AskSchedule.Step?)] = []
    private var tickAt: Instant

    init(
        _ matrix: Matrix, at start: Instant = Samples.start, memory: LookoutMemory = LookoutMemory(),
        meets: @escaping Meets
    ) throws {
        self.matrix = matrix
        self.meets = meets
        now = start
        tickAt = start
        state = LookoutState(matrix, remembering: memory, now: start)
        for vantage in matrix.declaration.vantages {
            schedules[vantage.name] = AskSchedule(try Declared.plan(matrix, from: vantage.name), from: start)
        }
    }

    var kinds: [String] { facts.map(\.fact.kind.rawValue) }

    func count(_ kind: String) -> Int { kinds.count { $0 == kind } }

    func first(_ kind: EntryKind) -> LookoutFact? { facts.first { $0.fact.kind == kind }?.fact }

    mutating func run(seconds: Int64) {
        let end = now + .seconds(seconds)
        while true {
            let times = schedules.values.compactMap(\.next) + answers.map(\.at) + [tickAt, state.deadline ?? tickAt]
            guard let next = times.min(), next <= end else { break }
            now = max(now, next)
            for answer in answers.filter({ $0.at <= now }).sorted(by: { $0.at < $1.at }) {
                switch answer.done {
                case .ask(let ask): schedules[answer.vantage]?.finished(ask)
                case .anchor(let place, _): schedules[answer.vantage]?.anchorFinished(place, isReached: true)
                default: break
                }
                follow(state.take(answer.report, from: answer.vantage, now: now))
            }
            answers.removeAll { $0.at <= now }
            for vantage in schedules.keys.sorted() {
                for step in schedules[vantage]?.advance(to: now) ?? [] { begin(step, vantage) }
            }
            if tickAt <= now || state.deadline.map({ $0 <= now }) ?? false {
                follow(state.tick(now: now))
                tickAt = now + .seconds(1)
            }
        }
        now = end
    }

    private mutating func begin(_ step: AskSchedule.Step, _ vantage: String) {
        guard let plan = schedules[vantage]?.plan else { return }
        switch step {
        case .ask(let ask):
            let name = plan.targets[ask.target].name
            let (outcome, span) = meets(name, vantage, now)
            let result = VantageResult(
                target: name, number: ask.number, purpose: ask.purpose, began: now, outcome: outcome, total: span,
                words: "")
            answers.append((now + span, vantage, .result(result), step))
        case .anchor(let place, let at):
            answers.append((now + Self.fast, vantage, .anchor(place, at: at, isGood: true), step))
        case .late(let ask):
            let name = plan.targets[ask.target].name
            follow(
                state.take(
                    .late(target: name, number: ask.number, purpose: ask.purpose, began: ask.at), from: vantage,
                    now: now))
        case .notAsked: break
        }
    }

    mutating func follow(_ steps: [LookoutState.Step]) {
        for step in steps {
            switch step {
            case .fact(let fact): facts.append((now, fact))
            case .order(let vantages, let order):
                for vantage in vantages { schedules[vantage]?.take(order, now: now) }
            }
        }
    }

    /// Writes what was said into a journal, and reads back what a new start would know.
    func remembered() async throws -> LookoutMemory {
        let facts = facts
        return try await Scratch.withStore { store in
            for (at, fact) in facts {
                _ = try await store.append(
                    AppendCommand(actor: LookoutFact.actor, instant: at, drafts: [fact.draft]))
            }
            return try await store.read { documents throws(JournalError) in
                try LookoutMemory(WatchReading(documents))
            }
        }
    }

    /// The same world after a new start, some seconds later, maybe with another file.
    func restarted(after seconds: Int64 = 5, _ other: Matrix? = nil) async throws -> WatchWorld {
        try WatchWorld(
            other ?? matrix, at: now + .seconds(seconds), memory: try await remembered(), meets: meets)
    }
}
