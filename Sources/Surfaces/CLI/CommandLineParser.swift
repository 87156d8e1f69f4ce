internal import Settings

/// Turns arguments into a command by the table.
package enum CommandLineParser {
    /// `arguments` without the program's own name.
    package static func parse(_ arguments: [String]) throws(UsageError) -> Invocation {
        do throws(UsageError) {
            return try invocation(arguments)
        } catch {
            var error = error
            error.isJSON = arguments.prefix { $0 != "--" }.contains("--json")
            throw error
        }
    }

    private static func invocation(_ arguments: [String]) throws(UsageError) -> Invocation {
        guard let name = arguments.first else { return Invocation(.help(HelpRequest())) }
        switch name {
        case "-h", "--help": return Invocation(.help(HelpRequest()))
        case "--version": return Invocation(.version)
        default: break
        }
        if name.hasPrefix("-") {
            throw UsageError(
                "expected a command before \(quoted(String(name.prefix { $0 != "=" })))",
                hint: "options stand behind their command: vigie serve --listen 127.0.0.1:8480")
        }
        guard let definition = CommandTable.command(name) else {
            let near = NearestWord.to(name, among: CommandTable.commands.map(\.name))
            throw UsageError(
                "there is no command \(quoted(name))",
                hint: near.map { "did you mean vigie \($0)?" } ?? "vigie help lists the commands")
        }
        var parse = ArgumentParse(definition: definition, rest: arguments.dropFirst())
        try parse.run()
        // Asking for help wins over everything that is missing or wrong behind it.
        if parse.parsed.flags.contains("help") { return Invocation(.help(HelpRequest(topic: name))) }
        try parse.checkPositionals()
        return Invocation(try definition.build(parse.parsed), isJSON: parse.parsed.flags.contains("json"))
    }
}

private struct ArgumentParse {
    let definition: CommandDefinition
    var rest: ArraySlice<String>
    var parsed: ParsedArguments

    init(definition: CommandDefinition, rest: ArraySlice<String>) {
        self.definition = definition
        self.rest = rest
        parsed = ParsedArguments(definition: definition)
    }

    mutating func run() throws(UsageError) {
        while let argument = rest.popFirst() {
            if argument == "--" {
                parsed.positionals += rest
                rest = []
            } else if argument == "-" || !argument.hasPrefix("-") {
                parsed.positionals.append(argument)
            } else {
                try option(argument)
            }
        }
    }

    private mutating func option(_ argument: String) throws(UsageError) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let written = String(parts[0])
        guard
            let option = definition.allOptions.first(where: {
                "--\($0.name)" == written || $0.short.map { "-\($0)" } == written
            })
        else { throw unknown(written) }
        guard option.valueName != nil else {
            guard parts.count == 1 else { throw UsageError("\(written) takes no value", hint: "leave the = out") }
            parsed.flags.insert(option.name)
            return
        }
        let value = try value(of: option, written: written, attached: parts.count == 2 ? String(parts[1]) : nil)
        if let choices = option.choices, !choices.contains(value) {
            throw UsageError(
                "\(written): expected \(choices.joined(separator: ", ")), found \(quoted(value))",
                hint: NearestWord.to(value, among: choices).map { "did you mean \($0)?" })
        }
        guard option.isRepeated || parsed.values[option.name] == nil else {
            throw UsageError("\(written) is given twice", hint: "keep one of them")
        }
        parsed.values[option.name, default: []].append(value)
        guard parsed.values[option.name, default: []].count <= 100 else {
            throw UsageError("\(written) is given more than 100 times")
        }
    }

    private mutating func value(
        of option: OptionDefinition, written: String, attached: String?
    ) throws(UsageError) -> String {
        let name = option.valueName ?? "VALUE"
        if let attached {
            guard !attached.isEmpty else {
                throw UsageError("\(written) has an empty value", hint: "write \(written) \(name)")
            }
            return attached
        }
        // A value that looks like an option is rather a forgotten value; with = it can still be said.
        guard let next = rest.first, !next.isEmpty, next == "-" || !next.hasPrefix("-") else {
            throw UsageError("\(written) needs a value", hint: "write \(written) \(name) or \(written)=\(name)")
        }
        rest = rest.dropFirst()
        return next
    }

    private func unknown(_ written: String) -> UsageError {
        let own = definition.allOptions.map { "--\($0.name)" }
        if let near = NearestWord.to(written, among: own) {
            return UsageError("\(definition.name) has no option \(quoted(written))", hint: "did you mean \(near)?")
        }
        let others = CommandTable.commands.filter { command in command.options.contains { "--\($0.name)" == written } }
        let hint =
            others.isEmpty
            ? "vigie \(definition.name) --help lists the options"
            : "\(written) belongs to " + others.map { "vigie \($0.name)" }.joined(separator: ", ")
        return UsageError("\(definition.name) has no option \(quoted(written))", hint: hint)
    }

    func checkPositionals() throws(UsageError) {
        let names = definition.positionals
        if parsed.positionals.count > names.count {
            let surplus = parsed.positionals[names.count]
            throw UsageError(
                "\(definition.name) does not expect \(quoted(surplus))", hint: "usage: \(definition.usage)")
        }
        for (index, positional) in names.enumerated() {
            guard parsed.positionals.indices.contains(index) else {
                if !positional.isRequired { continue }
                throw UsageError("\(definition.name) needs \(positional.name)", hint: "usage: \(definition.usage)")
            }
            let value = parsed.positionals[index]
            guard !value.isEmpty else {
                throw UsageError("\(positional.name) is empty", hint: "usage: \(definition.usage)")
            }
            if let choices = positional.choices, !choices.contains(value) {
                throw UsageError(
                    "expected \(choices.joined(separator: ", ")), found \(quoted(value))",
                    hint: NearestWord.to(value, among: choices).map { "did you mean \($0)?" })
            }
        }
    }
}
