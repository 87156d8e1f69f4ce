/// The man page `vigie.1` in roff's man macros, made from the table.
enum ManualPage {
    static func render(version: String) -> String {
        var text = ".TH VIGIE 1 \"\" \"vigie \(argument(version))\" \"User Commands\"\n"
        text += ".SH NAME\nvigie \\- incident platform for payment providers\n"
        text += ".SH SYNOPSIS\n.B vigie\n.I COMMAND\n[\\fIOPTIONS\\fR]\n"
        text += ".SH DESCRIPTION\n"
        text += line(
            "Vigie sees an outage first, says so first, and keeps the proof. It is one program: a web server with")
        text += line(
            "an append-only journal in an SQLite file or a PostgreSQL database, and the tools to look after it.")
        text += ".SH COMMANDS\n"
        for command in CommandTable.commands {
            text += section(command)
        }
        text += ".SH EXIT STATUS\n"
        for code in ExitCode.allCases {
            text += ".TP\n.B \(code.rawValue)\n" + line(code.meaning)
        }
        text += ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\n" + line("When set and not empty, nothing is written in colour.")
        text += ".SH FILES\n.TP\n.I vigie.yaml\n"
        text += line(
            "The configuration, named by \\-\\-config. \"vigie help configuration\" lists its keys.", isRoff: true)
        return text
    }

    private static func section(_ command: CommandDefinition) -> String {
        var text = ".SS \"\(argument(command.usage))\"\n" + line(command.summary + ".")
        for paragraph in command.paragraphs {
            text += ".PP\n" + line(paragraph)
        }
        for positional in command.positionals {
            text += ".TP\n.I \(escaped(positional.name))\n" + line(positional.documentation)
        }
        for option in command.allOptions {
            let choices = option.choices.map { " One of \($0.joined(separator: ", "))." } ?? ""
            text += ".TP\n.B \"\(argument(option.synopsis))\"\n" + line(option.documentation + choices)
        }
        for example in command.examples {
            text +=
                ".PP\n\(startSafe(escaped(example.meaning))):\n.PP\n.nf\n.RS\n\(startSafe(escaped(example.line)))\n.RE\n.fi\n"
        }
        return text
    }

    private static func line(_ text: String, isRoff: Bool = false) -> String {
        startSafe(isRoff ? text : escaped(text)) + "\n"
    }

    /// A dot or quote at the start of a line would be a request.
    private static func startSafe(_ text: String) -> String {
        text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text
    }

    private static func argument(_ text: String) -> String {
        escaped(text).split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\(dq")
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "~": result += "\\(ti"
            case "^": result += "\\(ha"
            case "`": result += "\\(ga"
            case "'": result += "\\(aq"
            case "\n", "\r": result += " "
            default: result.append(character)
            }
        }
        return result
    }
}
