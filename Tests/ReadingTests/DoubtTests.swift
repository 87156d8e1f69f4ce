import Reading
import Testing
import Vocabulary

/// Where words nearly say something, and what is made of them: mostly nothing.
@Suite struct DoubtTests {
    @Test(arguments: [
        "Il ne s'agit pas d'une cyberattaque, ni d'un problème du réseau.",
        "El incidente no está relacionado con un ciberataque.",
        "The company is still investigating whether a provider caused the outage.",
        "Cards fail. We are working on it.",
        "L'azienda sta approfondendo le cause del guasto con uno dei suoi fornitori.",
    ])
    func `a cause that is denied or still looked for is none`(text: String) throws {
        let report = try read(text)
        #expect(report.category == .unknown)
        #expect(report.responsibility == .unknown)
    }

    @Test func `the vendor is nobody's external provider in a text about it`() throws {
        let report = try read(
            "Une panne chez le prestataire de paiements Exemple a touché des magasins, à cause de ce prestataire.",
            vendor: "Exemple")
        #expect(report.category == .unknown)
        #expect(report.responsibility == .internal)
    }

    @Test func `what another company changed is that company's trouble`() throws {
        let report = try read("The errors were caused by a deployment of our third-party supplier.")
        #expect(report.category == .externalProvider)
        #expect(report.responsibility == .external)
    }

    @Test func `a rollback that is only begun mitigates nothing yet`() throws {
        let report = try read(
            """
            Postmortem
            **Timeline**
            * 2025-03-03 10:00 UTC: impact started
            * 2025-03-03 10:10 UTC: started the rollback
            * 2025-03-03 10:30 UTC: rolled back everywhere
            * 2025-03-03 10:40 UTC: impact ended
            """)
        #expect(text(report.mitigated) == "2025-03-03T10:30:00Z")
    }

    @Test func `what should be resolved by noon is not`() throws {
        #expect(try read("A rede deve ficar normalizada pelas 12h30.").state == nil)
        #expect(try read("The network should be resolved by noon, a spokesperson said.").state == nil)
    }

    @Test func `a plan in the future is no window`() throws {
        let report = try read(
            "date 2025-10-24 El sistema realizará trabajos de mantenimiento. Las interrupciones se presentarán desde las 18:00 horas hasta las 20:00 horas.",
            zone: "America/Mexico_City")
        #expect(report.windows.isEmpty)
    }

    @Test func `a sentence without an end is cut`() throws {
        let text = String(repeating: "On 3 March 2025 at 12:00 UTC ", count: 3_000) + "payments failed"
        #expect(try read(text).windows.count <= 1)
    }
}

/// Layouts of pages, and windows of which each post tells one end.
@Suite struct LayoutTests {
    private func posts(_ report: Report) -> [String] { report.updates.map { $0.status + " " + (text($0.at) ?? "-") } }

    @Test func `one post says since when, the last one until when`() throws {
        let report = try read(
            """
            Resolved
            Mar 02, 2024 at 2:31pm UTC
            Cards work as usual again since 14:10 UTC.

            Investigating
            Mar 02, 2024 at 1:32pm UTC
            Since 13:20 UTC cards are declined.
            """)
        #expect(windows(report) == ["2024-03-02T13:20:00Z/2024-03-02T14:10:00Z"])
    }

    @Test func `posts under a heading with their day take its year`() throws {
        let report = try read(
            """
            Jan 1, 2024
            Slow payments
            Resolved - All is well.
            Jan 1, 00:40 UTC
            Investigating - Payments are slow.
            Dec 31, 23:10 UTC
            """)
        #expect(posts(report) == ["resolved 2024-01-01T00:40:00Z", "investigating 2023-12-31T23:10:00Z"])
        #expect(text(report.firstPublicNotice) == "2023-12-31T23:10:00Z")
    }

    @Test func `Started and Resolved with a colon are fields of a card`() throws {
        let report = try read(
            """
            Declined cards
            Started: May 14, 2025 10:05 UTC
            Resolved: May 14, 2025 12:44 UTC

            May 14, 2025 12:44 UTC
            Resolved - All is well.

            May 14, 2025 10:05 UTC
            Investigating - Cards are declined.
            """)
        #expect(text(report.pageStarted) == "2025-05-14T10:05:00Z")
        #expect(posts(report) == ["resolved 2025-05-14T12:44:00Z", "investigating 2025-05-14T10:05:00Z"])
        #expect(report.windows.isEmpty)
    }

    @Test func `a post under an unknown heading may be the first, so nobody knows which was`() throws {
        let report = try read(
            """
            Resolved
            All is well.
            Posted Jun 08, 2023 - 21:30 UTC
            Trouble
            Something is odd.
            Posted Jun 08, 2023 - 19:50 UTC
            """)
        #expect(report.firstPublicNotice == nil)
    }

    @Test func `a table's times are a timeline`() throws {
        let report = try read(
            """
            Postmortem
            On 10 March 2026 between 12:33 and 13:00 UTC payments failed.
            Timeline (UTC)
            | 12:33 |
            Disruption detected by monitoring |
            | 12:45 |
            Fix applied |
            Root cause
            A bug.
            """)
        #expect(text(report.detected) == "2026-03-10T12:33:00Z")
        #expect(text(report.mitigated) == "2026-03-10T12:45:00Z")
    }

    @Test func `a day with an ordinal begins no list`() throws {
        let report = try read(
            """
            Løst
            Betalinger fungerer igjen.
            3. mars 2025 kl. 15.45
            """, zone: "Europe/Oslo")
        #expect(posts(report) == ["resolved 2025-03-03T14:45:00Z"])
    }

    @Test func `what a post says began later on the clock than it was written began the day before`() throws {
        let report = try read(
            "Cards fail. Identified August 17 2026, 00:17 UTC We have found errors on cards starting at 23:00 UTC.")
        #expect(windows(report) == ["2026-08-16T23:00:00Z/…"])
    }

    @Test func `months in small letters are months between a day and a year`() throws {
        let report = try read(
            """
            Resuelto
            Todo funciona con normalidad.
            Publicado el 4 mar 2025 - 17:40 CET
            En investigación
            Desde las 16:30 algunos pagos son rechazados.
            Publicado el 4 mar 2025 - 16:44 CET
            """)
        #expect(posts(report) == ["resolved 2025-03-04T16:40:00Z", "investigating 2025-03-04T15:44:00Z"])
    }

    @Test func `how long ago a post was written may stand before its date`() throws {
        let report = try read(
            """
            Investigating
            Since 09:20 CEST some payments fail.
            Posted 35 minutes ago. Oct 22, 2025 - 09:38 CEST
            """)
        #expect(posts(report) == ["investigating 2025-10-22T07:38:00Z"])
        #expect(windows(report) == ["2025-10-22T07:20:00Z/…"])
    }

    @Test func `a place may stand before a dateline, and another year's day is no window`() throws {
        let report = try read(
            "Roma, 3 luglio 2024 - I pagamenti erano bloccati tra le 9.40 e le 10.25 di oggi.", zone: "Europe/Rome")
        #expect(windows(report) == ["2024-07-03T07:40:00Z/2024-07-03T08:25:00Z"])
        let other = try read(
            """
            Comme le 23 décembre de l'an dernier, une panne a touché des magasins ce samedi.
            La panne du 23 décembre 2013 avait duré entre 16h00 et 19h00.
            """, zone: "Europe/Brussels")
        #expect(other.windows.isEmpty)
    }

    @Test(arguments: [
        "Resolved · 12:44 UTC, 3 Jun 2024\nThe API works.\nInvestigating · 12:04 UTC, 3 Jun 2024\nThe API is down.",
        "Jun 3, 2024 12:44 PM UTC (UTC+0) — Resolved\nIt works.\nJun 3, 2024 12:04 PM UTC (UTC+0) — Investigating\nDown.",
        "Fixed\nThe API works.\n3rd June 2024 12:44 UTC\nInvestigating\nThe API is down.\n3rd June 2024 12:04 UTC",
    ])
    func `signs, brackets and other words part a state from its date`(text: String) throws {
        #expect(posts(try read(text)) == ["resolved 2024-06-03T12:44:00Z", "investigating 2024-06-03T12:04:00Z"])
    }
}
