internal import Alerting
internal import Incidents
internal import JSON
internal import Telling
internal import Vocabulary

/// Routes, the dry run and the outbox as the API tells them. Channels by name and kind: addresses and secrets are not in
/// the values that this is made from.
enum AlertDocument {
    /// As the configuration says it.
    static let passesNothing = "nothing"

    static func book(_ book: RouteBook) -> JSONValue {
        ["routes": .array(book.routes.map(route)), "channels": .array(book.channels.map(\.json))]
    }

    static func route(_ route: AlertRoute) -> JSONValue {
        var object = route.json.object ?? JSONObject()
        object["passes"] = .string(route.passes?.rawValue ?? passesNothing)
        return .object(object)
    }

    static func explanation(_ explanation: AlertExplanation) -> JSONValue {
        [
            "incident": .string(explanation.incident.id.rawValue), "kind": .string(explanation.subject.kind.rawValue),
            "severity": .string(explanation.subject.severity.rawValue),
            "state": .string(explanation.state.rawValue), "at": explanation.now.json,
            "routes": .array(explanation.verdicts.map(verdict)),
        ]
    }

    private static func verdict(_ verdict: RouteVerdict) -> JSONValue {
        var object: JSONObject = [
            "route": .string(verdict.route.rawValue), "origin": .string(verdict.origin.rawValue),
            "matches": .bool(verdict.matches), "to": JSONValue(verdict.to.map(\.rawValue)),
            "because": .string(verdict.sentence),
            "conditions": .array(
                verdict.conditions.map { condition in
                    [
                        "name": .string(condition.name), "wanted": .string(condition.wanted),
                        "found": .string(condition.found), "holds": .bool(condition.holds),
                    ]
                }),
        ]
        object["timing"] =
            switch verdict.timing {
            case .now: ["when": "now"]
            case .held(let instant): ["when": "held", "at": instant.json]
            case .digest(let instant): ["when": "digest", "at": instant.json]
            }
        return .object(object)
    }

    static func outbox(_ picture: OutboxPicture) -> JSONValue {
        [
            "pending": .array(picture.pending.map(message)), "dead": .array(picture.dead.map(message)),
            "log": .array(picture.log.map(delivery)),
            "hasMore": [
                "pending": .bool(picture.hasMorePending), "dead": .bool(picture.hasMoreDead),
                "log": .bool(picture.hasMoreLogged),
            ],
        ]
    }

    /// Without the channel's own name for it, which is nobody's business.
    private static func message(_ message: OutboxMessage) -> JSONValue {
        var object = message.json.object ?? JSONObject()
        object["foreignID"] = nil
        return .object(object)
    }

    private static func delivery(_ delivery: LoggedDelivery) -> JSONValue {
        var object: JSONObject = [
            "message": .string(delivery.message.rawValue), "outcome": .string(delivery.outcome),
            "at": delivery.at.json, "channel": .string(delivery.record.channel.rawValue),
            "version": JSONValue(delivery.record.version), "attempts": JSONValue(delivery.record.attempts),
        ]
        object["error"] = delivery.record.error.map { .string($0) }
        return .object(object)
    }
}
