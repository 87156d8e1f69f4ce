internal import Glibc
internal import JournalContract
internal import Ledger

/// Kills a process full of concurrent writers at random moments, again and again, and checks after each time that every
/// acknowledged operation is there with the answer that was given, and that the whole ledger fits.
package struct LedgerCrashRounds: Sendable {
    private static let roundsPerPlace = 4

    let program: String
    let folder: String
    let rounds: Int
    let writers: Int
    let seed: UInt64
    let disturb: @Sendable (_ run: Int) async throws -> Void

    /// `program` is the built `LedgerCrashWriter`; `folder` takes the file of acknowledgements. `disturb` happens while
    /// the writers of a run are at work, before they are killed.
    package init(
        program: String, folder: String, rounds: Int, writers: Int, seed: UInt64,
        disturb: @escaping @Sendable (_ run: Int) async throws -> Void = { _ in }
    ) {
        self.program = program
        self.folder = folder
        self.rounds = rounds
        self.writers = writers
        self.seed = seed
        self.disturb = disturb
    }

    package struct Summary: Sendable {
        package var rounds = 0
        package var acknowledged = 0
        package var operations: Int64 = 0
        /// Operations that were recorded although the crash came before their acknowledgement.
        package var recordedUnheard = 0
    }

    package func run(_ makePlace: @Sendable () async throws -> any LedgerPlace) async throws -> Summary {
        var random = SeededRandom(seed: seed)
        var summary = Summary()
        while summary.rounds < rounds {
            let place = try await makePlace()
            do {
                var heard: [String: String] = [:]
                for _ in 0..<min(Self.roundsPerPlace, rounds - summary.rounds) {
                    let milliseconds = UInt64.random(in: 1...150, using: &random)
                    heard.merge(try await kill(after: milliseconds, place, run: summary.rounds)) { _, later in later }
                    summary.rounds += 1
                    try await settle(place, heard, run: summary.rounds - 1, &summary)
                }
                summary.acknowledged += heard.count
            } catch {
                await place.remove()
                throw LedgerContractFailure(
                    sentence: "round \(summary.rounds) of seed \(seed): \(error)", place: place.url)
            }
            await place.remove()
        }
        return summary
    }

    /// What was acknowledged: the operation's name and its answer.
    private func kill(after milliseconds: UInt64, _ place: any LedgerPlace, run: Int) async throws -> [String: String] {
        let output = "\(folder)/ledger-run-\(run)"
        let child = try ChildProcess(
            program, [place.url, String(run), String(writers), String(seed)], output: output)
        do {
            // The first acknowledgement says that the store is open; before it there is little to break.
            // Bounded, so that writers that never get to work fail the round instead of holding it up.
            for _ in 0..<20_000 {
                if try !readText(output).isEmpty { break }
                try await Task.sleep(for: .milliseconds(1))
            }
            try await disturb(run)
            try await Task.sleep(for: .milliseconds(milliseconds))
        } catch {
            _ = child.killAndWait()
            throw error
        }
        let signal = child.killAndWait()
        try check(signal == SIGKILL, "the writer ended by itself: \(signal)")
        var heard: [String: String] = [:]
        // The last line may be cut: only what ends with a line feed was acknowledged.
        for line in try readText(output).split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            let words = line.split(separator: " ", maxSplits: 1)
            try check(words.count == 2, "the writers said \"\(line)\"")
            heard[String(words[0])] = String(words[1])
        }
        return heard
    }

    private func settle(
        _ place: any LedgerPlace, _ heard: [String: String], run: Int, _ summary: inout Summary
    ) async throws {
        let store = try await place.open()
        do {
            try await checkWhole(store)
            for (name, answer) in heard where name.hasPrefix("counter/") {
                guard let run = Int(name.dropFirst("counter/r".count)), let count = Int(answer) else { continue }
                try await RecordCounter(run: run).verify(store, heard: count)
            }
            for (name, answer) in heard where !name.hasPrefix("counter/") {
                let found = try await store.answer(to: operationID(name))
                try checkEqual(found?.line, answer, "the answer to \(name)")
            }
            // What was under way in each writer is settled by sending it again: from its start, all of it.
            for writer in 0..<writers {
                var history = RandomHistory.ofWriter(writer, run: run, seed: seed)
                while true {
                    let next = history.next()
                    let isHeard = heard[next.id.rawValue] != nil
                    let before = try await store.answer(to: next.id)
                    let answer = try await store.apply(next, at: noon)
                    if let before { try checkEqual(answer, before, "\(next.id), sent again") }
                    if isHeard { continue }
                    if before != nil { summary.recordedUnheard += 1 }
                    break
                }
            }
            try await checkWhole(store)
            summary.operations += try await store.lastSequence()
            await store.close()
        } catch {
            await store.close()
            throw error
        }
    }
}

extension RandomHistory {
    package static func ofWriter(_ writer: Int, run: Int, seed: UInt64) -> RandomHistory {
        RandomHistory(
            seed: seed &+ UInt64(run * 1_000 + writer), prefix: "r\(run)w\(writer)", payments: 6)
    }
}

extension LedgerAnswer {
    /// On one line, for the file of acknowledgements.
    package var line: String {
        switch self {
        case .applied(let receipt): "applied \(receipt.sequence) \(receipt.status.rawValue) \(receipt.held)"
        case .refused(let refusal): "refused \(refusal.rawValue)"
        }
    }
}
