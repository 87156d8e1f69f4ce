internal import Settings

/// One command as data.
struct CommandDefinition: Sendable {
    struct Example: Sendable {
        var line: String
        var meaning: String
    }

    var name: String
    /// One line, without a full stop.
    var summary: String
    var paragraphs: [String]
    var positionals: [PositionalDefinition] = []
    var options: [OptionDefinition] = []
    var examples: [Example]
    var exitCodes: [ExitCode] = [.success, .usage]
    /// Makes the typed command; what the table cannot say is checked here.
    var build: @Sendable (ParsedArguments) throws(UsageError) -> Command

    /// Every option, with the ones that all commands have.
    var allOptions: [OptionDefinition] { options + [.help] }

    /// The way to call it, `vigie backup [OPTIONS] FILE`.
    var usage: String {
        let words = positionals.map { positional in
            // Many choices are named with the argument's documentation instead.
            let choices = positional.choices.map { $0.joined(separator: "|") }
            let name = choices.flatMap { $0.utf8.count <= 40 ? $0 : nil } ?? positional.name
            return positional.isRequired ? name : "[\(name)]"
        }
        return (["vigie", name, "[OPTIONS]"] + words).joined(separator: " ")
    }
}

struct PositionalDefinition: Sendable {
    var name: String
    var documentation: String
    var isRequired = true
    var choices: [String]?
    var completion: OptionDefinition.Completion = .nothing
}

struct OptionDefinition: Sendable {
    enum Completion: Sendable, Equatable {
        case nothing, file, directory
    }

    /// Without the dashes.
    var name: String
    var short: Character?
    /// What stands for the value in help; nil makes it a flag.
    var valueName: String?
    var documentation: String
    var isRepeated = false
    /// Only these values.
    var choices: [String]?
    /// The setting that it overrides.
    var settingKey: String?
    var completion: Completion = .nothing

    static let help = OptionDefinition(name: "help", short: "h", documentation: "Show this help.")

    /// How it is written, `--listen ADDRESS:PORT`.
    var synopsis: String {
        (short.map { "-\($0), " } ?? "") + "--\(name)" + (valueName.map { " \($0)" } ?? "")
    }
}

/// The arguments of one command, sorted by the table but not yet understood.
struct ParsedArguments: Sendable {
    var values: [String: [String]] = [:]
    var flags: Set<String> = []
    var positionals: [String] = []
    var definition: CommandDefinition

    func value(_ option: String) -> String? { values[option]?.last }

    /// The file and every option that overrides a setting.
    var settingsSource: SettingsSource {
        var source = SettingsSource(configurationFile: value("config"))
        for option in definition.options {
            guard let key = option.settingKey, let values = values[option.name] else { continue }
            source.overrides.append(.init(key: key, values: values, option: "--\(option.name)"))
        }
        return source
    }
}
