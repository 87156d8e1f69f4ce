package import Bytes
package import Vocabulary

/// What a caller asks the journal to record: all of it, in this order, or none of it.
package struct AppendCommand: Sendable {
    /// Bounds that every store holds, so that no command can make an entry nobody can read back.
    package static let draftsMost = 1_000
    package static let bodyBytesMost = 1 << 20
    /// All bodies of one command together.
    package static let commandBytesMost = 16 << 20

    package var actor: Actor
    package var instant: Instant
    package var drafts: [EntryDraft]
    package var expectations: [StreamExpectation]
    package var idempotencyKey: IdempotencyKey?

    package init(
        actor: Actor, instant: Instant, drafts: [EntryDraft], expectations: [StreamExpectation] = [],
        idempotencyKey: IdempotencyKey? = nil
    ) {
        self.actor = actor
        self.instant = instant
        self.drafts = drafts
        self.expectations = expectations
        self.idempotencyKey = idempotencyKey
    }

    /// What the command says, without when it was sent: two sendings of one command have the same fingerprint.
    package var fingerprint: SHA256Digest {
        var writer = DigestWriter(domain: "vigie.command.v1")
        writer.add(actor.rawValue)
        for draft in drafts {
            writer.add(draft.stream.rawValue)
            writer.add(draft.kind.rawValue)
            writer.add(draft.body)
        }
        return writer.digest()
    }

    /// Nil when the command is within every bound, else the sentence that says what to change.
    package var objection: String? {
        if drafts.isEmpty { return "a command must record at least one entry" }
        if drafts.count > Self.draftsMost { return "a command records at most \(Self.draftsMost) entries" }
        if expectations.count > Self.draftsMost {
            return "a command expects at most \(Self.draftsMost) streams to be at a version"
        }
        if !JournalWordRule.accepts(actor.rawValue, most: 200) {
            return "an actor is printable ASCII without spaces, at most 200 bytes"
        }
        var bytes = 0
        for draft in drafts {
            if !JournalWordRule.accepts(draft.stream.rawValue, most: 200) {
                return "a stream name is printable ASCII without spaces, at most 200 bytes"
            }
            if !JournalWordRule.accepts(draft.kind.rawValue, most: 100) {
                return "an entry kind is printable ASCII without spaces, at most 100 bytes"
            }
            if draft.body.count > Self.bodyBytesMost {
                return "an entry body has at most \(Self.bodyBytesMost) bytes; archive large bytes and point to them"
            }
            bytes += draft.body.count
        }
        if bytes > Self.commandBytesMost {
            return
                "a command's entry bodies have at most \(Self.commandBytesMost) bytes together; send several commands"
        }
        return nil
    }
}

/// What must be true of a stream for a command to be accepted.
package struct StreamExpectation: Sendable, Equatable {
    package var stream: StreamName
    /// The version that the caller saw; ``StreamVersion/none`` means that the stream must not exist yet.
    package var version: StreamVersion

    package init(stream: StreamName, version: StreamVersion) {
        self.stream = stream
        self.version = version
    }
}

/// The journal's answer to a command.
///
/// The same command sent again gets an equal receipt.
package struct AppendReceipt: Sendable, Equatable {
    package var first: Position
    package var last: Position
    /// When the command was recorded (the first time, if it was sent again).
    package var instant: Instant

    package init(first: Position, last: Position, instant: Instant) {
        self.first = first
        self.last = last
        self.instant = instant
    }
}

/// What a store keeps of a command that had an idempotency key.
package struct CommandRecord: Sendable, Equatable {
    package var key: IdempotencyKey
    package var fingerprint: SHA256Digest
    package var receipt: AppendReceipt

    package init(key: IdempotencyKey, fingerprint: SHA256Digest, receipt: AppendReceipt) {
        self.key = key
        self.fingerprint = fingerprint
        self.receipt = receipt
    }
}
