package import JSON
package import Vocabulary

/// One message of the outbox: one subject on one channel, from the first word to the last.
///
/// What it says is not here: it is written from the facts when it is sent, so that what goes out is true then.
package struct OutboxMessage: Sendable, Hashable {
    package enum State: String, Sendable, Hashable, CaseIterable {
        case pending, delivered, dead
    }

    /// Something that happened, and the version of the message that tells it first.
    package struct Told: Sendable, Hashable {
        package var moment: AlertMoment
        package var version: Int
        /// Whether people are called; otherwise an incident or a page has news.
        package var isCall = false
    }

    package var id: MessageID
    /// `incident/<id>`, `event/<id>`, `page/<provider>@<since>` or `case/<number>`.
    package var subject: String
    /// The incidents it is about, the first of them leading; none for a page.
    package var incidents: [IncidentID]
    /// The page it is about, when it is about a page.
    package var page: ProviderID?
    /// The number of the case that people are called for, when it is about one.
    package var call: Int64?
    package var channel: AlertChannelID
    package var followUp: FollowUp
    package var routes: [RouteName]
    package var language: Language
    package var severity: Severity
    package var state: State
    /// Raised whenever there is something new to say.
    package var version: Int
    /// The latest that arrived; zero when none did.
    package var deliveredVersion: Int
    /// What is still to be said.
    package var untold: [Told]
    /// The channel's name for it.
    package var foreignID: String?
    /// When what waits was wanted first.
    package var wantedAt: Instant
    package var attempts: Int
    package var error: String?

    /// The case whose call is to be said. A message that tells a case and its incident says what is new, a call before all else.
    package var toCall: Int64? { incidents.isEmpty || untold.contains { $0.isCall } ? call : nil }

    /// What a receiver knows a sending by: the same until there is something new to say.
    package var idempotencyKey: String { "\(id).\(version)" }
}

extension OutboxMessage {
    package init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        self.init(
            id: try object.converted("id", "32 hexadecimal digits") { MessageID($0) },
            subject: try object.string("subject"), incidents: try object.identifiers("incidents"),
            page: object.has("page") ? try object.identifier("page") : nil, call: try object.optionalInteger("call"),
            channel: try object.identifier("channel"),
            followUp: try object.word("followUp"), routes: try object.identifiers("routes"),
            language: try object.converted("language", "a language code") { Language($0) },
            severity: try object.word("severity"), state: try object.word("state"),
            version: Int(try object.integer("version", in: 0...1_000_000)),
            deliveredVersion: Int(try object.integer("deliveredVersion", in: 0...1_000_000)),
            untold: try object.array("untold") { json, path throws(JSONError) in
                let told = try JSONObjectReader(json, path: path)
                return Told(
                    moment: try told.word("moment"), version: Int(try told.integer("version", in: 0...1_000_000)),
                    isCall: try told.optionalBool("isCall") ?? false)
            },
            foreignID: try object.optionalString("foreignID"),
            wantedAt: try object.converted("wantedAt", "an instant") { try? Instant(rfc3339: $0) },
            attempts: Int(try object.integer("attempts", in: 0...1_000_000)), error: try object.optionalString("error"))
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id.rawValue), "subject": .string(subject), "channel": .string(channel.rawValue),
            "followUp": .string(followUp.rawValue), "language": .string(language.code),
            "severity": .string(severity.rawValue), "state": .string(state.rawValue), "version": JSONValue(version),
            "deliveredVersion": JSONValue(deliveredVersion), "wantedAt": .string(wantedAt.rfc3339),
            "attempts": JSONValue(attempts),
            "untold": .array(
                untold.map { told in
                    var object: JSONObject = [
                        "moment": .string(told.moment.rawValue), "version": JSONValue(told.version),
                    ]
                    if told.isCall { object["isCall"] = true }
                    return .object(object)
                }),
        ]
        if !incidents.isEmpty { object["incidents"] = JSONValue(incidents.map(\.rawValue)) }
        if !routes.isEmpty { object["routes"] = JSONValue(routes.map(\.rawValue)) }
        object["page"] = page.map { .string($0.rawValue) }
        object["call"] = call.map { .integer($0) }
        object["foreignID"] = foreignID.map { .string($0) }
        object["error"] = error.map { .string($0) }
        return .object(object)
    }
}
