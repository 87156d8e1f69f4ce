import CLI
import Declaring
import Settings
import Testing

@Suite struct ImportProbesCommandTests {
    @Test func `another prober's file is imported`() throws {
        let printed = try CommandLineParser.parse(["import", "gatus", "config.yaml"])
        #expect(printed.command == .importProbes(ImportProbesCommand(from: .gatus, file: "config.yaml")))
        let written = try CommandLineParser.parse(
            ["import", "blackbox", "b.yml", "--prometheus", "p.yml", "--output", "watch.yaml", "--json"])
        #expect(
            written
                == Invocation(
                    .importProbes(
                        ImportProbesCommand(from: .blackbox, file: "b.yml", prometheus: "p.yml", output: "watch.yaml")),
                    isJSON: true))
    }

    @Test func `a probe is run by its name`() throws {
        let invocation = try CommandLineParser.parse(["probe", "--config", "v.yaml", "pay-page", "--json"])
        #expect(
            invocation
                == Invocation(
                    .probe(ProbeCommand(source: SettingsSource(configurationFile: "v.yaml"), name: "pay-page")),
                    isJSON: true))
        #expect(throws: UsageError.self) { try CommandLineParser.parse(["probe", "pay-page"]) }
    }

    @Test func `a saved page is imported as before`() throws {
        let invocation = try CommandLineParser.parse(["import", "--provider", "example-pay", "report.txt"])
        guard case .importPages(let command) = invocation.command else {
            Issue.record("it is no import of pages")
            return
        }
        #expect(command.files == ["report.txt"] && command.provider == "example-pay")
    }

    @Test(
        arguments: [
            (
                ["import", "gatsu", "c.yaml"], "there is no reader for the configuration of \"gatsu\"",
                "did you mean gatus?"
            ),
            (["import", "gatus"], "the file is missing", "vigie import gatus FILE"),
            (["import", "gatus", "c.yaml", "--prometheus", "p"], "--prometheus is for blackbox", nil),
            (
                ["import", "gatus", "c.yaml", "--provider", "x"],
                "--provider is for a saved page, not for another prober's file", nil
            ),
            (
                ["import", "report.txt", "--output", "x"], "--output is for another prober's file",
                "vigie import gatus FILE --output watch.yaml"
            ),
        ])
    func `what does not belong together is refused`(arguments: [String], message: String, hint: String?) {
        do {
            _ = try CommandLineParser.parse(arguments)
            Issue.record("it was taken")
        } catch {
            #expect(error.message == message)
            #expect(error.hint == hint)
        }
    }
}
