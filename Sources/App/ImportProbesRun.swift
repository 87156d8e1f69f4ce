internal import CLI
internal import ConfigurationYAML
internal import Declaring
internal import Glibc
internal import JSON
internal import Machine
internal import Settings

/// `vigie import gatus|uptime-kuma|blackbox FILE`: another prober's configuration as a file of probes.
enum ImportProbesRun {
    static func run(_ command: ImportProbesCommand, on console: Console) throws(ProgramFailure) -> ExitCode {
        let node = try tree(command.file, isJSON: command.from.isJSON)
        var second: SettingsNode?
        if let prometheus = command.prometheus { second = try tree(prometheus, isJSON: false) }
        let draft: WatchDraft
        do throws(ForeignConfiguration.Refusal) {
            draft = try command.from.draft(node, second: second)
        } catch {
            throw .other(message: "\(command.file): \(error.message)", hint: nil, code: .data)
        }
        if let output = command.output { try write(draft.text, to: output) }
        console.answer([
            "probes": JSONValue(draft.probeCount), "output": JSONValue(command.output),
            "file": command.output == nil ? .string(draft.text) : .null,
            "left": .array(draft.left.map { ["what": .string($0.what), "why": .string($0.why)] }),
        ])
        if command.output == nil, !console.style.isJSON { console.text(draft.text) }
        report(draft, command, on: console)
        return .success
    }

    /// Beside the printed file the list is an answer of its own, so it goes to standard error.
    private static func report(_ draft: WatchDraft, _ command: ImportProbesCommand, on console: Console) {
        func say(_ text: String) {
            if command.output == nil { console.warning(text) } else { console.line(text) }
        }
        if let output = command.output {
            console.line(
                "✓ \(draft.probeCount) \(draft.probeCount == 1 ? "probe" : "probes") written to \(output). Name it in watch.file, then: vigie check."
            )
        }
        guard !draft.left.isEmpty else { return }
        say(draft.left.count == 1 ? "One thing could not be taken:" : "\(draft.left.count) things could not be taken:")
        for left in draft.left { say("  \(left.what): \(left.why)") }
    }

    private static func write(_ text: String, to output: String) throws(ProgramFailure) {
        let isNew: Bool
        do throws(MachineError) {
            isNew = try Files.makeSecret(output, Array(text.utf8))
        } catch {
            throw .other(message: error.message, hint: nil, code: .cannotCreate)
        }
        guard isNew else {
            throw .other(
                message: "\(output) is there already and stays as it is", hint: "give another name", code: .cannotCreate
            )
        }
    }

    private static func tree(_ file: String, isJSON: Bool) throws(ProgramFailure) -> SettingsNode {
        let bytes: [UInt8]
        do throws(MachineError) {
            bytes = try Files.read(file, most: 1 << 20)
        } catch {
            throw .other(message: error.message, hint: nil, code: error.code == ENOENT ? .noInput : .inputOutput)
        }
        guard isJSON else {
            do throws(SettingsFailure) {
                if let node = try ConfigurationYAML.read(bytes, file: file) { return node }
            } catch {
                throw .settings(error)
            }
            throw .other(message: "\(file) is empty", hint: nil, code: .data)
        }
        do throws(JSONError) {
            return SettingsNode(try JSONValue(reading: bytes, limits: JSONLimits(bytes: 1 << 20, depth: 16)))
        } catch {
            throw .other(message: "\(file): \(error)", hint: "give the backup as Uptime Kuma wrote it", code: .data)
        }
    }
}
