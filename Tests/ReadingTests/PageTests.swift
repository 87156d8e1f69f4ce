import Reading
import Testing
import Vocabulary

/// Posts, and what a page says about itself.
@Suite struct PageTests {
    private func posts(_ report: Report) -> [String] { report.updates.map { $0.status + " " + (text($0.at) ?? "-") } }

    @Test func `status first, Posted last`() throws {
        let report = try read(
            """
            Slow payments
            Incident Report for Example
            Resolved
            This incident has been resolved.
            Posted Jul 03, 2018 - 14:20 BST
            Monitoring
            A fix has been implemented.
            Posted Jul 03, 2018 - 13:00 BST
            Investigating
            We are looking into it.
            Posted Jul 03, 2018 - 12:10 BST
            """)
        #expect(report.title == "Slow payments")
        #expect(
            posts(report) == [
                "resolved 2018-07-03T13:20:00Z", "monitoring 2018-07-03T12:00:00Z",
                "investigating 2018-07-03T11:10:00Z",
            ])
        #expect(report.state == .resolved)
        #expect(text(report.pageResolved) == "2018-07-03T13:20:00Z")
        #expect(text(report.firstPublicNotice) == "2018-07-03T11:10:00Z")
    }

    @Test func `status and date on one line, with the card of an aggregator above`() throws {
        let report = try read(
            """
            Example incident
            Slow payments
            Minor Resolved View vendor source →
            Example experienced a minor incident on December 17, 2021 affecting Checkout, lasting 43m.
            Started
            Dec 17, 2021, 03:55 AM UTC
            Resolved
            Dec 17, 2021, 04:38 AM UTC
            1. investigating Dec 17, 2021, 03:50 AM UTC
            We are looking into it.
            2. resolved Dec 17, 2021, 04:38 AM UTC
            Done.
            """)
        #expect(report.title == "Slow payments")
        #expect(report.severityWord == "minor")
        #expect(text(report.pageStarted) == "2021-12-17T03:55:00Z")
        #expect(posts(report) == ["investigating 2021-12-17T03:50:00Z", "resolved 2021-12-17T04:38:00Z"])
        #expect(report.channels == [.ecommerce])
    }

    @Test func `a feed, with the date before the status and inside markup`() throws {
        let report = try read(
            """
            <entry><published>2026-05-21T08:10:04.061+00:00</published>
            <title>Slow payments</title>
            <p><small>May <var data-var='date'> 21</var>, <var data-var='time'>08:10:04</var> GMT+0</small><br /><strong>Identified</strong> -
              Payments fail.</p>
            <p><small>May <var data-var='date'> 21</var>, <var data-var='time'>12:48:44</var> GMT+0</small><br /><strong>Monitoring</strong> -
              Payments work.</p></entry>
            """)
        #expect(posts(report) == ["identified 2026-05-21T08:10:04Z", "monitoring 2026-05-21T12:48:44Z"])
        #expect(text(report.pageStarted) == "2026-05-21T08:10:04Z")
    }

    @Test func `a list of statuses without dates`() throws {
        let report = try read(
            "Slow\n\nResolved\nDegraded performance\n\n  • Resolved\n    Resolved\n\n    It works.\n\n  • Investigating\n    Investigating\n\n    We look.\n"
        )
        #expect(posts(report) == ["resolved -", "investigating -"])
        #expect(report.firstPublicNotice == nil)
    }

    @Test func `a legend of states is no post`() throws {
        let report = try read(
            "Example\n• Operational\n• Degraded Performance\n• Partial Outage\nAll Systems Operational")
        #expect(report.updates.isEmpty)
        #expect(report.state == nil)
    }

    @Test func `maintenance is told as such, and gives no impact`() throws {
        let report = try read(
            """
            Upgrade
            Scheduled Maintenance Report for Example
            Completed
            The scheduled maintenance has been completed.
            Posted Aug 03, 2023 - 06:00 AEST
            Scheduled
            On 3/08/2023 between 2:00am AEST and 6:00am AEST payments will be late. Expected period of impact: 2:00am to 2:30am AEST.
            Posted Jul 31, 2023 - 10:24 AEST
            """, zone: "Australia/Sydney")
        #expect(report.state == .completed)
        #expect(report.windows.isEmpty)
        #expect(report.category == .unknown)
    }

    @Test func `the platform's example is recognised`() throws {
        let report = try read(
            "Resolved\nThis is an example incident. You can delete it.\nPosted Aug 03, 2023 - 06:00 UTC")
        #expect(report.isSample)
    }

    @Test func `languages come in order, also when they share a line`() throws {
        let report = try read(
            """
            1. monitoring Mar 27, 2025, 03:28 PM UTC
            FR Nous avons rencontré des difficultés sur la plateforme de paiement. EN We have had an issue with the payment platform. \
            IT La situazione è ora tornata alla normalità e i pagamenti sono di nuovo possibili.
            """)
        #expect(report.languages.map(\.code) == ["fr", "en", "it"])
        #expect(report.updates.first?.languages.map(\.code) == ["fr", "en", "it"])
    }

    @Test(arguments: [
        ("de", "Die Kartenzahlung ist bei vielen Händlern gestört, die Ursache wird noch gesucht."),
        ("es", "Los pagos con tarjeta han caído en todo el país y muchos comercios no han podido cobrar."),
        ("pt", "O serviço ficou fora do ar e os clientes não conseguiram fazer pagamentos pelo aplicativo."),
        ("nl", "De betalingen met de kaart zijn niet mogelijk, het bedrijf werkt aan een oplossing voor de storing."),
        ("no", "Tjenesten var nede etter en feil, og mange fikk ikke betalt, sier selskapet. Den ble løst av oss."),
        ("da", "Tjenesten var nede efter en fejl, og mange fik ikke betalt, siger selskabet. Den blev løst af os."),
    ])
    func `a language is known by its small words`(code: String, text: String) throws {
        #expect(try read(text).languages.map(\.code) == [code])
    }

    @Test func `error codes, amounts and standards are no references`() throws {
        let report = try read(
            "Ticket OPS-4711: payments got HTTP-502 and error code 4001, ISO-8583 and TLS-1234 aside, over EUR-500.")
        #expect(report.references == ["OPS-4711"])
    }

    @Test(arguments: [
        "Resolved\nFixed.\nThu, Jul 3, 2025, 02:20 PM\nInvestigating\nWe look.\nThu, Jul 3, 2025, 01:05 PM(1 hour earlier)",
        "Resolved - Fixed.\nJul 3, 2025 - 14:20 UTC\nInvestigating - Payments fail.\nJul 3, 2025 - 13:05 UTC",
        "[Resolved] 2025-07-03 14:20 UTC\nFixed.\n[Investigating] 2025-07-03 13:05 UTC\nPayments fail.",
        "03/07/2025 16:20 CEST - Résolu\nTout fonctionne.\n03/07/2025 15:05 CEST - En cours d'analyse\nLes paiements échouent.",
        "Jul 3, 2025, 14:20 UTC\nResolved\nFixed.\nJul 3, 2025, 13:05 UTC\nInvestigating\nPayments fail.",
        "Resolved\nJul 03, 2025 at 02:20pm UTC\nFixed.\nInvestigating\nJul 03, 2025 at 01:05pm UTC\nPayments fail.",
        "Behoben\nAlles läuft.\nVeröffentlicht am 3. Juli 2025, 16:20 MESZ\nUntersuchung\nZahlungen gestört.\nVeröffentlicht am 3. Juli 2025, 15:05 MESZ",
    ])
    func `other forms of pages have the same posts`(page: String) throws {
        let report = try read(page)
        #expect(posts(report) == ["resolved 2025-07-03T14:20:00Z", "investigating 2025-07-03T13:05:00Z"])
        #expect(report.state == .resolved)
        #expect(text(report.firstPublicNotice) == "2025-07-03T13:05:00Z")
    }
}
