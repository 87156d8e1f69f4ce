import CLI
import Foundation
import TestProcesses
import Testing

/// What a program wrote and how it ended.
struct Run {
    var status: Int32
    var output: String

    init(_ program: String, _ arguments: [String], input: String = "") throws {
        let process = TestProcess()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"]
        let stdin = Pipe()
        let stdout = Pipe()
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = stdout
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try stdin.fileHandleForWriting.close()
        output = String(decoding: try stdout.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        status = process.terminationStatus
    }

    static func has(_ program: String) -> Bool { FileManager.default.isExecutableFile(atPath: program) }
}

@Suite struct HelpTests {
    static let requests = [HelpRequest()] + HelpText.topics.map { HelpRequest(topic: $0) }

    @Test(arguments: requests)
    func `help fits 80 columns and has no colour unless asked`(request: HelpRequest) {
        let text = HelpText.render(request, version: "1.2.3")
        #expect(text.split(separator: "\n").filter { $0.count > 80 }.isEmpty)
        #expect(!text.contains("\u{1b}") && text.hasSuffix("\n") && !text.contains(" \n"))
        let coloured = HelpText.render(request, version: "1.2.3", colours: true)
        #expect(
            coloured.contains("\u{1b}[1m")
                && coloured.replacing("\u{1b}[1m", with: "").replacing("\u{1b}[0m", with: "") == text)
    }

    @Test func `help of a command has summary, usage, options, examples and exit codes`() {
        let text = HelpText.render(HelpRequest(topic: "restore"), version: "1")
        for part in [
            "Fill an empty installation", "vigie restore [OPTIONS] FILE", "--set-aside", "-h, --help", "Examples",
            "73  ",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test func `the page about the command line is what the table says`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/cli.md"), encoding: .utf8)
        #expect(
            page == HelpText.render(HelpRequest(format: .markdown), version: ""),
            "write it anew: vigie help --markdown > docs/cli.md")
    }

    @Test(.enabled(if: Run.has("/usr/bin/groff"), "groff is in the package groff"))
    func `groff has nothing to say about the man page`() throws {
        let page = HelpText.render(HelpRequest(format: .manual), version: "1.2.3")
        let run = try Run("/usr/bin/groff", ["-man", "-ww", "-z", "-Tutf8"], input: page)
        #expect(run.status == 0 && run.output.isEmpty, "\(run.output)")
        let shown = try Run("/usr/bin/groff", ["-man", "-Tascii", "-P-c", "-P-b", "-P-u"], input: page)
        for part in [
            "VIGIE(1)", "vigie - incident platform", "vigie restore [OPTIONS] FILE", "--listen ADDRESS:PORT",
            "EXIT STATUS", "source <(vigie completions bash)",
        ] {
            #expect(shown.output.contains(part), "\(part)")
        }
    }
}

@Suite struct CompletionTests {
    /// Asks bash what it would offer for a line; the last word is the one under the cursor.
    private func bash(_ words: [String], in directory: String = "/") throws -> [String] {
        let quoted = (["vigie"] + words).map { "'\($0)'" }.joined(separator: " ")
        let script = """
            set -u
            source /dev/stdin
            complete -p vigie > /dev/null || exit 9
            cd '\(directory)'
            COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count)
            _vigie
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let run = try Run("/bin/bash", ["--norc", "-c", script], input: Completions.script(for: .bash))
        #expect(run.status == 0, "\(run.output)")
        return run.output.split(separator: "\n").map(String.init)
    }

    @Test func `bash completes commands, options and values`() throws {
        #expect(try bash(["re"]) == ["retire", "read", "restore", "rebuild", "rescue"])
        #expect(try bash([""]).contains("serve"))
        #expect(try bash(["serve", "--l"]) == ["--listen", "--log-level"])
        #expect(try bash(["serve", "--log-level", "d"]) == ["debug"])
        #expect(try bash(["serve", "--log-level", "=", "w"]) == ["warning"])
        #expect(try bash(["serve", "--log-level", "="]).count == 5)
        #expect(try bash(["completions", ""]) == ["bash", "zsh", "fish"])
        #expect(try bash(["help", "exit"]) == ["exit-codes"])
        #expect(try bash(["serve", "--listen", ""]).isEmpty)
    }

    @Test func `bash completes files and directories, with spaces in their names`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vigie-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "a directory"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data().write(to: folder.appending(path: "a file.yaml"))
        #expect(Set(try bash(["check", "a"], in: folder.path)) == ["a directory", "a file.yaml"])
        #expect(Set(try bash(["serve", "--config", "a"], in: folder.path)) == ["a directory", "a file.yaml"])
        #expect(try bash(["serve", "--data", "a"], in: folder.path) == ["a directory"])
    }

    @Test(
        .enabled(
            if: Run.has("/usr/bin/zsh") || Run.has("/bin/zsh"), "zsh is not installed: its completions are not checked")
    )
    func `zsh reads its completions`() throws {
        let zsh = Run.has("/usr/bin/zsh") ? "/usr/bin/zsh" : "/bin/zsh"
        let run = try Run(zsh, ["-f", "-n", "/dev/stdin"], input: Completions.script(for: .zsh))
        #expect(run.status == 0 && run.output.isEmpty, "\(run.output)")
    }

    @Test(.enabled(if: Run.has("/usr/bin/fish"), "fish is not installed: its completions are not checked"))
    func `fish reads its completions`() throws {
        let run = try Run("/usr/bin/fish", ["-n", "/dev/stdin"], input: Completions.script(for: .fish))
        #expect(run.status == 0 && run.output.isEmpty, "\(run.output)")
    }

    @Test(arguments: Shell.allCases)
    func `every command and option is in the script`(shell: Shell) {
        let script = Completions.script(for: shell)
        for word in ["serve", "restore", "set-aside", "log-level", "to-password", "completions"] {
            #expect(script.contains(word), "\(word)")
        }
    }
}
