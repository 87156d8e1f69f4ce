import Access
import Bytes
import Foundation
import Journal
import Machine
import Observing
import StoreSQLite
import Synchronization
import Testing
import Vocabulary

@testable import Vantages

/// A desk on a real journal and real series, and an agent that speaks to it by bytes.
final class Post: Sendable {
    let store: SQLiteStore
    let series: SQLiteSeries
    let desk: AgentDesk
    let key: SigningKey
    private let folder: String
    private let instant = Mutex(Instant(seconds: 1_700_000_000))

    var now: Instant { instant.withLock { $0 } }
    func move(_ span: TimeSpan) { instant.withLock { $0 = $0 + span } }

    init(_ rules: AgentDesk.Rules = Post.quick) async throws {
        folder = NSTemporaryDirectory() + "/vigie-post-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = try await SQLiteStore.open(path: folder + "/vigie.sqlite", projections: [AgentProjection()])
        series = try await SQLiteSeries.open(path: folder + "/series.sqlite")
        key = try #require(SigningKey(seed: Entropy.bytes(32)))
        let clock = Later()
        desk = AgentDesk(
            store: store, keeping: ReceiptKeeping(store: series), rules: rules, now: { clock.now() },
            random: Entropy.bytes)
        clock.set { [weak self] in self?.now ?? Instant(seconds: 1_700_000_000) }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    static var quick: AgentDesk.Rules {
        var rules = AgentDesk.Rules()
        rules.pollLongest = TimeSpan(microseconds: 200_000)
        return rules
    }

    static let boss = Identity.thisMachine(besideUsers: false)

    func ask(
        _ kind: AgentRequest.Kind, _ payload: [UInt8], name: AgentName = AgentName(checked: "paris"),
        by key: SigningKey? = nil,
        stamped: TimeSpan = .zero
    ) async -> AgentAnswer.Outcome {
        let request = AgentRequest(kind, name, at: now + stamped, payload, key: key ?? self.key)
        return await desk.answer(request.bytes, from: "192.0.2.1").outcome
    }

    func enrol(_ code: OneTimeCode, by key: SigningKey? = nil) async -> AgentAnswer.Outcome {
        let key = key ?? self.key
        return await ask(
            .enrol, Enrolment(code: code.bytes, key: key.verifier).bytes, name: AgentEnrolment.nobody, by: key)
    }

    func begin() async throws {
        let (_, code, _) = try await desk.invite("paris", by: Self.boss)
        guard case .enrolled = await enrol(code) else { throw AccessRefusal(.codeVoid, "not enrolled") }
    }

    func batch(_ number: Int64, items: [[UInt8]] = [[1]]) -> [UInt8] {
        Delivery(number: number, content: BatchContent(sealedAt: now, items: items).bytes).bytes
    }

    static func poll(waits: Bool = false, order: Int64 = 0, plan: [UInt8] = []) -> [UInt8] {
        Poll(plan: plan, order: order, mayWait: waits, health: AgentHealth(version: "1")).bytes
    }
}

/// A clock that is known later than what asks it.
private final class Later: Sendable {
    private let clock = Mutex<@Sendable () -> Instant>({ Instant(seconds: 1_700_000_000) })
    func set(_ now: @escaping @Sendable () -> Instant) { clock.withLock { $0 = now } }
    func now() -> Instant { clock.withLock { $0 }() }
}

@Suite struct AgentDeskTests {
    private static func code(_ outcome: AgentAnswer.Outcome) -> AgentRefusal.Code? {
        if case .refused(let refusal) = outcome { refusal.code } else { nil }
    }

    @Test func `a code makes one machine an agent, once`() async throws {
        let post = try await Post()
        let (name, code, _) = try await post.desk.invite("paris", by: Post.boss)
        guard case .enrolled(let told, let kept) = await post.enrol(code) else {
            Issue.record("the code is refused")
            return
        }
        #expect(told == name && kept > 0)
        // The same machine may ask again when the answer was lost; another one may not.
        if case .enrolled = await post.enrol(code) {} else { Issue.record("the same machine is refused") }
        let other = try #require(SigningKey(seed: Entropy.bytes(32)))
        #expect(Self.code(await post.enrol(code, by: other)) == .codeVoid)
        let agents = try await post.desk.list(for: Post.boss)
        #expect(agents.map(\.state) == [.enrolled])
        // Neither code nor secret key stands in the journal.
        for entry in try await post.store.entries(after: .beforeFirst, limit: 100) {
            let text = String(decoding: entry.body, as: UTF8.self)
            #expect(!text.contains(code.text) && !text.contains(Base64.encode(post.key.seed)))
            #expect(entry.kind != "agent.invited" || entry.actor == Post.boss.actor)
        }
    }

    @Test func `a code that is old, replaced or made up is void`() async throws {
        let post = try await Post()
        let (_, first, _) = try await post.desk.invite("paris", by: Post.boss)
        let (_, second, _) = try await post.desk.invite("paris", by: Post.boss)
        #expect(Self.code(await post.enrol(first)) == .codeVoid)
        #expect(Self.code(await post.enrol(OneTimeCode(bytes: Entropy.bytes(OneTimeCode.count)))) == .codeVoid)
        post.move(.minutes(31))
        #expect(Self.code(await post.enrol(second)) == .codeVoid)
        #expect(try await post.desk.list(for: Post.boss).map(\.state) == [.lapsed])
    }

    @Test func `two machines with one code at once: one is enrolled`() async throws {
        let post = try await Post()
        let (_, code, _) = try await post.desk.invite("paris", by: Post.boss)
        let keys = (0..<8).compactMap { _ in SigningKey(seed: Entropy.bytes(32)) }
        let enrolled = await withTaskGroup(of: Bool.self) { group in
            for key in keys {
                group.addTask { if case .enrolled = await post.enrol(code, by: key) { true } else { false } }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(enrolled == 1)
    }

    @Test func `nobody without the right invites, lists or revokes`() async throws {
        let post = try await Post()
        for work in [
            { _ = try await post.desk.invite("paris", by: nil) }, { _ = try await post.desk.list(for: nil) },
            { try await post.desk.revoke("paris", by: nil) },
        ] as [@Sendable () async throws -> Void] {
            await #expect(throws: AccessRefusal.self) { try await work() }
        }
        #expect(try await post.store.head().position == .beforeFirst)
    }

    @Test func `a batch is kept once, whatever comes after it`() async throws {
        let post = try await Post()
        try await post.begin()
        let first = post.batch(1)
        #expect(await post.ask(.deliver, first) == .kept(through: 1))
        #expect(await post.ask(.deliver, first) == .kept(through: 1))
        #expect(await post.ask(.deliver, post.batch(5)) == .kept(through: 5))
        #expect(await post.ask(.deliver, post.batch(3)) == .kept(through: 5))
        #expect(Self.code(await post.ask(.deliver, post.batch(5, items: [[9]]))) == .numberUsed)
        let status = try #require(try await post.desk.list(for: Post.boss).first)
        #expect(status.sighting?.batches == 2)
    }

    @Test func `a number that was kept is known after a restart and on another node`() async throws {
        let post = try await Post()
        try await post.begin()
        #expect(await post.ask(.deliver, post.batch(7)) == .kept(through: 7))
        let other = AgentDesk(
            store: post.store, keeping: ReceiptKeeping(store: post.series), now: { post.now }, random: Entropy.bytes)
        let again = AgentRequest(.deliver, AgentName(checked: "paris"), at: post.now, post.batch(7), key: post.key)
        #expect(await other.answer(again.bytes, from: "192.0.2.1").outcome == .kept(through: 7))
        #expect(other.sightings[AgentName(checked: "paris")]?.batches == 0)
    }

    @Test func `forged, revoked and badly timed requests change nothing`() async throws {
        let post = try await Post()
        try await post.begin()
        let stranger = try #require(SigningKey(seed: Entropy.bytes(32)))
        #expect(Self.code(await post.ask(.deliver, post.batch(1), by: stranger)) == .unknown)
        #expect(Self.code(await post.ask(.deliver, post.batch(1), name: AgentName(checked: "rome"))) == .unknown)
        #expect(Self.code(await post.ask(.deliver, post.batch(1), stamped: .minutes(3))) == .clock)
        #expect(Self.code(await post.ask(.deliver, post.batch(1), stamped: -.minutes(3))) == .clock)
        #expect(Self.code(await post.ask(.deliver, [1, 2, 3])) == .malformed)
        try await post.desk.revoke("paris", by: Post.boss)
        #expect(Self.code(await post.ask(.deliver, post.batch(1))) == .unknown)
        #expect(Self.code(await post.ask(.poll, Post.poll())) == .unknown)
        let receipts = try #require(Receipts.series)
        let vantage = try #require(VantageName(rawValue: "paris"))
        #expect(try await post.series.lastSequence(of: receipts, from: vantage) == 0)
        #expect(try await post.desk.list(for: Post.boss).map(\.state) == [.revoked])
    }

    @Test func `a batch whose content can't be read holds nothing up`() async throws {
        let post = try await Post()
        try await post.begin()
        #expect(await post.ask(.deliver, Delivery(number: 1, content: [250, 1]).bytes) == .kept(through: 1))
        #expect(await post.ask(.deliver, post.batch(2)) == .kept(through: 2))
        #expect(post.desk.sightings[AgentName(checked: "paris")]?.damaged == 1)
    }

    @Test func `a poll that waits is answered by an order, and a plan is told until the agent has it`() async throws {
        var rules = Post.quick
        rules.pollLongest = .seconds(30)
        let post = try await Post(rules)
        try await post.begin()
        let name = AgentName(checked: "paris")
        post.desk.setPlan([1, 2, 3], for: name)
        guard case .told(_, let plan?, _) = await post.ask(.poll, Post.poll(waits: true)) else {
            Issue.record("the plan is not told")
            return
        }
        #expect(plan.body == [1, 2, 3])
        async let answer = post.ask(.poll, Post.poll(waits: true, plan: plan.digest))
        try await Task.sleep(for: .milliseconds(50))
        post.desk.order([7], to: name)
        guard case .told(_, nil, let orders) = await answer else {
            Issue.record("the order is not told")
            return
        }
        #expect(orders.map(\.body) == [[7]])
        // Told once: what the agent has is not told again, and what is over neither.
        let after = try #require(orders.last?.number)
        #expect(
            await post.ask(.poll, Post.poll(order: after, plan: plan.digest)) == .told(kept: 0, plan: nil, orders: []))
        post.move(.seconds(11))
        #expect(await post.ask(.poll, Post.poll(plan: plan.digest)) == .told(kept: 0, plan: nil, orders: []))
    }

    @Test func `who sends too much is asked to wait`() async throws {
        let post = try await Post()
        try await post.begin()
        var outcomes: [AgentAnswer.Outcome] = []
        for _ in 0..<70 { outcomes.append(await post.ask(.poll, Post.poll())) }
        #expect(outcomes.contains { Self.code($0) == .busy })
        post.move(.seconds(5))
        #expect(Self.code(await post.ask(.poll, Post.poll())) == nil)
    }
}
