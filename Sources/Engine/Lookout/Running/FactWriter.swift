internal import Bytes
internal import Journal
internal import Synchronization
internal import Vocabulary

/// Writes facts into the journal, in their order, and again until it has them. A fact that was written before a crash and is written
/// again after it is one entry, because its key is made of what it says.
final class FactWriter: Sendable {
    static let togetherMost = 200
    /// What is older is let go first when the journal is away for so long; cases are kept.
    static let waitingMost = 20_000
    private static let pauseLongest = TimeSpan.seconds(30)

    struct Parts: Sendable {
        var journal: any JournalStore
        var now: @Sendable () -> Instant
        var pause: @Sendable (TimeSpan) async -> Void
        var log: @Sendable (LookoutNote) -> Void
    }

    private struct Waiting: Sendable {
        var facts: [LookoutFact] = []
        var lost = 0
        var trouble: String?
    }

    private let parts: Parts
    private let bell: Bell
    private let waiting = Mutex(Waiting())

    init(_ parts: Parts) {
        self.parts = parts
        bell = Bell(pause: parts.pause)
    }

    /// How many wait, how many were let go, and why the journal does not take them.
    var standing: (waiting: Int, lost: Int, trouble: String?) {
        waiting.withLock { ($0.facts.count, $0.lost, $0.trouble) }
    }

    func write(_ facts: [LookoutFact]) {
        guard !facts.isEmpty else { return }
        waiting.withLock { waiting in
            waiting.facts += facts
            while waiting.facts.count > Self.waitingMost {
                // The first ones may be on their way right now.
                let place = waiting.facts.dropFirst(Self.togetherMost).firstIndex { $0.stream.category != "case" }
                waiting.facts.remove(at: place ?? Self.togetherMost)
                waiting.lost += 1
            }
        }
        bell.ring()
    }

    /// Works until it is stopped; what waits then is tried once more.
    func run() async {
        var pause = TimeSpan.seconds(1)
        for await _ in bell.rings {
            if await writeAll() {
                pause = .seconds(1)
            } else {
                bell.ring(in: pause)
                pause = min(pause + pause, Self.pauseLongest)
            }
        }
        _ = await writeAll()
    }

    func stop() { bell.stop() }

    /// False when the journal does not take them now.
    private func writeAll() async -> Bool {
        var together = Self.togetherMost
        while true {
            let facts = waiting.withLock { Array($0.facts.prefix(together)) }
            guard !facts.isEmpty else { return true }
            do throws(JournalError) {
                _ = try await parts.journal.append(command(facts))
                done(facts.count)
                together = Self.togetherMost
            } catch {
                switch error.code {
                case .refused, .versionConflict, .idempotencyConflict, .corrupt:
                    // One of them is the reason: it must not hold up the others.
                    guard facts.count == 1 else {
                        together = 1
                        continue
                    }
                    parts.log(.factRefused(facts[0].kind.rawValue, error.message))
                    done(1)
                case .unavailable, .full, .schema, .closed, .failed:
                    let isNew = waiting.withLock { waiting in
                        let isNew = waiting.trouble == nil
                        waiting.trouble = error.message
                        return isNew
                    }
                    if isNew { parts.log(.journalUnavailable(error.message)) }
                    return false
                }
            }
        }
    }

    private func done(_ count: Int) {
        let wasTroubled = waiting.withLock { waiting in
            waiting.facts.removeFirst(count)
            let wasTroubled = waiting.trouble != nil
            waiting.trouble = nil
            return wasTroubled
        }
        if wasTroubled { parts.log(.journalBack) }
    }

    private func command(_ facts: [LookoutFact]) -> AppendCommand {
        let drafts = facts.map(\.draft)
        return AppendCommand(
            actor: LookoutFact.actor, instant: parts.now(), drafts: drafts, idempotencyKey: Self.key(of: drafts))
    }

    static func key(of drafts: [EntryDraft]) -> IdempotencyKey? {
        var writer = DigestWriter(domain: "vigie.lookout.v1")
        for draft in drafts {
            writer.add(draft.stream.rawValue)
            writer.add(draft.kind.rawValue)
            writer.add(draft.body)
        }
        return IdempotencyKey("lookout-" + writer.digest().hexadecimal)
    }
}
