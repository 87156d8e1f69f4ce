internal import Bytes
package import JSON
package import Journal
package import Vocabulary

/// The name of a message: the same subject on the same channel always has the same one, so that it can be known again
/// after a crash, by us and by who receives it.
package struct MessageID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let rawValue: String

    package init(subject: String, channel: AlertChannelID) {
        var writer = DigestWriter(domain: "vigie.message.v1")
        writer.add(subject)
        writer.add(channel.rawValue)
        rawValue = String(writer.digest().hexadecimal.prefix(32))
    }

    /// Thirty-two lower-case hexadecimal digits; nil otherwise.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 32,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        rawValue = String(text)
    }

    package var description: String { rawValue }
    package static func < (left: MessageID, right: MessageID) -> Bool { left.rawValue < right.rawValue }
}

/// What became of an attempt to send, as the journal keeps it.
package struct DeliveryRecord: Sendable, Hashable {
    package var channel: AlertChannelID
    package var version: Int
    /// Attempts for this version so far.
    package var attempts: Int
    /// The channel's own name for the message, with which it is edited or answered.
    package var foreignID: String?
    /// Why it failed, fit to be shown: no address, no secret.
    package var error: String?

    package init(
        channel: AlertChannelID, version: Int, attempts: Int, foreignID: String? = nil, error: String? = nil
    ) {
        self.channel = channel
        self.version = version
        self.attempts = attempts
        self.foreignID = foreignID
        self.error = error
    }
}

/// What an entry says about alerts: every kind, with its value. As with incidents, a kind never changes once released.
package enum AlertingFact: Sendable, Hashable {
    /// All routes of the configuration, and the channels by name. Recorded when it differs from what the journal has.
    case routesSet([AlertRoute], [AlertChannelProfile])
    /// A person made or changed a route; it stands until the configuration says something new under that name.
    case routeChanged(AlertRoute)
    case routeRemoved(RouteName)
    case delivered(MessageID, DeliveryRecord)
    /// It has failed several times and is being tried on. Not every attempt is worth an entry: see ``DeliveryQueue``.
    case failed(MessageID, DeliveryRecord)
    /// Nobody tries any more.
    case dead(MessageID, DeliveryRecord)
    /// A person wants it sent once more.
    case resendRequested(MessageID)
    /// People are woken for a case, or told that it is over.
    case called(CaseCall)
    /// The incident that tells a case: what is said of both is one thread.
    case callJoined(Int64, IncidentID)

    package static let routesStream = StreamName(category: "alerting", id: "routes")

    package var kind: EntryKind {
        switch self {
        case .routesSet: "alerting.routesSet"
        case .routeChanged: "alerting.routeChanged"
        case .routeRemoved: "alerting.routeRemoved"
        case .delivered: "message.delivered"
        case .failed: "message.failed"
        case .dead: "message.dead"
        case .resendRequested: "message.resendRequested"
        case .called: "call.raised"
        case .callJoined: "call.joined"
        }
    }

    package var stream: StreamName {
        switch self {
        case .routesSet, .routeChanged, .routeRemoved: Self.routesStream
        case .delivered(let id, _), .failed(let id, _), .dead(let id, _), .resendRequested(let id):
            StreamName(category: "message", id: id.rawValue)
        case .called(let call): StreamName(category: "call", id: "\(call.number)")
        case .callJoined(let number, _): StreamName(category: "call", id: "\(number)")
        }
    }

    package var draft: EntryDraft { EntryDraft(stream: stream, kind: kind, body: body.canonicalBytes()) }

    private var body: JSONValue {
        switch self {
        case .routesSet(let routes, let channels):
            ["routes": .array(routes.map(\.json)), "channels": .array(channels.map(\.json))]
        case .routeChanged(let route): route.json
        case .routeRemoved(let name): ["name": .string(name.rawValue)]
        case .delivered(_, let record), .failed(_, let record), .dead(_, let record): record.json
        case .resendRequested: [:]
        case .called(let call): call.json
        case .callJoined(_, let incident): ["incident": .string(incident.rawValue)]
        }
    }

    /// Reads an entry back; nil for a kind that is not about alerts.
    package init?(_ entry: Entry) throws(JSONError) {
        guard ["alerting", "message", "call"].contains(entry.stream.category) else { return nil }
        let json = try JSONValue(reading: entry.body)
        switch entry.kind {
        case "alerting.routesSet":
            let object = try JSONObjectReader(json)
            self = .routesSet(
                try object.array("routes") { json, path throws(JSONError) in try AlertRoute(json: json, path: path) },
                try object.array("channels") { json, path throws(JSONError) in
                    try AlertChannelProfile(json: json, path: path)
                })
        case "alerting.routeChanged": self = .routeChanged(try AlertRoute(json: json, path: .root))
        case "call.raised": self = .called(try CaseCall(json: json))
        case "call.joined":
            guard let number = Int64(entry.stream.id) else { return nil }
            self = .callJoined(number, try JSONObjectReader(json).identifier("incident"))
        case "alerting.routeRemoved": self = .routeRemoved(try JSONObjectReader(json).identifier("name"))
        default:
            guard let id = MessageID(entry.stream.id) else { return nil }
            switch entry.kind {
            case "message.delivered": self = .delivered(id, try DeliveryRecord(json: json))
            case "message.failed": self = .failed(id, try DeliveryRecord(json: json))
            case "message.dead": self = .dead(id, try DeliveryRecord(json: json))
            case "message.resendRequested": self = .resendRequested(id)
            default: return nil
            }
        }
    }
}

extension DeliveryRecord {
    init(json: JSONValue, path: JSONPath = .root) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            channel: try object.identifier("channel"), version: Int(try object.integer("version", in: 0...1_000_000)),
            attempts: Int(try object.integer("attempts", in: 0...1_000_000)),
            foreignID: try object.optionalString("foreignID"), error: try object.optionalString("error"))
    }

    var json: JSONValue {
        var object: JSONObject = [
            "channel": .string(channel.rawValue), "version": JSONValue(version), "attempts": JSONValue(attempts),
        ]
        object["foreignID"] = foreignID.map { .string($0) }
        object["error"] = error.map { .string($0) }
        return .object(object)
    }
}
