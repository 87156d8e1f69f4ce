internal import Incidents
internal import JSON
internal import Journal
internal import Vocabulary

/// The outbox's documents: their keys and their forms.
enum OutboxDocuments {
    static let bookKey = "routes"
    static let messagePrefix = "message/"
    static let pendingPrefix = "pending/"
    static let deadPrefix = "dead/"
    static let logPrefix = "log/"
    static func callKey(_ number: Int64) -> String { "call/\(number)" }
    private static func caseKey(_ id: IncidentID) -> String { "case-of/" + id.rawValue }
    private static let logCountKey = "log-count"

    struct IncidentRecord {
        var incident: Incident
        var told: MomentRule.Told?

        var json: JSONValue {
            var object: JSONObject = ["incident": incident.json]
            object["told"] = told.map {
                ["severity": .string($0.severity.rawValue), "phase": .string($0.phase.rawValue)]
            }
            return .object(object)
        }
    }

    /// The channels that were told of a subject, and the incidents that it is made of.
    struct Subject {
        var channels: [AlertChannelID] = []
        var incidents: [IncidentID] = []
    }

    static func incident(_ key: String, _ documents: any DocumentEditing) throws(JournalError) -> IncidentRecord? {
        try read(key, documents) { json throws(JSONError) in
            let object = try JSONObjectReader(json)
            var record = IncidentRecord(
                incident: try Incident(json: object.value("incident"), path: JSONPath.root.member("incident")))
            if object.has("told") {
                let told = try object.object("told")
                record.told = MomentRule.Told(severity: try told.word("severity"), phase: try told.word("phase"))
            }
            return record
        }
    }

    static func channel(
        of component: ComponentID, _ documents: any DocumentEditing
    ) throws(JournalError) -> Channel? {
        try read("component/" + component.rawValue, documents) { json throws(JSONError) in
            try JSONObjectReader(json).word("channel", as: Channel.self)
        }
    }

    static func book(_ documents: any DocumentEditing) throws(JournalError) -> RouteBook {
        try read(bookKey, documents) { json throws(JSONError) in try RouteBook(json: json) } ?? RouteBook()
    }

    // MARK: Events and pages

    /// The incident that stands for all that were joined with this one.
    static func root(of id: IncidentID, _ documents: any DocumentEditing) throws(JournalError) -> IncidentID {
        var root = id
        // A name always leads to a lesser one, so this ends; the bound is for documents that somebody else wrote.
        for _ in 0..<1_000 {
            let next = try read("event/" + root.rawValue, documents) { json throws(JSONError) in
                try JSONObjectReader(json).identifier("root", as: IncidentID.self)
            }
            guard let next else { return root }
            root = next
        }
        return root
    }

    static func setRoot(
        of id: IncidentID, _ root: IncidentID?, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        guard let root else { return try documents.remove("event/" + id.rawValue) }
        let body: JSONValue = ["root": .string(root.rawValue)]
        try documents.put("event/" + id.rawValue, body.canonicalBytes())
    }

    /// The case that an incident tells; nil for what people declared.
    static func caseNumber(of id: IncidentID, _ documents: any DocumentEditing) throws(JournalError) -> Int64? {
        try read(caseKey(id), documents) { json throws(JSONError) in
            try JSONObjectReader(json).integer("case", in: 0...Int64.max)
        }
    }

    static func setCase(
        of id: IncidentID, _ number: Int64, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        let body: JSONValue = ["case": .integer(number)]
        try documents.put(caseKey(id), body.canonicalBytes())
    }

    static func troubleSince(_ key: String, _ documents: any DocumentEditing) throws(JournalError) -> Instant? {
        try read(key, documents) { json throws(JSONError) in
            try JSONObjectReader(json).converted("troubleSince", "an instant") { try? Instant(rfc3339: $0) }
        }
    }

    static func setTroubleSince(
        _ key: String, _ instant: Instant?, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        guard let instant else { return try documents.remove(key) }
        let body: JSONValue = ["troubleSince": .string(instant.rfc3339)]
        try documents.put(key, body.canonicalBytes())
    }

    // MARK: Messages

    static func subject(_ key: String, _ documents: any DocumentEditing) throws(JournalError) -> Subject {
        try read("subject/" + key, documents) { json throws(JSONError) in
            let object = try JSONObjectReader(json)
            return Subject(
                channels: try object.identifiers("channels"), incidents: try object.identifiers("incidents"))
        } ?? Subject()
    }

    static func put(
        _ subject: Subject, _ key: String, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        let body: JSONValue = [
            "channels": JSONValue(subject.channels.map(\.rawValue)),
            "incidents": JSONValue(subject.incidents.map(\.rawValue)),
        ]
        try documents.put("subject/" + key, body.canonicalBytes())
    }

    static func message(_ id: MessageID, _ documents: any DocumentEditing) throws(JournalError) -> OutboxMessage? {
        try read(messagePrefix + id.rawValue, documents) { json throws(JSONError) in try OutboxMessage(json: json) }
    }

    /// Puts a message in its place and into the list of its state.
    static func put(_ message: OutboxMessage, _ documents: inout any DocumentEditing) throws(JournalError) {
        let body = message.json.canonicalBytes()
        let id = message.id.rawValue
        try documents.put(messagePrefix + id, body)
        if message.state == .pending { try documents.put(pendingPrefix + id, body) }
        if message.state == .dead { try documents.put(deadPrefix + id, body) }
        if message.state != .pending { try documents.remove(pendingPrefix + id) }
        if message.state != .dead { try documents.remove(deadPrefix + id) }
    }

    /// Notes an outcome; the oldest goes when there are too many.
    static func log(
        _ id: MessageID, _ record: DeliveryRecord, _ outcome: String, _ entry: Entry,
        _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        let count =
            try read(logCountKey, documents) { json throws(JSONError) in
                try JSONObjectReader(json).integer("count", in: 0...Int64.max - 1)
            } ?? 0
        let body: JSONValue = [
            "message": .string(id.rawValue), "outcome": .string(outcome), "at": .string(entry.instant.rfc3339),
            "record": record.json,
        ]
        try documents.put(logKey(count), body.canonicalBytes())
        let counted: JSONValue = ["count": .integer(count + 1)]
        try documents.put(logCountKey, counted.canonicalBytes())
        let oldest = count - Int64(OutboxProjection.logMost)
        if oldest >= 0 { try documents.remove(logKey(oldest)) }
    }

    private static func logKey(_ number: Int64) -> String {
        let digits = String(number)
        return logPrefix + String(repeating: "0", count: max(0, 16 - digits.utf8.count)) + digits
    }

    private static func read<Value>(
        _ key: String, _ documents: any DocumentEditing, _ transform: (JSONValue) throws(JSONError) -> Value
    ) throws(JournalError) -> Value? {
        guard let body = try documents.document(key) else { return nil }
        return try decode(key, body, transform)
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
