internal import Incidents
internal import JSON
internal import Telling
internal import Vocabulary

/// The named schemas of the API's documents. Their members are those that the documents write; the tests hold real
/// documents against them.
enum Schemas {
    static var all: KeyValuePairs<String, JSONValue> {
        [
            "Problem": problem, "LocalizedText": localizedText, "Capture": capture, "VendorRecord": record,
            "ImpactWindow": window, "Update": update, "PageAccount": account, "Claim": claim,
            "InsideEvent": insideEvent, "Contradiction": contradiction, "Postmortem": postmortem, "Figures": figures,
            "Incident": incident, "IncidentPage": incidentPage, "SearchPage": searchPage, "History": history,
            "Index": index, "Provider": provider, "Providers": providers, "FollowedPage": followedPage,
            "FollowedPages": followedPages, "EventDecision": decision, "FollowOrder": followOrder,
            "DecisionOrder": decisionOrder, "LinkedEvent": LinkingSchemas.event, "Honesty": LinkingSchemas.honesty,
            "Vendors": LinkingSchemas.vendors,
        ]
    }

    private static let text = Schema.reference("LocalizedText")

    private static let problem: JSONValue = [
        "type": "object", "description": "RFC 9457.", "required": ["type", "title", "status", "detail", "requestId"],
        "properties": [
            "type": Schema.text, "title": Schema.text, "status": ["type": "integer"],
            "detail": ["type": "string", "description": "A sentence that says what to do."],
            "requestId": ["type": "string", "description": "Also in the log and in the header X-Request-ID."],
            "errors": Schema.array(
                Schema.object(
                    ["parameter": Schema.text, "pointer": Schema.text, "detail": Schema.text],
                    optional: ["parameter", "pointer"])),
        ],
        "example": [
            "type": "about:blank", "title": "The request is malformed", "status": 400,
            "detail": "limit: expected a whole number from 1 to 100", "requestId": "r-1",
            "errors": [["parameter": "limit", "detail": "expected a whole number from 1 to 100"]],
        ],
    ]

    private static let localizedText: JSONValue = [
        "type": "object", "description": "Texts by language (ISO 639-1).", "additionalProperties": Schema.text,
        "propertyNames": ["pattern": "^[a-z]{2}$"], "example": ["en": "Card payments fail"],
    ]

    private static let capture = Schema.object(
        [
            "url": Schema.text, "at": Schema.instant, "digest": Schema.digest, "contentType": Schema.text,
            "bytes": Schema.count,
        ], optional: ["contentType"])

    private static let record = Schema.object(
        [
            "foreignID": Schema.text, "url": Schema.text, "format": Schema.text, "severityWord": Schema.text,
            "severity": Schema.words(Severity.self), "statusWord": Schema.text, "isSample": Schema.flag,
            "scheduledFor": Schema.instant, "scheduledUntil": Schema.instant, "firstSeen": Schema.instant,
        ], optional: ["url", "severityWord", "statusWord", "isSample", "scheduledFor", "scheduledUntil"])

    private static let window = Schema.object(
        [
            "id": Schema.identifier, "start": Schema.instant, "end": Schema.instant,
            "components": Schema.array(Schema.identifier), "origin": Schema.words(ImpactWindow.Origin.self),
            "evidence": text, "confidence": Schema.words(Confidence.self),
        ], optional: ["end", "components", "evidence"])

    private static let update = Schema.object(
        [
            "brand": Schema.identifier, "status": Schema.words(Update.Status.self), "at": Schema.instant, "text": text,
            "missingLanguages": Schema.array(Schema.language), "foreignID": Schema.text, "enteredAt": Schema.instant,
            "earlier": Schema.array(Schema.object(["text": text, "replacedAt": Schema.instant])),
        ], optional: ["text", "missingLanguages", "foreignID", "enteredAt", "earlier"])

    private static let account = Schema.object(
        [
            "brand": Schema.identifier, "severityWord": Schema.text, "opened": Schema.instant, "closed": Schema.instant,
        ], optional: ["severityWord", "closed"])

    private static let claim = Schema.object(
        [
            "subject": Schema.words(Claim.Subject.self), "instant": Schema.instant, "source": text,
            "statedAt": Schema.instant,
        ], optional: ["source"])

    private static let insideEvent = Schema.object(
        [
            "at": Schema.instant, "kind": Schema.words(InsideEvent.Kind.self), "text": text,
            "visibility": Schema.words("public"),
        ], optional: ["text"])

    private static let contradiction = Schema.object([
        "kind": Schema.words(Contradiction.Kind.self), "text": text,
    ])

    private static let postmortem = Schema.object(
        [
            "publishedAt": Schema.instant, "clientImpact": text, "overview": text, "context": text, "rootCause": text,
            "actions": Schema.array(
                Schema.object(
                    [
                        "symptom": text, "action": text, "due": Schema.instant,
                        "state": Schema.words(Postmortem.Action.State.self),
                    ], optional: ["due", "state"])),
            "missingLanguages": Schema.array(Schema.language),
        ], optional: ["clientImpact", "overview", "context", "rootCause", "actions", "missingLanguages"])

    private static let figures = Schema.object(
        [
            "impactSeconds": Schema.seconds,
            "impact": Schema.array(
                Schema.object(
                    ["start": Schema.instant, "end": Schema.instant, "seconds": Schema.seconds], optional: ["end"])),
            "pageTimes": Schema.array(
                Schema.object([
                    "brand": Schema.identifier, "opened": Schema.instant, "closed": Schema.instant,
                    "seconds": Schema.seconds,
                ])),
            "firstWordAfterSeconds": Schema.seconds, "detectedAfterSeconds": Schema.seconds,
            "causeAfterSeconds": Schema.seconds,
            "recurrencesAfterResolved": Schema.array(
                Schema.object([
                    "resolvedAt": Schema.instant, "start": Schema.instant, "afterSeconds": Schema.seconds,
                    "wasTold": Schema.flag,
                ])),
        ], optional: ["firstWordAfterSeconds", "detectedAfterSeconds", "causeAfterSeconds"])

    private static let incident = Schema.object(
        [
            "id": Schema.identifier, "provider": Schema.identifier, "reference": Schema.text, "title": text,
            "summary": text, "severity": Schema.words(Severity.self), "priority": Schema.words(Priority.self),
            "category": Schema.words(Incident.Category.self),
            "responsibility": Schema.words(Incident.Responsibility.self),
            "components": Schema.array(Schema.identifier), "record": Schema.reference("VendorRecord"),
            "otherReferences": Schema.array(Schema.text), "entities": Schema.array(Schema.text),
            "windows": Schema.array(Schema.reference("ImpactWindow")),
            "updates": Schema.array(Schema.reference("Update")),
            "accounts": Schema.array(Schema.reference("PageAccount")),
            "claims": Schema.array(Schema.reference("Claim")),
            "insideEvents": Schema.array(Schema.reference("InsideEvent")),
            "contradictions": Schema.array(Schema.reference("Contradiction")),
            "postmortem": Schema.reference("Postmortem"), "captures": Schema.array(Schema.reference("Capture")),
            "state": Schema.words(IncidentState.self), "start": Schema.instant,
            "figures": Schema.reference("Figures"),
            "links": ["type": "object", "additionalProperties": Schema.text],
        ],
        optional: [
            "reference", "title", "summary", "priority", "components", "record", "otherReferences", "entities",
            "windows", "updates", "accounts", "claims", "insideEvents", "contradictions", "postmortem", "captures",
            "start",
        ])

    private static let incidentPage = Schema.object([
        "incidents": Schema.array(Schema.reference("Incident")), "next": Schema.optionalText,
    ])

    private static let searchPage = Schema.object([
        "incidents": Schema.array(Schema.reference("Incident")), "count": Schema.count, "countIsExact": Schema.flag,
        "next": Schema.optionalText,
    ])

    private static let history = Schema.object([
        "incident": Schema.identifier,
        "entries": Schema.array(
            Schema.object([
                "position": Schema.count, "version": Schema.count, "kind": Schema.text, "actor": Schema.text,
                "recordedAt": Schema.instant, "hash": Schema.digest, "body": ["type": "object"],
            ])),
        "next": Schema.optionalText,
    ])

    private static let index = Schema.object([
        "position": Schema.count, "asOf": Schema.instant,
        "links": ["type": "object", "additionalProperties": Schema.text],
    ])

    private static let provider = Schema.object(
        [
            "id": Schema.identifier, "name": Schema.text, "zone": Schema.text, "followedSince": Schema.instant,
            "family": Schema.text, "country": Schema.text, "isOurs": Schema.flag, "numbering": Schema.text,
            "brands": Schema.array(
                Schema.object(
                    [
                        "id": Schema.identifier, "provider": Schema.identifier, "name": Schema.text,
                        "languages": Schema.array(Schema.language),
                        "face": ["type": "object", "additionalProperties": true],
                    ], optional: ["face"])),
            "components": Schema.array(
                Schema.object([
                    "id": Schema.identifier, "provider": Schema.identifier, "channel": Schema.words(Channel.self),
                    "name": text, "brands": Schema.array(Schema.identifier), "order": Schema.count,
                    "state": Schema.words(ComponentState.self),
                ])),
            "state": Schema.words(ComponentState.self), "page": Schema.reference("FollowedPage"),
            "ongoing": Schema.array(Schema.identifier),
            "links": ["type": "object", "additionalProperties": Schema.text],
        ], optional: ["followedSince", "family", "country", "isOurs", "numbering", "page"])

    private static let providers = Schema.object(["providers": Schema.array(Schema.reference("Provider"))])

    private static let followedPage = Schema.object(
        [
            "provider": Schema.identifier, "brand": Schema.identifier, "url": Schema.text, "format": Schema.text,
            "identity": Schema.text, "since": Schema.instant, "catalogueID": Schema.text,
            "trouble": Schema.object(["since": Schema.instant, "reason": Schema.text, "message": Schema.text]),
            "words": Schema.object(
                [
                    "state": Schema.words(ComponentState.self), "sentence": Schema.text,
                    "troubled": Schema.array(
                        Schema.object(
                            [
                                "component": Schema.identifier, "state": Schema.words(ComponentState.self),
                                "word": Schema.text,
                            ], optional: ["word"])),
                    "componentCount": Schema.count, "warnings": Schema.array(Schema.text), "saidAt": Schema.instant,
                ], optional: ["sentence", "troubled", "warnings"]),
        ], optional: ["identity", "catalogueID", "trouble", "words"])

    private static let followedPages = Schema.object(["pages": Schema.array(Schema.reference("FollowedPage"))])

    private static let decision = Schema.object([
        "first": Schema.identifier, "second": Schema.identifier, "verdict": Schema.words(EventDecision.Verdict.self),
        "reason": Schema.text, "actor": Schema.text, "at": Schema.instant,
    ])

    private static let followOrder: JSONValue = [
        "description": "A page by its address, or a vendor by its id in the catalogue.",
        "oneOf": [
            Schema.closed(["url": ["type": "string", "minLength": 1, "maxLength": 2048]]),
            Schema.closed(["vendor": ["type": "string", "minLength": 1, "maxLength": 64]]),
        ],
    ]

    private static let decisionOrder = Schema.closed([
        "first": Schema.identifier, "second": Schema.identifier, "verdict": Schema.words(EventDecision.Verdict.self),
        "reason": ["type": "string", "minLength": 1, "maxLength": 500],
    ])
}
