internal import JSON
internal import Subscribing
internal import Vocabulary

/// Subscribers and what is told to them, without anybody's address.
enum SubscriberDocument {
    static let importLimits = JSONLimits(bytes: 12 << 20, depth: 2)

    static let addressMost = TargetRule.urlBytesMost

    /// `next` goes into `after` of the next search.
    static func found(_ found: SubscriberOrders.Found) -> JSONValue {
        let list = list(found.subscribers, counts: found.counts, hasMore: false)
        guard let next = found.next, var object = list.object else { return list }
        object["next"] = .string(next.rawValue)
        return .object(object)
    }

    static func search(_ json: JSONValue) throws(JSONError) -> (search: SubscriberSearch, after: SubscriberID?) {
        let object = try JSONObjectReader(
            json, path: .root, allowing: ["address", "kind", "language", "state", "after"])
        let search = SubscriberSearch(
            text: object.has("address") ? try object.words("address", most: addressMost) : "",
            kind: try object.optionalWord("kind"), language: object.has("language") ? try language(object) : nil,
            state: try object.optionalWord("state"))
        return (search, object.has("after") ? try object.id("after") : nil)
    }

    struct Addition: Sendable {
        var kind: SubscriberTarget.Kind
        var address: String
        var wish: Subscriber.Wish

        init(_ json: JSONValue) throws(JSONError) {
            let object = try JSONObjectReader(
                json, path: .root, allowing: ["kind", "address", "language", "components"])
            kind = try object.word("kind")
            address = try object.words("address", most: addressMost)
            wish = Subscriber.Wish(
                language: try language(object), components: try object.optionalIDs("components") ?? [])
        }
    }

    private static func language(_ object: JSONObjectReader) throws(JSONError) -> Language {
        try object.converted("language", "a language code of two lower-case letters") { Language($0) }
    }

    static func list(_ page: [Subscriber], counts: [Subscriber.State: Int], hasMore: Bool) -> JSONValue {
        var object: JSONObject = [
            "counts": .object(
                Subscriber.State.allCases.reduce(into: JSONObject()) { object, state in
                    object[state.rawValue] = JSONValue(counts[state] ?? 0)
                }),
            "subscribers": .array(page.map(subscriber)),
        ]
        if hasMore, let last = page.last { object["next"] = .string("?after=\(last.id)") }
        return .object(object)
    }

    private static func subscriber(_ subscriber: Subscriber) -> JSONValue {
        var object: JSONObject = [
            "id": .string(subscriber.id.rawValue), "kind": .string(subscriber.target.kind.rawValue),
            "state": .string(subscriber.state.rawValue), "language": .string(subscriber.wish.language.code),
            "components": JSONValue(subscriber.wish.components.map(\.rawValue)),
            "askedAt": .string(subscriber.askedAt.rfc3339), "failures": JSONValue(subscriber.failures),
        ]
        if let at = subscriber.confirmedAt { object["confirmedAt"] = .string(at.rfc3339) }
        return .object(object)
    }

    static func report(_ report: SubscriberOrders.ImportReport) -> JSONValue {
        [
            "added": JSONValue(report.added), "known": JSONValue(report.known), "refused": JSONValue(report.refused),
            "others": JSONValue(report.others), "remarks": JSONValue(report.remarks),
            "problems": .array(
                report.problems.map { ["line": JSONValue($0.line), "reason": .string($0.reason)] }),
        ]
    }

    static func tellings(_ jobs: [FanOutJob], _ dead: [DeadLetter], _ log: [LoggedTelling]) -> JSONValue {
        [
            "jobs": .array(
                jobs.map { job in
                    [
                        "id": .string(job.id.rawValue), "brand": .string(job.brand.rawValue),
                        "at": .string(job.at.rfc3339), "total": JSONValue(job.total), "told": JSONValue(job.told),
                        "dead": JSONValue(job.dead), "skipped": JSONValue(job.skipped),
                        "waiting": JSONValue(job.waiting), "subject": subject(job.subject),
                    ]
                }),
            "dead": .array(
                dead.map { letter in
                    [
                        "job": .string(letter.job.rawValue), "subscriber": .string(letter.subscriber.rawValue),
                        "brand": .string(letter.brand.rawValue), "at": .string(letter.at.rfc3339),
                        "attempts": JSONValue(letter.attempts), "error": .string(letter.error),
                    ]
                }),
            "log": .array(
                log.map { entry in
                    [
                        "job": .string(entry.job.rawValue), "at": .string(entry.at.rfc3339),
                        "told": JSONValue(entry.told), "dead": JSONValue(entry.dead),
                        "skipped": JSONValue(entry.skipped),
                    ]
                }),
        ]
    }

    static func deliveries(_ found: SubscriberOrders.Deliveries) -> JSONValue {
        var object: JSONObject = [
            "tellings": .array(
                found.deliveries.map { delivery in
                    var told: JSONObject = [
                        "job": .string(delivery.job.id.rawValue), "at": .string(delivery.job.at.rfc3339),
                        "waits": .bool(delivery.isWaiting),
                        "outcomes": .array(delivery.records.map(outcome)),
                    ]
                    for member in subject(delivery.job.subject).object?.members ?? [] {
                        told[member.name] = member.value
                    }
                    return .object(told)
                })
        ]
        if let next = found.next { object["next"] = .string(next.rawValue) }
        return .object(object)
    }

    private static func outcome(_ record: Delivery.Record) -> JSONValue {
        switch record.outcome {
        case .told: ["at": .string(record.at.rfc3339), "outcome": "told"]
        case .skipped: ["at": .string(record.at.rfc3339), "outcome": "skipped"]
        case .dead(let attempts, let error):
            [
                "at": .string(record.at.rfc3339), "outcome": "dead", "attempts": JSONValue(attempts),
                "error": .string(error),
            ]
        }
    }

    private static func subject(_ subject: FanOutJob.Subject) -> JSONValue {
        switch subject {
        case .statement(let incident, let statement, _):
            ["incident": .string(incident.rawValue), "statement": .string(statement.rawValue)]
        case .postmortem(let incident, _): ["incident": .string(incident.rawValue)]
        case .question: [:]
        }
    }

    /// `{"csv": "mail,language,components\n…", "language": "fr"}`.
    static func csv(_ json: JSONValue) throws(JSONError) -> SubscriberImport {
        let object = try JSONObjectReader(json, path: .root, allowing: ["csv", "language"])
        let text = try object.string("csv")
        var language = Language.english
        if object.has("language") {
            language = try self.language(object)
        }
        guard let list = SubscriberImport(Array(text.utf8), language: language) else {
            throw JSONError(
                .refusedValue,
                "the list has more than \(SubscriberImport.bytesMost >> 20) MiB or \(SubscriberImport.linesMost) lines",
                path: object.path.member("csv"))
        }
        return list
    }

    static func subscribers(_ json: JSONValue) throws(JSONError) -> [SubscriberID] {
        let object = try JSONObjectReader(json, path: .root, allowing: ["subscribers"])
        return try object.array("subscribers") { json, path throws(JSONError) -> SubscriberID in
            guard let text = json.string, let id = SubscriberID(text) else {
                throw JSONError(.refusedValue, "expected an id of a subscriber", path: path)
            }
            return id
        }
    }
}
