package import Journal
internal import Vocabulary

/// The commands that `CrashWriter` sends: each is named by its run, its writer and its number, so that the driver can
/// tell after the crash what it must find, and can send a command again.
package struct CrashCommand: Sendable, Hashable {
    package var run: Int
    package var writer: Int
    package var number: Int

    package init(run: Int, writer: Int, number: Int) {
        self.run = run
        self.writer = writer
        self.number = number
    }

    /// Reads the name back from a key or from an entry's body.
    init?(_ name: some StringProtocol) {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false).compactMap { Int($0) }
        guard parts.count == 3 else { return nil }
        self.init(run: parts[0], writer: parts[1], number: parts[2])
    }

    package var name: String { "\(run)-\(writer)-\(number)" }

    /// One to four entries.
    package var parts: Int { 1 + (writer + number) % 4 }

    package var command: AppendCommand {
        AppendCommand(
            actor: "system:crash-writer", instant: Instant(seconds: Int64(number)),
            drafts: (1...parts).map { part in
                let stream = part == 1 ? Material.stream("own-\(run)-\(writer)") : Material.stream("shared-\(part)")
                return EntryDraft(stream: stream, kind: "test.crash", body: Array("\(name) \(part)/\(parts)".utf8))
            },
            idempotencyKey: IdempotencyKey(name))
    }

    /// The read models that are made beside.
    package static let projections: [any Projection] = [CountingProjection(), LastBodyProjection()]
}
