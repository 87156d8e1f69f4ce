package import Bytes
package import Vocabulary

/// The hash chain: each entry's hash covers its own fields and the hash before it, so nothing can be changed,
/// removed or slipped in without every later hash failing.
package struct Chain: Sendable, Equatable {
    /// The last entry's place.
    package var position: Position
    /// The last entry's hash; thirty-two zero bytes before the first entry.
    package var hash: SHA256Digest

    package init(position: Position, hash: SHA256Digest) {
        self.position = position
        self.hash = hash
    }

    package static let empty = Chain(position: .beforeFirst, hash: .zero)

    /// Gives a draft its place after this chain's end, and moves the end.
    package mutating func extend(
        with draft: EntryDraft, version: StreamVersion, actor: Actor, instant: Instant
    ) -> Entry {
        var entry = Entry(
            position: position.next, stream: draft.stream, version: version, kind: draft.kind, actor: actor,
            instant: instant, body: draft.body, hash: .zero)
        entry.hash = Self.hash(of: entry, after: hash)
        position = entry.position
        hash = entry.hash
        return entry
    }

    /// Takes an entry that already has its place; throws what does not fit.
    package mutating func follow(_ entry: Entry) throws(ChainBreak) {
        guard entry.position == position.next else {
            throw ChainBreak(
                position: position.next,
                reason: "the entry is missing: the next one found is \(entry.position.rawValue)")
        }
        guard entry.hash == Self.hash(of: entry, after: hash) else {
            throw ChainBreak(
                position: entry.position,
                reason: "its content does not give its hash: the entry, its hash or the entry before was changed")
        }
        position = entry.position
        hash = entry.hash
    }

    static func hash(of entry: Entry, after previous: SHA256Digest) -> SHA256Digest {
        var writer = DigestWriter(domain: "vigie.entry.v1")
        writer.add(previous.bytes)
        writer.add(entry.position.rawValue)
        writer.add(entry.stream.rawValue)
        writer.add(entry.version.rawValue)
        writer.add(entry.kind.rawValue)
        writer.add(entry.actor.rawValue)
        writer.add(entry.instant.microseconds)
        writer.add(entry.body)
        return writer.digest()
    }
}

/// The first place where the chain does not hold.
package struct ChainBreak: Error, Sendable, Equatable, CustomStringConvertible {
    package var position: Position
    package var reason: String

    package init(position: Position, reason: String) {
        self.position = position
        self.reason = reason
    }

    package var description: String { "entry \(position.rawValue): \(reason)" }
}
