internal import Journal

/// A document's address over all projections.
struct DocumentAddress: Hashable {
    var projection: String
    var key: String
}

/// Documents as the database has them, kept between transactions while nobody else has written.
struct DocumentCache {
    private(set) var bodies: [DocumentAddress: [UInt8]?] = [:]
    private var bytes = 0
    let bytesMost: Int

    init(bytesMost: Int) { self.bytesMost = bytesMost }

    subscript(address: DocumentAddress) -> [UInt8]?? { bodies[address] }

    mutating func remember(_ address: DocumentAddress, _ body: [UInt8]?) {
        // An entry costs its key and its place in the table, too.
        bytes += (body?.count ?? 0) + address.key.utf8.count + 100
        // Starting again from nothing is cruder than dropping the oldest, and needs no order to be kept.
        if bytes > bytesMost { clear() }
        bodies[address] = body
    }

    mutating func clear() {
        bodies = [:]
        bytes = 0
    }
}

/// What the projections read and change inside one transaction. Changes are collected and written together at the
/// end; a command that is refused half-way leaves nothing behind.
final class TransactionDocuments {
    private let connection: PostgresConnection
    var cache: DocumentCache
    /// Changes of the commands that were accepted; nil removes.
    private var accepted: [DocumentAddress: [UInt8]?] = [:]
    /// Changes of the command at hand.
    private var current: [DocumentAddress: [UInt8]?] = [:]
    /// What the search is to find, in the same two layers; nil finds nothing.
    private var acceptedEntries: [DocumentAddress: SearchEntry?] = [:]
    private var currentEntries: [DocumentAddress: SearchEntry?] = [:]
    /// Search entries that were written.
    private(set) var indexed = 0
    private(set) var acceptedBytes = 0
    /// The failure of a read. A projection may swallow what it was thrown; the transaction must not.
    private(set) var failure: PostgresFailure?

    init(_ connection: PostgresConnection, cache: DocumentCache) {
        self.connection = connection
        self.cache = cache
    }

    var acceptedCount: Int { accepted.count + acceptedEntries.count }

    func keepChanges() {
        for (address, body) in current {
            accepted[address] = .some(body)
            acceptedBytes += (body?.count ?? 0) + address.key.utf8.count
        }
        current = [:]
        guard !currentEntries.isEmpty else { return }
        for (address, entry) in currentEntries {
            acceptedEntries[address] = .some(entry)
            acceptedBytes += entry?.texts.reduce(0) { $0 + $1.utf8.count } ?? 0
        }
        currentEntries = [:]
    }

    func dropChanges() {
        current = [:]
        currentEntries = [:]
    }

    func body(_ address: DocumentAddress) throws(JournalError) -> [UInt8]? {
        if let body = current[address] ?? accepted[address] ?? cache[address] { return body }
        let rows = try run(SQL.document.with(.text(address.projection), .text(address.key)))
        let body = rows.isEmpty ? nil : rows.bytes(0, 0)
        cache.remember(address, body)
        return body
    }

    /// Takes documents as known that were read together with the append lock.
    func expect(_ rows: Rows) {
        for row in 0..<rows.count {
            let address = DocumentAddress(projection: rows.text(row, 0), key: rows.text(row, 1))
            if cache[address] == nil { cache.remember(address, rows.isNull(row, 2) ? nil : rows.bytes(row, 2)) }
        }
    }

    func change(_ address: DocumentAddress, to body: [UInt8]?) { current[address] = .some(body) }

    func index(_ address: DocumentAddress, _ entry: SearchEntry?) { currentEntries[address] = .some(entry) }

    func documents(_ projection: String, prefix: String, limit: Int) throws(JournalError) -> [Document] {
        let limit = min(max(limit, 0), DocumentRange.limitMost)
        var changed: [String: [UInt8]?] = [:]
        for layer in [accepted, current] {
            for (address, body) in layer where address.projection == projection && address.key.hasBytePrefix(prefix) {
                changed[address.key] = .some(body)
            }
        }
        // Every stored document that a change hides makes room for one further stored document.
        let bounds = KeyBounds(prefix: prefix)
        let rows = try run(
            SQL.documentsUp.with(
                .text(projection), .text(bounds.lower), .text(bounds.upper), .integer(Int64(limit + changed.count))))
        var found: [Document] = []
        for row in 0..<rows.count {
            let key = rows.text(row, 0)
            if changed[key] == nil { found.append(Document(key: key, body: rows.bytes(row, 1))) }
        }
        for case (let key, let body?) in changed { found.append(Document(key: key, body: body)) }
        found.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return Array(found.prefix(limit))
    }

    /// The statements that write all accepted changes.
    func writes() -> [BoundStatement] {
        var statements: [BoundStatement] = []
        var put: [(DocumentAddress, [UInt8])] = []
        var bytes = 0
        func writePut() {
            guard !put.isEmpty else { return }
            statements.append(
                SQL.putDocuments.with(
                    .texts(put.map(\.0.projection)), .texts(put.map(\.0.key)), .byteStrings(put.map(\.1))))
            put = []
            bytes = 0
        }
        for case (let address, let body?) in accepted {
            put.append((address, body))
            bytes += body.count
            if bytes > 8 << 20 { writePut() }
        }
        writePut()
        let removed = accepted.filter { $0.value == nil }.map(\.key)
        if !removed.isEmpty {
            statements.append(
                SQL.removeDocuments.with(.texts(removed.map(\.projection)), .texts(removed.map(\.key))))
        }
        return statements + SearchChanges(acceptedEntries).statements
    }

    /// Takes the accepted changes as what the database has, once it has them.
    func settle() {
        for (address, body) in accepted { cache.remember(address, body) }
        accepted = [:]
        indexed += acceptedEntries.count
        acceptedEntries = [:]
        acceptedBytes = 0
    }

    private func run(_ statement: BoundStatement) throws(JournalError) -> Rows {
        if let failure { throw failure.journalError }
        do throws(PostgresFailure) {
            return try connection.run(statement)
        } catch {
            failure = error
            throw error.journalError
        }
    }
}

/// One projection's window on the transaction's documents.
struct ProjectionDocuments: DocumentEditing {
    let documents: TransactionDocuments
    let projection: String

    func document(_ key: String) throws(JournalError) -> [UInt8]? {
        // A key that cannot be put is not there.
        guard JournalWordRule.accepts(key, most: DocumentRule.keyBytesMost) else { return nil }
        return try documents.body(DocumentAddress(projection: projection, key: key))
    }

    func documents(prefix: String, limit: Int) throws(JournalError) -> [Document] {
        guard prefix.isEmpty || JournalWordRule.accepts(prefix, most: DocumentRule.keyBytesMost) else { return [] }
        return try documents.documents(projection, prefix: prefix, limit: limit)
    }

    mutating func put(_ key: String, _ body: [UInt8]) throws(JournalError) {
        try DocumentRule.check(key: key, body: body)
        documents.change(DocumentAddress(projection: projection, key: key), to: body)
    }

    mutating func remove(_ key: String) throws(JournalError) {
        try DocumentRule.check(key: key, body: [])
        documents.change(DocumentAddress(projection: projection, key: key), to: nil)
    }

    mutating func index(_ key: String, _ entry: SearchEntry?) throws(JournalError) {
        try SearchRule.check(key: key, entry)
        documents.index(DocumentAddress(projection: projection, key: key), entry)
    }
}

/// A range of keys in byte order: from `lower` to before `upper`.
struct KeyBounds {
    var lower: String
    var upper: String

    /// Keys hold no byte above 0x7e, so 0x7f after the prefix is behind every key that starts with it.
    init(prefix: String) {
        lower = prefix
        upper = prefix + "\u{7f}"
    }

    init(_ range: DocumentRange) {
        self.init(prefix: range.prefix)
        guard let after = range.after else { return }
        if range.descending {
            if after.utf8.lexicographicallyPrecedes(upper.utf8) { upper = after }
        } else {
            // Keys hold no byte below 0x21, so nothing lies between a key and the key with 0x01 behind it.
            let next = after + "\u{1}"
            if lower.utf8.lexicographicallyPrecedes(next.utf8) { lower = next }
        }
    }
}

extension String {
    func hasBytePrefix(_ prefix: String) -> Bool { utf8.starts(with: prefix.utf8) }
}
