import Testing
import Vocabulary

@testable import Following

@Suite struct DocumentPlanTests {
    static let start = Instant(seconds: 1_790_000_000)
    static let requests = [
        DocumentRequest(role: "summary", url: "https://status.example.com/summary.json"),
        DocumentRequest(role: "incidents", url: "https://status.example.com/incidents.json", cadence: .whenChanged),
        DocumentRequest(role: "maintenances", url: "https://status.example.com/m.json", cadence: .daily),
        DocumentRequest(role: "history", url: "https://status.example.com/history", cadence: .once, isHTML: true),
    ]

    /// A page that is read every five minutes; the summary changes when told. Returns each role's reads.
    private static func follow(
        days: Int64, lastResolved: Instant?, changes: (Instant) -> Bool,
        fails: (String, Instant) -> Bool = { _, _ in false }
    ) -> [String: [Instant]] {
        var plan = DocumentPlan(requests: requests, reads: [:], lastResolved: lastResolved)
        var asked: [String: [Instant]] = [:]
        func ask(_ request: DocumentRequest, _ now: Instant, changed: Bool) {
            asked[request.role, default: []].append(now)
            let read = plan.reads[request.role] ?? DocumentRead(url: request.url)
            plan.reads[request.role] =
                fails(request.role, now)
                ? read.failed(now: now)
                : read.read(changed ? .changed : .unchanged, next: Validators(bodyDigest: "x"), now: now)
        }
        var now = start
        while now < start + .days(days) {
            for request in plan.always(now: now) { ask(request, now, changed: changes(now)) }
            for request in plan.others(now: now + .seconds(1)) { ask(request, now + .seconds(1), changed: true) }
            now = now + .seconds(300)
        }
        return asked
    }

    @Test func `a quiet page costs one request per read, and one a day for late words`() {
        let asked = Self.follow(days: 10, lastResolved: Self.start - .days(3)) { $0 == Self.start }
        #expect(asked["summary"]?.count == 2_880)
        #expect(asked["incidents"]?.count == 10)
        #expect(asked["maintenances"]?.count == 10)
        #expect(asked["history"]?.count == 1)
    }

    @Test func `thirty days after the last incident the late words are asked for once a week`() {
        let asked = Self.follow(days: 28, lastResolved: Self.start - .days(20)) { _ in false }
        // Ten days daily, then weekly.
        #expect((11...14).contains(asked["incidents"]?.count ?? 0))
        let unknown = Self.follow(days: 28, lastResolved: nil) { _ in false }
        #expect(unknown["incidents"]?.count == 28)
    }

    @Test func `when the summary changed, the incidents are read in the same cycle`() {
        let changed = Self.start + .hours(7)
        let asked = Self.follow(days: 1, lastResolved: Self.start) { $0 == changed }
        #expect(asked["incidents"] == [Self.start + .seconds(1), changed + .seconds(1)])
    }

    @Test func `a document that fails is left for an hour while the others go on`() {
        let asked = Self.follow(days: 1, lastResolved: Self.start, changes: { _ in false }) { role, _ in
            role == "history"
        }
        #expect((23...24).contains(asked["history"]?.count ?? 0))
        #expect(asked["summary"]?.count == 288)
    }

    @Test func `an additional document of every read that fails is left for an hour, a needed one is not`() {
        var plan = DocumentPlan(
            requests: [
                DocumentRequest(role: "summary", url: "https://a.example/s"),
                DocumentRequest(role: "more", url: "https://a.example/m", isNeeded: false),
            ], reads: [:], lastResolved: nil)
        #expect(plan.always(now: Self.start).map(\.role) == ["summary", "more"])
        for request in plan.requests {
            plan.reads[request.role] = DocumentRead(url: request.url).failed(now: Self.start)
        }
        #expect(plan.always(now: Self.start + .minutes(59)).map(\.role) == ["summary"])
        #expect(plan.always(now: Self.start + .minutes(60)).map(\.role) == ["summary", "more"])
    }

    @Test func `a document at a new address is a new document`() {
        let read = DocumentRead(
            url: "https://old.example.com/s", validators: Validators(entityTag: "\"1\""), readAt: Self.start)
        let plan = DocumentPlan(
            requests: Self.requests, reads: ["history": read, "summary": read], lastResolved: nil)
        #expect(plan.validators(Self.requests[0]) == Validators())
        #expect(plan.others(now: Self.start).map(\.role) == ["incidents", "maintenances", "history"])
    }

    @Test func `a request carries what the server gave, weak tags included, and nothing that can't be a header`() {
        let validators = Validators(
            entityTag: "W/\"a1\"", lastModified: "Sun, 06 Nov 1994 08:49:37 GMT", bodyDigest: "d")
        #expect(validators.headers.map(\.name) == ["If-None-Match", "If-Modified-Since"])
        #expect(validators.headers.map(\.value) == ["W/\"a1\"", "Sun, 06 Nov 1994 08:49:37 GMT"])
        #expect(Validators(entityTag: "\"a\r\nX: y\"", lastModified: "", bodyDigest: "d").headers.isEmpty)
        #expect(Validators(entityTag: String(repeating: "a", count: 513)).headers.isEmpty)
    }

    @Test func `an answer is compared by what the server says, else by its bytes`() {
        let known = Validators(entityTag: "\"1\"", bodyDigest: "aa")
        func compared(_ validators: Validators, _ status: Int, _ tag: String?, _ digest: String?)
            -> Validators.Freshness
        {
            validators.compared(status: status, entityTag: tag, lastModified: nil, bodyDigest: digest).freshness
        }
        #expect(compared(known, 304, nil, nil) == .unchanged)
        #expect(compared(known, 200, "\"2\"", "aa") == .unchanged)
        #expect(compared(known, 200, "\"1\"", "bb") == .changed)
        #expect(compared(Validators(bodyDigest: "aa"), 304, nil, nil) == .nonsense)
        #expect(compared(Validators(), 200, nil, "aa") == .changed)
        let next = known.compared(status: 304, entityTag: "\"3\"", lastModified: nil, bodyDigest: nil).next
        #expect(next == Validators(entityTag: "\"3\"", bodyDigest: "aa"))
    }
}
