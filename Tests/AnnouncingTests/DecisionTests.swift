import Announcing
import Testing
import Vocabulary
import Watching

/// What a policy makes of a case, step by step and over made-up stories.
@Suite struct DecisionTests {
    /// Plays decisions without a desk: what is to be done is recorded as if it had been done.
    struct Play {
        var known = Announcement(number: 7)
        var incident: IncidentStanding?
        var decision: AnnouncingDecision
        var done: [AnnouncingAction] = []
        var beside: Set<EvidenceKind> = []

        init(_ policy: AnnouncingPolicy = Samples.policy(), demoted: Set<RuleName> = []) {
            decision = AnnouncingDecision(policy: policy, catalogue: [Samples.shop, Samples.till], demoted: demoted)
        }

        mutating func look(_ seen: SeenCase, at now: Instant) {
            for _ in 0..<30 {
                let actions = decision.actions(for: seen, known, beside: beside, incident: incident, now: now)
                guard let action = actions.first else { return }
                take(action, now)
            }
            Issue.record("it never comes to rest")
        }

        mutating func take(_ action: AnnouncingAction, _ now: Instant) {
            done.append(action)
            let fact: AnnouncingFact
            switch action {
            case .call(let call): fact = .called(7, call)
            case .begin(let round): fact = .begun(7, round)
            case .draft(let round):
                if incident == nil { incident = IncidentStanding(isPublic: false) }
                if incident?.isPublic != true { incident?.hasOpenWindow = true }
                fact = .drafted(7, from: round.from, IncidentID(checked: "i"))
            case .widen(let round): fact = .widened(7, from: round.from, round.components, round.severity)
            case .schedule(let from, let due, let components, let kinds):
                fact = .scheduled(7, from: from, due: due, components, kinds)
            case .tell(let from, let components, let severity):
                fact = .telling(7, from: from, components, severity)
            case .finish(let round):
                incident?.isPublic = true
                incident?.hasOpenWindow = true
                fact = .told(7, from: round.from)
            case .leave(let from, let leaving): fact = .left(7, from: from, leaving)
            case .end(let round, let end):
                if end.mode != .proposed { incident?.hasOpenWindow = false }
                fact = .ended(7, from: round.from, end)
            }
            known.apply(fact, at: now)
        }

        var tellings: Int { done.count { if case .finish = $0 { true } else { false } } }
        var calls: [Announcement.Call.Moment] { known.calls.map(\.moment) }
    }

    @Test func twoKindsThatAgreeAreToldAfterTheGraceTime() {
        var play = Play()
        play.look(Samples.seen(), at: Samples.at(3))
        #expect(play.known.rounds.last?.due == Samples.at(33))
        #expect(play.known.rounds.last?.from == Samples.start, "it begins with the first failed sample")
        #expect(play.known.rounds.last?.kinds == [.inside, .outside])
        play.look(Samples.seen(), at: Samples.at(32))
        #expect(play.tellings == 0)
        play.look(Samples.seen(), at: Samples.at(33))
        #expect(play.tellings == 1)
        #expect(play.known.rounds.last?.severity == .critical)
        play.look(Samples.seen(), at: Samples.at(3_000))
        #expect(play.tellings == 1)
        #expect(play.calls == [.opened])
    }

    private static let alone: [[SeenSymptom]] = [
        [Samples.symptom("a"), Samples.symptom("b")],
        [Samples.symptom("a"), Samples.symptom("t", "till", .inside)],
        [Samples.symptom("a", "shop", .outside, rule: .gap), Samples.symptom("b", "shop", .traffic, rule: .drop)],
    ]

    @Test(arguments: alone)
    func oneKindAloneIsADraft(_ symptoms: [SeenSymptom]) {
        var play = Play(demoted: [.gap])
        play.look(Samples.seen(symptoms), at: Samples.at(3))
        play.look(Samples.seen(symptoms), at: Samples.at(900))
        #expect(play.tellings == 0)
        #expect(play.known.rounds.last?.isDrafted == true)
        #expect(play.known.rounds.last?.due == nil)
    }

    @Test func aPersonOrAVendorAgreesWithWhatWasMeasured() {
        var play = Play()
        play.look(Samples.seen([Samples.symptom("a")]), at: Samples.at(3))
        #expect(play.known.rounds.last?.due == nil)
        play.known.apply(.labelled(7, .real, by: "ada"), at: Samples.at(5))
        play.look(Samples.seen([Samples.symptom("a")]), at: Samples.at(5))
        #expect(play.known.rounds.last?.due == Samples.at(35))

        var other = Play()
        other.beside = [.vendor]
        other.look(Samples.seen([Samples.symptom("a")]), at: Samples.at(3))
        #expect(other.known.rounds.last?.kinds == [.outside, .vendor])
        // Others alone say nothing of our component.
        var nothing = Play()
        nothing.beside = [.vendor, .person]
        nothing.look(Samples.seen([Samples.symptom("a", nil)]), at: Samples.at(3))
        #expect(nothing.known.rounds.isEmpty)
    }

    @Test func whatIsStoppedIsNotSaidAndTheDraftStays() {
        var play = Play()
        play.look(Samples.seen(), at: Samples.at(3))
        play.known.apply(.stopped(7, from: Samples.start, by: "ada"), at: Samples.at(20))
        play.look(Samples.seen(), at: Samples.at(900))
        #expect(play.tellings == 0)
        #expect(play.known.rounds.last?.stopped == .init(by: "ada", at: Samples.at(20)))
        #expect(play.incident?.isPublic == false)
    }

    @Test func embargoWorkPeopleAndLabelsComeFirst() {
        func reason(_ change: (inout Play, inout SeenCase) -> Void) -> Announcement.Leaving.Reason? {
            var play = Play()
            var seen = Samples.seen()
            play.look(seen, at: Samples.at(3))
            change(&play, &seen)
            play.look(seen, at: Samples.at(40))
            #expect(play.tellings == 0)
            return play.known.rounds.last?.left?.reason
        }
        #expect(reason { play, _ in play.incident?.isUnderEmbargo = true } == .embargo)
        #expect(reason { play, _ in play.incident?.isPublic = true } == .people)
        #expect(reason { _, seen in seen.work = "night work" } == .work)
        #expect(reason { play, _ in play.known.apply(.labelled(7, .false, by: "ada"), at: Samples.at(9)) } == .label)
        #expect(reason { _, seen in seen.symptoms.removeLast() } == .evidence)
        #expect(
            reason { _, seen in
                seen.state = .monitoring
                seen.spans[0].to = Samples.at(20)
            } == .over)
    }

    @Test func withheldCasesAndComponentsOfNothingMakeNoDraftAndCallNobody() {
        var play = Play()
        play.look(Samples.seen(work: "night work", paged: nil), at: Samples.at(3))
        #expect(play.done.isEmpty)
        play.look(Samples.seen(paged: Samples.at(600)), at: Samples.at(600))
        #expect(play.calls == [.opened], "what the work left is called")
        var nothing = Play(Samples.policy(.nothing))
        nothing.look(Samples.seen(), at: Samples.at(3))
        #expect(nothing.done == [.call(.init(at: Samples.at(3), moment: .opened, severity: .critical))])
    }

    @Test func whatIsWorseThanItWasCalledIsCalledOnceMore() {
        var play = Play()
        let share = Samples.symptom("outcomes", "shop", .traffic, rule: .drop, standing: .degraded)
        play.look(Samples.seen([share]), at: Samples.at(3))
        #expect(play.known.calls.map(\.severity) == [.minor])
        play.look(Samples.seen([share] + Samples.both), at: Samples.at(5))
        play.look(Samples.seen([share] + Samples.both), at: Samples.at(6))
        #expect(play.known.calls.map(\.severity) == [.minor, .critical])
        // Better and as bad again wakes nobody; another time that the lookout calls does.
        play.look(Samples.seen([share]), at: Samples.at(7))
        play.look(Samples.seen([share] + Samples.both), at: Samples.at(8))
        #expect(play.calls == [.opened, .worse])
        play.look(Samples.seen([share], paged: Samples.at(60)), at: Samples.at(60))
        #expect(play.calls == [.opened, .worse, .returned])
        var demoted = Play(demoted: [.quorum])
        demoted.look(Samples.seen([share]), at: Samples.at(3))
        demoted.look(Samples.seen([share] + Samples.both), at: Samples.at(5))
        #expect(demoted.calls == [.opened], "what a demoted rule adds wakes nobody")
    }

    @Test func anotherCauseIsToldOnceToWhoeverWasCalled() {
        var play = Play()
        var seen = Samples.seen([Samples.symptom("a", standing: .degraded)])
        seen.revisedAt = Samples.at(1)
        play.look(seen, at: Samples.at(3))
        #expect(play.calls == [.opened], "what was seen better before the call is in it")
        seen.revisedAt = Samples.at(9)
        play.look(seen, at: Samples.at(9))
        play.look(seen, at: Samples.at(10))
        #expect(play.calls == [.opened, .revised])
        seen.symptoms = Samples.both
        seen.revisedAt = Samples.at(12)
        play.look(seen, at: Samples.at(12))
        play.look(seen, at: Samples.at(13))
        play.look(seen, at: Samples.at(14))
        #expect(play.calls == [.opened, .revised, .worse, .revised], "what wakes people goes first")
        seen.state = .closed
        seen.revisedAt = Samples.at(20)
        play.look(seen, at: Samples.at(20))
        play.look(seen, at: Samples.at(21))
        #expect(play.calls.last == .over)
    }

    @Test func demotedRulesCallNobodyAndPublishNothing() {
        var play = Play(demoted: [.quorum])
        play.look(Samples.seen(), at: Samples.at(3))
        play.look(Samples.seen(), at: Samples.at(99))
        #expect(play.calls.isEmpty)
        #expect(play.tellings == 0)
        #expect(play.known.rounds.last?.isDrafted == true, "it is still noted")
    }

    @Test func recoveryIsToldWhereThePolicySaysSo() {
        for (recovery, mode) in [
            (WatchedComponent.Recovery.measured, Announcement.End.Mode.told), (.draft, .proposed),
        ] {
            var play = Play(Samples.policy(recovery: recovery))
            play.look(Samples.seen(), at: Samples.at(3))
            play.look(Samples.seen(), at: Samples.at(33))
            let over = Samples.seen(
                state: .monitoring, spans: [.init(from: Samples.start, to: Samples.at(100))])
            play.look(over, at: Samples.at(110))
            #expect(play.known.rounds.last?.end == .init(at: Samples.at(100), mode: mode))
        }
        var draft = Play(Samples.policy(.draft))
        draft.look(Samples.seen(), at: Samples.at(3))
        draft.look(
            Samples.seen(state: .monitoring, spans: [.init(from: Samples.start, to: Samples.at(100))]),
            at: Samples.at(110))
        #expect(draft.known.rounds.last?.end?.mode == .recorded, "of a draft the team alone sees the end")
    }

    @Test func whatComesBackIsAnotherRoundOfTheSameIncident() {
        var play = Play()
        play.look(Samples.seen(), at: Samples.at(3))
        play.look(Samples.seen(), at: Samples.at(33))
        let first = SeenCase.Span(from: Samples.start, to: Samples.at(100))
        play.look(Samples.seen(state: .monitoring, spans: [first]), at: Samples.at(110))
        play.look(Samples.seen(state: .closed, spans: [first]), at: Samples.at(700))
        let back = Samples.seen(spans: [first, .init(from: Samples.at(16_000))], paged: Samples.at(16_003))
        play.look(back, at: Samples.at(16_003))
        play.look(back, at: Samples.at(16_033))
        #expect(play.known.rounds.map(\.from) == [Samples.start, Samples.at(16_000)])
        #expect(play.tellings == 2)
        #expect(play.calls == [.opened, .over, .returned])
    }

    @Test func attachedSymptomsWidenADraftAndCallNobodyUnlessTheyAreWorse() {
        var play = Play(Samples.policy(.draft))
        play.look(Samples.seen([Samples.symptom("a", standing: .degraded)]), at: Samples.at(3))
        #expect(play.known.rounds.last?.severity == .minor)
        play.look(Samples.seen([Samples.symptom("a"), Samples.symptom("t", "till")]), at: Samples.at(9))
        #expect(play.known.rounds.last?.components == [Samples.shop, Samples.till])
        #expect(play.known.rounds.last?.severity == .critical)
        #expect(play.calls == [.opened, .worse])
        let all = [Samples.symptom("a"), Samples.symptom("b"), Samples.symptom("t", "till")]
        play.look(Samples.seen(all), at: Samples.at(12))
        #expect(play.calls == [.opened, .worse], "as bad as before")
    }

    /// Random stories: whatever happens in whatever order and however often it is looked at.
    @Test(arguments: 0..<400)
    func storiesKeepTheRules(_ seed: Int) {
        var random = Story(seed: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
        var play = Play(
            Samples.policy(
                random.pick([.nothing, .draft, .measured, .measured]), grace: .seconds(Int64(random.below(60))),
                recovery: random.pick([.draft, .measured]), till: random.pick([.draft, .measured])))
        var seen = Samples.seen([Samples.symptom("a")])
        var now = Samples.at(3)
        var stopped: Set<Instant> = []
        var told: Set<Instant> = []
        for _ in 0..<40 {
            now = now + .seconds(Int64(random.below(40)))
            switch random.below(10) {
            case 0: seen.symptoms.append(Samples.symptom("x\(random.below(4))", "shop", .inside))
            case 1: seen.symptoms.append(Samples.symptom("t", "till", random.pick([.outside, .traffic])))
            case 2 where seen.state == .open:
                seen.state = .monitoring
                seen.spans[seen.spans.count - 1].to = now
            case 3 where seen.state == .monitoring: seen.state = .closed
            case 4 where seen.state != .open:
                seen.state = .open
                seen.spans.append(.init(from: now))
                if random.below(2) == 0 { seen.pagedAt = now }
            case 5:
                if let round = play.known.rounds.last, round.isPending {
                    play.known.apply(.stopped(7, from: round.from, by: "ada"), at: now)
                    stopped.insert(round.from)
                }
            case 6: play.incident?.isUnderEmbargo.toggle()
            case 8: seen.revisedAt = now
            case 7: seen.work = seen.work == nil ? "work" : nil
            default: break
            }
            let before = play.done.count
            play.look(seen, at: now)
            for action in play.done[before...] {
                if case .finish(let round) = action {
                    let isFirst = told.insert(round.from).inserted
                    #expect(isFirst, "a round is told once")
                    #expect(!stopped.contains(round.from), "what was stopped is not said")
                    #expect(round.due.map { $0 <= now } == true, "never before the grace time is over")
                    #expect(Set(round.kinds).count >= 2)
                    #expect(round.measured.allSatisfy { play.decision.policy[$0.rawValue]?.telling == .measured })
                }
                if case .tell = action {
                    #expect(seen.work == nil && seen.state == .open && play.incident?.isUnderEmbargo == false)
                }
            }
            // Looking again, as after a restart, does nothing more.
            let count = play.done.count
            play.look(seen, at: now)
            #expect(play.done.count == count)
        }
        let ends = play.done.compactMap { action -> Instant? in
            if case .end(let round, _) = action { round.from } else { nil }
        }
        #expect(Set(ends).count == ends.count, "a round ends once")
        #expect(play.known.calls.filter { $0.moment == .opened }.count <= 1)
        let worse = play.known.calls.filter { $0.moment == .worse }
        #expect(Set(worse).count == worse.count, "each step once")
        let revised = play.known.calls.filter { $0.moment == .revised }
        #expect(Set(revised.map(\.at)).count == revised.count, "each better cause once")
    }
}

struct Story {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func below(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state >> 33) % bound
    }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
}
