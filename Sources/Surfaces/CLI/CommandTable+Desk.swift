internal import JSON
internal import Settings

/// The commands about our own incidents and the organisation.
extension CommandTable {
    private static let texts = [
        option(
            "title", "LANG=TEXT",
            "With declare, plan and describe: a title of your own in a language; once for each. It waits for a second "
                + "person unless it is a P1; without it an agreed title stands.", true),
        option("title-sentence", "ID", "With declare, plan and describe: another agreed title."),
        option("summary", "LANG=TEXT", "With declare, plan and describe: what it is about; once for each.", true),
        option("text", "LANG=TEXT", "With say, correct and note: free text in a language; once for each.", true),
        option("sentence", "ID", "With say, declare, plan, reopen and resolve: a sentence that was agreed to before."),
        option("status", "WORD", "With say and --text: investigating, identified, monitoring or resolved."),
        option("missing", "LANG", "A promised language that the text does not have, declared missing.", true),
        option("next", "TIME", "When readers are told next, for sentences that say so."),
    ]

    private static let facts = [
        option("provider", "ID", "With declare and plan: the organisation; needed when there are several."),
        option("severity", "WORD", "With declare and describe: critical, major, minor or notice."),
        option(
            "priority", "WORD",
            "P1 to P4; with describe also none. Free text of a P1 is public at once, and reviewed later."),
        option(
            "category", "WORD",
            "What kind of cause: change-deploy, change-config, change-dns, change-certificate, external-provider, "
                + "capacity, software-bug, hardware, network, security, human-error or unknown."),
        option("responsibility", "WORD", "Whose cause: internal, external or unknown."),
        option("component", "ID", "A component that is hit; once for each.", true),
        option("brand", "ID", "A brand that tells it; all that show a component when left out.", true),
        option(
            "reference", "TICKET",
            "With declare, plan and describe: the ticket; a new incident gets the next number when left out."),
        option(
            "start", "TIME",
            "When the impact began, from evidence: 2025-12-04T12:08:00+01:00; left out while nobody knows. With plan and "
                + "move-plan: when the work begins."
        ),
        option("end", "TIME", "When the impact ended. With plan and move-plan: when the work ends."),
        option(
            "evidence", "LANG=TEXT", "With declare, window and reopen: what the start rests on; once for each.", true),
        option("origin", "WORD", "With declare and window: measured, stated-by-vendor or entered-by-person."),
        option("confidence", "WORD", "With window: high, medium or low."),
        option(
            "at", "TIME", "When it was said, for words that were said elsewhere before. With note: when it happened."),
        option(
            "kind", "WORD",
            "With note: change, alert, crisis-team, analysis, cause, contact, fix, rollback or other."),
        option(
            "visibility", "WORD",
            "public or internal. An incident is public when left out, a note is internal."),
        option("until", "TIME", "With embargo, declare and plan: until when only the team sees it."),
        option(
            "window", "ID",
            "With window: the impact window to tell better; a new one without it. With withdraw-window: which."),
        option("statement", "ID", "With approve, decline, review and correct: which statement."),
        option("reason", "TEXT", "With decline: why not."),
        option("version", "NUMBER", "Only when the incident is still at this version; show tells it."),
        key,
    ]

    static let key = option("key", "KEY", "Sending the same order again with the same key does it once.")

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
                + "window records from when to when customers were hit, withdraw-window takes it back; reopen and resolve do "
                + "what they say; note records what happened inside; publish, withhold and embargo decide who sees it.",
            "plan announces planned work; move-plan, begin-plan, complete-plan and cancel-plan follow it, and say the "
                + "sentence that was agreed to for that. draft-postmortem writes down what was learned, whole, as JSON from "
                + "FILE; publish-postmortem, by a second person, publishes it: with FILE only when the draft is exactly that.",
            "order sends any order as JSON from FILE, - for standard input: see DeskOrder in /api/openapi.json.",
            "Times carry their offset or Z; a local time without one is refused.",
        ],
        positionals: [
            PositionalDefinition(
                name: "ACTION",
                documentation: "One of: " + IncidentAction.allCases.map(\.rawValue).joined(separator: ", ") + ".",
                choices: IncidentAction.allCases.map(\.rawValue)),
            PositionalDefinition(
                name: "INCIDENT", documentation: "Which one; none for list, declare and plan.", isRequired: false),
            PositionalDefinition(
                name: "FILE", documentation: "With order: the JSON. With the post-mortem's actions: the post-mortem.",
                isRequired: false, completion: .file),
        ],
        options: texts + facts + serverOptions,
        examples: [
            .init(
                line: "vigie incident declare --severity major --component shop",
                meaning: "declared, with the agreed title in every promised language"),
            .init(
                line: "vigie incident begin-plan tsr-2650", meaning: "the planned work has begun, and readers are told"),
            .init(line: "vigie incident say tsr-2641 --sentence supplier", meaning: "a sentence needs nobody"),
            .init(line: "vigie incident approve tsr-2641 --statement s2", meaning: "as the second person"),
            .init(
                line: "vigie incident resolve tsr-2641 --end 2025-12-04T11:13:00Z --sentence resolved",
                meaning: "the end of the impact, and the word that it is over"),
            .init(
                line: "vigie incident note tsr-9 --at 2025-12-04T10:55:00Z --kind fix --text en=Back",
                meaning: "for the team alone, unless --visibility public"),
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
        options: [key] + serverOptions,
        examples: [
            .init(
                line: "vigie describe providers acme acme.json",
                meaning: "an organisation; \"followedSince\": since when it is watched, else now"),
            .init(line: "vigie describe brands acme brand.json", meaning: "a brand and how its page looks"),
            .init(line: "vigie describe logos acme logo.svg", meaning: "the logo of its pages"),
        ],
        exitCodes: serverExitCodes,
        build: { arguments throws(UsageError) in
            .describe(
                DescribeCommand(
                    server: try arguments.serverPlace(), kind: arguments.positionals[0], id: arguments.positionals[1],
                    file: arguments.positionals[2], key: arguments.value("key")))
        })

    static let agree = CommandDefinition(
        name: "agree", summary: "Agree, as the second person, to a sentence or a series",
        paragraphs: [
            "Asks the running server for words that wait, shows them and agrees to exactly these. A sentence can be said from "
                + "then on; the next times of a series are called by its title. Whoever wrote them can't agree to them, unless "
                + "nobody else here could; then the entry says so."
        ],
        positionals: [
            PositionalDefinition(name: "KIND", documentation: "What it is.", choices: ["sentences", "series"]),
            PositionalDefinition(name: "ID", documentation: "Its id."),
        ],
        options: [
            OptionDefinition(name: "decline", documentation: "Say no to the words of a sentence."), key,
        ] + serverOptions,
        examples: [
            .init(line: "vigie agree sentences we-watch", meaning: "the sentence can be said"),
            .init(line: "vigie agree sentences we-watch --decline", meaning: "what was agreed to before stays"),
        ],
        exitCodes: serverExitCodes,
        build: { arguments throws(UsageError) in
            .agree(
                AgreeCommand(
                    server: try arguments.serverPlace(), kind: arguments.positionals[0], id: arguments.positionals[1],
                    isDeclined: arguments.flags.contains("decline"), key: arguments.value("key")))
        })

    static let retire = CommandDefinition(
        name: "retire", summary: "Take a brand, component, sentence or series out of use",
        paragraphs: [
            "Asks the running server. What is retired stays on record: what was told of it keeps its name. Pages drop it, "
                + "nothing new can name it, and --back takes it back. A component or brand of an open incident or of planned "
                + "work is refused."
        ],
        positionals: [
            PositionalDefinition(
                name: "KIND", documentation: "What it is.", choices: ["brands", "components", "sentences", "series"]),
            PositionalDefinition(name: "ID", documentation: "Its id."),
        ],
        options: [OptionDefinition(name: "back", documentation: "Take it back into use."), key] + serverOptions,
        examples: [
            .init(line: "vigie retire components old-till", meaning: "pages list it no more"),
            .init(line: "vigie retire components old-till --back", meaning: "they do again"),
        ],
        exitCodes: serverExitCodes,
        build: { arguments throws(UsageError) in
            .retire(
                RetireCommand(
                    server: try arguments.serverPlace(), kind: arguments.positionals[0], id: arguments.positionals[1],
                    takesBack: arguments.flags.contains("back"), key: arguments.value("key")))
        })

    static let subscribers = CommandDefinition(
        name: "subscribers", summary: "Look after those who are told what our brands say",
        paragraphs: [
            "Asks the running server. list counts and lists a brand's subscribers, without their addresses; import takes a CSV "
                + "file, - for standard input, by the names of its header or else as mail,language,components; its people "
                + "count as confirmed; remove forgets one; tellings says how far each message is and what was given up."
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
            option("language", "LANG", "With import: of lines that name none; en without it."),
            option("key", "KEY", "With import and remove: sending the same again with the same key does it once."),
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
            for (name, actions) in [("key", ["import", "remove"]), ("language", ["import"])]
            where arguments.value(name) != nil && !actions.contains(action) {
                throw UsageError(
                    "\(action) takes no --\(name)", hint: "--\(name) is for " + actions.joined(separator: ", "))
            }
            return .subscribers(
                SubscribersCommand(
                    server: try arguments.serverPlace(), action: action, brand: words.first,
                    what: words.dropFirst().first, language: arguments.value("language"), key: arguments.value("key")))
        })

    static let moveIn = CommandDefinition(
        name: "move-in", summary: "Make another status page of ours our own",
        paragraphs: [
            "Reads FROM, the address of the page that is left behind or a file of it (an export, or its "
                + "/api/v2/incidents.json or components.json), and records its components and incidents with everything that "
                + "was said as those of PROVIDER, told by BRAND. Groups of components come along, and PROVIDER counts as "
                + "watched since the first incident. What is there already stays as it is. Describe the organisation and "
                + "the brand before, and stop the server.",
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
