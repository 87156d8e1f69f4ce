// CrashWriter: concurrent writers that say what was acknowledged, until they are killed.
//
//     CrashWriter URL RUN WRITERS
//
// Every acknowledged command is one line on standard output, `position name`, written by one write(2) as soon as the
// store has answered. See Tests/JournalContract/CrashRounds.swift for who kills it and what must hold then.

internal import Glibc
internal import Journal
internal import JournalContract

/// Says why on standard error, and ends.
func fail(_ sentence: String) -> Never {
    write("CrashWriter: \(sentence)\n", to: STDERR_FILENO)
    exit(3)
}

func write(_ line: String, to descriptor: Int32) {
    let bytes = Array(line.utf8)
    guard unsafe write(descriptor, bytes, bytes.count) == bytes.count else { exit(4) }
}

func runWriter(_ writer: Int, run: Int, in store: any JournalStore) async {
    var command = CrashCommand(run: run, writer: writer, number: 0)
    while true {
        do throws(JournalError) {
            let receipt = try await store.append(command.command)
            write("\(receipt.first.rawValue) \(command.name)\n", to: STDOUT_FILENO)
            command.number += 1
        } catch {
            // Its outcome is unknown: the same command with the same key settles it.
            guard error.code == .unavailable else { fail("\(command.name): \(error.code): \(error.message)") }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let run = Int(arguments[2]), let writers = Int(arguments[3]) else {
    fail("usage: CrashWriter URL RUN WRITERS")
}
do {
    let store = try await openStore(arguments[1], projections: CrashCommand.projections)
    await withTaskGroup { group in
        for writer in 0..<writers { group.addTask { await runWriter(writer, run: run, in: store) } }
    }
} catch {
    fail("\(error)")
}
