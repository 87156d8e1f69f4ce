package import Vocabulary

/// Which record: what it is about, and its name there.
package struct RecordID: Sendable, Hashable, CustomStringConvertible {
    /// 1 to 32 small letters, digits and hyphens.
    package let kind: String
    /// 1 to 128 printable ASCII characters without spaces. Records are paged in the order of their keys.
    package let key: String

    package init?(kind: String, key: String) {
        guard Self.isKind(kind), (1...128).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else { return nil }
        self.kind = kind
        self.key = key
    }

    static func isKind(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    package var description: String { "\(kind)/\(key)" }
}

/// What a role keeps beside the ledger: bytes under a name, found again by marks and by when something is due.
package struct Record: Sendable, Hashable {
    package let id: RecordID
    /// 1 when it was written first, one more with each change.
    package let version: Int64
    package let body: [UInt8]
    /// When somebody must look at it; nil when nobody need.
    package let due: Instant?
    package let marks: [String]

    package init(id: RecordID, version: Int64, body: [UInt8], due: Instant?, marks: [String]) {
        self.id = id
        self.version = version
        self.body = body
        self.due = due
        self.marks = marks
    }
}

/// One record as it shall be after a commit.
package struct RecordWrite: Sendable, Hashable {
    package let id: RecordID
    /// The version that was read; zero for one that must not be there yet.
    package let expected: Int64
    package let content: Content?

    package struct Content: Sendable, Hashable {
        package let body: [UInt8]
        package let due: Instant?
        /// Words that it is found by, such as `merchant:shop-1`.
        package let marks: [String]
    }

    package static func keep(
        _ id: RecordID, replacing expected: Int64, body: [UInt8], due: Instant? = nil, marks: [String] = []
    ) -> RecordWrite {
        RecordWrite(
            id: id, expected: expected, content: Content(body: body, due: due, marks: Set(marks).sorted()))
    }

    package static func remove(_ id: RecordID, replacing expected: Int64) -> RecordWrite {
        RecordWrite(id: id, expected: expected, content: nil)
    }

    /// Why no store takes it; nil when it keeps the bounds.
    var objection: String? {
        guard let content else { return expected > 0 ? nil : "a record that is removed has a version" }
        if content.body.count > RecordRule.bodyMost { return "a record has at most \(RecordRule.bodyMost) bytes" }
        if content.marks.count > RecordRule.marksMost { return "a record has at most \(RecordRule.marksMost) marks" }
        guard content.marks.allSatisfy(RecordRule.isMark) else {
            return "a mark has 1 to \(RecordRule.markBytesMost) bytes and no control characters"
        }
        return nil
    }
}

/// The bounds of every store.
package enum RecordRule {
    package static let bodyMost = 256 << 10
    package static let marksMost = 8
    package static let markBytesMost = 160
    package static let rowsMost = 200
    package static let operationsMost = 8
    package static let writesMost = 16

    package static func rows(_ limit: Int) -> Int { min(max(limit, 0), rowsMost) }

    package static func isMark(_ text: String) -> Bool {
        (1...markBytesMost).contains(text.utf8.count) && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
    }
}
