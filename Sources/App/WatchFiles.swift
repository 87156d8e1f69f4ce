internal import Bytes
internal import CLI
internal import ConfigurationYAML
internal import Declaring
internal import JSON
internal import Settings
internal import Watching

/// Reads the file that `watch.file` names, and says what its probes make and what they can't see.
enum WatchFiles {
    /// Nil where nothing is watched.
    static func load(_ settings: Settings, beside configuration: String?) throws(ProgramFailure) -> WatchFile? {
        guard let file = path(settings, beside: configuration) else { return nil }
        do throws(SettingsFailure) {
            guard let node = try ConfigurationYAML.read(try SettingsFile.content(of: file), file: file) else {
                throw SettingsFailure([
                    SettingsDiagnostic(
                        source: file, message: "the file declares nothing",
                        hint: "see docs/watching.md for a first probe")
                ])
            }
            return try WatchFile(node, file: file, in: SettingsFile.surroundings)
        } catch {
            throw .settings(error)
        }
    }

    /// The file as it stands, for vantages elsewhere.
    static func text(_ settings: Settings, beside configuration: String?) throws(ProgramFailure) -> [UInt8] {
        guard let file = path(settings, beside: configuration) else { return [] }
        do throws(SettingsFailure) {
            return try SettingsFile.content(of: file)
        } catch {
            throw .settings(error)
        }
    }

    private static func path(_ settings: Settings, beside configuration: String?) -> String? {
        guard let named = settings.watchFile else { return nil }
        let folder = configuration.flatMap { file in file.lastIndex(of: "/").map { String(file[...$0]) } } ?? ""
        return named.hasPrefix("/") ? named : folder + named
    }

    /// Of the file as it stands: two vantages with the same have the same plan.
    static func digest(_ settings: Settings, beside configuration: String?) throws(ProgramFailure) -> String {
        guard let file = path(settings, beside: configuration) else { return "" }
        do throws(SettingsFailure) {
            return SHA256Digest(of: try SettingsFile.content(of: file)).hexadecimal
        } catch {
            throw .settings(error)
        }
    }

    static func json(_ matrix: Matrix) -> JSONValue {
        [
            "probes": JSONValue(matrix.declaration.probes.count), "targets": JSONValue(matrix.targets.count),
            "vantages": JSONValue(matrix.declaration.vantages.count),
            "probesPerSecond": .decimal(matrix.probesPerSecond),
            "sight": Blindness(matrix).json,
        ]
    }

    static func report(_ matrix: Matrix, on console: Console) {
        let declaration = matrix.declaration
        let rate = (matrix.probesPerSecond * 10).rounded() / 10
        console.line("")
        func counted(_ count: Int, _ one: String) -> String { "\(count) \(one)\(count == 1 ? "" : "s")" }
        console.line(
            "✓ \(counted(declaration.probes.count, "probe")) \(declaration.probes.count == 1 ? "makes" : "make") "
                + counted(matrix.targets.count, "target")
                + ", asked from \(counted(declaration.vantages.count, "vantage")): \(rate) probes a second.")
        let blindness = Blindness(matrix)
        guard !blindness.isComplete else {
            return console.line("✓ Each of the \(blindness.parts) parts is seen, and told apart from the others.")
        }
        console.line("! \(blindness.distinct) of \(blindness.parts) parts show themselves by a picture of their own:")
        for line in blindness.lines {
            console.line("  - \(line.finding)")
            for advice in line.advice { console.line("      → \(advice)") }
        }
    }
}
