package import JSON
package import Journal
package import Vocabulary

/// What an entry says about subscribers and about what was sent to them: every kind, with its value. As with incidents, a
/// kind never changes once released.
package enum SubscribingFact: Sendable, Hashable {
    /// Somebody asked to be told at a target; the target is asked whether that is so.
    case asked(SubscriberID, BrandID, SubscriberTarget, Subscriber.Question, at: Instant)
    /// Who reads there said yes: the wish is in force.
    case confirmed(SubscriberID)
    case changed(SubscriberID, Subscriber.Wish)
    case unsubscribed(SubscriberID)
    /// A person of the house took them off the list, with their address.
    case removed(SubscriberID)
    /// Known from elsewhere and confirmed there.
    case imported(SubscriberID, BrandID, SubscriberTarget, Subscriber.Wish)
    /// What became of some messages of a job.
    case told(FanOutJobID, FanOutReport)
    /// A person wants what was given up sent once more.
    case resendRequested(FanOutJobID, [SubscriberID])

    package static let resendMost = 250

    package var kind: EntryKind {
        switch self {
        case .asked: "subscriber.asked"
        case .confirmed: "subscriber.confirmed"
        case .changed: "subscriber.changed"
        case .unsubscribed: "subscriber.unsubscribed"
        case .removed: "subscriber.removed"
        case .imported: "subscriber.imported"
        case .told: "fanOut.told"
        case .resendRequested: "fanOut.resendRequested"
        }
    }

    package var stream: StreamName {
        switch self {
        case .asked(let id, _, _, _, _), .confirmed(let id), .changed(let id, _), .unsubscribed(let id),
            .removed(let id), .imported(let id, _, _, _):
            Self.stream(of: id)
        case .told(let job, _), .resendRequested(let job, _): Self.stream(of: job)
        }
    }

    static func stream(of job: FanOutJobID) -> StreamName { StreamName(category: "fan-out", id: job.rawValue) }

    package static func stream(of id: SubscriberID) -> StreamName {
        StreamName(category: "subscriber", id: id.rawValue)
    }

    package var draft: EntryDraft { EntryDraft(stream: stream, kind: kind, body: body.canonicalBytes()) }

    private var body: JSONValue {
        switch self {
        case .asked(_, let brand, let target, let question, let at):
            [
                "brand": .string(brand.rawValue), "target": target.json, "question": question.json,
                "at": .string(at.rfc3339),
            ]
        case .confirmed, .unsubscribed, .removed: [:]
        case .changed(_, let wish): wish.json
        case .imported(_, let brand, let target, let wish):
            ["brand": .string(brand.rawValue), "target": target.json, "wish": wish.json]
        case .told(_, let report): report.json
        case .resendRequested(_, let subscribers): ["subscribers": JSONValue(subscribers.map(\.rawValue))]
        }
    }

    /// Reads an entry back; nil for a kind that is not about subscribers.
    package init?(_ entry: Entry) throws(JSONError) {
        switch entry.stream.category {
        case "subscriber":
            guard let id = SubscriberID(entry.stream.id), let fact = try Self.subscriber(id, entry) else { return nil }
            self = fact
        case "fan-out":
            guard let id = FanOutJobID(entry.stream.id) else { return nil }
            let json = try JSONValue(reading: entry.body)
            switch entry.kind {
            case "fanOut.told": self = .told(id, try FanOutReport(json: json))
            case "fanOut.resendRequested":
                self = .resendRequested(id, try JSONObjectReader(json).identifiers("subscribers"))
            default: return nil
            }
        default: return nil
        }
    }

    private static func subscriber(_ id: SubscriberID, _ entry: Entry) throws(JSONError) -> SubscribingFact? {
        let json = try JSONValue(reading: entry.body)
        let object = try JSONObjectReader(json)
        func target() throws(JSONError) -> SubscriberTarget {
            try SubscriberTarget(json: object.value("target"), path: JSONPath.root.member("target"))
        }
        return switch entry.kind {
        case "subscriber.asked":
            .asked(
                id, try object.identifier("brand"), try target(),
                try Subscriber.Question(json: object.value("question"), path: JSONPath.root.member("question")),
                at: try object.instant("at"))
        case "subscriber.confirmed": .confirmed(id)
        case "subscriber.changed": .changed(id, try Subscriber.Wish(json: json, path: .root))
        case "subscriber.unsubscribed": .unsubscribed(id)
        case "subscriber.removed": .removed(id)
        case "subscriber.imported":
            .imported(
                id, try object.identifier("brand"), try target(),
                try Subscriber.Wish(json: object.value("wish"), path: JSONPath.root.member("wish")))
        default: nil
        }
    }
}
