package struct ProjectionName: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
    package init(stringLiteral value: String) { self.rawValue = value }
    package var description: String { rawValue }
}

/// A rule that turns entries into documents (read models).
///
/// Pure: the same entries in the same order give the same documents, byte for byte, on every store. It runs inside the
/// transaction of the append.
package protocol Projection: Sendable {
    var name: ProjectionName { get }
    /// Raised when the rule changes; a store that finds an older revision rebuilds at start.
    var revision: Int { get }
    /// Changes the documents of this projection as the entry demands. Unknown kinds are left alone.
    func apply(_ entry: Entry, to documents: inout any DocumentEditing) throws(JournalError)
}

/// One projection's documents while an entry is applied.
///
/// Keys are printable ASCII without spaces, at most 300 bytes, ordered bytewise.
package protocol DocumentEditing {
    func document(_ key: String) throws(JournalError) -> [UInt8]?
    /// Documents whose key starts with `prefix`, in key order, at most `limit`.
    func documents(prefix: String, limit: Int) throws(JournalError) -> [Document]
    mutating func put(_ key: String, _ body: [UInt8]) throws(JournalError)
    mutating func remove(_ key: String) throws(JournalError)
    /// Has the search find `entry` under a key, instead of what it found there; nil has it find nothing. Entries and
    /// documents are independent: a document need not be searched, and a key that is found need not be a document's.
    mutating func index(_ key: String, _ entry: SearchEntry?) throws(JournalError)
}

/// Reads documents of any projection in one consistent picture.
package protocol DocumentReading {
    /// The last entry that this picture contains.
    var position: Position { get }
    func document(_ projection: ProjectionName, _ key: String) throws(JournalError) -> [UInt8]?
    func documents(_ projection: ProjectionName, _ range: DocumentRange) throws(JournalError) -> [Document]
    /// The documents of these keys by key, those that there are: one question for a store that is far away.
    func documents(_ projection: ProjectionName, keys: [String]) throws(JournalError) -> [String: [UInt8]]
    /// The newest entries of a projection that meet a question.
    func search(_ projection: ProjectionName, _ query: SearchQuery) throws(JournalError) -> SearchAnswer
    /// What the search keeps, in key order, after a key; a store may give fewer than `limit`, and only an empty answer is
    /// the end. For ``DocumentsDigest``.
    func searchRecords(
        _ projection: ProjectionName, after key: String?, limit: Int
    ) throws(JournalError) -> [SearchRecord]
}

extension DocumentReading {
    /// One after the other, where a question costs next to nothing.
    package func documents(
        _ projection: ProjectionName, keys: [String]
    ) throws(JournalError) -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for key in keys { found[key] = try document(projection, key) }
        return found
    }
}

package struct Document: Sendable, Equatable {
    package var key: String
    package var body: [UInt8]

    package init(key: String, body: [UInt8]) {
        self.key = key
        self.body = body
    }
}

/// The bounds of a document, the same in every store.
///
/// `put` refuses what is outside; the command is refused with it.
package enum DocumentRule {
    package static let keyBytesMost = 300
    package static let bodyBytesMost = 8 << 20

    package static func check(key: String, body: [UInt8]) throws(JournalError) {
        guard JournalWordRule.accepts(key, most: keyBytesMost) else {
            throw JournalError(
                .refused, "a document key is printable ASCII without spaces, at most \(keyBytesMost) bytes")
        }
        guard body.count <= bodyBytesMost else {
            throw JournalError(
                .refused, "a document has at most \(bodyBytesMost) bytes; split it over several keys")
        }
    }
}

/// Which documents to read: a key prefix, a direction, a place to go on from, and a limit.
package struct DocumentRange: Sendable, Equatable {
    package static let limitMost = 10_000

    package var prefix: String
    package var descending: Bool
    /// Go on after this key (in the direction of reading).
    package var after: String?
    package var limit: Int

    package init(prefix: String, descending: Bool = false, after: String? = nil, limit: Int = 1_000) {
        self.prefix = prefix
        self.descending = descending
        self.after = after
        self.limit = min(max(limit, 0), Self.limitMost)
    }
}
