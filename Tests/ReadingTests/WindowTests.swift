import Reading
import Testing
import Vocabulary

/// When customers were hit, in the ways in which vendors say it.
@Suite struct WindowTests {
    @Test(arguments: [
        ("Between 09:09 UTC and 09:57 UTC on 5 May 2026 payments failed.", "2026-05-05T09:09:00Z/2026-05-05T09:57:00Z"),
        ("From 14:37–15:10 UTC on 5 May 2026 we saw errors.", "2026-05-05T14:37:00Z/2026-05-05T15:10:00Z"),
        (
            "From 21:00 on May 5, 2026 to 01:50 on May 6, 2026 UTC payments were slow.",
            "2026-05-05T21:00:00Z/2026-05-06T01:50:00Z"
        ),
        (
            "On May 5, 2026 between 2:12 PM PDT and 3:00 PM PDT the API was degraded.",
            "2026-05-05T21:12:00Z/2026-05-05T22:00:00Z"
        ),
        ("Le 5 mai 2026, entre 12h08 et 12h13, des paiements ont échoué.", "2026-05-05T10:08:00Z/2026-05-05T10:13:00Z"),
        (
            "Il 5 maggio 2026, tra le 16.11 e le 16.23, i pagamenti erano bloccati.",
            "2026-05-05T14:11:00Z/2026-05-05T14:23:00Z"
        ),
        (
            "El 5 de mayo de 2026, entre las 10:00 y las 10:30, hubo fallos.",
            "2026-05-05T08:00:00Z/2026-05-05T08:30:00Z"
        ),
        (
            "Am 5. Mai 2026 waren Zahlungen zwischen 10.00 und 10.30 Uhr gestört.",
            "2026-05-05T08:00:00Z/2026-05-05T08:30:00Z"
        ),
        (
            "Em 5 de maio de 2026, entre as 14h31 e as 15h10, o serviço ficou indisponível.",
            "2026-05-05T12:31:00Z/2026-05-05T13:10:00Z"
        ),
        (
            "Op 5 mei 2026 waren betalingen tussen 15 en 15.44 uur verstoord.",
            "2026-05-05T13:00:00Z/2026-05-05T13:44:00Z"
        ),
        (
            "Between 11:33 PM UTC on May 4, 2026 and 04:50 AM UTC on May 5, 2026 requests timed out.",
            "2026-05-04T23:33:00Z/2026-05-05T04:50:00Z"
        ),
        (
            "The outage started at 5/13/2026, 2:11 AM UTC and ended at 09:30 AM same day.",
            "2026-05-13T02:11:00Z/2026-05-13T09:30:00Z"
        ),
        (
            "Around 19:30 UTC on Tuesday, May 5th 2026, and for about two hours, payments failed.",
            "2026-05-05T19:30:00Z/2026-05-05T21:30:00Z"
        ),
        ("From 23:20 to 00:30 UTC on 6 May 2026 we saw errors.", "2026-05-05T23:20:00Z/2026-05-06T00:30:00Z"),
        ("Between Saturday 2 May 2026 and Monday 4 May 2026 payouts were delayed.", "2026-05-02/2026-05-04"),
    ])
    func `a range of times in a sentence about impact is a window`(text: String, expected: String) throws {
        #expect(windows(try read(text, zone: "Europe/Paris")) == [expected])
    }

    @Test(arguments: [
        "Call us between 8:00 and 20:00 CET on 5 May 2026 if payments fail; our call centre is open.",
        "Maintenance is planned on 5 May 2026 between 02:00 and 04:00 UTC; payments will fail.",
        "Last week, between 10:00 and 11:00 UTC on 5 May 2026, another incident hit payments.",
        "This incident has been resolved.",
    ])
    func `opening hours, plans and other incidents are none`(text: String) throws {
        #expect(try read(text, zone: "Europe/Paris").windows.isEmpty)
    }

    @Test func `without a year, a day or a zone a window stays local`() throws {
        let noYear = try read("Entre 12h45 et 17h40 le samedi 4 mai, des paiements ont échoué.", zone: "Europe/Paris")
        #expect(noYear.windows.isEmpty)
        #expect(
            noYear.undatedWindows.map(\.start) == ["T12:45"] || noYear.undatedWindows.map(\.start) == ["--05-04T12:45"])
        let noZone = try read("On 5 May 2026 between 10:00 and 10:30 payments failed.")
        #expect(noZone.windows.isEmpty)
        #expect(noZone.undatedWindows.map(\.start) == ["2026-05-05T10:00"])
    }

    @Test func `a clock that came twice as clocks were set back is no instant`() throws {
        let report = try read("On 26 October 2025 between 02:10 and 02:40 payments failed.", zone: "Europe/Paris")
        #expect(report.windows.isEmpty)
    }

    @Test func `the evidence is a literal piece of the text`() throws {
        let text = "Hello.  Between  09:09 UTC\u{a0}and 09:57 UTC on 5 May 2026, payments **failed**."
        let window = try #require(try read(text).windows.first)
        #expect(text.contains(window.evidence))
    }

    @Test func `a timeline that marks start and end gives each recurrence its window`() throws {
        let report = try read(
            """
            Disruption of payments
            Incident Report for Example

            Postmortem
            * **5 May 10:00:** start of the incident.
            * **5 May 10:02:** alerts raised.
            * **5 May 10:10:** the change is taken back. End of the incident.
            * **5 May 14:30:** recurrence of the incident.
            * **5 May 14:45:** end of the incident.
            Posted May 07, 2026 - 09:00 UTC

            Resolved
            It is over.
            Posted May 05, 2026 - 10:30 UTC
            """)
        #expect(
            windows(report) == [
                "2026-05-05T10:00:00Z/2026-05-05T10:10:00Z", "2026-05-05T14:30:00Z/2026-05-05T14:45:00Z",
            ])
        #expect(text(report.detected) == "2026-05-05T10:02:00Z")
        #expect(text(report.mitigated) == "2026-05-05T10:10:00Z")
        #expect(report.contradictions.map(\.kind) == [.hiddenRecurrence])
    }

    @Test func `the post-mortem is believed before the header, and the difference is told`() throws {
        let report = try read(
            """
            1. monitoring May 05, 2026, 09:38 AM UTC

            ABC-1234 - Début / Start : 05/05/2026 11h11 CEST - Fin / End : 05/05/2026 11h23 CEST - Priorité / Priority : P1 - Responsabilité / Responsibility : Externe / External

            2. resolved May 05, 2026, 10:38 AM UTC

            It is over.

            3. postmortem May 07, 2026, 09:00 AM UTC

            * **11h11 :** mise en production. **Début de l'incident.** * **11h24 :** tout remarche. **Fin de l'incident.**
            """, zone: "Europe/Paris")
        #expect(windows(report) == ["2026-05-05T09:11:00Z/2026-05-05T09:24:00Z"])
        #expect(report.windows.first?.origin == .postmortem)
        #expect(report.contradictions.contains { $0.kind == .times })
        #expect(report.references == ["ABC-1234"])
        #expect(report.priority == .p1)
        #expect(report.responsibility == .external)
    }

    @Test func `a release and a recovery as far apart as the stated length are a window`() throws {
        let report = try read(
            """
            Postmortem
            An update caused an outage for about 11 minutes. At 14:20 UTC on June 15, 2026 we released a new version. At 14:25 UTC \
            we were alerted. We rolled back at 14:31 UTC and all was stable again.
            Posted Jun 24, 2026 - 08:51 EDT
            """)
        #expect(windows(report) == ["2026-06-15T14:20:00Z/2026-06-15T14:31:00Z"])
        #expect(report.windows.first?.confidence == .medium)
    }

    @Test func `a start that stands alone is a window without end`() throws {
        let report = try read(
            """
            Identified
            Cards fail since around 9:15.
            Posted May 21, 2026 - 08:10 UTC
            """, zone: "Europe/Copenhagen")
        #expect(windows(report) == ["2026-05-21T07:15:00Z/…"])
        #expect(report.windows.first?.confidence == .low)
    }

    @Test(arguments: [
        (
            "Europe/Rome", "Dalle 11:25 di martedì 5 maggio 2026 fino alle 18 i pagamenti erano bloccati.",
            "2026-05-05T09:25:00Z/2026-05-05T16:00:00Z"
        ),
        (
            "Europe/Paris", "Mardi 5 mai 2026 de 10 h 15 à 11 h 30, les terminaux étaient en panne.",
            "2026-05-05T08:15:00Z/2026-05-05T09:30:00Z"
        ),
        (
            "Europe/Paris", "La panne du 5 mai 2026 a débuté vers 10h15 et a duré jusqu'à 11h30.",
            "2026-05-05T08:15:00Z/2026-05-05T09:30:00Z"
        ),
        (
            "Europe/Madrid", "El servicio cayó a las 10:15 del 5 de mayo de 2026 y se restableció a las 11:40.",
            "2026-05-05T08:15:00Z/2026-05-05T09:40:00Z"
        ),
        (
            "Europe/Berlin", "Die Störung begann am 5. Mai 2026 um 10.15 Uhr und wurde um 11.40 Uhr behoben.",
            "2026-05-05T08:15:00Z/2026-05-05T09:40:00Z"
        ),
        (
            "America/Sao_Paulo", "O problema começou às 10h15 de 5 de maio de 2026 e foi resolvido às 11h40.",
            "2026-05-05T13:15:00Z/2026-05-05T14:40:00Z"
        ),
        (
            "Europe/Amsterdam", "De storing op 5 mei 2026 begon om 10.30 uur en was om 12.15 uur verholpen.",
            "2026-05-05T08:30:00Z/2026-05-05T10:15:00Z"
        ),
        (
            "Europe/Oslo", "Feilen oppsto kl. 10.15 den 5. mai 2026 og ble rettet kl. 11.40.",
            "2026-05-05T08:15:00Z/2026-05-05T09:40:00Z"
        ),
        (
            "Europe/Copenhagen", "Den 5. maj 2026 mellem kl. 10.30 og 11.45 fejlede betalinger.",
            "2026-05-05T08:30:00Z/2026-05-05T09:45:00Z"
        ),
        (
            "Europe/London", "The system had issues between 1-5.30pm on Tuesday 5 May 2026.",
            "2026-05-05T12:00:00Z/2026-05-05T16:30:00Z"
        ),
        (
            "Europe/London",
            "On 5 May 2026 at 14:35 BST, our data centre failed. Service was restored at 00:45 BST on 6 May 2026.",
            "2026-05-05T13:35:00Z/2026-05-05T23:45:00Z"
        ),
        (
            "UTC", "Impact start: 5 May 2026 17:09 UTC\nImpact end: 5 May 2026 18:33 UTC",
            "2026-05-05T17:09:00Z/2026-05-05T18:33:00Z"
        ),
        ("UTC", "Debits between May 4-6, 2026, were wrongly processed twice.", "2026-05-04/2026-05-06"),
    ])
    func `start and end are found in every language`(zone: String, text: String, expected: String) throws {
        #expect(windows(try read(text, zone: zone)) == [expected])
    }

    @Test func `a stated length decides between two starts`() throws {
        let report = try read(
            """
            Postmortem
            Between 21:40 UTC June 3 and 09:15 UTC June 4 no order went through, a total downtime of 11 hours and 50 minutes.
            Posted Jun 10, 2026 - 11:05 EDT
            Resolved
            On June 3, 2026, 21:25 UTC, we deployed a change after which orders failed.
            Posted Jun 04, 2026 - 11:05 EDT
            """)
        #expect(windows(report) == ["2026-06-03T21:25:00Z/2026-06-04T09:15:00Z"])
        #expect(report.contradictions.contains { $0.text.contains("2026-06-03T21:40:00Z") })
    }

    @Test func `a writer who names one zone means it for the clocks behind it`() throws {
        let report = try read(
            """
            Postmortem
            At 15:15 UTC on May 30, 2024 payments began to fail. After an automated alert at 15:37, we rolled back, and service was restored at 15:50.
            Posted Jun 03, 2024 - 08:51 EDT
            """, zone: "America/New_York")
        #expect(windows(report) == ["2024-05-30T15:15:00Z/2024-05-30T15:50:00Z"])
        #expect(text(report.detected) == "2024-05-30T15:37:00Z")
    }

    @Test(arguments: [
        (
            "Europe/Paris", "Mercredi, entre 12h30 et 13h20, les paiements par carte ont été perturbés.",
            "2024-09-11T10:30:00Z/2024-09-11T11:20:00Z"
        ),
        (
            "Europe/Rome", "Ieri dalle 11 alle 13 i pagamenti con carta erano bloccati.",
            "2024-09-11T09:00:00Z/2024-09-11T11:00:00Z"
        ),
        (
            "Europe/Berlin", "Heute ab 10 Uhr konnten Kunden nicht zahlen. Gegen 12.30 Uhr war die Störung behoben.",
            "2024-09-12T08:00:00Z/2024-09-12T10:30:00Z"
        ),
        (
            "America/Sao_Paulo", "Na manhã desta quinta-feira (12), entre 9h e 10h15, o sistema ficou instável.",
            "2024-09-12T12:00:00Z/2024-09-12T13:15:00Z"
        ),
        ("Europe/Berlin", "Am Donnerstagvormittag klappte die Kartenzahlung nicht.", "2024-09-12/…"),
    ])
    func `days that count from the dateline`(zone: String, text: String, expected: String) throws {
        #expect(windows(try read("date 2024-09-12 " + text, zone: zone)) == [expected])
    }

    @Test func `a dateline alone dates nothing`() throws {
        let report = try read(
            "date 2024-09-12 Entre 12h30 et 13h20, les paiements par carte ont été perturbés.", zone: "Europe/Paris")
        #expect(report.windows.isEmpty)
        #expect(report.undatedWindows.map(\.start) == ["T12:30"])
    }

    @Test(arguments: [
        "We identified the issue at 10:20 UTC and applied a fix for the errors.",
        "Payments fail. We will provide an update at 20:00 UTC.",
        "Since 10:01 UTC the situation with failing payments is normal again.",
        "Our engineers have been working on the outage since 10:20 UTC.",
        "This affected version 4.11 between builds 10 and 12; errors fell from 10.5 to 2.3 percent.",
        "Failed payments will be retried from 12:00 UTC.",
        "Le support est joignable de 9h à 18h en cas d'erreur.",
    ])
    func `times of work, promises and offices are no impact`(sentence: String) throws {
        #expect(try read("Update\n\(sentence)\nPosted May 05, 2026 - 10:40 UTC").windows.isEmpty)
    }
}
