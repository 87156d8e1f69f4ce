package import Vocabulary

extension TrackedSite {
    /// Goes on: told in time, and told by another provider too.
    package static let blik: Incident = {
        var incident = vendor(
            "meridian-204", meridian, "BLIK payments fail", severity: .major, components: ["meridian-pay-blik"],
            word: "minor", read: .minor, status: "identified", opened: "2026-03-14T13:52Z", closed: nil)
        incident.category = .externalProvider
        incident.responsibility = .external
        incident.reference = Reference("MP-204")
        incident.entities = ["blik"]
        incident.windows = [
            window(
                "meridian-204-1", "2026-03-14T13:41Z", nil, ["meridian-pay-blik"],
                "Since 14:41 CET about one BLIK payment in three is declined.")
        ]
        incident.updates = [
            update(
                meridian, .investigating, "2026-03-14T13:52Z",
                "Since 14:41 CET about one BLIK payment in three is declined. We are looking into it.",
                french: "Depuis 14h41, environ un paiement BLIK sur trois est refusé. Nous cherchons la cause."),
            update(
                meridian, .identified, "2026-03-14T14:20Z",
                """
                The scheme confirms a fault on its side.

                - Card payments are **not** touched.
                - Retries succeed in about half of the cases.
                - Follow https://blik.example/status for the scheme's own words.
                """),
        ]
        return incident
    }()

    /// The same event, told by another provider.
    package static let blikAtVela: Incident = {
        var incident = vendor(
            "vela-88", vela, "Wallets: higher refusal rate", severity: .minor, components: ["vela-payments-wallets"],
            word: "none", read: .notice, status: "resolved", opened: "2026-03-14T14:35Z", closed: "2026-03-14T15:10Z")
        incident.category = .externalProvider
        incident.responsibility = .external
        incident.entities = ["blik"]
        incident.windows = [
            window(
                "vela-88-1", "2026-03-14T13:50Z", "2026-03-14T14:30Z", ["vela-payments-wallets"],
                "Between 14:50 and 15:30 (CET) BLIK showed a higher refusal rate.")
        ]
        incident.updates = [
            update(
                vela, .resolved, "2026-03-14T14:35Z",
                "Between 14:50 and 15:30 (CET) BLIK showed a higher refusal rate. It is back to normal.")
        ]
        return incident
    }()

    /// Over, with everything that a page can hold: two windows, edits, claims, contradictions, a long post-mortem.
    package static let tills: Incident = {
        var incident = vendor(
            "meridian-187", meridian, "Tills cannot authorise", severity: .critical, components: ["meridian-pay-tills"],
            word: "none", read: .notice, status: "postmortem", opened: "2026-02-02T15:31Z",
            closed: "2026-02-02T16:40Z")
        incident.priority = .p1
        incident.reference = Reference("MP-187")
        incident.otherReferences = [Reference("NB-5521")].compactMap(\.self)
        incident.category = .changeCertificate
        incident.responsibility = .internal
        incident.entities = ["nexo", "mastercard"]
        incident.windows = [
            window(
                "meridian-187-1", "2026-02-02T15:13Z", "2026-02-02T15:24Z", ["meridian-pay-tills"],
                "Impact from 16:13 to 16:24"),
            window(
                "meridian-187-2", "2026-02-02T17:05Z", "2026-02-02T17:12Z", ["meridian-pay-tills"],
                "18h05 : reprise de l’impact, 18h12 : fin", language: .french),
        ]
        var first = update(
            meridian, .monitoring, "2026-02-02T15:31Z",
            "Tills could not authorise from 16:13 to end 16:24. We are sorry for the trouble. All methods were touched."
        )
        first.earlier = [
            Update.EarlierText(
                text: LocalizedText([
                    .english:
                        "Tills could not authorise from 16:13 to end 16:23. We are sorry for the trouble. Some methods were touched."
                ]),
                replacedAt: at("2026-02-03T09:02Z"))
        ]
        incident.updates = [
            first,
            update(meridian, .resolved, "2026-02-02T16:40Z", "This incident has been resolved."),
            update(meridian, .postmortem, "2026-02-09T10:00Z", postmortem),
        ]
        incident.claims = [
            claim(.start, "2026-02-02T15:11Z", "2026-02-02T15:31Z", "Page"),
            claim(.start, "2026-02-02T15:13Z", "2026-02-09T10:00Z", "Post-mortem"),
            claim(.end, "2026-02-02T15:23Z", "2026-02-02T15:31Z", "Page"),
            claim(.end, "2026-02-02T15:24Z", "2026-02-03T09:02Z", "Page, edited"),
            claim(.identified, "2026-02-02T15:20Z", "2026-02-09T10:00Z", "Post-mortem"),
        ]
        incident.contradictions = [
            Contradiction(
                kind: .hiddenRecurrence,
                text: LocalizedText([.english: "The post-mortem holds a second impact that the page never showed."])),
            Contradiction(
                kind: .severity,
                text: LocalizedText([.english: "The page says “none”; its own text says P1."])),
        ]
        incident.postmortem = Postmortem(
            publishedAt: at("2026-02-09T10:00Z"),
            clientImpact: LocalizedText([
                .english: "No till could authorise for eleven minutes, and again for seven minutes in the evening."
            ]),
            rootCause: LocalizedText([.english: postmortem]),
            actions: [
                Postmortem.Action(
                    symptom: LocalizedText([.english: "The certificate went to all instances at once"]),
                    action: LocalizedText([.english: "One instance first, with a handshake against the peer"])),
                Postmortem.Action(
                    symptom: LocalizedText([.english: "Alerts drowned in false ones"]),
                    action: LocalizedText([.english: "One page per cause; noise is measured weekly"])),
            ])
        incident.captures = [
            capture("2026-02-02T15:32Z", "a3f1", 4_812), capture("2026-02-03T09:02Z", "77c0", 4_830),
            capture("2026-02-09T10:01Z", "e91b", 14_203),
        ]
        return incident
    }()

    package static let sample: Incident = {
        var incident = vendor(
            "kanto-1", kanto, "This is an example incident", severity: .unknown, components: [], word: "none",
            read: .notice, status: "resolved", opened: "2026-02-01T00:00Z", closed: "2026-02-01T00:00Z")
        incident.record?.isSample = true
        incident.updates = [update(kanto, .resolved, "2026-02-01T00:00Z", "A template of the page.")]
        return incident
    }()

    package static let migration: Incident = {
        var incident = vendor(
            "meridian-m12", meridian, "Move of the settlement database", severity: .maintenance, components: [],
            word: "maintenance", read: .maintenance, status: "scheduled", opened: "2026-03-10T09:00Z", closed: nil)
        incident.record?.scheduledFor = at("2026-03-17T22:00Z")
        incident.record?.scheduledUntil = at("2026-03-18T01:00Z")
        incident.updates = [
            update(meridian, .scheduled, "2026-03-10T09:00Z", "Settlement files will be late by up to an hour.")
        ]
        return incident
    }()

    /// Nothing says when customers were hit.
    package static let reports: Incident = {
        var incident = vendor(
            "northbank-31", northbank, "Delayed settlement reports", severity: .unknown,
            components: ["northbank-reports"], word: nil, read: .unknown, status: "investigating",
            opened: "2026-03-13T07:45Z", closed: nil)
        incident.updates = [update(northbank, .investigating, "2026-03-13T07:45Z", "Reports are late today.")]
        return incident
    }()

    /// Fourteen months of smaller ones, so that lists go on and figures have an n.
    package static let earlier: [Incident] = (0..<66).map { index in
        let provider = index % 3 == 2 ? vela : meridian
        let start = at("2026-03-08T06:00Z") - .hours(Int64(index) * 157) - .minutes(Int64(index * index % 300))
        let length = TimeSpan.minutes(Int64(6 + index * 37 % 95))
        let lag = TimeSpan.minutes(Int64(3 + index * 23 % 70))
        let causes: [Incident.Category] = [
            .changeDeploy, .externalProvider, .unknown, .changeConfig, .capacity, .externalProvider, .softwareBug,
            .changeDNS, .network,
        ]
        let component = provider == vela ? "vela-payments-cards" : "meridian-pay-checkout"
        var incident = vendor(
            "\(provider.rawValue)-e\(index + 1)", provider, titles[index % titles.count],
            severity: [.minor, .major, .notice, .minor, .critical][index % 5], components: [component],
            word: ["minor", "none", "major"][index % 3], read: [.minor, .notice, .major][index % 3],
            status: "resolved", opened: "2026-03-08T06:00Z", closed: nil)
        incident.category = causes[index % causes.count]
        incident.windows = [
            ImpactWindow(
                id: ImpactWindowID(checked: "\(incident.id)-1"), start: start, end: start + length,
                components: incident.components, origin: .statedByVendor,
                evidence: LocalizedText([.english: "Payments were slow for \(length.roundedMinutes) minutes."]),
                confidence: .medium)
        ]
        let word = start + lag
        incident.accounts[0].opened = word
        incident.accounts[0].closed = max(word, start + length) + .minutes(40)
        incident.record?.firstSeen = word + .seconds(30)
        incident.updates = [
            Update(
                brand: incident.accounts[0].brand, status: .investigating, at: word,
                text: LocalizedText([.english: "We are looking into slow payments."])),
            Update(
                brand: incident.accounts[0].brand, status: .resolved, at: max(word, start + length) + .minutes(40),
                text: LocalizedText([.english: "Payments are back to normal."])),
        ]
        return incident
    }

    private static let titles = [
        "Slow card payments", "Refunds are delayed", "3-D Secure times out", "Webhooks arrive late",
        "Dashboard is not reachable for some merchants in two regions", "Checkout answers with errors",
    ]

    private static let postmortem = """
        # What happened

        A new certificate was installed on every instance of the till gateway at 16:11. The scheme's side did not know \
        its issuer and closed each connection during the handshake, so no till could authorise.

        # Timeline

        1. 16:11 the change begins
        2. 16:13 the first authorisation fails
        3. 16:20 the cause is found
        4. 16:24 the former certificate is back

        18h05 : reprise de l'impact, 18h12 : fin. A restart had loaded the new certificate again.

        # What we change

        The certificate goes to one instance first, and a handshake with the peer is tested before and after. \
        Restarting an instance no longer loads anything that was not approved, and what an instance serves is compared \
        with what was approved every minute. The alerts of the gateway page once per cause: during this incident forty \
        pages in nine minutes hid the one that mattered, and the person on call read it seven minutes late.

        Details are at https://status.meridian.example/incidents/mp-187.
        """
}
