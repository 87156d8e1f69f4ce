// LedgerCrashWriter: concurrent writers that say what was acknowledged, until they are killed.
//
//     LedgerCrashWriter URL RUN WRITERS SEED
//
// Every acknowledged operation is one line on standard output, `name answer`, written by one write(2) as soon as the
// ledger has answered. See Tests/LedgerContract/LedgerCrashRounds.swift for who kills it and what must hold then.

internal import Glibc
internal import Ledger
internal import LedgerContract
internal import StorePostgres
internal import StoreSQLite

/// Says why on standard error, and ends.
func fail(_ sentence: String) -> Never {
    write("LedgerCrashWriter: \(sentence)\n", to: STDERR_FILENO)
    exit(3)
}

func write(_ line: String, to descriptor: Int32) {
    let bytes = Array(line.utf8)
    guard unsafe write(descriptor, bytes, bytes.count) == bytes.count else { exit(4) }
}

func runWriter(_ writer: Int, run: Int, seed: UInt64, in store: any RecordStore) async {
    var history = RandomHistory.ofWriter(writer, run: run, seed: seed)
    while true {
        let operation = history.next()
        while true {
            do throws(LedgerError) {
                let answer = try await store.apply(operation, at: noon)
                write("\(operation.id) \(answer.line)\n", to: STDOUT_FILENO)
                break
            } catch {
                // Its outcome is unknown: the same operation under the same name settles it.
                guard error.code == .unavailable else { fail("\(operation.id): \(error.code): \(error)") }
                try? await Task.sleep(for: .milliseconds(20))
            }
        }
    }
}

func openLedger(_ url: String) async throws(LedgerError) -> any RecordStore {
    if url.hasPrefix("sqlite:") { return try await SQLiteLedger.open(path: String(url.dropFirst(7))) }
    return try await PostgresLedger.open(url: url)
}

/// Counts up a record, each time with a payment of one cent in the same commit.
func runCounter(run: Int, in store: any RecordStore) async {
    let counter = RecordCounter(run: run)
    while true {
        do throws(LedgerError) {
            let count = try await counter.next(store)
            write("\(counter.id) \(count)\n", to: STDOUT_FILENO)
        } catch {
            guard error.code == .unavailable else { fail("\(counter.id): \(error.code): \(error)") }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}

let arguments = CommandLine.arguments
guard arguments.count == 5, let run = Int(arguments[2]), let writers = Int(arguments[3]),
    let seed = UInt64(arguments[4])
else {
    fail("usage: LedgerCrashWriter URL RUN WRITERS SEED")
}
do {
    let store = try await openLedger(arguments[1])
    await withTaskGroup { group in
        group.addTask { await runCounter(run: run, in: store) }
        for writer in 0..<writers {
            group.addTask { await runWriter(writer, run: run, seed: seed, in: store) }
        }
    }
} catch {
    fail("\(error)")
}
