internal import CLI
internal import JSON
internal import Machine
internal import Settings
internal import Telling
internal import Vocabulary

/// Languages that are files: those beside the data, and the commands that make and check them.
enum LanguageCommands {
    /// Where a node looks for them when it starts.
    static func folder(of settings: Settings) -> String { settings.dataDirectory + "/languages" }

    /// Adds every language of the data folder; a file with a mistake is an error that names it.
    static func load(_ settings: Settings) throws(ProgramFailure) {
        let folder = folder(of: settings)
        var packs: [LanguagePack] = []
        for name in Files.names(in: folder).sorted() where name.hasSuffix(".lang") {
            let pack = try read(folder + "/" + name)
            if packs.contains(where: { $0.language == pack.language }) {
                throw .other(
                    message: "\(folder) has two files for the language \(pack.language)", hint: nil,
                    code: .configuration)
            }
            packs.append(pack)
        }
        LanguagePack.add(packs)
    }

    static func run(_ command: LanguageCommand, on console: Console) throws(ProgramFailure) -> ExitCode {
        switch command {
        case .check(let file):
            let pack = try read(file)
            console.line("✓ \(file): \(pack.ownName) (\(pack.language)) is whole.")
            console.line("  Put it into the folder languages of the data folder, and start Vigie again.")
            console.answer([
                "ok": true, "language": .string(pack.language.code), "name": .string(pack.ownName),
            ])
        case .template(let language, let base):
            guard let base = LanguagePack.builtIn.first(where: { $0.language == base }) else {
                throw .other(
                    message: "there are no words in \(base) to translate from",
                    hint: "--from takes " + LanguagePack.builtIn.map(\.language.code).joined(separator: ", "),
                    code: .usage)
            }
            let text = LanguageFile.template(for: language, from: base)
            console.answer(["template": .string(text)])
            console.text(text)
        }
        return .success
    }

    private static func read(_ file: String) throws(ProgramFailure) -> LanguagePack {
        let bytes: [UInt8]
        do throws(MachineError) {
            bytes = try Files.read(file, most: LanguageFile.bytesMost + 1)
        } catch {
            throw .other(message: error.message, hint: nil, code: .noInput)
        }
        do throws(LanguageFile.Refusal) {
            return try LanguageFile.read(bytes)
        } catch {
            let shown = error.problems.prefix(20).map { "\(file): \($0)" }
            let more = error.problems.count - shown.count
            throw .other(
                message: shown.joined(separator: "\n") + (more > 0 ? "\nand \(more) more" : ""),
                hint: "vigie language template CODE lists every name", code: .configuration)
        }
    }
}
