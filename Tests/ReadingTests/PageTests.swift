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
            It is over.
            Posted Jul 03, 2018 - 14:20 BST
            Monitoring
            We mended it.
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
            Example experienced a minor incident on March 9, 2026 affecting Checkout, lasting 43m.
            Started
            Mar 09, 2026, 06:15 AM UTC
            Resolved
            Mar 09, 2026, 06:58 AM UTC
            1. investigating Mar 09, 2026, 06:10 AM UTC
            We are looking into it.
            2. resolved Mar 09, 2026, 06:58 AM UTC
            Done.
            """)
        #expect(report.title == "Slow payments")
        #expect(report.severityWord == "minor")
        #expect(text(report.pageStarted) == "2026-03-09T06:15:00Z")
        #expect(posts(report) == ["investigating 2026-03-09T06:10:00Z", "resolved 2026-03-09T06:58:00Z"])
        #expect(report.channels == [.ecommerce])
    }

    @Test func `a feed, with the date before the status and inside markup`() throws {
        let report = try read(
            """
            <entry><published>2026-06-04T09:22:31.500+00:00</published>
            <title>Slow payments</title>
            <p><small>Jun <span class='day'> 4</span>, <span class='hour'>09:22:31</span> UTC</small><br /><em>Identified</em> -
              Payments fail.</p>
            <p><small>Jun <span class='day'> 4</span>, <span class='hour'>10:05:12</span> UTC</small><br /><em>Monitoring</em> -
              Payments work.</p></entry>
            """)
        #expect(posts(report) == ["identified 2026-06-04T09:22:31Z", "monitoring 2026-06-04T10:05:12Z"])
        #expect(text(report.pageStarted) == "2026-06-04T09:22:31Z")
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
            The new machines are in place.
            Posted Jun 11, 2026 - 05:30 AEST
            Scheduled
            On 11/06/2026 from 1:00am AEST to 5:00am AEST payments will be late. Expected time of impact: 1:00am to 1:30am AEST.
            Posted Jun 08, 2026 - 09:12 AEST
            """, zone: "Australia/Sydney")
        #expect(report.state == .completed)
        #expect(report.windows.isEmpty)
        #expect(report.category == .unknown)
    }

    @Test func `the platform's example is recognised`() throws {
        let report = try read(
            "Resolved\nThis is an example incident. You can delete it.\nPosted Jun 11, 2026 - 05:30 UTC")
        #expect(report.isSample)
    }

    @Test func `languages come in order, also when they share a line`() throws {
        let report = try read(
            """
            1. monitoring Apr 14, 2026, 09:20 AM UTC
            FR Plusieurs de nos clients ne peuvent pas payer avec leur carte. EN Some of our customers can not pay with their card. \
            IT Alcuni dei nostri clienti non possono pagare con la carta da questa mattina.
            """)
        #expect(report.languages.map(\.code) == ["fr", "en", "it"])
        #expect(report.updates.first?.languages.map(\.code) == ["fr", "en", "it"])
    }

    @Test(arguments: [
        ("de", "Die Kartenzahlung ist bei vielen Händlern gestört, die Ursache wird noch gesucht."),
        ("es", "Desde esta mañana muchos comercios no pueden cobrar con tarjeta y los clientes no han podido pagar."),
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
