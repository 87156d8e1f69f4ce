internal import Desk
internal import JSON
internal import Vocabulary

// Orders to the desk as programs send them: strict, so that a misspelt member is an error and never a silence. Times carry their
// offset; a local time without one is refused.

/// What is sent to an incident's orders: the order, and the version that its sender saw.
struct DeskOrderBody {
    let order: DeskOrder
    let version: Int64?

    init(_ json: JSONValue) throws(JSONError) {
        let any = try JSONObjectReader(json, path: .root)
        let words = Self.words.joined(separator: ", ")
        let word = try any.converted("order", "one of \(words)") { text in Self.members[text] == nil ? nil : text }
        let members = Self.members[word] ?? []
        let object = try JSONObjectReader(json, path: .root, allowing: ["order", "version"] + members)
        version = try object.has("version") ? object.integer("version", in: 0...Int64.max) : nil
        order = try Self.order(word, object)
    }

    static let saying = ["sentence", "text", "status", "next", "missing", "brands", "at"]
    /// The members that each order takes.
    static let members: [String: [String]] = [
        "say": saying, "approve": ["statement", "text"], "decline": ["statement", "reason"], "review": ["statement"],
        "correct": ["statement", "text", "missing"],
        "describe": [
            "title", "summary", "severity", "priority", "category", "responsibility", "components", "brands",
            "reference", "titleSentence",
        ],
        "window": ["id", "start", "end", "components", "evidence", "origin", "confidence"],
        "withdraw-window": ["id"], "reopen": ["start", "components", "evidence", "say"], "resolve": ["end", "say"],
        "note": ["at", "kind", "text", "visibility"], "publish": [], "withhold": [], "embargo": ["until"],
        "move-plan": ["start", "end"], "begin-plan": [], "complete-plan": [], "cancel-plan": [],
        "draft-postmortem": ["postmortem"], "publish-postmortem": ["postmortem"],
    ]
    static var words: [String] { members.keys.sorted() }

    private static func order(_ word: String, _ object: JSONObjectReader) throws(JSONError) -> DeskOrder {
        switch word {
        case "say": .say(try Saying(object))
        case "approve": .approve(try object.id("statement"), text: try object.text("text"))
        case "decline":
            .decline(try object.id("statement"), reason: try object.words("reason", most: 2_000))
        case "review": .review(try object.id("statement"))
        case "correct":
            .correct(try object.id("statement"), try object.text("text"), missing: try object.languages("missing"))
        case "describe": .describe(try HeadChange(object))
        case "window": .recordWindow(try WindowOrder(object))
        case "withdraw-window": .withdrawWindow(try object.id("id"))
        case "reopen":
            .reopen(
                start: try object.instant("start"), components: try object.optionalIDs("components"),
                evidence: try object.optionalText("evidence"), word: try object.saying("say"))
        case "resolve": .resolve(end: try object.optionalInstant("end"), word: try object.requiredSaying("say"))
        case "note":
            .note(
                at: try object.instant("at"), try object.word("kind"), try object.text("text"),
                try object.optionalWord("visibility") ?? .team)
        case "publish": .publish
        case "withhold": .withhold
        case "embargo": .embargo(until: try object.instant("until"))
        case "move-plan": .movePlan(start: try object.instant("start"), end: try object.instant("end"))
        case "begin-plan": .beginPlan
        case "complete-plan": .completePlan
        case "cancel-plan": .cancelPlan
        case "draft-postmortem":
            .draftPostmortem(try PostmortemBody.read(try object.object("postmortem", allowing: PostmortemBody.members)))
        default:
            .publishPostmortem(
                try object.has("postmortem")
                    ? PostmortemBody.read(try object.object("postmortem", allowing: PostmortemBody.members)) : nil)
        }
    }
}

extension Declaration {
    static let members = [
        "provider", "title", "summary", "severity", "components", "start", "origin", "evidence", "priority",
        "category", "responsibility", "reference", "brands", "visibility", "embargoUntil", "plan", "say",
        "titleSentence",
    ]

    init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json, path: .root, allowing: Self.members)
        self.init(
            provider: try object.id("provider"), title: try object.optionalText("title"),
            severity: try object.word("severity"),
            components: try object.optionalIDs("components") ?? [])
        titleSentence = object.has("titleSentence") ? try object.id("titleSentence") : nil
        summary = try object.optionalText("summary")
        start = try object.optionalInstant("start")
        origin = try object.optionalWord("origin") ?? .enteredByPerson
        evidence = try object.optionalText("evidence")
        priority = try object.optionalWord("priority")
        category = try object.optionalWord("category") ?? .unknown
        responsibility = try object.optionalWord("responsibility") ?? .unknown
        reference = try object.reference("reference")
        brands = try object.optionalIDs("brands")
        visibility = try object.optionalWord("visibility") ?? .everyone
        embargoUntil = try object.optionalInstant("embargoUntil")
        if object.has("plan") {
            let plan = try object.object("plan", allowing: ["start", "end"])
            self.plan = MaintenancePlan(start: try plan.instant("start"), end: try plan.instant("end"))
        }
        word = try object.saying("say")
    }
}

extension Saying {
    init(_ object: JSONObjectReader) throws(JSONError) {
        let words: Words
        switch (object.has("sentence"), object.has("text")) {
        case (true, false):
            guard !object.has("status") else {
                throw JSONError(
                    .refusedValue, "a sentence has its own status; leave it out", path: object.path.member("status"))
            }
            words = .sentence(try object.id("sentence"))
        case (false, true): words = .text(try object.text("text"), try object.word("status"))
        default:
            throw JSONError(
                .missingMember, "give either sentence, or text with its status", path: object.path.member("sentence"))
        }
        self.init(
            words, next: try object.optionalInstant("next"), missingLanguages: try object.languages("missing"),
            brands: try object.optionalIDs("brands") ?? [], at: try object.optionalInstant("at"))
    }
}

extension HeadChange {
    /// Takes a priority back.
    static let noPriority = "none"

    init(_ object: JSONObjectReader) throws(JSONError) {
        self.init()
        title = object.has("title") ? try object.text("title") : nil
        titleSentence = object.has("titleSentence") ? try object.id("titleSentence") : nil
        summary = object.has("summary") ? try object.text("summary") : nil
        severity = try object.optionalWord("severity")
        // What is not there stays.
        if object.has("priority") {
            priority = .some(try object.string("priority") == Self.noPriority ? nil : try object.word("priority"))
        }
        category = try object.optionalWord("category")
        responsibility = try object.optionalWord("responsibility")
        components = try object.optionalIDs("components")
        brands = try object.optionalIDs("brands")
        reference = try object.reference("reference")
    }
}

extension WindowOrder {
    init(_ object: JSONObjectReader) throws(JSONError) {
        self.init(
            id: object.has("id") ? try object.id("id") : nil, start: try object.instant("start"),
            end: try object.optionalInstant("end"), components: try object.optionalIDs("components"),
            evidence: try object.optionalText("evidence"),
            origin: try object.optionalWord("origin") ?? .enteredByPerson,
            confidence: try object.optionalWord("confidence") ?? .high)
    }
}

/// A post-mortem as it is sent: what the desk adds (author, who agreed, when) is not in it.
enum PostmortemBody {
    static let members = [
        "clientImpact", "overview", "context", "rootCause", "actions", "internalNotes", "missing",
    ]

    static func read(_ object: JSONObjectReader) throws(JSONError) -> Postmortem {
        var actions: [Postmortem.Action] = []
        if object.has("actions") {
            actions = try object.array("actions") { json, path throws(JSONError) in
                let action = try JSONObjectReader(
                    json, path: path, allowing: ["symptom", "action", "owner", "due", "state"])
                return Postmortem.Action(
                    symptom: try action.text("symptom"), action: try action.text("action"),
                    owner: action.has("owner") ? try action.words("owner", most: 200) : nil,
                    due: try action.optionalInstant("due"), state: try action.optionalWord("state") ?? .open)
            }
        }
        return Postmortem(
            publishedAt: Instant(seconds: 0), clientImpact: try object.optionalText("clientImpact"),
            rootCause: try object.optionalText("rootCause"), actions: actions,
            overview: try object.optionalText("overview"), context: try object.optionalText("context"),
            internalNotes: try object.optionalText("internalNotes"),
            missingLanguages: try object.languages("missing"))
    }
}
