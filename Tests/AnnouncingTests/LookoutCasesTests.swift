import Announcing
import Judging
import Journal
import Lookout
import Synchronization
import Testing
import Vocabulary
import Watching

/// From the lookout's entries to what policies see, and on to the word.
@Suite struct LookoutCasesTests {
    private static func matrix() throws -> Matrix {
        func probe(_ name: String, _ component: String, paths: [String]) -> ProbeDeclaration {
            ProbeDeclaration(
                name, .tcp, component: component, to: Destination(host: "192.0.2.1", port: 80), paths: paths,
                question: .tcp(exchange: []))
        }
        let outside = WatchPath("external", .external, legs: [[Stop("balancer", through: ["balancer"])]])
        let inside = WatchPath("instances", .instance, legs: [[Stop("gateway-1", through: ["gateway-1"])]])
        return try Matrix(
            WatchDeclaration(
                vantages: [Vantage("paris", anchors: [])],
                components: [WatchedComponent("shop", severity: .critical, telling: .measured)],
                parts: [Part("balancer", .loadBalancer), Part("gateway-1", .instance), Part("acquirer", .provider)],
                paths: [outside, inside], probes: [probe("pay", "shop", paths: ["external", "instances"])]))
    }

    private static func symptom(_ target: String) -> CaseSymptom {
        CaseSymptom(
            target: target, standing: .down, since: Samples.start, stage: .connect, code: "111",
            reason: JudgedReason(.quorum(failed: 6, counted: 6, vantages: 3), samples: []))
    }

    private static func telling(_ targets: [String]) -> CaseTelling {
        CaseTelling(
            since: Samples.start, symptoms: targets.map(symptom),
            causes: [
                CaseCause(
                    parts: ["acquirer"], probability: 0.9, explains: targets, failing: 2, contradictedBy: ["x"],
                    passing: 4)
            ], signature: Signature(parts: ["acquirer"], stage: .connect, codes: ["111"]))
    }

    @Test func targetsBringTheirComponentAndTheKindOfTheirEvidence() throws {
        let cases = LookoutCases(try Self.matrix())
        let known = WatchedCase(
            number: CaseNumber(7), telling: Self.telling(["pay/external/balancer", "pay/instances/gateway-1", "gone"]),
            openedAt: Samples.at(3))
        let seen = cases.seen(known)
        #expect(seen.number == 7)
        #expect(seen.pagedAt == Samples.at(3))
        #expect(seen.symptoms.map(\.component) == ["shop", "shop", nil])
        #expect(seen.symptoms.map(\.evidence) == [.outside, .inside, .outside])
        #expect(seen.symptoms.allSatisfy { $0.rule == .quorum && $0.stage == "connect" && $0.code == "111" })
        #expect(seen.symptoms.map(\.address) == ["192.0.2.1:80", "192.0.2.1:80", nil])
        #expect(seen.causes.first?.supplier == ProviderID(checked: "acquirer"))
        #expect(seen.spans == [SeenCase.Span(from: Samples.start)])
    }

    @Test func anAddressSaysWhatIsAskedAndWhereThatIsConnectedTo() throws {
        let stop = Stop("front", address: Destination(host: "192.0.2.7"), through: ["front"])
        let probe = ProbeDeclaration(
            "page", .http, component: "shop",
            to: Destination(scheme: "https", host: "pay.example.com", path: "/health"), paths: ["external"],
            question: .http(.init(steps: [])))
        let matrix = try Matrix(
            WatchDeclaration(
                vantages: [Vantage("paris", anchors: [])], parts: [Part("front", .instance)],
                paths: [WatchPath("external", .external, legs: [[stop]])], probes: [probe]))
        let seen = LookoutCases(matrix).seen(
            WatchedCase(
                number: CaseNumber(7), telling: Self.telling(["page/external/front"]), openedAt: Samples.at(3)))
        #expect(seen.symptoms.map(\.address) == ["https://pay.example.com/health at 192.0.2.7:443"])
    }

    @Test(arguments: StoreKind.allCases)
    func theLookoutsEntriesBecomeAWordAndItsEnd(_ kind: StoreKind) async throws {
        let room = try await AnnouncingRoom(kind)
        let announcer = Announcer(
            store: try room.store, desk: try room.desk,
            sources: LookoutCases(try Self.matrix()).sources { Samples.policy() },
            now: { room.world.withLock { $0.now } })
        func turn(_ at: Int64, _ facts: LookoutFact...) async throws {
            room.world.withLock { $0.now = Samples.at(at) }
            if !facts.isEmpty {
                _ = try await room.store.append(
                    AppendCommand(actor: LookoutFact.actor, instant: Samples.at(at), drafts: facts.map(\.draft)))
            }
            #expect(try await announcer.turn().problems == [])
        }
        let number = CaseNumber(7)
        try await turn(3, .caseOpened(number, Self.telling(["pay/external/balancer"])))
        #expect(try await room.announcement().rounds.last?.due == nil, "one kind alone")
        try await turn(5, .caseAttached(number, Self.symptom("pay/instances/gateway-1")))
        #expect(try await room.announcement().rounds.last?.due == Samples.at(35))
        try await turn(35)
        #expect(try await room.incident().own?.visibility == .everyone)
        try await turn(120, .caseMonitoring(number, end: Samples.at(100), until: Samples.at(700)))
        let incident = try await room.incident()
        #expect(incident.windows.map(\.start) == [Samples.start] && incident.windows.first?.end == Samples.at(100))
        #expect(incident.statements.compactMap(\.sentence?.rawValue) == ["measured", "recovered"])
        try await turn(700, .caseClosed(number, end: Samples.at(100)))
        #expect(try await room.announcement().calls.map(\.moment) == [.opened, .over])
        // The rule that found it, as people judge it, and what is sent to the supplier.
        try await announcer.label(7, .real, by: AnnouncingRoom.caller("ada"))
        let desk = AnnouncingDesk(announcer: announcer, series: nil, zones: AnnouncingRoom.zones)
        let quorum = try #require(try await desk.ruleViews().first { $0.standing.name == .quorum })
        #expect(quorum.figures.precision == 1 && quorum.figures.recall == 1)
        #expect(try await desk.evidence(of: 7).starts(with: [0x50, 0x4b, 3, 4]))
    }
}
