/// Completion scripts, made from the table.
package enum Completions {
    package static func script(for shell: Shell) -> String {
        switch shell {
        case .bash: bash()
        case .zsh: zsh()
        case .fish: fish()
        }
    }

    private static var commandNames: String { CommandTable.commands.map(\.name).joined(separator: " ") }

    // MARK: bash

    private static func bash() -> String {
        var values = ""
        var words = ""
        for command in CommandTable.commands {
            for option in command.options where option.valueName != nil {
                values +=
                    "        \"\(command.name) --\(option.name)\") \(bashAction(option.choices, option.completion)); return ;;\n"
            }
            let options = command.allOptions.map { "--\($0.name)" }.joined(separator: " ")
            var action = "            if [[ $current == -* ]]; then _vigie_words \"\(options)\"; "
            if let positional = command.positionals.first {
                let choices = command.name == "help" ? HelpText.topics : positional.choices
                action += "else \(bashAction(choices, positional.completion)); "
            } else {
                action += "else _vigie_words \"\(options)\"; "
            }
            words += "        \(command.name))\n\(action)fi ;;\n"
        }
        return """
            # Completions of vigie for bash: source <(vigie completions bash)
            _vigie_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current"); }
            _vigie_files() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current"); }
            _vigie_directories() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$current"); }
            _vigie() {
                local current=${COMP_WORDS[COMP_CWORD]} previous="" command="" index
                COMPREPLY=()
                ((COMP_CWORD > 0)) && previous=${COMP_WORDS[COMP_CWORD - 1]}
                # bash takes --name=value apart at the equals sign.
                if [[ $current == "=" ]]; then
                    current=""
                elif [[ $previous == "=" ]] && ((COMP_CWORD > 1)); then
                    previous=${COMP_WORDS[COMP_CWORD - 2]}
                fi
                ((COMP_CWORD > 1)) && command=${COMP_WORDS[1]}
                case "$command $previous" in
            \(values)    esac
                case "$command" in
                    "") _vigie_words "\(commandNames) --help --version" ;;
            \(words)    esac
            }
            complete -F _vigie vigie

            """
    }

    private static func bashAction(_ choices: [String]?, _ completion: OptionDefinition.Completion) -> String {
        if let choices { return "_vigie_words \"\(choices.joined(separator: " "))\"" }
        switch completion {
        case .file: return "_vigie_files"
        case .directory: return "_vigie_directories"
        case .nothing: return "COMPREPLY=()"
        }
    }

    // MARK: zsh

    private static func zsh() -> String {
        var cases = ""
        for command in CommandTable.commands {
            var lines: [String] = []
            for option in command.allOptions {
                let names = option.short.map { "(-\($0) --\(option.name))" } ?? ""
                let repeated = option.isRepeated ? "*" : ""
                for name in ["--\(option.name)"] + (option.short.map { ["-\($0)"] } ?? []) {
                    let value =
                        option.valueName.map { ":\(zshText($0)):\(zshAction(option.choices, option.completion))" } ?? ""
                    lines.append(
                        "'\(names)\(repeated)\(name)\(value.isEmpty ? "" : "=")[\(zshText(option.documentation))]\(value)'"
                    )
                }
            }
            for (index, positional) in command.positionals.enumerated() {
                let choices = command.name == "help" ? HelpText.topics : positional.choices
                let optional = positional.isRequired ? ":" : "::"
                lines.append(
                    "'\(index + 1)\(optional)\(zshText(positional.name)):\(zshAction(choices, positional.completion))'")
            }
            cases += "                \(command.name))\n                    _arguments \\\n"
            cases += lines.map { "                        \($0)" }.joined(separator: " \\\n") + " ;;\n"
        }
        let commands = CommandTable.commands.map { "        '\($0.name):\(zshText($0.summary))'" }.joined(
            separator: "\n")
        return """
            #compdef vigie
            # Completions of vigie for zsh: vigie completions zsh > ~/.zfunc/_vigie
            _vigie() {
                local context state state_descr line
                typeset -A opt_args
                local -a commands
                commands=(
            \(commands)
                )
                _arguments -C '1:command:->command' '*::argument:->argument'
                case $state in
                    command) _describe -t commands 'vigie command' commands ;;
                    argument)
                        case $line[1] in
            \(cases)            esac ;;
                esac
            }
            if [ "$funcstack[1]" = "_vigie" ]; then
                _vigie "$@"
            else
                compdef _vigie vigie
            fi

            """
    }

    private static func zshAction(_ choices: [String]?, _ completion: OptionDefinition.Completion) -> String {
        if let choices { return "(\(choices.joined(separator: " ")))" }
        switch completion {
        case .file: return "_files"
        case .directory: return "_files -/"
        case .nothing: return " "
        }
    }

    private static func zshText(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "[", "]", ":", "\\": result += "\\\(character)"
            case "'": result += "'\\''"
            default: result.append(character)
            }
        }
        return result
    }

    // MARK: fish

    private static func fish() -> String {
        var text = """
            # Completions of vigie for fish: vigie completions fish > ~/.config/fish/completions/vigie.fish
            complete -c vigie -f
            complete -c vigie -n __fish_use_subcommand -l version -d 'Say which version this is'
            complete -c vigie -n __fish_use_subcommand -s h -l help -d 'List the commands'

            """
        for command in CommandTable.commands {
            text += "complete -c vigie -n __fish_use_subcommand -a \(command.name) -d \(fishText(command.summary))\n"
        }
        for command in CommandTable.commands {
            let condition = "complete -c vigie -n '__fish_seen_subcommand_from \(command.name)'"
            for option in command.allOptions {
                text += condition + (option.short.map { " -s \($0)" } ?? "") + " -l \(option.name)"
                if option.valueName != nil { text += " -r" + fishAction(option.choices, option.completion) }
                text += " -d \(fishText(option.documentation))\n"
            }
            if let positional = command.positionals.first {
                let choices = command.name == "help" ? HelpText.topics : positional.choices
                let action = fishAction(choices, positional.completion)
                if !action.isEmpty { text += condition + action + "\n" }
            }
        }
        return text
    }

    private static func fishAction(_ choices: [String]?, _ completion: OptionDefinition.Completion) -> String {
        if let choices { return " -a '\(choices.joined(separator: " "))'" }
        switch completion {
        case .file: return " -F"
        case .directory: return " -a '(__fish_complete_directories)'"
        case .nothing: return ""
        }
    }

    private static func fishText(_ text: String) -> String {
        var result = "'"
        for character in text {
            if character == "'" || character == "\\" { result += "\\" }
            result.append(character)
        }
        return result + "'"
    }
}
