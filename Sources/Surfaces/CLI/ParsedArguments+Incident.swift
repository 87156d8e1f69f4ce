internal import JSON

/// What `vigie incident` was given, as an order of the API.
extension ParsedArguments {
    func incidentCommand() throws(UsageError) -> IncidentCommand {
        guard let action = IncidentAction(rawValue: positionals[0]) else {
            throw UsageError("there is no action \(positionals[0])")
        }
        let incident = positionals.count > 1 ? positionals[1] : nil
        try checkOptions(of: action)
        if action.isAboutNone {
            guard incident == nil else { throw UsageError("\(action.rawValue) takes no incident") }
        } else if incident == nil {
            throw UsageError(
                "\(action.rawValue) needs an incident", hint: "vigie incident list shows them")
        }
        let file = positionals.count > 2 ? positionals[2] : nil
        switch (action, file) {
        case (.order, nil), (.draftPostmortem, nil):
            throw UsageError("\(action.rawValue) needs a file, or - for standard input", hint: "vigie help incident")
        case (.order, _), (.draftPostmortem, _), (.publishPostmortem, _), (_, nil): break
        default: throw UsageError("\(action.rawValue) takes no file")
        }
        return IncidentCommand(
            server: try serverPlace(), action: action, incident: incident, file: file, body: try body(of: action),
            key: value("key"))
    }

    private static let words = ["sentence", "text", "status", "missing", "next", "at"]
    private static let head = [
        "title", "title-sentence", "summary", "priority", "category", "responsibility", "component", "brand",
        "reference",
    ]

    /// What says more about an action, beside the server and how to show that one may.
    private static func options(of action: IncidentAction) -> [String] {
        switch action {
        case .list, .show: []
        case .order: ["key"]
        case .declare:
            head + words + ["provider", "severity", "start", "origin", "evidence", "visibility", "until", "key"]
        case .plan: head + words + ["provider", "start", "end", "visibility", "until", "key"]
        case .say: words + ["brand", "version", "key"]
        case .approve, .review: ["statement", "version", "key"]
        case .decline: ["statement", "reason", "version", "key"]
        case .correct: ["statement", "text", "missing", "version", "key"]
        case .describe: head + ["severity", "version", "key"]
        case .window:
            ["window", "start", "end", "component", "evidence", "origin", "confidence", "version", "key"]
        case .withdrawWindow: ["window", "version", "key"]
        case .reopen: words + ["start", "component", "evidence", "brand", "version", "key"]
        case .resolve: words + ["end", "brand", "version", "key"]
        case .note: ["at", "kind", "text", "visibility", "version", "key"]
        case .embargo: ["until", "version", "key"]
        case .movePlan: ["start", "end", "version", "key"]
        case .publish, .withhold, .beginPlan, .completePlan, .cancelPlan, .draftPostmortem, .publishPostmortem:
            ["version", "key"]
        }
    }

    /// An option that would not be sent is an error and never a silence.
    private func checkOptions(of action: IncidentAction) throws(UsageError) {
        let taken = Self.options(of: action) + CommandTable.serverOptions.map(\.name)
        guard let name = values.keys.sorted().first(where: { !taken.contains($0) }) else { return }
        let others = IncidentAction.allCases.filter { Self.options(of: $0).contains(name) }.map(\.rawValue)
        throw UsageError(
            "\(action.rawValue) takes no --\(name)", hint: "--\(name) is for " + others.joined(separator: ", "))
    }

    /// The order as the API takes it; nil for those that send none.
    private func body(of action: IncidentAction) throws(UsageError) -> JSONValue? {
        var body = JSONObject()
        if let version = value("version") {
            guard let number = Int64(version), number >= 0 else { throw UsageError("--version: expected a number") }
            body["version"] = .integer(number)
        }
        switch action {
        case .list, .show, .order: return nil
        case .declare, .plan:
            body["provider"] = value("provider").map { .string($0) }
            if values["title"] != nil { body["title"] = try texts("title") }
            body["titleSentence"] = value("title-sentence").map { .string($0) }
            try addHead(to: &body)
            try add(["visibility"], to: &body)
            body["embargoUntil"] = value("until").map { .string($0) }
            body["components"] = list("component") ?? .array([])
            if action == .plan {
                var plan = JSONObject()
                try add(["start", "end"], to: &plan, required: ["start", "end"])
                body["plan"] = .object(plan)
                body["severity"] = "maintenance"
            } else {
                try add(["severity", "start"], to: &body, required: ["severity"])
                if let origin = value("origin") {
                    guard values["start"] != nil else {
                        throw UsageError("--origin needs --start", hint: "it says what kind of source --start has")
                    }
                    body["origin"] = .string(origin)
                }
                try addTexts("evidence", to: &body, when: "start")
            }
            body["say"] = try saying()
            return .object(body)
        case .say:
            guard let saying = try saying()?.object else {
                throw UsageError("say needs --sentence, or --text and --status", hint: "vigie help incident")
            }
            for member in saying.members { body[member.name] = member.value }
        case .approve, .review: try add(["statement"], to: &body, required: ["statement"])
        case .decline: try add(["statement", "reason"], to: &body, required: ["statement", "reason"])
        case .correct:
            try add(["statement"], to: &body, required: ["statement"])
            body["text"] = try texts("text")
            body["missing"] = list("missing")
        case .describe:
            if values["title"] != nil { body["title"] = try texts("title") }
            body["titleSentence"] = value("title-sentence").map { .string($0) }
            try addHead(to: &body)
            try add(["severity"], to: &body)
            body["components"] = list("component")
        case .window:
            body["id"] = value("window").map { .string($0) }
            try add(["start", "end", "origin", "confidence"], to: &body, required: ["start"])
            try addTexts("evidence", to: &body)
            body["components"] = list("component")
        case .withdrawWindow:
            guard let window = value("window") else {
                throw UsageError("--window is missing", hint: "vigie incident show \(positionals[1]) lists them")
            }
            body["id"] = .string(window)
        case .note:
            try add(["at", "kind", "visibility"], to: &body, required: ["at", "kind"])
            body["text"] = try texts("text")
        case .reopen:
            try add(["start"], to: &body, required: ["start"])
            try addTexts("evidence", to: &body)
            body["components"] = list("component")
            body["say"] = try saying()
        case .resolve:
            try add(["end"], to: &body)
            guard let saying = try saying() else {
                throw UsageError("resolve says so: give --sentence resolved, or --text and --status")
            }
            body["say"] = saying
        case .movePlan: try add(["start", "end"], to: &body, required: ["start", "end"])
        // What a post-mortem says is in the file.
        case .publish, .withhold, .beginPlan, .completePlan, .cancelPlan, .draftPostmortem, .publishPostmortem: break
        case .embargo: try add(["until"], to: &body, required: ["until"])
        }
        body["order"] = .string(action.rawValue)
        return .object(body)
    }

    /// What declaring and describing have in common.
    private func addHead(to body: inout JSONObject) throws(UsageError) {
        try addTexts("summary", to: &body)
        try add(["priority", "category", "responsibility", "reference"], to: &body)
        body["brands"] = list("brand")
    }

    private func addTexts(_ name: String, to body: inout JSONObject, when other: String? = nil) throws(UsageError) {
        guard values[name] != nil else { return }
        if let other, values[other] == nil {
            throw UsageError("--\(name) needs --\(other)", hint: "it says what --\(other) rests on")
        }
        body[name] = try texts(name)
    }

    private func add(
        _ names: [String], to body: inout JSONObject, required: [String] = []
    ) throws(UsageError) {
        for name in names {
            if let value = value(name) {
                body[name] = .string(value)
            } else if required.contains(name) {
                throw UsageError("--\(name) is missing", hint: "vigie help incident")
            }
        }
    }

    private func list(_ name: String) -> JSONValue? {
        values[name].map { .array($0.map { .string($0) }) }
    }

    private func saying() throws(UsageError) -> JSONValue? {
        var saying = JSONObject()
        switch (value("sentence"), values["text"]) {
        case (let sentence?, nil): saying["sentence"] = .string(sentence)
        case (nil, _?):
            saying["text"] = try texts("text")
            try add(["status"], to: &saying, required: ["status"])
        case (nil, nil):
            if let name = ["status", "missing", "next", "at"].first(where: { values[$0] != nil }) {
                throw UsageError("--\(name) needs --sentence or --text", hint: "vigie help incident")
            }
            return nil
        default: throw UsageError("give either --sentence or --text, not both")
        }
        try add(["next", "at"], to: &saying)
        saying["missing"] = list("missing")
        if !["declare", "plan"].contains(positionals[0]) { saying["brands"] = list("brand") }
        return .object(saying)
    }

    private func texts(_ name: String) throws(UsageError) -> JSONValue {
        var texts = JSONObject()
        for text in values[name] ?? [] {
            guard let mark = text.firstIndex(of: "="), text.distance(from: text.startIndex, to: mark) == 2 else {
                throw UsageError(
                    "--\(name): expected a language and a text", hint: "--\(name) fr='Échecs de paiement'")
            }
            texts[String(text[..<mark])] = .string(String(text[text.index(after: mark)...]))
        }
        guard !texts.members.isEmpty else {
            throw UsageError("--\(name) is missing", hint: "--\(name) en='Payments fail'")
        }
        return .object(texts)
    }
}
