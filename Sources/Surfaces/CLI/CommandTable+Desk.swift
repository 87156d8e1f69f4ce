internal import JSON
internal import Settings

/// The commands about our own incidents and the organisation.
extension CommandTable {
    private static let texts = [
        option("title", "LANG=TEXT", "With declare and describe: the title in a language; once for each.", true),
        option("text", "LANG=TEXT", "With say, correct and note: free text in a language; once for each.", true),
        option("sentence", "ID", "With say, declare, reopen and resolve: a sentence that was agreed to before."),
        option("status", "WORD", "With say and --text: investigating, identified, monitoring or resolved."),
        option("missing", "LANG", "A promised language that the text does not have, declared missing.", true),
        option("next", "TIME", "When readers are told next, for sentences that say so."),
    ]

    private static let facts = [
        option("provider", "ID", "With declare: the organisation; needed when there are several."),
        option("severity", "WORD", "critical, major, minor or notice."),
        option(
            "priority", "WORD",
            "P1 to P4; with describe also none. Free text of a P1 is public at once, and reviewed later."
        ),
        option("component", "ID", "A component that is hit; once for each.", true),
        option("brand", "ID", "A brand that tells it; all that show a component when left out.", true),
        option("reference", "TICKET", "With declare: the ticket; the next number when left out."),
        option("start", "TIME", "When the impact began, from evidence: 2025-12-04T12:08:00+01:00."),
        option("end", "TIME", "When the impact ended."),
        option("at", "TIME", "When it was said, for words that were said elsewhere before."),
        option("until", "TIME", "With embargo: when it ends."),
        option("window", "ID", "With window: the impact window to tell better; a new one without it."),
        option("statement", "ID", "With approve, decline, review and correct: which statement."),
        option("reason", "TEXT", "With decline: why not."),
        option("version", "NUMBER", "Only when the incident is still at this version; show tells it."),
        option("key", "KEY", "Sending the same order again with the same key does it once."),
    ]

    private static func option(
        _ name: String, _ value: String, _ documentation: String, _ isRepeated: Bool = false
    ) -> OptionDefinition {
        OptionDefinition(name: name, valueName: value, documentation: documentation, isRepeated: isRepeated)
    }

    static let incident = CommandDefinition(
        name: "incident", summary: "Declare and tell incidents of our own",
        paragraphs: [
            "Asks the running server. list and show look; declare opens an incident; say publishes a sentence, or proposes "
                + "free text, which waits for a second person; approve agrees to exactly the words that the server shows; "
                + "window records from when to when customers were hit; reopen and resolve do what they say; publish, "
                + "withhold and embargo decide who sees it. order sends any order as JSON from FILE, - for standard input: "
                + "see DeskOrder in /api/openapi.json.",
            "Times carry their offset or Z; a local time without one is refused.",
        ],
        positionals: [
            PositionalDefinition(
                name: "ACTION",
                documentation: "One of: " + IncidentAction.allCases.map(\.rawValue).joined(separator: ", ") + ".",
                choices: IncidentAction.allCases.map(\.rawValue)),
            PositionalDefinition(
                name: "INCIDENT", documentation: "Which one; none for list and declare.", isRequired: false),
            PositionalDefinition(
                name: "FILE", documentation: "With order: the JSON.", isRequired: false, completion: .file),
        ],
        options: texts + facts + serverOptions,
        examples: [
            .init(
                line: "vigie incident declare --title en=Down --severity major --component shop",
                meaning: "declared; every promised language has its title"),
            .init(line: "vigie incident say tsr-2641 --sentence supplier", meaning: "a sentence needs nobody"),
            .init(line: "vigie incident approve tsr-2641 --statement s2", meaning: "as the second person"),
            .init(
                line: "vigie incident resolve tsr-2641 --end 2025-12-04T11:13:00Z --sentence resolved",
                meaning: "the end of the impact, and the word that it is over"),
        ],
        exitCodes: serverExitCodes,
        build: { arguments throws(UsageError) in .incident(try arguments.incidentCommand()) })

    static let describe = CommandDefinition(
        name: "describe", summary: "Describe the organisation: brands, components, sentences, planned work",
        paragraphs: [
            "Sends FILE (JSON, - for standard input) to the running server as the description of one part of the "
                + "organisation. Said again, it replaces what was said. The shapes are in /api/openapi.json.",
            "With logos, ID is a brand and FILE its logo: PNG, JPEG, GIF, WebP, or SVG of shapes and words alone, at most "
                + "256 KiB.",
        ],
        positionals: [
            PositionalDefinition(
                name: "KIND", documentation: "What it is.",
                choices: ["providers", "brands", "components", "sentences", "series", "logos"]),
            PositionalDefinition(name: "ID", documentation: "Its id."),
            PositionalDefinition(name: "FILE", documentation: "The JSON, or the picture.", completion: .file),
        ],
        options: serverOptions,
        examples: [
            .init(
                line: "vigie describe providers acme acme.json",
                meaning: "an organisation; \"followedSince\" in it says since when it is watched, else from now on"),
            .init(line: "vigie describe brands acme brand.json", meaning: "a brand and how its page looks"),
            .init(line: "vigie describe logos acme logo.svg", meaning: "the logo of its pages"),
        ],
        exitCodes: serverExitCodes,
        build: { arguments throws(UsageError) in
            .describe(
                DescribeCommand(
                    server: try arguments.serverPlace(), kind: arguments.positionals[0], id: arguments.positionals[1],
                    file: arguments.positionals[2]))
        })

    static let subscribers = CommandDefinition(
        name: "subscribers", summary: "Look after those who are told what our brands say",
        paragraphs: [
            "Asks the running server. list counts and lists a brand's subscribers, without their addresses; import takes a CSV "
                + "file (mail,language,components), - for standard input, whose people count as confirmed; remove forgets "
                + "one; tellings says how far each message is and what was given up."
        ],
        positionals: [
            PositionalDefinition(
                name: "ACTION", documentation: "list, import, remove or tellings.",
                choices: ["list", "import", "remove", "tellings"]),
            PositionalDefinition(name: "BRAND", documentation: "Whose; none for tellings.", isRequired: false),
            PositionalDefinition(
                name: "WHAT", documentation: "With import the file, with remove the subscriber.", isRequired: false,
                completion: .file),
        ],
        options: [
            option("language", "LANG", "With import: of lines that name none; en without it.")
        ] + serverOptions,
        examples: [
            .init(line: "vigie subscribers import payplug readers.csv", meaning: "a list from elsewhere"),
            .init(line: "vigie subscribers tellings", meaning: "who was not reached, and why"),
        ],
        exitCodes: serverExitCodes,
        build: { arguments throws(UsageError) in
            let (action, words) = (arguments.positionals[0], arguments.positionals.dropFirst())
            let needed = ["list": 1, "import": 2, "remove": 2][action] ?? 0
            guard words.count == needed else {
                throw UsageError("\(action) takes \(needed) more words", hint: "vigie help subscribers")
            }
            return .subscribers(
                SubscribersCommand(
                    server: try arguments.serverPlace(), action: action, brand: words.first,
                    what: words.dropFirst().first, language: arguments.value("language")))
        })

    static let moveIn = CommandDefinition(
        name: "move-in", summary: "Make another status page of ours our own",
        paragraphs: [
            "Reads FROM, the address of the page that is left behind or a file of it (an export, or its "
                + "/api/v2/incidents.json or components.json), and records its components and incidents with everything that "
                + "was said as those of PROVIDER, told by BRAND. What is there already stays as it is. Describe the "
                + "organisation and the brand before, and stop the server.",
            "Subscribers come by a CSV file: see the subscribers in docs/subscribers.md.",
        ],
        positionals: [
            PositionalDefinition(name: "FROM", documentation: "A file, or an address.", completion: .file)
        ],
        options: storeOptions + [
            OptionDefinition(name: "provider", valueName: "ID", documentation: "The organisation; required."),
            OptionDefinition(name: "brand", valueName: "ID", documentation: "The brand whose page it was; required."),
            OptionDefinition(
                name: "language", valueName: "LANG", documentation: "The language it was written in; en without it."),
            json,
        ],
        examples: [
            .init(
                line: "vigie move-in --provider acme --brand north https://status.acme.example",
                meaning: "a page that still answers")
        ],
        exitCodes: storeExitCodes,
        build: { arguments throws(UsageError) in
            guard let provider = arguments.value("provider"), let brand = arguments.value("brand") else {
                throw UsageError("--provider and --brand are needed", hint: "vigie help move-in")
            }
            return .moveIn(
                MoveInCommand(
                    source: arguments.settingsSource, from: arguments.positionals[0], provider: provider, brand: brand,
                    language: arguments.value("language") ?? "en"))
        })
}

extension ParsedArguments {
    fileprivate func incidentCommand() throws(UsageError) -> IncidentCommand {
        guard let action = IncidentAction(rawValue: positionals[0]) else {
            throw UsageError("there is no action \(positionals[0])")
        }
        let incident = positionals.count > 1 ? positionals[1] : nil
        if action == .list || action == .declare {
            guard incident == nil else { throw UsageError("\(action.rawValue) takes no incident") }
        } else if incident == nil {
            throw UsageError(
                "\(action.rawValue) needs an incident", hint: "vigie incident list shows them")
        }
        let file = positionals.count > 2 ? positionals[2] : nil
        guard (file != nil) == (action == .order) else {
            throw UsageError(
                action == .order ? "order needs a file, or - for standard input" : "\(action.rawValue) takes no file")
        }
        return IncidentCommand(
            server: try serverPlace(), action: action, incident: incident, file: file, body: try body(of: action),
            key: value("key"))
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
        case .declare:
            body["provider"] = value("provider").map { .string($0) }
            body["title"] = try texts("title")
            try add(["severity", "priority", "reference", "start"], to: &body, required: ["severity"])
            body["components"] = list("component") ?? .array([])
            body["brands"] = list("brand")
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
            try add(["severity", "priority", "reference"], to: &body)
            body["components"] = list("component")
            body["brands"] = list("brand")
        case .window:
            body["id"] = value("window").map { .string($0) }
            try add(["start", "end"], to: &body, required: ["start"])
            body["components"] = list("component")
        case .reopen:
            try add(["start"], to: &body, required: ["start"])
            body["components"] = list("component")
            body["say"] = try saying()
        case .resolve:
            try add(["end"], to: &body)
            guard let saying = try saying() else {
                throw UsageError("resolve says so: give --sentence resolved, or --text and --status")
            }
            body["say"] = saying
        case .publish, .withhold: break
        case .embargo: try add(["until"], to: &body, required: ["until"])
        }
        body["order"] = .string(action.rawValue)
        return .object(body)
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
        case (nil, nil): return nil
        default: throw UsageError("give either --sentence or --text, not both")
        }
        try add(["next", "at"], to: &saying)
        saying["missing"] = list("missing")
        if positionals[0] != "declare" { saying["brands"] = list("brand") }
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
