internal import JSON
package import Journal
internal import Synchronization

extension Fact {
    /// What an entry says, for projections; nil for a kind that is not about providers and incidents.
    ///
    /// Several projections are handed the same entry, one after the other, and reading an incident out of its bytes costs
    /// more than what most of them make of it. So the last one that was read is remembered. That changes no result:
    /// what is read follows from the entry's kind, stream and body, and all three are compared.
    package static func told(by entry: Entry) throws(JournalError) -> Fact? {
        if let known = latest.withLock({ $0 }), known.isOf(entry) { return known.fact }
        do throws(JSONError) {
            let fact = try Fact(entry)
            latest.withLock { $0 = Reading(kind: entry.kind, stream: entry.stream, body: entry.body, fact: fact) }
            return fact
        } catch {
            throw JournalError(.refused, "\(entry.kind) in \(entry.stream) can't be read: \(error)")
        }
    }

    private static let latest = Mutex<Reading?>(nil)

    private struct Reading {
        let kind: EntryKind
        let stream: StreamName
        let body: [UInt8]
        let fact: Fact?

        func isOf(_ entry: Entry) -> Bool { kind == entry.kind && stream == entry.stream && body == entry.body }
    }
}
