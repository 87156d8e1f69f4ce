internal import Glibc
internal import Journal
internal import Vocabulary

/// A command of one entry of 300 bytes, in one of a few hundred streams.
func sample(_ number: Int) -> AppendCommand {
    let body = Array("{\"n\":\(number),\"text\":\"".utf8) + [UInt8](repeating: 0x61, count: 270) + Array("\"}".utf8)
    return AppendCommand(
        actor: "system:bench", instant: Instant(microseconds: Int64(number)),
        drafts: [
            EntryDraft(stream: StreamName(category: "bench", id: "\(number % 500)"), kind: "bench.sent", body: body)
        ])
}

/// Keeps each stream's last body: one document changed by each entry.
struct LatestProjection: Projection {
    let name: ProjectionName = "latest"
    let revision = 1

    func apply(_ entry: Entry, to documents: inout any DocumentEditing) throws(JournalError) {
        try documents.put(entry.stream.rawValue, entry.body)
    }
}

/// How many per second, when `body` does `count` of them.
func rate(of count: Int, _ body: () async throws -> Void) async throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try await body()
    return Double(count) / seconds(clock.now - start)
}

func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func whole(_ value: Double) -> Int { Int(value.rounded()) }

func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }

func hundredths(_ value: Double) -> Double { (value * 100).rounded() / 100 }

func report(_ what: String, _ ratio: Double, target: Double) {
    let shown = (ratio * 100).rounded() / 100
    say("  \(what) = \(shown)  (target \(target): \(ratio >= target ? "reached" : "MISSED"))")
}

/// Prints a line at once, also into a pipe.
func say(_ line: String) {
    print(line)
    fflush(nil)
}

func removeFolder() {
    guard let directory = unsafe opendir(folder) else { return }
    while let entry = unsafe readdir(directory) {
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
            unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
        }
        if name != ".", name != ".." { unsafe unlink(folder + "/" + name) }
    }
    unsafe closedir(directory)
    unsafe rmdir(folder)
}
