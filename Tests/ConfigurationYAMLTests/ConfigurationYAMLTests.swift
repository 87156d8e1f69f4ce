import ConfigurationYAML
import Foundation
import Settings
import Testing

@Suite struct ConfigurationYAMLTests {
    private func read(_ text: String) throws(SettingsFailure) -> SettingsNode? {
        try ConfigurationYAML.read(Array(text.utf8), file: "vigie.yaml")
    }

    private func failure(_ text: String) -> [SettingsDiagnostic] {
        do throws(SettingsFailure) {
            _ = try read(text)
            return []
        } catch {
            return error.diagnostics
        }
    }

    private static let surroundings = SettingsSurroundings(
        variable: { _ in "hunter2" }, file: { _ in .content(Array("hunter2".utf8)) }, isKnownZone: { _ in true })

    @Test func `values come with their place and their quotes`() throws {
        let node = try read("# comment\nlisten: ['a', b]\nlog:\n  level: \"debug\"\n  format: ~\n")
        let expected = SettingsNode(
            .mapping([
                .init(
                    name: "listen", place: .init(line: 2, column: 1),
                    node: SettingsNode(
                        .sequence([
                            SettingsNode(.scalar("a", isQuoted: true), at: .init(line: 2, column: 10)),
                            SettingsNode(.scalar("b", isQuoted: false), at: .init(line: 2, column: 15)),
                        ]), at: .init(line: 2, column: 9))),
                .init(
                    name: "log", place: .init(line: 3, column: 1),
                    node: SettingsNode(
                        .mapping([
                            .init(
                                name: "level", place: .init(line: 4, column: 3),
                                node: SettingsNode(.scalar("debug", isQuoted: true), at: .init(line: 4, column: 10))),
                            .init(
                                name: "format", place: .init(line: 5, column: 3),
                                node: SettingsNode(.null, at: .init(line: 5, column: 11))),
                        ]), at: .init(line: 4, column: 3))),
            ]), at: .init(line: 2, column: 1))
        #expect(node == expected)
    }

    @Test(arguments: ["", "# only a comment\n", "\n\n"])
    func `a file without content is no document`(text: String) throws {
        #expect(try read(text) == nil)
    }

    @Test(
        arguments: [
            ("a: 1\na: 2\n", 2, 1), ("log:\n  level: a\n  level: b\n", 3, 3), ("a: &x 1\nb: *x\n", 1, 4),
            ("a: *x\n", 1, 4),
            ("a: !!str 1\n", 1, 4), ("--- \na: 1\n---\nb: 1\n", 3, 1), ("a:\n\tb: 1\n", 2, 1), ("a: [1\nb: 2\n", 2, 2),
            ("a: 1\n  b: 2\n", 2, 4), ("? [a]\n: 1\n", 1, 3), ("a: \"x\n", 2, 1), ("a: \u{1}\n", 1, 4),
            ("a: @x\n", 1, 4),
        ] as [(String, Int, Int)])
    func `what a configuration does not need is refused at its place`(text: String, line: Int, column: Int) {
        let diagnostics = failure(text)
        #expect(diagnostics.map(\.place) == [SettingsNode.Place(line: line, column: column)], "\(diagnostics)")
    }

    @Test func `all keys that come twice are named`() {
        #expect(
            failure("a: 1\nb: 1\na: 2\nb: 3\n").map(\.message) == [
                "this key was set before, in line 1; keep one", "this key was set before, in line 2; keep one",
            ])
    }

    @Test func `a tab is shown with a caret and a hint`() {
        let text = failure("log:\n\tlevel: debug\n").map(\.description).joined()
        #expect(text.contains("\n    →level: debug\n    ^"))
        #expect(text.contains("hint: YAML is indented by spaces; replace the tab"))
    }

    @Test(arguments: [
        "database:\n\tpassword: hunter2\n", "api_token: [hunter2\n",
        "database:\n  password: |\n    hunter2\n\thunter2\n",
        "url: [https://u:hunter2@example.com\n", "password: \"hunter2\n", "secret: >\n  x: y\n\thunter2: [\n",
    ])
    func `a line that may hold a secret is not shown`(text: String) {
        let diagnostics = failure(text)
        #expect(!diagnostics.isEmpty)
        #expect(diagnostics.allSatisfy { !$0.description.contains("hunter2") })
    }

    @Test func `size, depth and count are bounded`() {
        #expect(failure("a: " + String(repeating: "x", count: 1 << 20)).count == 1)
        #expect(failure("a: \"" + String(repeating: "x", count: 70_000) + "\"").count == 1)
        #expect(failure(String(repeating: "[", count: 500_000)).count == 1)
        #expect(failure(String(repeating: "- ", count: 300_000)).count == 1)
        #expect(failure(String(repeating: "{a: ", count: 10_000)).count == 1)
        #expect(failure("a: [" + String(repeating: "1,", count: 30_000) + "1]").count == 1)
        let bomb = "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n"
        #expect(failure(bomb).first?.message == "anchors (&name) and aliases (*name) are not accepted")
    }

    @Test func `a file of other encodings is refused`() {
        for bytes in [[0x61, 0x3A, 0x20, 0xFF], [0xFF, 0xFE, 0x61, 0x00], [0x61, 0x3A, 0x00]] as [[UInt8]] {
            #expect(throws: SettingsFailure.self) { try ConfigurationYAML.read(bytes, file: "x") }
        }
    }

    @Test func `the example file changes nothing, and with its comments taken away it is right`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "packaging/vigie.yaml"), encoding: .utf8)
        #expect(try read(text) == nil)
        let lines = text.split(separator: "\n").compactMap { line -> String? in
            let content = line.dropFirst(2)
            let name = content.drop { $0 == " " || $0 == "-" }.prefix { $0 != ":" }
            let isKey = !name.isEmpty && name.allSatisfy { $0 == "_" || $0.isLowercase } && content.contains(":")
            return isKey && !content.hasPrefix("#") ? String(content) : nil
        }
        let settings = try Settings.check(try read(lines.joined(separator: "\n")), in: Self.surroundings)
        #expect(settings.dataDirectory == "var" && settings.loops == 2 && settings.tls != nil)
        let examples = SettingsSchema.keys.reduce(0) { sum, key in
            if case .record(let record) = key.type { sum + record.example.count } else { sum }
        }
        #expect(lines.count == SettingsSchema.keys.count + SettingsSchema.groups.count + examples)
        #expect(settings.alerts.channels.count == 3 && settings.alerts.routes.count == 2)
    }

    @Test(arguments: [11, 12, 13] as [UInt64])
    func `no mutation of a file stops the reader`(seed: UInt64) {
        let valid = Array(ConfigurationPage.exampleFile().replacing("\n# ", with: "\n").utf8)
        let pieces = [
            "\t", "- ", ": ", "[", "]", "{", "}", "&a ", "*a", "!!x ", "|\n", ">\n", "\"", "'", "---\n", "...\n",
            "%YAML 9\n", "\u{0}", "é", "? ",
        ]
        var generator = SeededGenerator(state: seed)
        var accepted = 0
        for _ in 0..<1500 {
            let start = Int.random(in: 0..<valid.count, using: &generator)
            var bytes = Array(valid[start..<min(valid.count, start + Int.random(in: 1...400, using: &generator))])
            for _ in 0..<Int.random(in: 0...5, using: &generator) {
                let place = Int.random(in: 0...bytes.count, using: &generator)
                if Bool.random(using: &generator) {
                    bytes.insert(contentsOf: Array((pieces.randomElement(using: &generator) ?? "").utf8), at: place)
                } else {
                    bytes.insert(UInt8(truncatingIfNeeded: generator.next()), at: place)
                }
            }
            do throws(SettingsFailure) {
                _ = try Settings.check(try ConfigurationYAML.read(bytes, file: "x"), in: Self.surroundings)
                accepted += 1
            } catch {
                #expect(!error.diagnostics.isEmpty && error.diagnostics.count <= 101)
            }
        }
        #expect(accepted < 1500)
    }
}

/// The same numbers for the same seed, so that a failure can be repeated (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
