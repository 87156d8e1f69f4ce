import Findings
import JSON
import Reading
import Testing
import Vocabulary

/// The two forms in which a report is printed.
@Suite struct FindingsTests {
    private static let keys = [
        "title", "vendor", "severity", "vendor_status", "languages", "references", "started_utc", "resolved_utc",
        "updates",
        "impact_windows", "undated_windows", "first_public_notice_utc", "detected_utc", "identified_utc",
        "mitigated_utc",
        "components", "entities", "category", "responsibility", "priority", "root_cause_summary", "actions",
        "contradictions", "sample",
    ]

    @Test func `every key is there, whatever the text says`() throws {
        let object = try #require(ReadReportDocument.json(try read("")).object)
        #expect(object.members.map(\.name) == Self.keys)
        #expect(object["severity"]?.isNull == true)
        #expect(object["category"]?.string == "unknown")
    }

    @Test func `instants are UTC, with seconds only where the text has them`() throws {
        let json = ReadReportDocument.json(
            try read("Between 09:09 and 09:57:30 UTC on 5 May 2026 payments failed."))
        #expect(json["impact_windows"]?[0]?["start_utc"]?.string == "2026-05-05T09:09Z")
        #expect(json["impact_windows"]?[0]?["end_utc"]?.string == "2026-05-05T09:57:30Z")
    }

    @Test func `people see local time and UTC, how long it took and the words it rests on`() throws {
        let report = try read("Entre 12h08 et 12h13 le 5 mai 2026, des paiements ont échoué.", zone: "Europe/Paris")
        let lines = ReadReportText.lines(report, zone: zones.zone("Europe/Paris"))
        #expect(lines.contains { $0.contains("12:08 CEST (10:08 UTC)") && $0.contains("5 min") })
        #expect(lines.contains { $0.contains("“Entre 12h08 et 12h13 le 5 mai 2026”") })
        #expect(ReadReportText.lines(Report(), zone: nil).contains("  The text does not say when customers were hit."))
    }

    @Test func `control characters of a text never reach a terminal`() throws {
        let report = try read(
            "Bad\u{1B}[31m title\u{202E}\nEntre 12h08 et\u{1B}12h13 le 5 mai 2026, des paiements ont échoué.",
            zone: "Europe/Paris")
        for line in ReadReportText.lines(report, zone: nil) {
            #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !$0.properties.isBidiControl })
        }
    }
}
