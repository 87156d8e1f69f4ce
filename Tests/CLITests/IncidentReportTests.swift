import CLI
import JSON
import Testing

/// What `vigie incident show` says, and `vigie retire`.
@Suite struct IncidentReportTests {
    @Test func `planned work says when it is and how far, and of which series`() {
        let lines = IncidentReport.lines([
            "version": 3, "state": "unknown",
            "incident": [
                "id": "patching-1", "severity": "maintenance", "title": ["en": "Patching"],
                "own": [
                    "plan": [
                        "start": "2026-01-10T03:00:00Z", "end": "2026-01-10T04:00:00Z", "phase": "scheduled",
                        "series": "patching",
                    ]
                ],
            ],
        ])
        #expect(lines.first == "patching-1  version 3  unknown  maintenance")
        #expect(
            lines.contains(
                "  planned work  2026-01-10T03:00:00Z – 2026-01-10T04:00:00Z  scheduled  of the series patching"))
        #expect(!lines.contains { $0.contains("no impact window") })
    }

    @Test func `a draft is shown whole, beside what is public`() {
        let lines = IncidentReport.lines([
            "version": 9, "state": "resolved",
            "incident": [
                "id": "ac-1", "severity": "major", "title": ["en": "Down"],
                "windows": [["id": "w1", "start": "2025-12-04T11:08:00Z", "origin": "measured"]],
                "postmortem": ["publishedAt": "2025-12-05T10:00:00Z", "rootCause": ["en": "A full disk."]],
                "postmortemDraft": [
                    "author": "person:1", "clientImpact": ["en": "Cards failed.", "fr": "Cartes refusées."],
                    "rootCause": ["en": "A full disk, and no alarm."], "internalNotes": ["en": "Nobody looked."],
                    "missingLanguages": ["it"],
                    "actions": [
                        [
                            "symptom": ["en": "It filled"], "action": ["en": "Watch it"], "owner": "Ines",
                            "due": "2026-01-15T22:59:00Z", "state": "in-progress",
                        ]
                    ],
                ],
            ],
        ])
        for line in [
            "  window w1  2025-12-04T11:08:00Z – …  measured", "  post-mortem, public since 2025-12-05T10:00:00Z",
            "  draft of a post-mortem  by person:1", "     client impact:", "     fr  Cartes refusées.",
            "     en  A full disk, and no alarm.", "     for the team alone:",
            "     action 1  in-progress  Ines  by 2026-01-15T22:59:00Z", "     en  Watch it",
            "     declared missing: it",
        ] { #expect(lines.contains(line), "\(line)") }
    }

    @Test func `an incident of which nobody knows since when says so`() {
        let lines = IncidentReport.lines(["version": 1, "incident": ["id": "ac-2", "own": ["brands": []]]])
        #expect(lines.contains("  no impact window yet: nobody has said since when customers are hit"))
        #expect(IncidentReport.lines(.null).isEmpty)
    }

    @Test func `retire names what it takes out of use, and takes it back`() throws {
        func parse(_ line: String) throws -> Command {
            try CommandLineParser.parse(line.split(separator: " ").map(String.init)).command
        }
        guard case .retire(let retired) = try parse("retire components till --key k") else {
            Issue.record("it is another command")
            return
        }
        #expect(retired.kind == "components" && retired.id == "till" && !retired.takesBack && retired.key == "k")
        guard case .retire(let back) = try parse("retire sentences supplier --back") else {
            Issue.record("it is another command")
            return
        }
        #expect(back.takesBack)
        #expect(throws: UsageError.self) { try parse("retire providers acme") }
    }
}
