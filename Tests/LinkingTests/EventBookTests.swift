import Testing
import Vocabulary

@testable import Linking

@Suite struct EventBookTests {
    static let midnight = Instant(seconds: 1_780_012_800)

    private static func told(_ book: EventBook) -> [[String]] {
        book.events.map { $0.incidents.map(\.rawValue) }
    }

    private static func decision(
        _ verdict: LinkDecision.Verdict, _ one: String, _ other: String, minute: Int64 = 0
    ) throws -> LinkDecision {
        let pair = try #require(IncidentPair(incident(one), incident(other)))
        return LinkDecision(verdict, pair, who: "on call", why: "seen in the logs", at: midnight + .minutes(minute))
    }

    @Test func `two brands and a provider of the same rail are one event, named after the earliest`() throws {
        var book = EventBook()
        book.note(
            traits("p", by: "payplug", family: "payplug", start: 0, lasting: 13, references: ["TSR-1532"], word: 31))
        book.note(traits("x", by: "other", start: 20, entities: ["cb"], word: 25))
        book.note(
            traits(
                "d", by: "dalenys", family: "payplug", start: 0, lasting: 13, references: ["TSR-1532"],
                entities: ["cb"], word: 10))
        book.note(traits("z", by: "far", start: 600, lasting: 5))
        #expect(Self.told(book) == [["d", "p", "x"], ["z"]])
        let event = try #require(book.event(of: incident("p")))
        #expect(event.id.rawValue == "d" && book.event(event.id) == event)
        let links = book.links(in: event)
        #expect(links.map(\.incident.rawValue) == ["p", "x"] && links.map(\.to.rawValue) == ["d", "d"])
        #expect(links.map(\.reason) == [.reference("TSR-1532", scope: .family), .entity("cb", distance: .minutes(20))])
        let seen = book.sightings(besides: incident("p"))
        #expect(seen.map(\.incident.rawValue) == ["d", "x"])
        #expect(seen.map(\.earlier) == [.minutes(21), .minutes(6)])
        #expect(book.sightings(besides: incident("d")).map(\.earlier) == [-.minutes(15), -.minutes(21)])
    }

    @Test func `a rail that fails all day does not make one event of the day`() {
        var book = EventBook()
        for number in 0..<48 {
            book.note(
                traits("i-\(100 + number)", by: "psp-\(number % 5)", start: Int64(number) * 30, entities: ["visa"]))
        }
        #expect(book.events.count == 16)
        #expect(book.events.allSatisfy { $0.incidents.count == 3 })
    }

    @Test
    func `a person's word stands against the rules, the later word against the earlier, and before the incidents`()
        throws
    {
        var book = EventBook()
        book.decide(try Self.decision(.joined, "a", "c"))
        for (name, start) in [("a", Int64(0)), ("b", 10), ("c", 5_000)] {
            book.note(traits(name, by: "psp-\(name)", start: start, entities: ["pix"]))
        }
        #expect(Self.told(book) == [["a", "b", "c"]])
        book.decide(try Self.decision(.apart, "a", "b", minute: 1))
        #expect(Self.told(book) == [["a", "c"], ["b"]])
        #expect(book.reason(between: incident("a"), incident("b")) == nil)
        book.decide(try Self.decision(.joined, "b", "a", minute: 0))
        #expect(Self.told(book) == [["a", "c"], ["b"]], "an earlier word changes nothing")
        book.decide(try Self.decision(.apart, "a", "c", minute: 2))
        #expect(Self.told(book) == [["a"], ["b"], ["c"]])
        book.decide(try Self.decision(.joined, "b", "a", minute: 3))
        #expect(Self.told(book) == [["a", "b"], ["c"]])
    }

    @Test func `taking an incident out sets it apart from all others, and leaves those together`() {
        var book = EventBook()
        for name in ["a", "b", "c", "d"] {
            book.note(traits(name, by: "psp-\(name)", family: "group", start: 0, lasting: 30))
        }
        #expect(Self.told(book) == [["a", "b", "c", "d"]])
        let words = book.decisions(takingOut: incident("b"), who: "on call", why: "another cause", at: Self.midnight)
        #expect(words.count == 3)
        for word in words { book.decide(word) }
        #expect(Self.told(book) == [["a", "c", "d"], ["b"]])
    }

    @Test func `an incident whose window moves leaves its event, and the others stay`() {
        var book = EventBook()
        for name in ["a", "b", "c"] { book.note(traits(name, by: name, family: "group", start: 0, lasting: 30)) }
        book.note(traits("b", by: "b", family: "group", start: 900, lasting: 30))
        #expect(Self.told(book) == [["a", "c"], ["b"]])
        book.remove(incident("a"))
        #expect(Self.told(book) == [["c"], ["b"]])
        book.note(traits("c", by: "c", family: "group", start: 0, lasting: 30, kind: .sample))
        #expect(Self.told(book) == [["b"]] && book.samples == [incident("c")] && book.count == 1)
    }

    // MARK: Any order

    private static func crowd(_ random: inout SeededRandom, count: Int, minutes: Int) -> [LinkTraits] {
        (0..<count).map { number in
            let provider = random.below(9)
            let entities = Set((0..<random.below(3)).map { _ in ["visa", "pix", "blik", "cb"][random.below(4)] })
            return traits(
                "i-\(number)", by: "p-\(provider)", family: provider < 4 ? "f-\(provider / 2)" : nil,
                start: random.below(20) == 0 ? nil : Int64(random.below(minutes)),
                lasting: random.below(4) == 0 ? nil : Int64(random.below(90)),
                references: random.below(6) == 0 ? ["TSR-\(1_000 + random.below(12))"] : [], entities: entities,
                kind: random.below(12) == 0 ? .maintenance : .incident, isPaperwork: random.below(3) == 0)
        }
    }

    /// The definition, without any index: components of strong links, then gathering in order of start.
    private static func plain(_ all: [LinkTraits], _ decisions: [LinkDecision]) -> [[String]] {
        var words: [IncidentPair: LinkDecision] = [:]
        for decision in decisions {
            if let known = words[decision.pair], !known.yields(to: decision) { continue }
            words[decision.pair] = decision
        }
        func word(_ one: LinkTraits, _ other: LinkTraits) -> LinkDecision.Verdict? {
            IncidentPair(one.incident, other.incident).flatMap { words[$0]?.verdict }
        }
        let carried = Dictionary(grouping: all.flatMap { Set($0.referenceKeys) }, by: \.self)
        let worn = Set(carried.filter { $0.value.count > LinkRule.carriersMost }.keys)
        var groups: [[LinkTraits]] = []
        for item in all {
            let touching = groups.indices.filter { index in
                groups[index].contains { other in
                    word(item, other).map { $0 == .joined }
                        ?? (LinkRule.strongReason(between: item, other, worn: worn) != nil)
                }
            }
            let merged = touching.flatMap { groups[$0] } + [item]
            for index in touching.reversed() { groups.remove(at: index) }
            groups.append(merged)
        }
        let ordered = groups.map { LinkGroup($0) }.sorted { $0.place < $1.place }
        let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.incident, $0) })
        var events: [(leader: LinkGroup, members: [IncidentID])] = []
        for group in ordered {
            let taker = events.firstIndex { event in
                guard let first = event.leader.start, let start = group.start, start - first <= .minutes(60) else {
                    return false
                }
                let pairs = event.leader.members.flatMap { one in
                    group.members.compactMap { other in byID[one].flatMap { left in byID[other].map { (left, $0) } } }
                }
                return !pairs.contains { word($0, $1) == .apart }
                    && pairs.contains { LinkRule.entityReason(between: $0, $1) != nil }
            }
            if let taker { events[taker].members += group.members } else { events.append((group, group.members)) }
        }
        return events.map { event in
            LinkGroup(event.members.compactMap { byID[$0] }).members.map(\.rawValue)
        }
    }

    @Test(arguments: 0..<40)
    func `the same incidents and words make the same events in any order, and those that the definition says`(
        seed: Int
    ) {
        var random = SeededRandom(seed: UInt64(seed))
        let crowd = Self.crowd(&random, count: 60, minutes: [300, 1_440, 10_000][seed % 3])
        let decisions: [LinkDecision] = (0..<(seed % 4) * 4).compactMap { number in
            IncidentPair(incident("i-\(random.below(60))"), incident("i-\(random.below(60))")).map {
                LinkDecision(
                    number % 2 == 0 ? .joined : .apart, $0, who: "a", why: "b",
                    at: Self.midnight + .minutes(Int64(number)))
            }
        }
        let expected = Self.plain(crowd, decisions)
        for _ in 0..<4 {
            var book = EventBook()
            var steps: [(inout EventBook) -> Void] = crowd.map { item in { $0.note(item) } }
            steps += decisions.map { word in { $0.decide(word) } }
            // Some come wrong first and are put right; some come and go.
            let early = Self.crowd(&random, count: 20, minutes: 1_000)
            for item in early where random.below(2) == 0 { book.note(item) }
            for number in 0..<20 where random.below(2) == 0 { book.remove(incident("i-\(number)")) }
            for step in steps.shuffled(using: &random) { step(&book) }
            #expect(Self.told(book) == expected)
        }
    }

    @Test(arguments: 0..<6) func `a phrase that every incident carries links none, however many come and go`(seed: Int)
    {
        var random = SeededRandom(seed: UInt64(900 + seed))
        let crowd = (0..<90).map { number in
            traits(
                "i-\(number)", by: "p-\(number % 3)", family: "group", start: Int64(random.below(900_000)), lasting: 5,
                references: number % 9 < 5 + seed % 3 ? ["CASE-1000"] : [])
        }
        var book = EventBook()
        for item in crowd.shuffled(using: &random) { book.note(item) }
        #expect(Self.told(book) == Self.plain(crowd, []))
        var rest = crowd.shuffled(using: &random)
        while rest.count > 20 {
            book.remove(rest.removeLast().incident)
            if rest.count % 7 == 0 { #expect(Self.told(book) == Self.plain(rest, [])) }
        }
        #expect(book.events.count < book.count)
    }

    @Test func `an incident among thirty thousand is compared with a few`() {
        var random = SeededRandom(seed: 77)
        let entities = (0..<300).map { "rail-\($0)" }
        // Eleven months.
        let crowd = (0..<30_000).map { number in
            let provider = random.below(500)
            return traits(
                "i-\(number)", by: "p-\(provider)", family: provider < 100 ? "f-\(provider / 4)" : nil,
                start: Int64(random.below(473_040)), lasting: Int64(random.below(120)),
                references: number % 10 == 0 ? ["INC-\(10_000 + random.below(40_000))"] : [],
                entities: [entities[random.below(300)]])
        }
        var index = LinkIndex()
        var near = GroupIndex()
        for item in crowd {
            index.insert(item)
            near.insert(LinkGroup([item]))
        }
        let compared = crowd.map {
            index.candidates($0, worn: []).count + near.near(LinkGroup([$0]), after: false).count
        }
        #expect(compared.max().map { $0 < 40 } == true && compared.reduce(0, +) < 30_000 * 10)
        var book = EventBook()
        for item in crowd { book.note(item) }
        #expect(book.count == 30_000)
        #expect(book.events.count < 30_000 && book.events.count > 15_000)
    }
}
