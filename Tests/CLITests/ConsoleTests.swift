import CLI
import JSON
import Settings
import Synchronization
import Testing

@Suite struct ConsoleTests {
    final class Capture: Sendable {
        private let texts = Mutex<[Bool: String]>([:])

        func console(isTerminal: Bool = false, isJSON: Bool = false, environment: [String: String] = [:]) -> Console {
            Console(style: ConsoleStyle(isTerminal: isTerminal, isJSON: isJSON) { environment[$0] }) { channel, text in
                self.texts.withLock { $0[channel == .error, default: ""] += text }
            }
        }

        var output: String { texts.withLock { $0[false] ?? "" } }
        var error: String { texts.withLock { $0[true] ?? "" } }
    }

    @Test func `an error says what to do`() {
        let capture = Capture()
        capture.console().error("cannot read a\u{1b}[2J", hint: "look", code: .noInput)
        #expect(capture.error == "vigie: error: cannot read a\u{FFFD}[2J\n  hint: look\n" && capture.output.isEmpty)
    }

    @Test func `colour is for terminals whose user has not refused it`() {
        for (environment, expected) in [
            ([:], true), (["NO_COLOR": ""], true), (["NO_COLOR": "1"], false), (["TERM": "dumb"], false),
        ] as [([String: String], Bool)] {
            #expect(ConsoleStyle(isTerminal: true) { environment[$0] }.colours == expected)
            #expect(!ConsoleStyle(isTerminal: false) { environment[$0] }.colours)
            #expect(!ConsoleStyle(isTerminal: true, isJSON: true) { environment[$0] }.colours)
        }
        let capture = Capture()
        capture.console(isTerminal: true).error("x", code: .fault)
        #expect(capture.error == "vigie: \u{1b}[1;31merror:\u{1b}[0m x\n")
    }

    @Test func `with JSON an error is one object and people's lines are silent`() throws {
        let capture = Capture()
        let console = capture.console(isJSON: true)
        console.line("for people")
        console.table(["a"], [["1"]])
        console.warning("careful")
        console.answer(["entries": 3])
        console.error(
            SettingsFailure([SettingsDiagnostic(source: "f", place: .init(line: 2, column: 3), key: "k", message: "m")])
        )
        #expect(try JSONValue(reading: capture.output) == ["entries": 3])
        let error = try JSONValue(reading: capture.error)["error"]
        #expect(error?["code"] == 78)
        #expect(error?["diagnostics"]?[0]?["line"] == 2)
    }

    @Test func `a configuration's mistakes are listed and counted`() {
        let capture = Capture()
        let diagnostic = SettingsDiagnostic(source: "f", key: "k", message: "m", hint: "h")
        capture.console().error(SettingsFailure([diagnostic, diagnostic]))
        let one = "vigie: error: f: k: m\n  hint: h\n"
        #expect(capture.error == one + one + "vigie: 2 things are wrong in the configuration\n")
    }

    @Test func `tables are aligned, numbers to the right`() {
        let capture = Capture()
        capture.console().table(["stream", "entries"], [["incident/1", "12"], ["b\n\u{1b}", "7"]])
        #expect(capture.output == "stream      entries\nincident/1       12\nb \u{FFFD}               7\n")
    }

    @Test func `progress is one line on a terminal and a line now and then elsewhere`() {
        let terminal = Capture()
        var line = ProgressLine("entries", on: terminal.console(isTerminal: true))
        line.update(1, of: 10, now: .zero)
        line.update(2, of: 10, now: .milliseconds(50))
        line.update(5, of: 10, now: .milliseconds(150))
        line.finish(10, of: 10)
        #expect(
            terminal.error
                == "\r\u{1b}[Kentries: 1 of 10 (10 %)\r\u{1b}[Kentries: 5 of 10 (50 %)\r\u{1b}[Kentries: 10 of 10 (100 %)\n"
        )
        let file = Capture()
        var plain = ProgressLine("entries", on: file.console())
        plain.update(1, of: nil, now: .zero)
        plain.update(2, of: nil, now: .seconds(9))
        plain.update(3, of: nil, now: .seconds(10))
        plain.finish(4, of: nil)
        #expect(file.error == "entries: 1\nentries: 3\nentries: 4\n")
    }
}
