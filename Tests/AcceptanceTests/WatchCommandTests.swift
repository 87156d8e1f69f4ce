import Foundation
import Glibc
import TestProcesses
import Testing

/// What is between a file of probes and one that is run, from outside.
@Suite struct WatchCommandTests {
    private static let parts =
        "vantages: [{name: here}]\nparts: [{name: a, kind: instance}, {name: b, kind: instance}]\n"

    private static func write(_ watch: String, in folder: Folder) throws -> String {
        try (parts + watch).write(toFile: folder.file("watch.yaml"), atomically: true, encoding: .utf8)
        let settings = folder.file("vigie.yaml")
        try "watch: {file: watch.yaml}\n".write(toFile: settings, atomically: true, encoding: .utf8)
        return settings
    }

    /// A program that serves until the test is over.
    private static func serving<Result>(
        _ program: String, _ arguments: [String], _ body: () throws -> Result
    ) throws -> Result {
        let process = TestProcess()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardInput = Pipe()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        return try body()
    }

    /// Asks until the server that was just started is there.
    private static func probe(_ settings: String, _ name: String, until status: Int32) throws -> BuiltProgram.Outcome {
        var outcome = try BuiltProgram.run(["probe", "--config", settings, name, "--json"])
        for _ in 0..<60 where outcome.status != status {
            usleep(50_000)
            outcome = try BuiltProgram.run(["probe", "--config", settings, name, "--json"])
        }
        return outcome
    }

    @Test func `check says what the probes cannot see`() throws {
        let folder = try Folder()
        let settings = try Self.write(
            "probes: [{name: echo, kind: tcp, to: \"127.0.0.1:1\", through: [a]}]\n", in: folder)
        let outcome = try BuiltProgram.run(["check", settings])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("✓ 1 probe makes 1 target, asked from 1 vantage: 1.0 probes a second."))
        #expect(outcome.output.contains("  - no probe leads through b (instance)\n      → "))
        let answer = try BuiltProgram.run(["check", settings, "--json"])
        #expect(answer.output.contains("\"complete\": false"))
        _ = try Self.write("probes: [{name: echo, kind: tpc}]\n", in: folder)
        let wrong = try BuiltProgram.run(["check", settings])
        #expect(wrong.status == 78)
        #expect(wrong.error.contains("watch.yaml:3:29: probes[0].kind:") && wrong.error.contains("did you mean tcp?"))
    }

    @Test func `what is imported is checked, and no file is written over`() throws {
        let folder = try Folder()
        let settings = try Self.write("", in: folder)
        let foreign = folder.file("gatus.yaml")
        try "endpoints: [{name: Page, url: \"https://a.example.com\", conditions: [\"len([BODY]) > 1\"]}]\n".write(
            toFile: foreign, atomically: true, encoding: .utf8)
        let refused = try BuiltProgram.run(["import", "gatus", foreign, "--output", folder.file("watch.yaml")])
        #expect(refused.status == 73 && refused.error.contains("stays as it is"))
        try FileManager.default.removeItem(atPath: folder.file("watch.yaml"))
        let taken = try BuiltProgram.run(["import", "gatus", foreign, "--output", folder.file("watch.yaml")])
        #expect(taken.status == 0)
        #expect(taken.output.contains("\"Page: len([BODY]) > 1\": the condition cannot be written here"))
        #expect(try BuiltProgram.run(["check", settings]).status == 0)
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/socat"), "socat is in the package socat"))
    func `a probe is run against a real server, good and gone`() throws {
        let folder = try Folder()
        let port = try RoleProgram.freePort()
        let settings = try Self.write(
            """
            probes:
              - name: echo
                kind: tcp
                to: localhost:\(port)
                through: [a]
                exchange: [{send: 'PING\\r\\n'}, {expect: PING}]
              - {name: page, kind: http, to: "http://localhost:\(port)/", through: [a]}

            """, in: folder)
        let gone = try Self.probe(settings, "echo", until: 69)
        #expect(gone.status == 69 && gone.output.contains("\"stage\": \"connect\""))
        try Self.serving("/usr/bin/socat", ["TCP-LISTEN:\(port),bind=127.0.0.1,reuseaddr,fork", "EXEC:cat"]) {
            let good = try Self.probe(settings, "echo", until: 0)
            #expect(good.status == 0 && good.output.contains("\"outcome\": \"ok\""), "\(good)")
            #expect(try BuiltProgram.run(["probe", "--config", settings, "page"]).status == 69)
        }
        let unknown = try BuiltProgram.run(["probe", "--config", settings, "ehco"])
        #expect(unknown.status == 64 && unknown.error.contains("did you mean echo?"))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "openssl is not installed"))
    func `a certificate is asked for under each of its names`() throws {
        let folder = try Folder()
        let port = try RoleProgram.freePort()
        let made = TestProcess()
        made.executableURL = URL(filePath: "/usr/bin/openssl")
        made.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90", "-subj",
            "/CN=pay",
            "-addext", "subjectAltName=DNS:pay.test", "-keyout", folder.file("k.pem"), "-out", folder.file("c.pem"),
        ]
        made.standardError = FileHandle.nullDevice
        try made.run()
        made.waitUntilExit()
        let settings = try Self.write(
            """
            probes:
              - name: good
                kind: tls
                to: 127.0.0.1:\(port)
                authorities: \(folder.file("c.pem"))
                names: [pay.test]
                through: [a]
              - name: both
                kind: tls
                to: 127.0.0.1:\(port)
                authorities: \(folder.file("c.pem"))
                names: [pay.test, other.test]
                through: [a]
              - {name: nobody, kind: tls, to: "127.0.0.1:\(port)", authorities: /nonexistent.pem, through: [a]}

            """, in: folder)
        try Self.serving(
            "/usr/bin/openssl",
            ["s_server", "-accept", "127.0.0.1:\(port)", "-cert", folder.file("c.pem"), "-key", folder.file("k.pem")]
        ) {
            let good = try Self.probe(settings, "good", until: 0)
            #expect(good.status == 0 && good.output.contains("\"secure\""), "\(good)")
            let both = try BuiltProgram.run(["probe", "--config", settings, "both"])
            #expect(both.status == 69 && both.output.contains("✓ ok") && both.output.contains("✗ failed"), "\(both)")
            #expect(try BuiltProgram.run(["probe", "--config", settings, "nobody"]).status == 66)
        }
    }
}
