internal import HTTP
internal import Hearing
internal import JSON
internal import Vocabulary

// What others tell: counts, metrics, alerts, changes; and what is expected to be heard.
extension RouteTable {
    static let hearing: [APIRoute] = [
        APIRoute(
            .tellCounts, "/api/counts", method: .post, group: .hearing,
            "Tell how many payments had which outcome, for a probe of the kind counters that takes pushes",
            parameters: [],
            body: APIBody(
                Schema.reference("PushedCounts"),
                example: [
                    "probe": "card-outcomes", "teller": "gateway-1", "id": "2026-03-01T12:00:10Z",
                    "counts": [
                        ["provider": "acme", "provider-server": "acquirer-1", "outcome": "approved", "count": 118],
                        ["provider": "acme", "provider-server": "acquirer-1", "outcome": "timeout", "count": 2],
                    ],
                ], most: PushedCounts.limits.bytes),
            answers: [
                .json(Schema.reference("CountReceipt"), "What became of them.", status: .accepted), malformed, missing,
            ] + refusals),
        APIRoute(
            .listCounts, "/api/counts", group: .hearing, "What was counted of each target since the program began",
            answers: [
                .json(Schema.object(["counts": Schema.array(Schema.reference("CountTotal"))]), "The counts."),
                malformed, missing, .problem(.unauthorized, "Say who you are."), .problem(.forbidden, "You may not."),
                unreadable,
            ]),
        APIRoute(
            .tellMetrics, "/otlp/v1/metrics", method: .post, group: .hearing,
            "Metrics of OpenTelemetry (OTLP/HTTP): as JSON, or as application/x-protobuf; gzip is taken",
            body: APIBody(["type": "object"], example: ["resourceMetrics": []], most: OTLPMetrics.jsonLimits.bytes),
            answers: [
                .json(
                    ["type": "object"],
                    "They were heard. With partialSuccess when some are no counts. In the encoding of the request."),
                malformed, missing,
            ] + refusals),
        APIRoute(
            .tellAlerts, "/api/alertmanager", method: .post, group: .hearing,
            "A group of alerts as an Alertmanager posts it (webhook version 4)",
            body: APIBody(
                ["type": "object", "required": ["version", "alerts"]],
                example: [
                    "version": "4",
                    "alerts": [
                        [
                            "status": "firing", "labels": ["alertname": "PaymentsFail"],
                            "startsAt": "2026-03-01T12:00:00Z", "endsAt": "0001-01-01T00:00:00Z",
                            "fingerprint": "5ef77f1f8a3ecfc8",
                        ]
                    ],
                ], most: AlertmanagerBody.limits.bytes),
            answers: [
                .json(
                    Schema.object(["alerts": Schema.count, "matched": Schema.count]),
                    "How many there were, and how many a probe asks for."), malformed, missing,
            ] + refusals),
        APIRoute(
            .listChanges, "/api/changes", group: .hearing, "What was changed in production lately, the latest first",
            parameters: [
                APIParameter(
                    "limit", ["type": "integer", "minimum": 1, "maximum": 500, "default": 50], "How many at most.")
            ],
            answers: [
                .json(Schema.object(["changes": Schema.array(Schema.reference("Change"))]), "The changes."), malformed,
                missing, .problem(.unauthorized, "Say who you are."), .problem(.forbidden, "You may not."), unreadable,
            ]),
        APIRoute(
            .tellChange, "/api/changes", method: .post, group: .hearing,
            "Tell a change when it happens: as JSON, as a form, or as a CloudEvent in either mode",
            body: APIBody(
                Schema.reference("ChangeOrder"),
                example: [
                    "kind": "deploy", "title": "gateway 3.2.1", "parts": ["gateway-1", "gateway-2"],
                    "expectedGapSeconds": 5,
                ], most: ChangeBody.bytesMost),
            answers: [
                .json(Schema.reference("Change"), "It is noted.", status: .created),
                .json(Schema.reference("Change"), "It was noted before."), malformed, missing,
            ] + refusals),
        APIRoute(
            .listHeartbeats, "/api/heartbeats", group: .hearing, "What must be heard, when it was, and when it is due",
            answers: [
                .json(Schema.object(["heartbeats": Schema.array(Schema.reference("Heartbeat"))]), "The heartbeats."),
                malformed, missing, .problem(.unauthorized, "Say who you are."), .problem(.forbidden, "You may not."),
                unreadable,
            ]),
        APIRoute(
            .addressHeartbeat, "/api/heartbeats/:name/address", method: .post, group: .hearing,
            "Make a new secret address for a heartbeat; it is shown once, and the one before is void",
            parameters: [
                APIParameter("name", in: .path, Schema.identifier, "The probe.", example: "nightly-settlement")
            ],
            answers: [
                .json(
                    Schema.object(["name": Schema.identifier, "url": Schema.text]), "Keep it where the job runs.",
                    status: .created), malformed, missing,
            ] + refusals),
        beat(.beat, "/beat/:secret", .get, "A heartbeat: the work is done"),
        beat(.beatPosted, "/beat/:secret", .post, "The same"),
        beat(.beatWord, "/beat/:secret/:word", .get, "A heartbeat with a word"),
        beat(.beatWordPosted, "/beat/:secret/:word", .post, "The same"),
    ]

    /// Answered beside the API: whoever knows the address needs nothing else.
    package static let beatPattern = "/beat/:secret"
    package static let beatWordPattern = "/beat/:secret/:word"

    private static func beat(
        _ operation: APIOperation, _ pattern: String, _ method: HTTPMethod, _ summary: String
    ) -> APIRoute {
        var parameters = [APIParameter("secret", in: .path, Schema.text, "As the address has it.")]
        if pattern == beatWordPattern {
            parameters.append(
                APIParameter(
                    "word", in: .path, Schema.text, "start, success, fail, or an exit code: 0 is success.",
                    example: "start"))
        }
        return APIRoute(
            operation, pattern, method: method, group: .hearing, summary, parameters: parameters,
            answers: [
                APIAnswer(.ok, "It was heard.", "text/plain", Schema.text), missing,
                .problem(.serviceUnavailable, "It can't be kept at the moment; send it again."),
            ])
    }
}

/// The shapes of what others tell.
enum HearingSchemas {
    static var all: KeyValuePairs<String, JSONValue> {
        [
            "PushedCounts": counts, "CountReceipt": receipt, "CountTotal": total, "Change": change,
            "ChangeOrder": order,
            "Heartbeat": heartbeat,
        ]
    }

    private static let word: JSONValue = ["type": "string", "pattern": "^[!-~]{1,200}$"]
    private static let label: JSONValue = ["type": "string", "minLength": 1, "maxLength": 50]

    private static let counts = Schema.closed(
        [
            "probe": word, "teller": word, "id": word, "kind": Schema.words("delta", "cumulative"),
            "from": Schema.instant, "until": Schema.instant,
            "counts": [
                "type": "array", "maxItems": JSONValue(PushedCounts.countsMost),
                "items": Schema.closed(
                    [
                        "provider": label, "provider-server": label, "channel": label, "method": label,
                        "outcome": label,
                        "count": ["type": "integer", "minimum": 0, "maximum": 1_000_000_000],
                    ], optional: ["provider", "provider-server", "channel", "method", "outcome"]),
            ],
        ], optional: ["teller", "id", "kind", "from", "until"])

    private static let receipt = Schema.object(
        [
            "counted": Schema.count, "unmatched": Schema.count, "known": Schema.count, "late": Schema.count,
            "refused": Schema.count, "why": Schema.text,
        ], optional: ["why"])

    private static let total = Schema.object([
        "target": Schema.text, "since": Schema.instant, "until": Schema.instant, "good": Schema.count,
        "failed": Schema.count, "isWhole": Schema.flag,
    ])

    private static let members: KeyValuePairs<String, JSONValue> = [
        "id": Schema.text, "kind": Schema.words(HeardChange.Kind.self),
        "title": ["type": "string", "minLength": 1, "maxLength": JSONValue(HeardChange.titleMost)],
        "at": Schema.instant,
        "parts": ["type": "array", "items": Schema.text, "maxItems": JSONValue(HeardChange.partsMost)],
        "expectedGapSeconds": ["type": "integer", "minimum": 0, "maximum": 30],
        "link": ["type": "string", "minLength": 1, "maxLength": 500],
        "source": ["type": "string", "minLength": 1, "maxLength": 200],
    ]
    private static let change = Schema.object(members, optional: ["link", "source"])
    private static let order = Schema.closed(
        members, optional: ["id", "at", "parts", "expectedGapSeconds", "link", "source"])

    private static let heartbeat = Schema.object(
        [
            "name": Schema.identifier, "standing": Schema.words("unknown", "heard", "late", "missed", "failed"),
            "since": Schema.instant, "lastSuccess": Schema.instant, "lastStart": Schema.instant,
            "due": Schema.instant, "code": Schema.text, "hasAddress": Schema.flag,
        ], optional: ["since", "lastSuccess", "lastStart", "due", "code"])
}
