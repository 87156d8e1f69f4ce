import Foundation
import Testing

/// `vigie read`, from outside.
@Suite struct ReadCommandTests {
    private func json(_ outcome: BuiltProgram.Outcome) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    }

    @Test func `a report is read, for people and for programs`() throws {
        let folder = try Folder()
        let file = try folder.write("report.txt", "Le 5 mai 2026, entre 12h08 et 12h13, des paiements ont échoué.\n")
        let people = try BuiltProgram.run(["read", "--zone", "Europe/Paris", file])
        #expect(people.status == 0)
        #expect(people.output.contains("12:08 CEST (10:08 UTC)"))
        let program = try BuiltProgram.run(["read", "--json", "--vendor", "Example", "--zone", "Europe/Paris", file])
        #expect(program.status == 0)
        let answer = try json(program)
        #expect(answer["vendor"] as? String == "Example")
        let window = try #require((answer["impact_windows"] as? [[String: Any]])?.first)
        #expect(window["start_utc"] as? String == "2026-05-05T10:08Z")
        #expect(window["evidence"] as? String == "entre 12h08 et 12h13")
    }

    @Test func `standard input may hold nothing, and then there are no facts`() throws {
        let outcome = try BuiltProgram.run(["read", "--json", "-"])
        #expect(outcome.status == 0)
        #expect((try json(outcome)["impact_windows"] as? [Any])?.isEmpty == true)
    }

    @Test func `what is no text, no file and no zone is refused with its own code`() throws {
        let folder = try Folder()
        let path = folder.file("picture")
        try Data([0xFF, 0xD8, 0x00, 0x10]).write(to: URL(filePath: path))
        let picture = try BuiltProgram.run(["read", path])
        #expect(picture.status == 65)
        #expect(picture.error.contains("no text"))
        #expect(try BuiltProgram.run(["read", folder.file("missing")]).status == 66)
        let zone = try BuiltProgram.run(["read", "--zone", "Europe/Atlantis", path])
        #expect(zone.status == 64)
        #expect(zone.error.contains("Europe/Paris"))
    }
}
