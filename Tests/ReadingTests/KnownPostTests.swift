import Reading
import Testing
import Vocabulary

/// An incident whose posts are known: their instants are the anchors of the times in their texts.
@Suite struct KnownPostTests {
    private func posts(_ posts: [(String, String, String)]) throws -> [KnownPost] {
        try posts.map { KnownPost(status: $0.0, at: try Instant(rfc3339: $0.1), text: $0.2) }
    }

    @Test func `the last complete window is believed`() throws {
        let report = try ReportReader.read(
            title: "Elevated BLIK errors",
            updates: try posts([
                ("resolved", "2026-07-20T22:32:16Z", "From 19:40 to 22:10 UTC, we saw errors. This is now resolved."),
                ("investigating", "2026-07-20T21:42:36Z", "We see errors since 19:45 UTC."),
            ]), context: context())
        #expect(windows(report) == ["2026-07-20T19:40:00Z/2026-07-20T22:10:00Z"])
        #expect(report.windows.first?.evidence == "From 19:40 to 22:10 UTC")
        #expect(report.claims.contains { $0.subject == .start && text($0.moment) == "2026-07-20T19:45:00Z" })
        #expect(report.entities == ["blik"])
        #expect(report.state == .resolved)
    }

    @Test func `what is told after midnight may have begun the day before`() throws {
        let report = try ReportReader.read(
            title: "API errors",
            updates: try posts([("resolved", "2026-08-01T00:50:40Z", "From 23:55 to 00:17 UTC, we saw errors.")]),
            context: context())
        #expect(windows(report) == ["2026-07-31T23:55:00Z/2026-08-01T00:17:00Z"])
    }

    @Test func `local times need the page's zone`() throws {
        let updates = try posts([("resolved", "2026-08-01T12:50:40Z", "From 13:55 to 14:17 we saw errors.")])
        #expect(try ReportReader.read(title: "x", updates: updates, context: context()).windows.isEmpty)
        let report = try ReportReader.read(title: "x", updates: updates, context: context("Europe/Paris"))
        #expect(windows(report) == ["2026-08-01T11:55:00Z/2026-08-01T12:17:00Z"])
    }
}
