internal import JSON
package import Journal
package import Judging

/// Reads what is watched out of one consistent picture: `store.read { try WatchReading($0).openCases() }`.
package struct WatchReading {
    private let documents: any DocumentReading

    package init(_ documents: any DocumentReading) { self.documents = documents }

    package func knownCase(_ number: CaseNumber) throws(JournalError) -> WatchedCase? {
        let key = WatchProjection.key(number)
        guard let body = try documents.document(WatchProjection.name, key) else { return nil }
        return try Self.decode(key, body) { json throws(JSONError) in try WatchedCase(json: json) }
    }

    /// Open, or watched for a while; in the order in which they were opened.
    package func openCases() throws(JournalError) -> [WatchedCase] {
        let range = DocumentRange(prefix: "open/", limit: 1_000)
        let keys = try documents.documents(WatchProjection.name, range).map { "case/" + $0.key.dropFirst(5) }
        let bodies = try documents.documents(WatchProjection.name, keys: keys)
        var found: [WatchedCase] = []
        for key in keys {
            guard let body = bodies[key] else { continue }
            found.append(try Self.decode(key, body) { json throws(JSONError) in try WatchedCase(json: json) })
        }
        return found
    }

    /// All of them, latest first.
    package func cases(before number: CaseNumber? = nil, limit: Int) throws(JournalError) -> [WatchedCase] {
        try all(
            DocumentRange(
                prefix: "case/", descending: true, after: number.map { WatchProjection.key($0) }, limit: limit)
        ) { json throws(JSONError) in try WatchedCase(json: json) }
    }

    package func target(_ name: String) throws(JournalError) -> WatchedTarget? {
        let key = WatchProjection.key(target: name)
        guard let body = try documents.document(WatchProjection.name, key) else { return nil }
        return try Self.decode(key, body) { json throws(JSONError) in try WatchedTarget(json: json) }
    }

    /// In the order of their names; also those that are no longer watched.
    package func targets(after name: String? = nil, limit: Int) throws(JournalError) -> [WatchedTarget] {
        try all(
            DocumentRange(prefix: "target/", after: name.map { WatchProjection.key(target: $0) }, limit: limit)
        ) { json throws(JSONError) in try WatchedTarget(json: json) }
    }

    package func targets(named names: [String]) throws(JournalError) -> [String: WatchedTarget] {
        let bodies = try documents.documents(
            WatchProjection.name, keys: names.map { WatchProjection.key(target: $0) })
        var found: [String: WatchedTarget] = [:]
        for (key, body) in bodies {
            let target = try Self.decode(key, body) { json throws(JSONError) in try WatchedTarget(json: json) }
            found[target.name] = target
        }
        return found
    }

    package func vantages() throws(JournalError) -> [WatchedVantage] {
        try all(DocumentRange(prefix: "vantage/")) { json throws(JSONError) in try WatchedVantage(json: json) }
    }

    private func all<Value>(
        _ range: DocumentRange, _ read: (JSONValue) throws(JSONError) -> Value
    ) throws(JournalError) -> [Value] {
        var found: [Value] = []
        for document in try documents.documents(WatchProjection.name, range) {
            found.append(try Self.decode(document.key, document.body, read))
        }
        return found
    }

    static func decode<Value>(
        _ key: String, _ body: [UInt8], _ read: (JSONValue) throws(JSONError) -> Value
    ) throws(JournalError) -> Value {
        do throws(JSONError) {
            return try read(JSONValue(reading: body, limits: JSONLimits(bytes: DocumentRule.bodyBytesMost)))
        } catch {
            throw JournalError(.corrupt, "the read model \(key) does not fit: \(error); run `vigie rebuild`")
        }
    }
}
