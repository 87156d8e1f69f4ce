package import Bytes
internal import Incidents
internal import JSON
package import Journal
package import Vocabulary

/// Reads subscriptions out of one consistent picture.
package struct SubscriptionReading {
    private let documents: any DocumentReading

    package init(_ documents: any DocumentReading) { self.documents = documents }

    package var position: Position { documents.position }

    // MARK: Subscribers

    package func subscriber(_ id: SubscriberID) throws(JournalError) -> Subscriber? {
        try one(SubscriptionDocuments.subscriberPrefix + id.rawValue) { json throws(JSONError) in
            try Subscriber(json: json)
        }
    }

    /// Whom a question was put to.
    package func subscriber(asked digest: SHA256Digest) throws(JournalError) -> Subscriber? {
        let id = try one(SubscriptionDocuments.tokenPrefix + digest.hexadecimal) { json throws(JSONError) in
            try JSONObjectReader(json).identifier("subscriber", as: SubscriberID.self)
        }
        guard let id else { return nil }
        return try subscriber(id)
    }

    /// Those of a brand after one of them, in the order of their names, at most `limit`.
    package func subscribers(
        of brand: BrandID, after: SubscriberID? = nil, limit: Int
    ) throws(JournalError) -> [Subscriber] {
        let range = DocumentRange(
            prefix: SubscriptionDocuments.listPrefix + brand.rawValue + "/",
            after: after.map { SubscriptionDocuments.listKey(brand, $0) }, limit: limit)
        let keys = try documents.documents(SubscriptionProjection.name, range).map { document in
            SubscriptionDocuments.subscriberPrefix + document.key.split(separator: "/")[2]
        }
        let bodies = try documents.documents(SubscriptionProjection.name, keys: keys)
        var found: [Subscriber] = []
        for key in keys {
            guard let body = bodies[key] else { continue }
            found.append(
                try SubscriptionDocuments.decode(key, body) { json throws(JSONError) in try Subscriber(json: json) })
        }
        return found
    }

    package func counts(of brand: BrandID) throws(JournalError) -> [Subscriber.State: Int] {
        try one("count/" + brand.rawValue, SubscriptionDocuments.counts) ?? [:]
    }

    /// Those who never answered, and whose question is no longer good.
    package func expired(now: Instant, limit: Int) throws(JournalError) -> [SubscriberID] {
        let end = SubscriptionDocuments.unconfirmedKey(now)
        let range = DocumentRange(prefix: SubscriptionDocuments.unconfirmedPrefix, limit: limit)
        return try documents.documents(SubscriptionProjection.name, range).prefix { $0.key < end }
            .compactMap { $0.key.split(separator: "/").last.flatMap { SubscriberID($0) } }
    }

    // MARK: Jobs

    package func job(_ id: FanOutJobID) throws(JournalError) -> FanOutJob? {
        try one(SubscriptionDocuments.jobPrefix + id.rawValue) { json throws(JSONError) in try FanOutJob(json: json) }
    }

    /// What is told to many, the latest first, at most `limit`; with `before` what came before that job.
    package func jobs(before: FanOutJobID? = nil, limit: Int) throws(JournalError) -> [FanOutJob] {
        let range = DocumentRange(
            prefix: SubscriptionDocuments.jobPrefix + "1-", descending: true,
            after: before.map { SubscriptionDocuments.jobPrefix + $0.rawValue }, limit: limit)
        return try all(range) { json throws(JSONError) in try FanOutJob(json: json) }
    }

    /// What tells the words of an incident as they are now, the latest first; what told earlier words is left out.
    package func jobs(about incident: IncidentID) throws(JournalError) -> [FanOutJob] {
        let told = try one(Fact.stream(of: incident).rawValue) { json throws(JSONError) in try ToldIncident(json: json)
        }
        var found: [FanOutJob] = []
        for id in (told?.jobs ?? []).sorted(by: >).prefix(Self.jobsMost) {
            if let job = try job(id) { found.append(job) }
        }
        return found
    }

    private static let jobsMost = 200

    package func dead(limit: Int) throws(JournalError) -> [DeadLetter] {
        try all(DocumentRange(prefix: SubscriptionDocuments.deadPrefix, limit: limit)) { json throws(JSONError) in
            let object = try JSONObjectReader(json)
            return DeadLetter(
                job: try object.identifier("job"), subscriber: try object.identifier("subscriber"),
                brand: try object.identifier("brand"), at: try object.instant("at"),
                attempts: try object.count("attempts"), error: try object.string("error"))
        }
    }

    /// The latest first, at most `limit`.
    package func log(limit: Int) throws(JournalError) -> [LoggedTelling] {
        let range = DocumentRange(prefix: SubscriptionDocuments.logPrefix, descending: true, limit: limit)
        return try all(range) { json throws(JSONError) in
            let object = try JSONObjectReader(json)
            return LoggedTelling(
                job: try object.identifier("job"), at: try object.instant("at"), told: try object.count("told"),
                dead: try object.count("dead"), skipped: try object.count("skipped"))
        }
    }

    /// Messages that wait in all jobs are found chunk by chunk, the first first.
    func waiting(limit: Int) throws(JournalError) -> [FanOutChunk.ID: FanOutWaiting] {
        let range = DocumentRange(prefix: SubscriptionDocuments.waitingPrefix, limit: limit)
        return try waiting(documents.documents(SubscriptionProjection.name, range))
    }

    func waiting(_ ids: [FanOutChunk.ID]) throws(JournalError) -> [FanOutChunk.ID: FanOutWaiting] {
        let keys = ids.map { SubscriptionDocuments.waitingPrefix + SubscriptionDocuments.place($0) }
        let found = try documents.documents(SubscriptionProjection.name, keys: keys)
        return try waiting(found.map { Document(key: $0.key, body: $0.value) })
    }

    private func waiting(_ documents: [Document]) throws(JournalError) -> [FanOutChunk.ID: FanOutWaiting] {
        var found: [FanOutChunk.ID: FanOutWaiting] = [:]
        for document in documents {
            let place = document.key.dropFirst(SubscriptionDocuments.waitingPrefix.count)
            guard let id = SubscriptionDocuments.chunkID(place) else { continue }
            found[id] = try SubscriptionDocuments.decode(
                document.key, document.body, SubscriptionDocuments.waiting)
        }
        return found
    }

    func chunk(_ id: FanOutChunk.ID) throws(JournalError) -> FanOutChunk? {
        try one(SubscriptionDocuments.chunkPrefix + SubscriptionDocuments.place(id)) { json throws(JSONError) in
            try FanOutChunk(json: json)
        }
    }

    /// Whether any message waits.
    package func isAnythingWaiting() throws(JournalError) -> Bool { try !waiting(limit: 1).isEmpty }

    private func one<Value>(
        _ key: String, _ read: (JSONValue) throws(JSONError) -> Value
    ) throws(JournalError) -> Value? {
        guard let body = try documents.document(SubscriptionProjection.name, key) else { return nil }
        return try SubscriptionDocuments.decode(key, body, read)
    }

    private func all<Value>(
        _ range: DocumentRange, _ read: (JSONValue) throws(JSONError) -> Value
    ) throws(JournalError) -> [Value] {
        var found: [Value] = []
        for document in try documents.documents(SubscriptionProjection.name, range) {
            found.append(try SubscriptionDocuments.decode(document.key, document.body, read))
        }
        return found
    }
}

/// A message that nobody tries any more.
package struct DeadLetter: Sendable, Hashable {
    package var job: FanOutJobID
    package var subscriber: SubscriberID
    package var brand: BrandID
    package var at: Instant
    package var attempts: Int
    /// Fit to be shown: no address, no secret.
    package var error: String
}

/// What one entry recorded of a job.
package struct LoggedTelling: Sendable, Hashable {
    package var job: FanOutJobID
    package var at: Instant
    package var told: Int
    package var dead: Int
    package var skipped: Int
}
