import Journal
import Machine
import Testing
import Vocabulary

@testable import Access

@Suite struct WiringTests {
    /// As docs/access.md shows it.
    private static func worker(_ threads: BlockingThread<BlockingWork<Void>>) -> PasswordWorker {
        { work in
            try? await threads.run(orElse: { _ in JournalError(.unavailable, "busy") }) {
                (_: Void) throws(JournalError) in work.run()
            }
        }
    }

    @Test func `passwords are worked on by threads of their own, and what does not fit in is told so`() async throws {
        let office = try await Office()
        _ = try await office.found()
        let threads = BlockingThread<BlockingWork<Void>>(name: "passwords", count: 2, capacity: 2) { _, batch in
            for work in batch { work(()) }
        }
        let clock = office.clock
        var rules = AccessRules()
        rules.limits.account.burst = 1_000
        rules.limits.address.burst = 1_000
        let service = AccessService(
            store: office.store, key: office.key, rules: rules,
            surroundings: AccessService.Surroundings(
                now: { clock.now }, random: Entropy.bytes, passwords: Self.worker(threads)))
        let codes = await withTaskGroup(of: AccessRefusal.Code?.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    await refusal { () async throws(AccessRefusal) in
                        try await service.signIn(
                            Office.attempt("nobody@example.com", Password("another password")))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(codes).isSubset(of: [.wrongPassword, .unavailable]))
        #expect(codes.contains(.wrongPassword))
        await threads.stop()
        // Threads that take nothing any more are as busy ones.
        let late = await refusal { () async throws(AccessRefusal) in try await service.signIn(Office.attempt()) }
        #expect(late == .unavailable)
    }
}
