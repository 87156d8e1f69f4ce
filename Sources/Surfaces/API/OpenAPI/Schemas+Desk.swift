internal import Desk
internal import JSON
internal import Telling
internal import Vocabulary

/// The shapes of the desk's orders and answers.
enum DeskSchemas {
    static var all: KeyValuePairs<String, JSONValue> {
        [
            "Declaration": declaration, "DeskOrder": order, "DeskOutcome": outcome, "DeskIncident": incident,
            "DeskIncidents": incidents, "Organisation": organisation, "Saying": saying,
        ]
    }

    private static let texts: JSONValue = [
        "type": "object", "additionalProperties": Schema.text, "propertyNames": ["pattern": "^[a-z]{2}$"],
        "description": "A text by language: {\"en\": \"…\", \"fr\": \"…\"}.",
    ]
    private static let ids: JSONValue = [
        "type": "array", "items": Schema.identifier, "maxItems": 200, "uniqueItems": true,
    ]
    private static let languages: JSONValue = ["type": "array", "items": Schema.language]
    private static let reference: JSONValue = ["type": "string", "minLength": 1, "maxLength": 64]
    private static func words(_ most: Int) -> JSONValue {
        ["type": "string", "minLength": 1, "maxLength": JSONValue(most)]
    }

    private static func described(_ schema: JSONValue, _ words: String) -> JSONValue {
        guard var object = schema.object else { return schema }
        object["description"] = .string(words)
        return .object(object)
    }

    private static let sayingMembers: KeyValuePairs<String, JSONValue> = [
        "sentence": Schema.identifier, "text": texts, "status": Schema.words(Update.Status.self),
        "next": Schema.instant, "missing": languages, "brands": ids, "at": Schema.instant,
    ]
    private static let saying = Schema.closed(sayingMembers, optional: Set(DeskOrderBody.saying))

    private static let declaration = Schema.closed(
        [
            "provider": Schema.identifier,
            "title": described(
                texts,
                "Words of your own: they wait for a second person unless the priority is P1. Left out, the incident has the "
                    + "agreed title of its severity, which needs nobody."),
            "titleSentence": described(Schema.identifier, "Another agreed title: a sentence of the phase title."),
            "summary": texts, "severity": Schema.words(Severity.self),
            "components": ids, "start": Schema.instant, "origin": Schema.words(ImpactWindow.Origin.self),
            "evidence": texts, "priority": Schema.words(Priority.self),
            "category": Schema.words(Incident.Category.self),
            "responsibility": Schema.words(Incident.Responsibility.self), "reference": reference, "brands": ids,
            "visibility": Schema.words(Visibility.self), "embargoUntil": Schema.instant,
            "plan": Schema.closed(["start": Schema.instant, "end": Schema.instant]),
            "say": Schema.reference("Saying"),
        ], optional: Set(Declaration.members).subtracting(["provider", "severity"]))

    private static let action = Schema.closed(
        [
            "symptom": texts, "action": texts, "owner": words(200), "due": Schema.instant,
            "state": Schema.words(Postmortem.Action.State.self),
        ], optional: ["owner", "due", "state"])
    private static let postmortem = Schema.closed(
        [
            "clientImpact": texts, "overview": texts, "context": texts, "rootCause": texts,
            "actions": Schema.list(of: action, most: 100), "internalNotes": texts, "missing": languages,
        ], optional: Set(PostmortemBody.members))

    /// One shape for each word.
    private static let order: JSONValue = [
        "oneOf": .array(DeskOrderBody.words.map(shape))
    ]

    private static func shape(_ word: String) -> JSONValue {
        var properties: JSONObject = [
            "order": ["type": "string", "enum": [.string(word)]],
            "version": ["type": "integer", "minimum": 0, "description": "The version that was seen."],
        ]
        for name in DeskOrderBody.members[word] ?? [] { properties[name] = member(name, of: word) }
        return [
            "type": "object", "properties": .object(properties),
            "required": JSONValue(["order"] + (required[word] ?? [])), "additionalProperties": false,
        ]
    }

    private static let required: [String: [String]] = [
        "approve": ["statement", "text"], "decline": ["statement", "reason"], "review": ["statement"],
        "correct": ["statement", "text"], "window": ["start"], "withdraw-window": ["id"], "reopen": ["start"],
        "resolve": ["say"], "note": ["at", "kind", "text"], "embargo": ["until"], "move-plan": ["start", "end"],
        "draft-postmortem": ["postmortem"],
    ]

    private static func member(_ name: String, of word: String) -> JSONValue {
        switch name {
        case "text", "title", "summary", "evidence": texts
        case "statement", "id", "sentence", "titleSentence": Schema.identifier
        case "reason": words(2_000)
        case "missing": languages
        case "components", "brands": ids
        case "start", "end", "at", "until", "next": Schema.instant
        case "status": Schema.words(Update.Status.self)
        case "severity": Schema.words(Severity.self)
        case "priority":
            ["type": "string", "enum": .array(Priority.allCases.map { .string($0.rawValue) } + ["none"])]
        case "category": Schema.words(Incident.Category.self)
        case "responsibility": Schema.words(Incident.Responsibility.self)
        case "reference": reference
        case "origin": Schema.words(ImpactWindow.Origin.self)
        case "confidence": Schema.words(Confidence.self)
        case "kind": Schema.words(InsideEvent.Kind.self)
        case "visibility": Schema.words(Visibility.self)
        case "say": Schema.reference("Saying")
        default: postmortem
        }
    }

    private static let outcome = Schema.object(
        [
            "incident": Schema.identifier, "made": Schema.text,
            "waits": described(Schema.flag, "Whether something of it waits for a second person."),
            "waiting": described(Schema.array(Schema.identifier), "The statements that wait."),
            "version": Schema.count,
        ], optional: ["made", "waiting"])

    private static let incident = Schema.object([
        "version": Schema.count, "state": Schema.words(IncidentState.self), "incident": ["type": "object"],
    ])

    private static let incidents = Schema.object([
        "incidents": Schema.array(
            Schema.object([
                "id": Schema.identifier, "title": texts, "severity": Schema.words(Severity.self),
                "state": Schema.words(IncidentState.self), "visibility": Schema.words(Visibility.self),
                "waiting": Schema.array(Schema.identifier), "reviewsDue": Schema.array(Schema.identifier),
            ]))
    ])

    private static let organisation = Schema.object([
        "providers": Schema.array(["type": "object"]), "brands": Schema.array(["type": "object"]),
        "components": Schema.array(["type": "object"]), "sentences": Schema.array(["type": "object"]),
        "series": Schema.array(["type": "object"]),
        "waitingSentences": described(
            Schema.array(["type": "object"]),
            "Sentences of which words wait for a second person: `proposal` holds them."),
    ])

    /// What a second person says to words that wait.
    static let sentenceDecision = Schema.closed(
        [
            "agree": described(Schema.flag, "Whether these words may be used from now on."),
            "text": described(texts, "Exactly the words that were read."),
        ])
    static let seriesDecision = Schema.closed(["title": texts, "summary": texts], optional: ["summary"])

    // MARK: The organisation's parts

    private static let sections = Schema.array(
        Schema.closed(["title": texts, "components": ids], optional: ["title", "components"]))

    static func body(_ kind: CatalogueOrder.Kind) -> JSONValue {
        switch kind {
        case .providers:
            Schema.closed(
                [
                    "name": words(120), "zone": words(64), "country": words(2), "family": words(64),
                    "numbering": words(40),
                    "followedSince": described(
                        Schema.instant,
                        "Since when its services are watched: uptime counts from here. Without it what was said stays; "
                            + "a new organisation is watched from now on."),
                    "groups": described(
                        sections, "Groups of components on the pages of brands that have no sections of their own."),
                ], optional: ["country", "family", "numbering", "followedSince", "groups"])
        case .brands:
            Schema.closed(
                [
                    "provider": Schema.identifier, "name": words(120), "languages": languages,
                    "hosts": Schema.array(words(253)), "zone": words(64),
                    "colour": described(words(6), "The accent of its pages: six hexadecimal digits."),
                    "darkColour": described(
                        words(6), "The accent on dark pages, with a contrast of at least 4.5; without it the same."),
                    "logo": words(69), "homepage": words(300), "sections": sections,
                ], optional: ["hosts", "zone", "colour", "darkColour", "logo", "homepage", "sections"])
        case .components:
            Schema.closed(
                [
                    "provider": Schema.identifier, "channel": Schema.words(Channel.self), "name": texts, "brands": ids,
                    "order": ["type": "integer", "minimum": 0, "maximum": 100_000],
                ], optional: ["brands", "order"])
        case .sentences:
            Schema.closed(
                [
                    "phase": Schema.words(Sentence.Phase.self), "status": Schema.words(Update.Status.self),
                    "text": texts, "withdrawn": Schema.flag,
                ], optional: ["withdrawn"])
        case .series:
            Schema.closed(
                [
                    "provider": Schema.identifier, "title": texts, "summary": texts, "components": ids, "brands": ids,
                    "firstStart": Schema.instant, "minutes": ["type": "integer", "minimum": 1, "maximum": 20_160],
                    "zone": words(64), "rhythm": Schema.words(MaintenanceSeries.Rhythm.self),
                    "interval": ["type": "integer", "minimum": 1, "maximum": 366], "until": Schema.instant,
                    "ended": Schema.flag,
                ], optional: ["summary", "components", "brands", "interval", "until", "ended"])
        }
    }

    static func example(_ kind: CatalogueOrder.Kind) -> JSONValue {
        switch kind {
        case .providers: ["name": "Acme Pay", "zone": "Europe/Paris", "numbering": "ACME-{n}"]
        case .brands: ["provider": "acme-pay", "name": "Acme", "languages": ["fr", "en"]]
        case .components:
            ["provider": "acme-pay", "channel": "ecommerce", "name": ["en": "E-commerce", "fr": "E-commerce"]]
        case .sentences:
            ["phase": "other", "status": "monitoring", "text": ["en": "We keep watching.", "fr": "Nous surveillons."]]
        case .series:
            [
                "provider": "acme-pay", "title": ["en": "Patching", "fr": "Mises à jour"], "components": ["ecommerce"],
                "firstStart": "2026-03-24T03:00:00Z", "minutes": 60, "zone": "Europe/Paris", "rhythm": "weekly",
            ]
        }
    }
}
