package import Bytes
package import Vocabulary

/// One thing that happened.
///
/// Entries are never changed and never removed.
package struct Entry: Sendable, Equatable {
    /// The place in the one global order: 1, 2, 3… without a gap.
    package var position: Position
    /// The stream it belongs to, for example `incident/01JQ…`.
    package var stream: StreamName
    /// The place inside its stream: 1, 2, 3… without a gap.
    package var version: StreamVersion
    /// What kind of thing happened, for example `incident.declared`.
    package var kind: EntryKind
    /// Who or what made it happen.
    package var actor: Actor
    /// When it was recorded.
    ///
    /// When the thing itself took place is a matter of the body.
    package var instant: Instant
    /// The facts, as canonical JSON.
    package var body: [UInt8]
    /// The digest over all of the above and over the hash of the entry before: see ``Chain``.
    package var hash: SHA256Digest

    package init(
        position: Position, stream: StreamName, version: StreamVersion, kind: EntryKind, actor: Actor,
        instant: Instant, body: [UInt8], hash: SHA256Digest
    ) {
        self.position = position
        self.stream = stream
        self.version = version
        self.kind = kind
        self.actor = actor
        self.instant = instant
        self.body = body
        self.hash = hash
    }
}

/// What a caller wants to have recorded: an entry before it has a place.
package struct EntryDraft: Sendable, Equatable {
    package var stream: StreamName
    package var kind: EntryKind
    package var body: [UInt8]

    package init(stream: StreamName, kind: EntryKind, body: [UInt8]) {
        self.stream = stream
        self.kind = kind
        self.body = body
    }
}
