internal import JSON
package import Journal
internal import Vocabulary

/// What was made of each case, and how each rule stands. Documents: `case/NUMBER` with the number in twelve digits, `pending/NUMBER` of
/// those whose grace time runs, `rule/NAME`.
package struct AnnouncingProjection: Projection {
    package static let name: ProjectionName = "announcing"

    package init() {}

    package var name: ProjectionName { Self.name }
    package var revision: Int { 1 }

    package func apply(_ entry: Entry, to documents: inout any DocumentEditing) throws(JournalError) {
        let fact: AnnouncingFact?
        do throws(JSONError) {
            fact = try AnnouncingFact(entry)
        } catch {
            throw JournalError(.refused, "\(entry.kind) in \(entry.stream) can't be read: \(error)")
        }
        guard let fact else { return }
        if case .rule(let change) = fact { return try apply(change, entry, &documents) }
        guard let number = Int64(entry.stream.id) else { return }
        let key = Self.key(number)
        var known =
            try documents.document(key).map { (body) throws(JournalError) in
                try Self.decode(key, body) { json throws(JSONError) in try Announcement(json: json) }
            } ?? Announcement(number: number)
        known.apply(fact, at: entry.instant)
        known.version = entry.version.rawValue
        let body = known.json.canonicalBytes()
        try documents.put(key, body)
        if known.rounds.last?.isPending == true {
            try documents.put(Self.pendingKey(number), body)
        } else {
            try documents.remove(Self.pendingKey(number))
        }
    }

    private func apply(
        _ fact: RuleFact, _ entry: Entry, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        let key = Self.rulePrefix + fact.name.rawValue
        var standing =
            try documents.document(key).map { (body) throws(JournalError) in
                try Self.decode(key, body) { json throws(JSONError) in try RuleStanding(json: json) }
            } ?? RuleStanding(fact.name)
        standing.apply(fact, at: entry.instant)
        standing.version = entry.version.rawValue
        try documents.put(key, standing.json.canonicalBytes())
    }

    static let casePrefix = "case/"
    static let pendingPrefix = "pending/"
    static let rulePrefix = "rule/"

    static func key(_ number: Int64) -> String { casePrefix + padded(number) }
    static func pendingKey(_ number: Int64) -> String { pendingPrefix + padded(number) }

    private static func padded(_ number: Int64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 12 - digits.utf8.count)) + digits
    }

    static func decode<Value>(
        _ key: String, _ body: [UInt8], _ transform: (JSONValue) throws(JSONError) -> Value
    ) throws(JournalError) -> Value {
        do throws(JSONError) {
            return try transform(JSONValue(reading: body, limits: JSONLimits(bytes: DocumentRule.bodyBytesMost)))
        } catch {
            throw JournalError(.corrupt, "the read model \(key) does not fit: \(error); run `vigie rebuild`")
        }
    }
}

/// Reads announcements out of one consistent picture.
package struct AnnouncingReading {
    private let documents: any DocumentReading

    package init(_ documents: any DocumentReading) { self.documents = documents }

    package func announcement(_ number: Int64) throws(JournalError) -> Announcement? {
        let key = AnnouncingProjection.key(number)
        guard let body = try documents.document(AnnouncingProjection.name, key) else { return nil }
        return try AnnouncingProjection.decode(key, body) { json throws(JSONError) in try Announcement(json: json) }
    }

    /// Those whose grace time runs, at most `limit`.
    package func pending(limit: Int = 1_000) throws(JournalError) -> [Announcement] {
        try announcements(AnnouncingProjection.pendingPrefix, limit, descending: false)
    }

    /// The latest cases first.
    package func latest(limit: Int) throws(JournalError) -> [Announcement] {
        try announcements(AnnouncingProjection.casePrefix, limit, descending: true)
    }

    private func announcements(
        _ prefix: String, _ limit: Int, descending: Bool
    ) throws(JournalError) -> [Announcement] {
        var found: [Announcement] = []
        let range = DocumentRange(prefix: prefix, descending: descending, limit: limit)
        for document in try documents.documents(AnnouncingProjection.name, range) {
            found.append(
                try AnnouncingProjection.decode(document.key, document.body) { json throws(JSONError) in
                    try Announcement(json: json)
                })
        }
        return found
    }

    /// Every rule, those of which nothing was said too.
    package func rules() throws(JournalError) -> [RuleStanding] {
        var rules: [RuleStanding] = []
        for name in RuleName.allCases.sorted() {
            let key = AnnouncingProjection.rulePrefix + name.rawValue
            guard let body = try documents.document(AnnouncingProjection.name, key) else {
                rules.append(RuleStanding(name))
                continue
            }
            rules.append(
                try AnnouncingProjection.decode(key, body) { json throws(JSONError) in try RuleStanding(json: json) })
        }
        return rules
    }
}
