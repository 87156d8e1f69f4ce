internal import Bytes
internal import JSON
internal import Journal
internal import Vocabulary

/// The documents of subscriptions: their keys and their forms.
enum SubscriptionDocuments {
    static let subscriberPrefix = "subscriber/"
    static let tokenPrefix = "token/"
    static let unconfirmedPrefix = "unconfirmed/"
    static let rosterPrefix = "roster/"
    static let listPrefix = "list/"
    static let jobPrefix = "job/"
    static let chunkPrefix = "chunk/"
    static let waitingPrefix = "waiting/"
    static let deadPrefix = "dead/"
    static let logPrefix = "log/"
    /// Under two hexadecimal digits each, so that a change rewrites little and a job reads no more documents than these.
    static let rosterShards = 256

    // MARK: Subscribers

    static func subscriber(
        _ id: SubscriberID, _ documents: any DocumentEditing
    ) throws(JournalError) -> Subscriber? {
        try read(subscriberPrefix + id.rawValue, documents) { json throws(JSONError) in try Subscriber(json: json) }
    }

    /// Puts a subscriber into all its places, and takes it out of those where it no longer belongs.
    static func put(
        _ subscriber: Subscriber?, before: Subscriber?, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        guard let id = subscriber?.id ?? before?.id, let brand = subscriber?.brand ?? before?.brand else { return }
        let key = subscriberPrefix + id.rawValue
        if let subscriber {
            try documents.put(key, subscriber.json.canonicalBytes())
            if before == nil { try documents.put(listKey(brand, id), Array("{}".utf8)) }
        } else {
            try documents.remove(key)
            try documents.remove(listKey(brand, id))
        }
        if before?.question?.digest != subscriber?.question?.digest {
            if let old = before?.question { try documents.remove(tokenPrefix + old.digest.hexadecimal) }
            if let new = subscriber?.question {
                let body: JSONValue = ["subscriber": .string(id.rawValue)]
                try documents.put(tokenPrefix + new.digest.hexadecimal, body.canonicalBytes())
            }
        }
        let unconfirmed = subscriber.flatMap { Self.unconfirmedKey($0) }
        let old = before.flatMap { Self.unconfirmedKey($0) }
        if unconfirmed != old {
            if let old { try documents.remove(old) }
            if let unconfirmed { try documents.put(unconfirmed, Array("{}".utf8)) }
        }
        let line = subscriber.flatMap { RosterLine($0) }
        if line != before.flatMap({ RosterLine($0) }) { try put(line, id, brand, &documents) }
        if subscriber?.state != before?.state {
            var counts = try counts(brand, documents)
            if let old = before?.state { counts[old, default: 1] -= 1 }
            if let new = subscriber?.state { counts[new, default: 0] += 1 }
            try put(counts, brand, &documents)
        }
    }

    /// In the order in which they may be forgotten.
    private static func unconfirmedKey(_ subscriber: Subscriber) -> String? {
        guard subscriber.state == .unconfirmed, let question = subscriber.question else { return nil }
        return unconfirmedKey(question.expires) + "/" + subscriber.id.rawValue
    }

    static func unconfirmedKey(_ expires: Instant) -> String {
        let digits = String(max(expires.seconds, 0))
        return unconfirmedPrefix + String(repeating: "0", count: max(0, 12 - digits.utf8.count)) + digits
    }

    static func listKey(_ brand: BrandID, _ id: SubscriberID) -> String {
        listPrefix + brand.rawValue + "/" + id.rawValue
    }

    // MARK: The roster: who is told of what

    struct RosterLine: Hashable {
        var id: SubscriberID
        var lane: FanOutLane
        var components: [ComponentID]

        /// Nil for who gets nothing.
        init?(_ subscriber: Subscriber) {
            guard subscriber.state == .confirmed else { return nil }
            id = subscriber.id
            lane = subscriber.target.lane
            components = subscriber.wish.components
        }

        init(json: JSONValue, path: JSONPath) throws(JSONError) {
            let object = try JSONObjectReader(json, path: path)
            id = try object.identifier("id")
            lane = try object.converted("lane", "a lane") { FanOutLane($0) }
            components = try object.identifiers("components")
        }

        var json: JSONValue {
            var object: JSONObject = ["id": .string(id.rawValue), "lane": .string(lane.name)]
            if !components.isEmpty { object["components"] = JSONValue(components.map(\.rawValue)) }
            return .object(object)
        }
    }

    private static func put(
        _ line: RosterLine?, _ id: SubscriberID, _ brand: BrandID, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        let key = rosterPrefix + brand.rawValue + "/" + id.rawValue.prefix(2)
        var lines = try roster(key, documents)
        lines.removeAll { $0.id == id }
        if let line { lines.append(line) }
        guard !lines.isEmpty else { return try documents.remove(key) }
        lines.sort { $0.id < $1.id }
        let body: JSONValue = ["lines": .array(lines.map(\.json))]
        try documents.put(key, body.canonicalBytes())
    }

    private static func roster(_ key: String, _ documents: any DocumentEditing) throws(JournalError) -> [RosterLine] {
        try read(key, documents, roster) ?? []
    }

    private static func roster(_ json: JSONValue) throws(JSONError) -> [RosterLine] {
        try JSONObjectReader(json).array("lines") { json, path throws(JSONError) in
            try RosterLine(json: json, path: path)
        }
    }

    /// Who of a brand wants to hear of one of these components.
    static func matching(
        _ brand: BrandID, _ components: Set<ComponentID>, _ documents: any DocumentEditing
    ) throws(JournalError) -> [FanOutChunk.Member] {
        var members: [FanOutChunk.Member] = []
        let prefix = rosterPrefix + brand.rawValue + "/"
        // Names of shards are made of any two letters that an identifier may begin with.
        for document in try documents.documents(prefix: prefix, limit: 37 * 37) {
            for line in try decode(document.key, document.body, roster)
            where line.components.isEmpty || line.components.contains(where: components.contains) {
                members.append(FanOutChunk.Member(subscriber: line.id, lane: line.lane))
            }
        }
        return members
    }

    static func counts(
        _ brand: BrandID, _ documents: any DocumentEditing
    ) throws(JournalError) -> [Subscriber.State: Int] {
        try read("count/" + brand.rawValue, documents, counts) ?? [:]
    }

    static func counts(_ json: JSONValue) throws(JSONError) -> [Subscriber.State: Int] {
        let object = try JSONObjectReader(json)
        var counts: [Subscriber.State: Int] = [:]
        for state in Subscriber.State.allCases { counts[state] = try object.optionalCount(state.rawValue) }
        return counts
    }

    private static func put(
        _ counts: [Subscriber.State: Int], _ brand: BrandID, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        var object = JSONObject()
        for state in Subscriber.State.allCases { object[state.rawValue] = JSONValue(max(counts[state] ?? 0, 0)) }
        try documents.put("count/" + brand.rawValue, JSONValue.object(object).canonicalBytes())
    }

    // MARK: Jobs

    static func job(_ id: FanOutJobID, _ documents: any DocumentEditing) throws(JournalError) -> FanOutJob? {
        try read(jobPrefix + id.rawValue, documents) { json throws(JSONError) in try FanOutJob(json: json) }
    }

    static func put(_ job: FanOutJob, _ documents: inout any DocumentEditing) throws(JournalError) {
        try documents.put(jobPrefix + job.id.rawValue, job.json.canonicalBytes())
    }

    static func chunk(
        _ id: FanOutChunk.ID, _ documents: any DocumentEditing
    ) throws(JournalError) -> FanOutChunk? {
        try read(chunkPrefix + place(id), documents) { json throws(JSONError) in try FanOutChunk(json: json) }
    }

    static func put(
        _ chunk: FanOutChunk, _ id: FanOutChunk.ID, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        try documents.put(chunkPrefix + place(id), chunk.json.canonicalBytes())
        try put(FanOutWaiting(count: chunk.members.count), id, &documents)
    }

    static func waiting(
        _ id: FanOutChunk.ID, _ documents: any DocumentEditing
    ) throws(JournalError) -> FanOutWaiting? {
        try read(waitingPrefix + place(id), documents, waiting)
    }

    static func waiting(_ json: JSONValue) throws(JSONError) -> FanOutWaiting {
        try JSONObjectReader(json).converted("left", "hexadecimal digits") { FanOutWaiting(hexadecimal: $0) }
    }

    /// A chunk of which nobody waits any more is gone; but that of words, which says for a while who was told of them.
    static func put(
        _ waiting: FanOutWaiting, _ id: FanOutChunk.ID, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        guard !waiting.isEmpty else {
            try documents.remove(waitingPrefix + place(id))
            if id.job.isQuestion { try documents.remove(chunkPrefix + place(id)) }
            return
        }
        let body: JSONValue = ["left": .string(waiting.hexadecimal)]
        try documents.put(waitingPrefix + place(id), body.canonicalBytes())
    }

    /// Of so many of the latest jobs it is kept who was told; of older ones the numbers alone.
    static let membersKeptMost = 50
    private static let membersPrefix = "members/"

    /// Keeps who is in a new job, and forgets it of the oldest that nobody waits for any more.
    static func keepMembers(of id: FanOutJobID, _ documents: inout any DocumentEditing) throws(JournalError) {
        try documents.put(membersPrefix + id.rawValue, Array("{}".utf8))
        // Up to two at a time, so that those which waited longer are caught up with.
        let kept = try documents.documents(prefix: membersPrefix, limit: membersKeptMost + 2)
        for marker in kept.prefix(max(0, kept.count - membersKeptMost)) {
            guard let oldest = FanOutJobID(marker.key.dropFirst(membersPrefix.count)),
                let job = try job(oldest, documents)
            else {
                try documents.remove(marker.key)
                continue
            }
            if job.waiting == 0 { try forgetMembers(of: job, &documents) }
        }
    }

    static func forgetMembers(of job: FanOutJob, _ documents: inout any DocumentEditing) throws(JournalError) {
        for number in 0..<job.chunks {
            try documents.remove(chunkPrefix + place(FanOutChunk.ID(job: job.id, number: number)))
        }
        try documents.remove(membersPrefix + job.id.rawValue)
    }

    /// `1-0000000000000017-0/0003`
    static func place(_ id: FanOutChunk.ID) -> String {
        let digits = String(id.number)
        return id.job.rawValue + "/" + String(repeating: "0", count: max(0, 5 - digits.utf8.count)) + digits
    }

    static func chunkID(_ place: some StringProtocol) -> FanOutChunk.ID? {
        let parts = place.split(separator: "/")
        guard parts.count == 2, let job = FanOutJobID(parts[0]), let number = Int(parts[1]) else { return nil }
        return FanOutChunk.ID(job: job, number: number)
    }

    /// All of a job begin with this.
    static func deadKey(_ job: FanOutJobID) -> String { deadPrefix + job.rawValue + "/" }

    /// Counts what was given up and is still listed; gives the count.
    @discardableResult
    static func addDead(_ number: Int, _ documents: inout any DocumentEditing) throws(JournalError) -> Int {
        let key = "number/dead"
        let count =
            try read(key, documents) { json throws(JSONError) in try JSONObjectReader(json).count("next") } ?? 0
        let next = max(count + number, 0)
        let body: JSONValue = ["next": JSONValue(next)]
        try documents.put(key, body.canonicalBytes())
        return next
    }

    static func deadKey(_ job: FanOutJobID, _ subscriber: SubscriberID) -> String {
        deadPrefix + job.rawValue + "/" + subscriber.rawValue
    }

    // MARK: Bounded lists

    /// Counts one more under a name and gives its number, from zero.
    static func next(_ name: String, _ documents: inout any DocumentEditing) throws(JournalError) -> Int {
        let key = "number/" + name
        let count =
            try read(key, documents) { json throws(JSONError) in try JSONObjectReader(json).count("next") } ?? 0
        let body: JSONValue = ["next": JSONValue(count + 1)]
        try documents.put(key, body.canonicalBytes())
        return count
    }

    /// Notes what happened; the oldest goes when there are too many.
    static func log(_ line: JSONValue, most: Int, _ documents: inout any DocumentEditing) throws(JournalError) {
        let number = try next("log", &documents)
        try documents.put(logKey(number), line.canonicalBytes())
        if number >= most { try documents.remove(logKey(number - most)) }
    }

    private static func logKey(_ number: Int) -> String {
        let digits = String(number)
        return logPrefix + String(repeating: "0", count: max(0, 16 - digits.utf8.count)) + digits
    }

    static func read<Value>(
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
