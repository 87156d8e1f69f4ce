internal import Glibc
internal import Journal

/// A place whose store another process can open too, by a URL that `CrashWriter` understands.
package protocol CrashPlace: JournalPlace {
    var url: String { get }
}

/// Kills a process full of concurrent writers at random moments, again and again, and checks after each time that
/// every acknowledged command is there, none is there by half, the chain holds, and the read models are right.
package struct CrashRounds: Sendable {
    /// After so many rounds a fresh place is taken, because every round reads everything.
    private static let roundsPerPlace = 8

    let program: String
    let folder: String
    let rounds: Int
    let writers: Int
    let seed: UInt64
    let disturb: @Sendable (_ run: Int) async throws -> Void

    /// `program` is the built `CrashWriter`; `folder` takes the file of acknowledgements. `disturb` happens while the
    /// writers of a run are at work, before they are killed: a database server that goes away and comes back.
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
        package var entries: Int64 = 0
        /// Commands that were recorded although the crash came before their acknowledgement.
        package var recordedUnheard = 0
        /// Rounds in which the crash came before the first acknowledgement.
        package var early = 0
    }

    package func run(_ makePlace: @Sendable () async throws -> any CrashPlace) async throws -> Summary {
        var random = SeededRandom(seed: seed)
        var summary = Summary()
        while summary.rounds < rounds {
            let place = try await makePlace()
            do {
                try await crash(
                    place, times: min(Self.roundsPerPlace, rounds - summary.rounds), &random, &summary)
            } catch {
                await place.remove()
                throw error
            }
            await place.remove()
        }
        return summary
    }

    private func crash(
        _ place: any CrashPlace, times: Int, _ random: inout SeededRandom, _ summary: inout Summary
    ) async throws {
        var acknowledged: [CrashCommand: Position] = [:]
        for _ in 0..<times {
            let run = summary.rounds
            // Half of the times any moment since the start, which is before the store is open on a busy machine; half of
            // the times a moment after the first acknowledgement.
            let atWork = Bool.random(using: &random)
            let milliseconds = UInt64.random(in: 1...120, using: &random)
            let heard = try await kill(atWork: atWork, after: milliseconds, url: place.url, run: run)
            acknowledged.merge(heard) { old, _ in old }
            summary.rounds += 1
            summary.acknowledged += heard.count
            if heard.isEmpty { summary.early += 1 }
            do {
                try await settle(place, acknowledged, run: run, &summary)
            } catch {
                throw ContractFailure(
                    sentence: "round \(run) of seed \(seed), killed after \(milliseconds) ms: \(error)",
                    place: "\(place.url)")
            }
        }
    }

    /// What must hold after a crash.
    private func settle(
        _ place: any CrashPlace, _ acknowledged: [CrashCommand: Position], run: Int, _ summary: inout Summary
    ) async throws {
        let store = try await place.open(CrashCommand.projections)
        do {
            var found = try await wholeCommands(store)
            for (command, position) in acknowledged {
                try checkEqual(found[command], position, "the place of the acknowledged command \(command.name)")
            }
            // The command that was under way in each writer is settled by sending it again.
            for writer in 0..<writers {
                let last = acknowledged.keys.filter { $0.run == run && $0.writer == writer }.map(\.number).max()
                let next = CrashCommand(run: run, writer: writer, number: (last ?? -1) + 1)
                let receipt = try await store.append(next.command)
                if let before = found[next] {
                    try checkEqual(receipt.first, before, "the place of \(next.name), sent again")
                    summary.recordedUnheard += 1
                }
                try checkEqual(
                    try await store.append(next.command), receipt, "the receipt for \(next.name), sent twice")
            }
            found = try await wholeCommands(store)
            summary.entries += try await store.head().position.rawValue
            try await checkWhole(store, projections: CrashCommand.projections)
            let names = CrashCommand.projections.map(\.name)
            let before = try await digests(store, names)
            try await store.rebuild(names) { _, _ in }
            try checkEqual(try await digests(store, names), before, "the read models after a rebuild")
            await store.close()
        } catch {
            await store.close()
            throw error
        }
    }

    /// Where each command begins; throws when one is there by half, twice, or not side by side.
    private func wholeCommands(_ store: any JournalTransfer) async throws -> [CrashCommand: Position] {
        var found: [CrashCommand: Position] = [:]
        var open: (command: CrashCommand, part: Int)?
        var after = Position.beforeFirst
        while true {
            let page = try await store.entries(after: after, limit: 1_000)
            guard let last = page.last else { break }
            for entry in page {
                let words = String(decoding: entry.body, as: UTF8.self).split(separator: " ")
                guard let command = CrashCommand(words[0]) else { continue }
                let part = (open?.command == command ? open?.part ?? 0 : 0) + 1
                try check(open == nil || open?.command == command, "a command was cut at \(entry.position.rawValue)")
                try checkEqual(String(words[1]), "\(part)/\(command.parts)", "the part at \(entry.position.rawValue)")
                if part == 1 {
                    try check(found[command] == nil, "\(command.name) is recorded twice")
                    found[command] = entry.position
                }
                open = part == command.parts ? nil : (command, part)
            }
            after = last.position
        }
        try check(open == nil, "the last command is there by half")
        return found
    }

    private func digests(_ store: any JournalTransfer, _ names: [ProjectionName]) async throws -> [String] {
        var digests: [String] = []
        for name in names { digests.append("\(try await store.documentsDigest(name))") }
        return digests
    }

    /// Starts the writers, kills them after a while, and gives back what they had acknowledged.
    private func kill(
        atWork: Bool, after milliseconds: UInt64, url: String, run: Int
    ) async throws -> [CrashCommand: Position] {
        let acknowledgements = folder + "/acknowledged"
        let process = try ChildProcess(
            program, [url, "\(run)", "\(writers)"], output: acknowledgements)
        do {
            // Bounded, so that writers that never get to work fail the round instead of holding it up.
            for _ in 0..<20_000 where atWork {
                if try !readText(acknowledgements).isEmpty { break }
                try await Task.sleep(for: .milliseconds(1))
            }
            try await disturb(run)
            try await Task.sleep(for: .milliseconds(Int64(milliseconds)))
        } catch {
            _ = process.killAndWait()
            throw error
        }
        let status = process.killAndWait()
        try check(status == SIGKILL, "the writers ended by themselves (wait status \(status)): see standard error")
        let text = try readText(acknowledgements)
        var heard: [CrashCommand: Position] = [:]
        // The last line may be cut: only what ends with a line feed was acknowledged.
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            let words = line.split(separator: " ")
            guard words.count == 2, let position = Int64(words[0]), let command = CrashCommand(words[1]) else {
                throw ContractFailure(sentence: "the writers said \"\(line)\"", place: program)
            }
            heard[command] = Position(position)
        }
        return heard
    }
}
