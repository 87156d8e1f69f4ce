internal import JSON
internal import Settings

/// The commands about cases, and about the rules that find them.
extension CommandTable {
    static let cases = CommandDefinition(
        name: "case", summary: "What is made of a case: stop a sentence, say what it was, evidence",
        paragraphs: [
            "list shows the latest cases, and which sentence waits with the seconds left. stop keeps the sentence from being said; the "
                + "draft stays for people. label says what a case was, which counts for the rules' figures. end writes the measured "
                + "end into the incident. evidence writes an archive for whom the case concerns; secrets are masked.",
            "All of them ask a running server.",
        ],
        positionals: [
            PositionalDefinition(
                name: "ACTION", documentation: "list, stop, label, end or evidence.",
                choices: ["list", "stop", "label", "end", "evidence"]),
            PositionalDefinition(
                name: "NUMBER", documentation: "The number of the case, for all but list.", isRequired: false),
        ],
        options: [
            OptionDefinition(
                name: "as", valueName: "WORD", documentation: "With label: real, false or known-work."),
            OptionDefinition(
                name: "to", valueName: "FILE",
                documentation: "With evidence: the archive, which must not be there yet.",
                completion: .file),
        ] + serverOptions,
        examples: [
            .init(line: "vigie case list", meaning: "what waits to be said?"),
            .init(line: "vigie case stop 12", meaning: "it is not said"),
            .init(line: "vigie case evidence 12 --to case-12.zip", meaning: "for the supplier"),
        ],
        exitCodes: serverExitCodes,
        build: { arguments throws(UsageError) in .cases(try arguments.caseCommand()) })

    static let rules = CommandDefinition(
        name: "rules", summary: "How well each rule finds outages, and which wake nobody",
        paragraphs: [
            "list shows of each rule the precision and recall by what people said of its cases, the calls by night, and how much "
                + "earlier it was sure than the first person. propose asks that a rule wakes nobody any more; a second person says "
                + "agree or decline. restore has it wake people again, which needs nobody else.",
            "All of them ask a running server.",
        ],
        positionals: [
            PositionalDefinition(
                name: "ACTION", documentation: "list, propose, agree, decline or restore.",
                choices: ["list", "propose", "agree", "decline", "restore"]),
            PositionalDefinition(
                name: "RULE", documentation: "Such as gap or loss, for all but list.", isRequired: false),
        ],
        options: [
            OptionDefinition(name: "reason", valueName: "TEXT", documentation: "With propose: why.")
        ] + serverOptions,
        examples: [
            .init(line: "vigie rules list", meaning: "the noise, in figures"),
            .init(
                line: "vigie rules propose gap --reason \"false at each deployment\"", meaning: "a second person agrees"
            ),
        ],
        exitCodes: serverExitCodes,
        build: { arguments throws(UsageError) in .rules(try arguments.rulesCommand()) })
}

/// `vigie case`.
package struct CaseCommand: Sendable, Equatable {
    package enum Action: Sendable, Equatable {
        case list
        case stop(Int64)
        case label(Int64, String)
        case end(Int64)
        case evidence(Int64, file: String)
    }

    package var server: ServerPlace
    package var action: Action
}

/// `vigie rules`.
package struct RulesCommand: Sendable, Equatable {
    package var server: ServerPlace
    /// Nil: show them all.
    package var order: String?
    package var rule: String?
    package var reason: String?
}

extension ParsedArguments {
    fileprivate func caseCommand() throws(UsageError) -> CaseCommand {
        let action = positionals[0]
        if value("as") != nil, action != "label" { throw UsageError("--as belongs to label") }
        if value("to") != nil, action != "evidence" { throw UsageError("--to belongs to evidence") }
        let place = try serverPlace()
        guard action != "list" else {
            guard positionals.count == 1 else { throw UsageError("list takes no number") }
            return CaseCommand(server: place, action: .list)
        }
        guard positionals.count == 2, let number = Int64(positionals[1]), number > 0 else {
            throw UsageError("\(action) needs the number of a case", hint: "vigie case list shows them")
        }
        switch action {
        case "stop": return CaseCommand(server: place, action: .stop(number))
        case "end": return CaseCommand(server: place, action: .end(number))
        case "label":
            guard let word = value("as"), ["real", "false", "known-work"].contains(word) else {
                throw UsageError("label needs --as real, --as false or --as known-work")
            }
            return CaseCommand(server: place, action: .label(number, word))
        default:
            guard let file = value("to") else {
                throw UsageError("evidence needs a file", hint: "vigie case evidence \(number) --to case-\(number).zip")
            }
            return CaseCommand(server: place, action: .evidence(number, file: file))
        }
    }

    fileprivate func rulesCommand() throws(UsageError) -> RulesCommand {
        let action = positionals[0]
        if value("reason") != nil, action != "propose" { throw UsageError("--reason belongs to propose") }
        let place = try serverPlace()
        guard action != "list" else {
            guard positionals.count == 1 else { throw UsageError("list takes no rule") }
            return RulesCommand(server: place)
        }
        guard positionals.count == 2 else {
            throw UsageError("\(action) needs a rule", hint: "vigie rules list shows them")
        }
        if action == "propose", value("reason") == nil {
            throw UsageError("propose needs --reason: a second person reads it")
        }
        return RulesCommand(server: place, order: action, rule: positionals[1], reason: value("reason"))
    }
}
