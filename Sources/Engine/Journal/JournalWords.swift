/// A place in the journal's one global order.
///
/// Zero is before the first entry.
package struct Position: Sendable, Hashable, Comparable {
    package var rawValue: Int64

    package init(_ rawValue: Int64) {
        precondition(rawValue >= 0, "a position is never negative")
        self.rawValue = rawValue
    }

    package static let beforeFirst = Position(0)
    package var next: Position { Position(rawValue + 1) }
    package static func < (left: Position, right: Position) -> Bool { left.rawValue < right.rawValue }
}

/// A place inside one stream.
///
/// Zero means that the stream does not exist yet.
package struct StreamVersion: Sendable, Hashable, Comparable {
    package var rawValue: Int64

    package init(_ rawValue: Int64) {
        precondition(rawValue >= 0, "a stream version is never negative")
        self.rawValue = rawValue
    }

    package static let none = StreamVersion(0)
    package var next: StreamVersion { StreamVersion(rawValue + 1) }
    package static func < (left: StreamVersion, right: StreamVersion) -> Bool { left.rawValue < right.rawValue }
}

/// The name of a stream: a category, a slash, an identifier.
///
/// ASCII without spaces, at most 200 bytes.
package struct StreamName: Sendable, Hashable, CustomStringConvertible {
    package let rawValue: String

    package init(category: String, id: String) {
        self.rawValue = category + "/" + id
    }

    /// Takes a name as a store kept it, or nil when it cannot be one.
    package init?(_ rawValue: String) {
        guard JournalWordRule.accepts(rawValue, most: 200), rawValue.utf8.contains(UInt8(ascii: "/")) else {
            return nil
        }
        self.rawValue = rawValue
    }

    package var category: Substring { rawValue.prefix { $0 != "/" } }
    package var id: Substring { rawValue.drop { $0 != "/" }.dropFirst() }
    package var description: String { rawValue }
}

/// What kind of thing an entry records: `noun.pastTenseVerb`.
package struct EntryKind: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
    package init(stringLiteral value: String) { self.rawValue = value }
    package var description: String { rawValue }
}

/// Who or what acted: `person:<id>`, `system:<part>`, `token:<id>`, `vendor:<id>`.
package struct Actor: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
    package init(stringLiteral value: String) { self.rawValue = value }
    package var description: String { rawValue }
}

/// A key that the sender of a command chooses, so that sending it again does not make it happen again.
package struct IdempotencyKey: Sendable, Hashable, CustomStringConvertible {
    package let rawValue: String

    /// Printable ASCII without spaces, 1 to 200 bytes; nil otherwise.
    package init?(_ rawValue: String) {
        guard JournalWordRule.accepts(rawValue, most: 200) else { return nil }
        self.rawValue = rawValue
    }

    package var description: String { rawValue }
}

/// The one rule for words that become keys in a store.
package enum JournalWordRule {
    /// Printable ASCII without spaces, between 1 and `most` bytes.
    package static func accepts(_ text: String, most: Int) -> Bool {
        let bytes = text.utf8
        return !bytes.isEmpty && bytes.count <= most && bytes.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    }
}
