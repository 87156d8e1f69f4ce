internal import Vocabulary

/// The command about languages that are files.
extension CommandTable {
    static let language = CommandDefinition(
        name: "language", summary: "Make and check a language that does not come with Vigie",
        paragraphs: [
            "template writes a file with every phrase, the English words above each, to be filled in. check says everything that "
                + "is missing or wrong in one, with its line. A whole file in DATA/languages, named like de.lang, is one more "
                + "language of every page, feed, mail and sentence from the next start on."
        ],
        positionals: [
            PositionalDefinition(name: "ACTION", documentation: "check or template.", choices: ["check", "template"]),
            PositionalDefinition(
                name: "WHAT", documentation: "With check the file, with template the language: two letters.",
                completion: .file),
        ],
        options: [
            OptionDefinition(
                name: "from", valueName: "LANG",
                documentation: "With template: the words to translate from, en if not said.")
        ],
        examples: [
            .init(line: "vigie language template de > de.lang", meaning: "a file to be filled in"),
            .init(line: "vigie language check de.lang", meaning: "what is missing, and where"),
        ],
        exitCodes: [.success, .usage, .noInput, .configuration],
        build: { arguments throws(UsageError) in
            let what = arguments.positionals[1]
            guard arguments.positionals[0] == "template" else {
                guard arguments.value("from") == nil else {
                    throw UsageError("check takes no --from", hint: "--from is for template")
                }
                return .language(.check(what))
            }
            guard let language = Language(what), let base = Language(arguments.value("from") ?? "en") else {
                throw UsageError("a language is two lower-case letters, such as de", hint: "vigie help language")
            }
            return .language(.template(language, from: base))
        })
}
