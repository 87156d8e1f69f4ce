import CLI
import JSON
import Testing
import Vocabulary

/// `vigie incident`, and the keys of what else changes something at the server.
@Suite struct IncidentCommandTests {
    private func parse(_ line: String) throws(UsageError) -> Command {
        try CommandLineParser.parse(line.split(separator: " ").map(String.init)).command
    }

    private func order(_ line: String) throws -> (command: IncidentCommand, body: String) {
        guard case .incident(let command) = try parse("incident " + line) else {
            throw UsageError("\(line) is no command about an incident")
        }
        return (command, command.body.map { String(decoding: JSONWriter.compact($0), as: UTF8.self) } ?? "")
    }

    private func error(_ line: String) -> String {
        do throws(UsageError) {
            _ = try parse(line)
            return ""
        } catch {
            return error.message + (error.hint.map { " | \($0)" } ?? "")
        }
    }

    @Test func `a declaration says all that the server takes`() throws {
        let line =
            "declare --title en=Down --summary en=Cards --severity major --component shop --start 2025-12-04T12:08:00Z "
            + "--origin measured --evidence en=Metrics --category network --responsibility external --visibility internal "
            + "--until 2025-12-05T00:00:00Z --reference T-1 --key k"
        let (command, body) = try order(line)
        let expected: JSONValue = [
            "title": ["en": "Down"], "summary": ["en": "Cards"], "severity": "major", "components": ["shop"],
            "start": "2025-12-04T12:08:00Z", "origin": "measured", "evidence": ["en": "Metrics"], "category": "network",
            "responsibility": "external", "visibility": "internal", "embargoUntil": "2025-12-05T00:00:00Z",
            "reference": "T-1",
        ]
        #expect(try same(command.body, expected), "\(body)")
        #expect(command.action == .declare && command.key == "k")
    }

    @Test func `a title can be left to what was agreed, and sentences are agreed to`() throws {
        let plain: JSONValue = ["severity": "major", "components": ["shop"], "titleSentence": "title-login"]
        #expect(
            try same(
                try order("declare --severity major --component shop --title-sentence title-login").command.body, plain)
        )
        guard case .agree(let yes) = try parse("agree sentences we-watch"),
            case .agree(let no) = try parse("agree sentences we-watch --decline --key k")
        else {
            Issue.record("it is no command about agreeing")
            return
        }
        #expect(yes.kind == "sentences" && yes.id == "we-watch" && !yes.isDeclined && yes.key == nil)
        #expect(no.isDeclined && no.key == "k")
        #expect(error("agree brands north").contains("sentences"))
    }

    @Test func `a language is made and checked`() throws {
        #expect(try parse("language check de.lang") == .language(.check("de.lang")))
        let german = try #require(Language("de"))
        #expect(try parse("language template de --from fr") == .language(.template(german, from: .french)))
        #expect(error("language template deu").hasPrefix("a language is two lower-case letters"))
        #expect(error("language check de.lang --from fr") == "check takes no --from | --from is for template")
    }

    @Test func `planned work is announced, moved, begun, completed and cancelled`() throws {
        let line = "plan --title en=Patching --component shop --start 2026-03-24T03:00:00Z --end 2026-03-24T04:00:00Z"
        let (command, body) = try order(line)
        let expected: JSONValue = [
            "title": ["en": "Patching"], "components": ["shop"], "severity": "maintenance",
            "plan": ["start": "2026-03-24T03:00:00Z", "end": "2026-03-24T04:00:00Z"],
        ]
        #expect(try same(command.body, expected), "\(body)")
        #expect(command.incident == nil)
        let moved = try order("move-plan t-1 --start 2026-03-25T03:00:00Z --end 2026-03-25T04:00:00Z --version 7")
            .command
        let move: JSONValue = [
            "order": "move-plan", "start": "2026-03-25T03:00:00Z", "end": "2026-03-25T04:00:00Z", "version": 7,
        ]
        #expect(try same(moved.body, move) && moved.incident == "t-1")
        for word in ["begin-plan", "complete-plan", "cancel-plan"] {
            #expect(try order("\(word) t-1").body == "{\"order\":\"\(word)\"}")
        }
        #expect(error("incident plan --title en=Patching --start x") == "--end is missing | vigie help incident")
        #expect(error("incident plan t-1 --title en=Patching") == "plan takes no incident")
    }

    @Test func `notes, windows and head say all that the server takes`() throws {
        let note = try order("note t-1 --at 2026-03-24T03:00:00Z --kind change --text en=Deployed --visibility public")
        let noted: JSONValue = [
            "order": "note", "at": "2026-03-24T03:00:00Z", "kind": "change", "text": ["en": "Deployed"],
            "visibility": "public",
        ]
        #expect(try same(note.command.body, noted))
        let window = try order(
            "window t-1 --start 2026-03-24T03:00:00Z --evidence en=Metrics --origin measured --confidence low")
        let recorded: JSONValue = [
            "order": "window", "start": "2026-03-24T03:00:00Z", "evidence": ["en": "Metrics"], "origin": "measured",
            "confidence": "low",
        ]
        #expect(try same(window.command.body, recorded))
        #expect(
            try same(order("withdraw-window t-1 --window w2").command.body, ["order": "withdraw-window", "id": "w2"]))
        let head = try order(
            "describe t-1 --summary fr=Cartes --category capacity --responsibility internal --reference T-2")
        let described: JSONValue = [
            "order": "describe", "summary": ["fr": "Cartes"], "category": "capacity", "responsibility": "internal",
            "reference": "T-2",
        ]
        #expect(try same(head.command.body, described))
        #expect(
            error("incident withdraw-window t-1") == "--window is missing | vigie incident show t-1 lists them")
        #expect(error("incident note t-1 --kind change --text en=x") == "--at is missing | vigie help incident")
    }

    @Test func `a post-mortem comes from a file, and is published as it stands or as the file has it`() throws {
        let draft = try order("draft-postmortem t-1 learned.json --version 3").command
        #expect(draft.file == "learned.json" && draft.action == .draftPostmortem)
        #expect(try same(draft.body, ["order": "draft-postmortem", "version": 3]))
        #expect(try order("publish-postmortem t-1").command.file == nil)
        #expect(try order("publish-postmortem t-1 learned.json").command.file == "learned.json")
        #expect(
            error("incident draft-postmortem t-1")
                == "draft-postmortem needs a file, or - for standard input | vigie help incident")
        #expect(error("incident note t-1 x.json") == "note takes no file")
    }

    @Test func `an option that would not be sent is an error`() {
        #expect(
            error("incident say t-1 --sentence x --severity major")
                == "say takes no --severity | --severity is for declare, describe")
        #expect(error("incident show t-1 --version 3").hasPrefix("show takes no --version | --version is for say,"))
        #expect(
            error("incident declare --title en=x --severity major --origin measured")
                == "--origin needs --start | it says what kind of source --start has")
        #expect(
            error("incident declare --title en=x --severity major --evidence en=Metrics")
                == "--evidence needs --start | it says what --start rests on")
        #expect(
            error("incident declare --title en=x --severity major --status identified")
                == "--status needs --sentence or --text | vigie help incident")
        #expect(error("subscribers list acme --key k") == "list takes no --key | --key is for import, remove")
        #expect(
            error("subscribers remove acme s --language fr") == "remove takes no --language | --language is for import")
    }

    @Test func `every order about an incident can be said without a file`() {
        let orders = [
            "approve", "begin-plan", "cancel-plan", "complete-plan", "correct", "decline", "describe",
            "draft-postmortem", "embargo", "move-plan", "note", "publish", "publish-postmortem", "reopen", "resolve",
            "review", "say", "window", "withdraw-window", "withhold",
        ]
        let actions = Set(IncidentAction.allCases.map(\.rawValue))
        #expect(actions.subtracting(["list", "show", "declare", "plan", "order"]) == Set(orders))
    }

    @Test func `what is described, imported and removed carries the key that was given`() throws {
        guard case .describe(let described) = try parse("describe brands acme b.json --key k1"),
            case .subscribers(let taken) = try parse("subscribers import acme r.csv --key k2"),
            case .subscribers(let removed) = try parse("subscribers remove acme s-1 --key=k3")
        else { throw UsageError("another command") }
        #expect([described.key, taken.key, removed.key] == ["k1", "k2", "k3"])
        guard case .describe(let without) = try parse("describe brands acme b.json") else {
            throw UsageError("another command")
        }
        #expect(without.key == nil)
    }

    /// Whatever the order of the members.
    private func same(_ body: JSONValue?, _ expected: JSONValue) throws -> Bool {
        let members = { (value: JSONValue?) in (value?.object?.members ?? []).sorted { $0.name < $1.name } }
        return members(body).map(\.name) == members(expected).map(\.name)
            && members(body).map(\.value) == members(expected).map(\.value)
    }
}
