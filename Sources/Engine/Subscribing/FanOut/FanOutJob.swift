internal import Bytes
internal import JSON
package import Vocabulary

/// `0-…` for a question to one target, which goes first; `1-…` for what is told to many. In the order of the journal.
package struct FanOutJobID: Identifier {
    package let rawValue: String
    package init(checked rawValue: String) { self.rawValue = rawValue }

    var isQuestion: Bool { rawValue.hasPrefix("0-") }

    static func make(_ subject: FanOutJob.Subject, position: Int64, number: Int) -> FanOutJobID {
        let digits = String(position)
        let rank = if case .question = subject { "0" } else { "1" }
        return FanOutJobID(
            checked: "\(rank)-" + String(repeating: "0", count: max(0, 16 - digits.utf8.count)) + digits + "-\(number)")
    }
}

/// Something that is to be told to many: one thing that was said, on one brand.
package struct FanOutJob: Sendable, Hashable {
    package enum Subject: Sendable, Hashable {
        /// `version` counts how often the words were said anew.
        case statement(IncidentID, StatementID, version: Int)
        case postmortem(IncidentID, version: Int)
        /// Whether the target wants to be told.
        case question
    }

    package var id: FanOutJobID
    package var brand: BrandID
    package var subject: Subject
    /// When it was written.
    package var at: Instant
    package var chunks: Int
    package var total: Int
    package var told = 0
    /// Given up.
    package var dead = 0
    /// They had unsubscribed, or there was nothing to say any more.
    package var skipped = 0

    package var waiting: Int { total - told - dead - skipped }

    /// The same for every attempt to tell a subscriber the same, and for the same words on any brand.
    package func key(for subscriber: SubscriberID) -> String {
        var writer = DigestWriter(domain: "vigie.told.v1")
        switch subject {
        case .statement(let incident, let statement, let version):
            writer.add(incident.rawValue)
            writer.add(statement.rawValue)
            writer.add(Int64(version))
        case .postmortem(let incident, let version):
            writer.add(incident.rawValue)
            // No statement has a name with a capital letter.
            writer.add("POSTMORTEM")
            writer.add(Int64(version))
        case .question:
            writer.add(id.rawValue)
        }
        writer.add(subscriber.rawValue)
        return String(writer.digest().hexadecimal.prefix(32))
    }

    /// What all messages about one incident to one subscriber share.
    package func thread(for subscriber: SubscriberID) -> String {
        var writer = DigestWriter(domain: "vigie.thread.v1")
        switch subject {
        case .statement(let incident, _, _), .postmortem(let incident, _): writer.add(incident.rawValue)
        case .question: writer.add(id.rawValue)
        }
        writer.add(subscriber.rawValue)
        return String(writer.digest().hexadecimal.prefix(32))
    }
}

/// Some of those who are to be told, in an order that never changes: what became of each is said by its place.
struct FanOutChunk: Sendable, Hashable {
    /// How many a chunk holds when there are enough.
    static let size = 250

    struct Member: Sendable, Hashable {
        var subscriber: SubscriberID
        var lane: FanOutLane
    }

    struct ID: Sendable, Hashable, Comparable {
        var job: FanOutJobID
        var number: Int

        static func < (left: ID, right: ID) -> Bool { (left.job, left.number) < (right.job, right.number) }
    }

    var members: [Member]
}

/// Places of a chunk that are still to be told.
struct FanOutWaiting: Sendable, Hashable {
    private(set) var bytes: [UInt8]

    /// All of the first `count`.
    init(count: Int) {
        bytes = [UInt8](repeating: 0, count: (count + 7) / 8)
        for index in 0..<count { bytes[index / 8] |= 1 << UInt8(index % 8) }
    }

    init?(hexadecimal: String) {
        guard let bytes = Hexadecimal.decode(hexadecimal) else { return nil }
        self.bytes = bytes
    }

    var hexadecimal: String { Hexadecimal.encode(bytes) }
    var isEmpty: Bool { bytes.allSatisfy { $0 == 0 } }
    var count: Int { bytes.reduce(0) { $0 + $1.nonzeroBitCount } }

    func contains(_ index: Int) -> Bool {
        bytes.indices.contains(index / 8) && bytes[index / 8] & (1 << UInt8(index % 8)) != 0
    }

    /// Whether it was there.
    mutating func remove(_ index: Int) -> Bool {
        guard index >= 0, contains(index) else { return false }
        bytes[index / 8] &= ~(1 << UInt8(index % 8))
        return true
    }
}

/// What became of some messages of one job, as one entry says it.
package struct FanOutReport: Sendable, Hashable {
    package struct Dead: Sendable, Hashable {
        package var place: Int
        package var attempts: Int
        /// Fit to be shown: no address, no secret.
        package var error: String
    }

    package struct Chunk: Sendable, Hashable {
        package var number: Int
        package var told: [Int] = []
        package var skipped: [Int] = []
        package var dead: [Dead] = []
        /// Of those told, the ones whose messages had been given up before.
        package var recovered: [Int] = []
    }

    package var chunks: [Chunk]

    /// What became of messages of the first chunk: places that were told, and those that were given up.
    package static func settled(
        told: [Int], givenUp dead: [(place: Int, attempts: Int, error: String)]
    ) -> FanOutReport {
        var report = givenUp(dead)
        report.chunks[0].told = told
        return report
    }

    /// Messages of the first chunk that were given up: their places, how often they were tried, and why.
    package static func givenUp(_ dead: [(place: Int, attempts: Int, error: String)]) -> FanOutReport {
        FanOutReport(chunks: [
            Chunk(number: 0, dead: dead.map { Dead(place: $0.place, attempts: $0.attempts, error: $0.error) })
        ])
    }
}

// MARK: As entries and read models keep them

extension FanOutReport {
    init(json: JSONValue) throws(JSONError) {
        chunks = try JSONObjectReader(json).array("chunks") { json, path throws(JSONError) in
            let object = try JSONObjectReader(json, path: path)
            func places(_ name: String) throws(JSONError) -> [Int] {
                guard object.has(name) else { return [] }
                return try object.array(name) { json, path throws(JSONError) in
                    Int(try JSONObjectReader.integer(json, path))
                }
            }
            var chunk = Chunk(number: try object.count("number"))
            chunk.told = try places("told")
            chunk.skipped = try places("skipped")
            chunk.recovered = try places("recovered")
            if object.has("dead") {
                chunk.dead = try object.array("dead") { json, path throws(JSONError) in
                    let dead = try JSONObjectReader(json, path: path)
                    return Dead(
                        place: try dead.count("place"), attempts: try dead.count("attempts"),
                        error: try dead.string("error"))
                }
            }
            return chunk
        }
    }

    var json: JSONValue {
        let chunks = chunks.map { chunk -> JSONValue in
            var object: JSONObject = ["number": JSONValue(chunk.number)]
            func add(_ name: String, _ places: [Int]) {
                if !places.isEmpty { object[name] = .array(places.map { JSONValue($0) }) }
            }
            add("told", chunk.told)
            add("skipped", chunk.skipped)
            add("recovered", chunk.recovered)
            if !chunk.dead.isEmpty {
                object["dead"] = .array(
                    chunk.dead.map { dead in
                        [
                            "place": JSONValue(dead.place), "attempts": JSONValue(dead.attempts),
                            "error": .string(dead.error),
                        ]
                    })
            }
            return .object(object)
        }
        return ["chunks": .array(chunks)]
    }
}

extension FanOutJob {
    init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        let subject: Subject =
            switch try object.string("subject") {
            case "statement":
                .statement(
                    try object.identifier("incident"), try object.identifier("statement"),
                    version: try object.count("version"))
            case "postmortem": .postmortem(try object.identifier("incident"), version: try object.count("version"))
            default: .question
            }
        self.init(
            id: try object.identifier("id"), brand: try object.identifier("brand"), subject: subject,
            at: try object.instant("at"), chunks: try object.count("chunks"), total: try object.count("total"),
            told: try object.optionalCount("told"), dead: try object.optionalCount("dead"),
            skipped: try object.optionalCount("skipped"))
    }

    var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id.rawValue), "brand": .string(brand.rawValue), "at": .string(at.rfc3339),
            "chunks": JSONValue(chunks), "total": JSONValue(total), "told": JSONValue(told), "dead": JSONValue(dead),
            "skipped": JSONValue(skipped),
        ]
        switch subject {
        case .statement(let incident, let statement, let version):
            object["subject"] = "statement"
            object["incident"] = .string(incident.rawValue)
            object["statement"] = .string(statement.rawValue)
            object["version"] = JSONValue(version)
        case .postmortem(let incident, let version):
            object["subject"] = "postmortem"
            object["incident"] = .string(incident.rawValue)
            object["version"] = JSONValue(version)
        case .question: object["subject"] = "question"
        }
        return .object(object)
    }
}

extension FanOutChunk {
    init(json: JSONValue) throws(JSONError) {
        members = try JSONObjectReader(json).array("members") { json, path throws(JSONError) in
            let text = try JSONObjectReader.string(json, path)
            let parts = text.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let id = SubscriberID(parts[0]), let lane = FanOutLane(String(parts[1])) else {
                throw JSONError(.refusedValue, "expected a subscriber and a lane", path: path)
            }
            return Member(subscriber: id, lane: lane)
        }
    }

    var json: JSONValue {
        ["members": .array(members.map { .string("\($0.subscriber) \($0.lane.name)") })]
    }
}
