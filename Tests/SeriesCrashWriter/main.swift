// SeriesCrashWriter: concurrent writers of batches that say what was acknowledged, until they are killed.
//
//     SeriesCrashWriter URL RUN WRITERS
//
// Every acknowledged batch is one line on standard output, `series sequence`, written by one write(2) as soon as the store has
// answered. See Tests/SeriesStoreTests/CrashTests.swift for who kills it and what must hold then.

internal import Glibc
internal import Observing
internal import SeriesContract
internal import StorePostgres
internal import StoreSQLite

/// Says why on standard error, and ends.
func fail(_ sentence: String) -> Never {
    write("SeriesCrashWriter: \(sentence)\n", to: STDERR_FILENO)
    exit(3)
}

func write(_ line: String, to descriptor: Int32) {
    let bytes = Array(line.utf8)
    guard unsafe write(descriptor, bytes, bytes.count) == bytes.count else { exit(4) }
}

func runWriter(_ writer: CrashBatches, in store: any SeriesStore) async {
    var sequence: Int64 = 0
    while true {
        sequence += 1
        do throws(SeriesStoreError) {
            let batch = try writer.batch(sequence)
            _ = try await store.append([batch])
            write("\(batch.series) \(sequence)\n", to: STDOUT_FILENO)
        } catch {
            guard error.code == .unavailable else { fail("\(sequence): \(error.code): \(error)") }
            // Its outcome is unknown: the same batch sent again settles it.
            sequence -= 1
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}

func openSeries(_ url: String) async throws(SeriesStoreError) -> any SeriesStore {
    if url.hasPrefix("sqlite:") { return try await SQLiteSeries.open(path: String(url.dropFirst(7))) }
    return try await PostgresSeries.open(url: url)
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let run = Int(arguments[2]), let writers = Int(arguments[3]) else {
    fail("usage: SeriesCrashWriter URL RUN WRITERS")
}
do {
    let store = try await openSeries(arguments[1])
    await withTaskGroup { group in
        for writer in 0..<writers {
            group.addTask { await runWriter(CrashBatches(run: run, writer: writer), in: store) }
        }
    }
} catch {
    fail("\(error)")
}
