internal import JSON
package import Journal
package import Vocabulary

/// Reads the outbox out of one consistent picture.
package struct OutboxReading {
    private let documents: any DocumentReading

    package init(_ documents: any DocumentReading) { self.documents = documents }

    package var position: Position { documents.position }

    package func book() throws(JournalError) -> RouteBook {
        guard let body = try documents.document(OutboxProjection.name, OutboxDocuments.bookKey) else {
            return RouteBook()
        }
        return try OutboxDocuments.decode(OutboxDocuments.bookKey, body) { json throws(JSONError) in
            try RouteBook(json: json)
        }
    }

    package func message(_ id: MessageID) throws(JournalError) -> OutboxMessage? {
        let key = OutboxDocuments.messagePrefix + id.rawValue
        guard let body = try documents.document(OutboxProjection.name, key) else { return nil }
        return try OutboxDocuments.decode(key, body) { json throws(JSONError) in try OutboxMessage(json: json) }
    }

    /// What people were told of a case last.
    package func call(_ number: Int64) throws(JournalError) -> CaseCall? {
        let key = OutboxDocuments.callKey(number)
        guard let body = try documents.document(OutboxProjection.name, key) else { return nil }
        return try OutboxDocuments.decode(key, body) { json throws(JSONError) in try CaseCall(json: json) }
    }

    /// What waits, in the order of names, at most `limit`.
    package func pending(limit: Int) throws(JournalError) -> [OutboxMessage] {
        try messages(OutboxDocuments.pendingPrefix, limit)
    }

    /// What nobody tries any more, at most `limit`.
    package func dead(limit: Int) throws(JournalError) -> [OutboxMessage] {
        try messages(OutboxDocuments.deadPrefix, limit)
    }

    /// The latest outcomes first, at most `limit`.
    package func log(limit: Int) throws(JournalError) -> [LoggedDelivery] {
        let range = DocumentRange(prefix: OutboxDocuments.logPrefix, descending: true, limit: limit)
        var found: [LoggedDelivery] = []
        for document in try documents.documents(OutboxProjection.name, range) {
            found.append(
                try OutboxDocuments.decode(document.key, document.body) { json throws(JSONError) in
                    let object = try JSONObjectReader(json)
                    return LoggedDelivery(
                        message: try object.converted("message", "32 hexadecimal digits") { MessageID($0) },
                        outcome: try object.string("outcome"),
                        at: try object.converted("at", "an instant") { try? Instant(rfc3339: $0) },
                        record: try DeliveryRecord(json: object.value("record")))
                })
        }
        return found
    }

    private func messages(_ prefix: String, _ limit: Int) throws(JournalError) -> [OutboxMessage] {
        var found: [OutboxMessage] = []
        let range = DocumentRange(prefix: prefix, limit: limit)
        for document in try documents.documents(OutboxProjection.name, range) {
            found.append(
                try OutboxDocuments.decode(document.key, document.body) { json throws(JSONError) in
                    try OutboxMessage(json: json)
                })
        }
        return found
    }
}

/// An outcome in the delivery log.
package struct LoggedDelivery: Sendable, Hashable {
    package var message: MessageID
    /// `delivered`, `failed` or `dead`.
    package var outcome: String
    package var at: Instant
    package var record: DeliveryRecord

    package init(message: MessageID, outcome: String, at: Instant, record: DeliveryRecord) {
        self.message = message
        self.outcome = outcome
        self.at = at
        self.record = record
    }
}
