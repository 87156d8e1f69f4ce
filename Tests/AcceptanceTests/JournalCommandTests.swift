import Foundation
import PostgresFixture
import Testing

@Suite struct JournalCommandTests {
    /// An installation that holds the demo and is not being served.
    private func planted(_ folder: Folder) throws -> String {
        let data = folder.file("data")
        let program = try ServingProgram(["--demo", "--data", data], folder: folder)
        #expect(program.stop() == 0)
        return data
    }

    private func head(_ arguments: [String]) throws -> String {
        let outcome = try BuiltProgram.run(["verify", "--json"] + arguments)
        #expect(outcome.status == 0, "\(outcome.error)\(outcome.output)")
        return String(try #require(outcome.output.firstMatch(of: #/"head": "(\w+)"/#)).1)
    }

    private func digests(_ arguments: [String]) throws -> String {
        let outcome = try BuiltProgram.run(["rebuild", "--json"] + arguments)
        #expect(outcome.status == 0, "\(outcome.error)")
        return outcome.output
    }

    @Test func `a backup of a running server verifies, restores, and rebuilds to the same bytes`() throws {
        let folder = try Folder()
        let data = try planted(folder)
        // The tracker records what it reads whenever it reads; here nothing is to come after the backup.
        let quiet = try folder.write("quiet.yaml", "data: \(data)\ntracker:\n  enabled: false\n")
        let program = try ServingProgram(["--config", quiet], folder: folder)
        let backup = folder.file("monday.backup")
        let made = try BuiltProgram.run(["backup", "--data", data, backup])
        #expect(made.status == 0 && !made.output.contains("Probe results"), "nothing is watched here: \(made)")
        let again = try BuiltProgram.run(["backup", "--data", data, backup])
        #expect(again.status == 73, "a backup never overwrites")
        #expect(try head(["--data", data]) == head(["--database", "sqlite:" + backup]))
        #expect(program.stop() == 0)

        let restored = folder.file("restored")
        #expect(try BuiltProgram.run(["restore", "--data", restored, backup]).status == 0)
        #expect(try head(["--data", data]) == head(["--data", restored]))
        #expect(try digests(["--data", data]) == digests(["--data", restored]))

        let refused = try BuiltProgram.run(["restore", "--data", restored, backup])
        #expect(refused.status == 73, "what is there is never overwritten")
        let aside = try BuiltProgram.run(["restore", "--data", restored, "--set-aside", backup])
        #expect(aside.status == 0, "\(aside.error)")
        #expect(try head(["--data", data]) == head(["--data", restored]))
    }

    @Test func `a journal that is being served is never restored over, and stays where it is`() throws {
        let folder = try Folder()
        let data = folder.file("data")
        let program = try ServingProgram(["--demo", "--data", data], folder: folder)
        let backup = folder.file("b")
        #expect(try BuiltProgram.run(["backup", "--data", data, backup]).status == 0)
        let refused = try BuiltProgram.run(["restore", "--data", data, "--set-aside", backup])
        #expect(refused.status == 69)
        #expect(refused.error.contains("another process is serving"))
        #expect(FileManager.default.fileExists(atPath: data + "/vigie.sqlite"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: data).allSatisfy { !$0.contains("before-restore") })
        #expect(try program.get("/readyz").status == 200)
        #expect(program.stop() == 0)
    }

    @Test func `an installation moves to PostgreSQL and back, entry by entry with its hashes`() throws {
        let folder = try Folder()
        let data = folder.file("data")
        _ = try planted(folder)
        let url = try PostgresServer.shared().fresh().url
        let there = try BuiltProgram.run(["copy", "--from", "sqlite:\(data)/vigie.sqlite", "--to", url])
        #expect(there.status == 0, "\(there.error)")
        let twice = try BuiltProgram.run(["copy", "--from", "sqlite:\(data)/vigie.sqlite", "--to", url])
        #expect(twice.status == 73, "the target must be empty")
        #expect(try head(["--data", data]) == head(["--database", url]))
        #expect(try digests(["--data", data]) == digests(["--database", url]))

        let program = try ServingProgram(["--database", url, "--data", folder.file("unused")], folder: folder)
        #expect(try program.get("/api/incidents/tsr-2641").body.contains("\"impactSeconds\": 1440"))
        let backup = folder.file("from-postgres.backup")
        #expect(try BuiltProgram.run(["backup", "--database", url, backup]).status == 0)
        #expect(program.stop() == 0)
        #expect(try head(["--database", "sqlite:" + backup]) == head(["--data", data]))
    }

    @Test func `one changed byte in the file is named by verify`() throws {
        let folder = try Folder()
        let path = try planted(folder) + "/vigie.sqlite"
        var bytes = try #require(FileManager.default.contents(atPath: path))
        // A letter of a public text inside an entry's body.
        let place = try #require(bytes.range(of: Data("incident.updatePublished".utf8)))
        let at = try #require(bytes[place.upperBound...].firstRange(of: Data("\"text\"".utf8))).upperBound + 8
        bytes[at] ^= 1
        try bytes.write(to: URL(filePath: path))
        let outcome = try BuiltProgram.run(["verify", "--database", "sqlite:" + path])
        #expect(outcome.status == 65)
        #expect(outcome.output.contains("entry"), "\(outcome.output)\(outcome.error)")
    }

    @Test func `errors have a class and say what to do`() throws {
        let folder = try Folder()
        #expect(try BuiltProgram.run(["verfy"]).status == 64)
        #expect(try BuiltProgram.run(["verfy"]).error.contains("did you mean vigie verify"))
        let absent = try BuiltProgram.run(["verify", "--data", folder.file("nothing")])
        #expect(absent.status == 66)
        #expect(absent.error.contains("is not there"))
        let file = try folder.write("bad.yaml", "listen: [\"nonsense\"]\nlimits:\n  head_deadline: soon\n")
        let checked = try BuiltProgram.run(["check", file])
        #expect(checked.status == 78)
        #expect(checked.error.contains("bad.yaml:1"))
        #expect(checked.error.contains("bad.yaml:3"))
        let secret = try BuiltProgram.run(
            ["verify", "--database", "postgres://u@127.0.0.1:1/x", "--database-password", "env:VIGIE_TEST_PASSWORD"],
            environment: ["VIGIE_TEST_PASSWORD": "hunter2-never-shown"])
        #expect(secret.status == 69)
        #expect(!secret.error.contains("hunter2"))
        #expect(try BuiltProgram.run(["version"]).output.contains("from CET to CEST"))
        #expect(try BuiltProgram.run(["migrate", "--data", folder.file("nothing")]).status == 66)
        #expect(try BuiltProgram.run(["check", folder.file("no.yaml")]).status == 66)
        #expect(!FileManager.default.fileExists(atPath: folder.file("nothing")))
    }
}
