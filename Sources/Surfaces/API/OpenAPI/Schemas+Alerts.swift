internal import Alerting
internal import JSON
internal import Telling
internal import Vocabulary

/// The shapes of routes, of the dry run and of the outbox.
enum AlertSchemas {
    static var all: KeyValuePairs<String, JSONValue> {
        [
            "AlertRoute": route, "AlertRouteOrder": order, "AlertRoutes": routes, "AlertExplanation": explanation,
            "AlertMessage": message, "AlertOutbox": outbox,
        ]
    }

    static let messageID: JSONValue = ["type": "string", "pattern": "^[0-9a-f]{32}$"]
    static let resent = Schema.object(["message": messageID, "state": Schema.words("pending")])

    private static let clock: JSONValue = ["type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"]
    private static let identifiers = Schema.array(Schema.identifier)
    private static let passes: JSONValue = [
        "type": "string", "enum": JSONValue(Severity.allCases.map(\.rawValue) + [AlertDocument.passesNothing]),
        "description": "What is at least this bad passes quiet hours and digests; critical, unless said otherwise.",
    ]

    private static let match = Schema.closed(
        [
            "providers": identifiers, "components": identifiers, "channels": Schema.array(Schema.words(Channel.self)),
            "entities": Schema.array(Schema.entity), "severity": Schema.words(Severity.self),
            "kinds": Schema.array(Schema.words(AlertKind.self)),
        ], optional: ["providers", "components", "channels", "entities", "severity", "kinds"])

    private static let quiet = Schema.closed(["zone": Schema.text, "from": clock, "to": clock])
    private static let digest = Schema.closed(
        ["every": Schema.words("hour"), "at": clock, "zone": Schema.text], optional: ["every", "at", "zone"])

    private static let members: KeyValuePairs<String, JSONValue> = [
        "name": Schema.identifier, "match": match, "to": identifiers, "quiet": quiet, "digest": digest,
        "passes": passes, "language": Schema.language, "origin": Schema.words(AlertRoute.Origin.self),
    ]

    private static let route = Schema.object(members, optional: ["quiet", "digest"])
    private static let order = Schema.closed(
        members, optional: ["name", "match", "quiet", "digest", "passes", "language", "origin"])

    private static let routes = Schema.object([
        "routes": Schema.array(Schema.reference("AlertRoute")),
        "channels": Schema.array(
            Schema.object([
                "id": Schema.identifier, "kind": Schema.words(AlertChannelKind.self),
                "followUp": Schema.words(FollowUp.self),
            ])),
    ])

    private static let explanation = Schema.object([
        "incident": Schema.identifier, "kind": Schema.words(AlertKind.self), "severity": Schema.words(Severity.self),
        "state": Schema.words(IncidentState.self), "at": Schema.instant,
        "routes": Schema.array(
            Schema.object([
                "route": Schema.identifier, "origin": Schema.words(AlertRoute.Origin.self), "matches": Schema.flag,
                "to": identifiers, "because": Schema.text,
                "conditions": Schema.array(
                    Schema.object([
                        "name": Schema.text, "wanted": Schema.text, "found": Schema.text, "holds": Schema.flag,
                    ])),
                "timing": Schema.object(
                    ["when": Schema.words("now", "held", "digest"), "at": Schema.instant], optional: ["at"]),
            ])),
    ])

    private static let message = Schema.object(
        [
            "id": messageID, "subject": Schema.text, "incidents": identifiers, "page": Schema.identifier,
            "channel": Schema.identifier, "followUp": Schema.words(FollowUp.self), "routes": identifiers,
            "language": Schema.language, "severity": Schema.words(Severity.self),
            "state": Schema.words(OutboxMessage.State.self), "version": Schema.count,
            "deliveredVersion": Schema.count, "wantedAt": Schema.instant, "attempts": Schema.count,
            "untold": Schema.array(
                Schema.object(
                    ["moment": Schema.words(AlertMoment.self), "version": Schema.count, "isCall": Schema.flag],
                    optional: ["isCall"])),
            "error": Schema.text,
        ], optional: ["incidents", "page", "routes", "error"])

    private static let outbox = Schema.object([
        "pending": Schema.array(Schema.reference("AlertMessage")),
        "dead": Schema.array(Schema.reference("AlertMessage")),
        "log": Schema.array(
            Schema.object(
                [
                    "message": messageID, "outcome": Schema.words("delivered", "failed", "dead"), "at": Schema.instant,
                    "channel": Schema.identifier, "version": Schema.count, "attempts": Schema.count,
                    "error": Schema.text,
                ], optional: ["error"])),
        "hasMore": Schema.object(["pending": Schema.flag, "dead": Schema.flag, "log": Schema.flag]),
    ])
}
