internal import Declaring
internal import Settings

/// Help for people, within 80 columns.
package enum HelpText {
    /// Everything that `vigie help TOPIC` knows.
    package static let topics: [String] =
        CommandTable.commands.map(\.name) + ["configuration", "watch-file", "exit-codes"]

    private static let width = 80

    /// The answer to a help request, whatever its format; `version` is for the man page.
    package static func render(_ request: HelpRequest, version: String, colours: Bool = false) -> String {
        switch request.format {
        case .manual: return ManualPage.render(version: version)
        case .example: return ConfigurationPage.exampleFile()
        case .markdown:
            switch request.topic {
            case "configuration"?: return ConfigurationPage.markdown()
            case "watch-file"?: return WatchFilePage.markdown()
            default: return CommandPage.markdown()
            }
        case .text: break
        }
        let style = TextStyle(colours: colours)
        switch request.topic {
        case "configuration"?: return configuration(style)
        case "watch-file"?: return watchFile(style)
        case "exit-codes"?: return exitCodes(style, ExitCode.allCases)
        case let topic?:
            guard let command = CommandTable.command(topic) else { return overview(style) }
            return self.command(command, style)
        case nil: return overview(style)
        }
    }

    private static func overview(_ style: TextStyle) -> String {
        var text = "Vigie sees an outage first, says so first, and keeps the proof.\n\n"
        text += style.bold("Usage") + "\n  vigie COMMAND [OPTIONS]\n\n" + style.bold("Commands") + "\n"
        text += columns(CommandTable.commands.map { ($0.name, $0.summary) }, style)
        text += "\n" + style.bold("Start here") + "\n"
        text += columns(
            [
                ("vigie serve --demo", "look around, on this machine only"),
                ("vigie help COMMAND", "options, examples and exit codes"),
                ("vigie help configuration", "every key of vigie.yaml"),
                ("vigie help watch-file", "every field of a file of probes"),
            ], style)
        return text
    }

    private static func command(_ command: CommandDefinition, _ style: TextStyle) -> String {
        var text = "\(command.summary).\n\n"
        for paragraph in command.paragraphs {
            text += TextWrap.lines(paragraph, width: width).joined(separator: "\n") + "\n\n"
        }
        text += style.bold("Usage") + "\n  \(command.usage)\n\n"
        if !command.positionals.isEmpty {
            text +=
                style.bold("Arguments") + "\n" + columns(command.positionals.map { ($0.name, $0.documentation) }, style)
            text += "\n"
        }
        text += style.bold("Options") + "\n"
        text += columns(
            command.allOptions.map { option in
                let choices = option.choices.map { " One of \($0.joined(separator: ", "))." } ?? ""
                return (option.synopsis, option.documentation + choices)
            }, style)
        text += "\n" + style.bold("Examples") + "\n"
        for example in command.examples {
            text += "  \(style.bold(example.line))\n      \(example.meaning)\n"
        }
        return text + "\n" + exitCodes(style, command.exitCodes)
    }

    private static func exitCodes(_ style: TextStyle, _ codes: [ExitCode]) -> String {
        style.bold("Exit codes") + "\n" + columns(codes.map { (String($0.rawValue), $0.meaning) }, style)
    }

    private static func configuration(_ style: TextStyle) -> String {
        var text = "Every key of vigie.yaml. Keys marked * take effect after a restart, the others\non SIGHUP. "
        text += "`vigie check FILE` says what is wrong in a file.\n"
        for key in SettingsSchema.keys {
            text += "\n\(style.bold(key.name))\(key.isReloadable ? "" : " *")\n"
            let value: String =
                switch key.defaultValue {
                case .none: key.absence ?? "none"
                case .value(let value): value
                case .list(let values): values.isEmpty ? "an empty list" : values.joined(separator: ", ")
                }
            for line in [key.documentation, "Expected: \(key.expectation).", "Default: \(value)."] {
                text += TextWrap.lines(line, width: width - 4).map { "    \($0)\n" }.joined()
            }
        }
        return text
    }

    private static func watchFile(_ style: TextStyle) -> String {
        var text = "Every field of the file that watch.file names. `vigie check` says what is\nwrong in it.\n"
        for group in WatchFilePage.groups {
            text += "\n\(style.bold(group.name))\n"
            for field in group.fields {
                text += TextWrap.lines("\(field.name): \(field.words)", width: width - 4).map { "    \($0)\n" }.joined()
            }
        }
        return text
    }

    /// Names on the left, explanations on the right; a long name stands on a line of its own.
    private static func columns(_ rows: [(String, String)], _ style: TextStyle) -> String {
        let nameWidth = min(rows.map(\.0.count).max() ?? 0, 28)
        let indent = String(repeating: " ", count: nameWidth + 4)
        var text = ""
        for (name, explanation) in rows {
            let lines = TextWrap.lines(explanation, width: width - nameWidth - 4)
            text += "  \(style.bold(name))"
            if name.count > nameWidth {
                text += "\n\(indent)"
            } else {
                text += String(repeating: " ", count: nameWidth - name.count + 2)
            }
            text += lines.joined(separator: "\n\(indent)") + "\n"
        }
        return text
    }
}

/// Bold and colours, or nothing.
struct TextStyle: Sendable {
    var colours: Bool

    func bold(_ text: String) -> String { wrap(text, "1") }
    func red(_ text: String) -> String { wrap(text, "1;31") }
    func dim(_ text: String) -> String { wrap(text, "2") }

    private func wrap(_ text: String, _ code: String) -> String {
        colours ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
