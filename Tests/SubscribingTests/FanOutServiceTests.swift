import Alerting
import Incidents
import Journal
import StoreSQLite
import Synchronization
import Testing
import Vocabulary

@testable import Subscribing

/// The service over a real store.
@Suite(.timeLimit(.minutes(10))) struct FanOutServiceTests {
    /// Answers as it is told, and keeps who was told what.
    private final class Ear: FanOutSending {
        private let kept = Mutex<[(key: String, subscriber: SubscriberID)]>([])
        private let answer: @Sendable (Int, Subscriber) async -> FanOutOutcome

        init(_ answer: @escaping @Sendable (Int, Subscriber) async -> FanOutOutcome) { self.answer = answer }

        var told: [(key: String, subscriber: SubscriberID)] { kept.withLock { $0 } }

        func send(_ job: FanOutJob, to subscriber: Subscriber) async -> FanOutOutcome {
            let number = kept.withLock { kept in
                kept.append((job.key(for: subscriber.id), subscriber.id))
                return kept.count
            }
            return await answer(number, subscriber)
        }
    }

    private func fill(_ store: SQLiteStore, _ count: Int) async throws {
        var drafts = Cases.catalogue.map(\.draft)
        drafts += (0..<count).map { Cases.mail("reader\($0)@example.com").draft }
        drafts += [Fact.incidentDescribed(Cases.incident()), Cases.said(Cases.statement())].map(\.draft)
        try await append(store, drafts)
    }

    private func job(_ store: SQLiteStore) async throws -> FanOutJob {
        try #require(
            try await store.read { documents throws(JournalError) in
                try SubscriptionReading(documents).jobs(limit: 1).first
            })
    }

    private func running(
        _ store: SQLiteStore, _ ear: Ear, parallel: Int = 24, until condition: () async throws -> Bool
    ) async throws {
        var limits = FanOutQueue.Limits()
        limits.parallel = parallel
        limits.kindRates[.mail] = MessageRate(perMinute: 1_000_000, burst: 10_000)
        let service = FanOutService(
            store: store, sender: ear, surroundings: .immediate, limits: limits)
        let sending = Task { await service.run() }
        try await until(condition)
        service.stop()
        await sending.value
    }

    @Test func `everybody is told once, and outcomes are recorded some at a time`() async throws {
        try await withStore { store in
            try await fill(store, 600)
            let before = try await store.head().position
            let ear = Ear { _, _ in .delivered(recovered: false) }
            try await running(store, ear) { try await job(store).waiting == 0 }
            #expect(Set(ear.told.map(\.key)).count == 600)
            #expect(ear.told.count == 600)
            let after = try await job(store)
            #expect((after.told, after.dead, after.skipped) == (600, 0, 0))
            let entries = try await store.head().position.rawValue - before.rawValue
            #expect(entries < 200)
            // Who looks again finds nothing to do.
            try await running(store, ear) { true }
            #expect(ear.told.count == 600)
            let log = try await store.read { documents throws(JournalError) in
                try SubscriptionReading(documents).log(limit: 1_000)
            }
            #expect(log.reduce(0) { $0 + $1.told } == 600)
        }
    }

    @Test func `who unsubscribes while a job runs gets no more`() async throws {
        try await withStore { store in
            try await fill(store, 200)
            let gone = (100..<200).map { Cases.id("reader\($0)@example.com") }
            let started = Mutex(false)
            let mayGo = Mutex(false)
            let ear = Ear { number, _ in
                if number == 1 { started.withLock { $0 = true } }
                while !mayGo.withLock({ $0 }) { try? await Task.sleep(for: .milliseconds(2)) }
                return .delivered(recovered: false)
            }
            let service = FanOutService(store: store, sender: ear, surroundings: .immediate)
            let sending = Task { await service.run() }
            try await until { started.withLock { $0 } }
            // The job is loaded and the first messages are under way.
            try await append(store, gone.map { SubscribingFact.unsubscribed($0).draft })
            let underWay = Set(ear.told.map(\.subscriber))
            mayGo.withLock { $0 = true }
            try await until { try await job(store).waiting == 0 }
            service.stop()
            await sending.value
            let told = Set(ear.told.map(\.subscriber))
            #expect(told.intersection(gone).subtracting(underWay).isEmpty)
            #expect(told.count == 100 + underWay.intersection(gone).count)
            #expect(try await job(store).skipped == 200 - told.count)
        }
    }

    @Test func `what is under way when the program stops is recorded, and the rest waits for the next`() async throws {
        try await withStore { store in
            try await fill(store, 300)
            let ear = Ear { _, _ in
                try? await Task.sleep(for: .milliseconds(1))
                return .delivered(recovered: false)
            }
            try await running(store, ear) { ear.told.count > 50 }
            let first = ear.told.count
            #expect(first < 300)
            #expect(try await job(store).told == first)
            try await running(store, ear) { try await job(store).waiting == 0 }
            #expect(ear.told.count == 300)
            #expect(Set(ear.told.map(\.key)).count == 300)
        }
    }

    @Test func `what is refused is given up, listed without an address, and sent again when somebody says so`()
        async throws
    {
        try await withStore { store in
            try await fill(store, 3)
            let bad = Cases.id("reader1@example.com")
            let isMended = Mutex(false)
            let ear = Ear { _, subscriber in
                subscriber.id == bad && !isMended.withLock { $0 }
                    ? .refused("the mail server answers 550") : .delivered(recovered: subscriber.failures > 0)
            }
            let clock = Mutex(Cases.start)
            let leaping = DeliveryService.Surroundings(
                now: { clock.withLock { $0 } },
                sleep: { span in
                    try? await Task.sleep(for: .milliseconds(1))
                    clock.withLock { $0 = $0 + max(span, .zero) + TimeSpan(microseconds: 1_000) }
                }, chance: { 0.5 }, zones: ZoneCatalogue { _ in nil })
            let service = FanOutService(store: store, sender: ear, surroundings: leaping)
            let sending = Task { await service.run() }
            try await until { try await job(store).waiting == 0 }
            let orders = SubscriberOrders(store: store, keys: Cases.keys, rule: Cases.rule) { Cases.start }
            let dead = try await orders.deadLetters(limit: 10)
            #expect(dead.map(\.subscriber) == [bad])
            #expect(dead.map(\.error) == ["the mail server answers 550"])
            #expect(!"\(dead)".contains("example.com"))
            #expect(try await job(store).dead == 1)
            isMended.withLock { $0 = true }
            try await orders.resend(dead[0].job, [bad], actor: "person:ada")
            try await until { try await job(store).told == 3 }
            service.stop()
            await sending.value
            #expect(try await orders.deadLetters(limit: 10).isEmpty)
            #expect(ear.told.filter { $0.subscriber == bad }.count == 4)
        }
    }
}
