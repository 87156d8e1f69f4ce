/// One projection's documents in memory: for checking a store against a replay, and for tests of projections.
///
/// A class, because a projection takes its documents as an existential and a copy per entry would be slow.
package final class MemoryDocuments: DocumentEditing {
    private var bodies: [String: [UInt8]] = [:]
    /// All keys in order, so that prefixes can be listed.
    private var keys: [String] = []
    private var records: [String: SearchRecord] = [:]

    package init() {}

    package var count: Int { keys.count }

    /// All documents in key order.
    package var all: [Document] {
        keys.map { Document(key: $0, body: bodies[$0] ?? []) }
    }

    package func document(_ key: String) throws(JournalError) -> [UInt8]? { bodies[key] }

    package func documents(prefix: String, limit: Int) throws(JournalError) -> [Document] {
        var found: [Document] = []
        for key in keys[place(of: prefix)...].prefix(max(limit, 0)) {
            guard key.hasPrefix(prefix) else { break }
            found.append(Document(key: key, body: bodies[key] ?? []))
        }
        return found
    }

    package func put(_ key: String, _ body: [UInt8]) throws(JournalError) {
        try DocumentRule.check(key: key, body: body)
        if bodies.updateValue(body, forKey: key) == nil { keys.insert(key, at: place(of: key)) }
    }

    package func remove(_ key: String) throws(JournalError) {
        if bodies.removeValue(forKey: key) != nil { keys.remove(at: place(of: key)) }
    }

    package func index(_ key: String, _ entry: SearchEntry?) throws(JournalError) {
        try SearchRule.check(key: key, entry)
        records[key] = entry.map { SearchRecord(key: key, $0) }
    }

    /// What the search keeps, in key order.
    package var searchRecords: [SearchRecord] { records.values.sorted { $0.key < $1.key } }

    /// The plainest way to answer: every record is looked at.
    package func search(_ query: SearchQuery) throws(JournalError) -> SearchAnswer {
        if let objection = query.objection { throw JournalError(.refused, objection) }
        let found = records.values.filter { query.isMet(by: $0) }.map { SearchHit(order: $0.order, key: $0.key) }
        let left = found.filter { hit in query.after.map { hit < $0 } ?? true }.sorted(by: >)
        return SearchAnswer(ordered: left, query, counted: query.isCounted ? found.count : nil)
    }

    /// Applies an entry by a projection's rule.
    package func apply(_ entry: Entry, by projection: any Projection) throws(JournalError) {
        var editing: any DocumentEditing = self
        try projection.apply(entry, to: &editing)
    }

    /// See ``DocumentsDigest``: equal to a store's when the documents are equal.
    package var documentsDigest: DocumentsDigest {
        var digest = DocumentsDigest()
        for document in all { digest.add(document) }
        for record in searchRecords { digest.add(record) }
        return digest
    }

    /// The first place whose key is not before `key`.
    private func place(of key: String) -> Int {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = low + (high - low) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
