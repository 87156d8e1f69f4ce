import Reading
import Testing
import Vocabulary

/// What went wrong, whose it was, what was hit, what will be done.
@Suite struct CauseTests {
    @Test(arguments: [
        (
            "Root cause: a new certificate was rolled out and connections failed.", Incident.Category.changeCertificate,
            Incident.Responsibility.internal
        ),
        ("Payments failed because of a wrong DNS record.", .changeDNS, .internal),
        ("The outage was caused by a deployment of our gateway.", .changeDeploy, .internal),
        ("The issue was due to a misconfiguration of our proxies.", .changeConfig, .internal),
        ("La panne est due à un prestataire externe.", .externalProvider, .external),
        ("Der Ausfall wurde durch Überlastung unserer Datenbank verursacht.", .capacity, .internal),
        ("The outage was caused by a bug in our software.", .softwareBug, .internal),
        ("The outage was caused by a power failure at our hosting provider.", .hardware, .external),
        ("We saw errors, caused by packet loss in the network of our cloud provider.", .network, .external),
        ("The API was unavailable because of a DDoS attack.", .security, .internal),
        ("Payments failed. This is no cyberattack.", .unknown, .unknown),
        ("We look into it and know no more yet.", .unknown, .unknown),
    ])
    func `a cause is read from sentences that give one`(
        text: String, category: Incident.Category, responsibility: Incident.Responsibility
    ) throws {
        let report = try read(text)
        #expect(report.category == category)
        #expect(report.responsibility == responsibility)
    }

    @Test func `actions come from the table, and only once`() throws {
        let report = try read(
            """
            # Post Mortem **Root cause** A release had a bug. **Actions to be taken** | **Symptoms** | **Actions** | | --- | --- | \
            | Late alert. | Lower the threshold. | | No test. | Write one. | ====FRENCH==== | **Symptômes** | **Actions** | | --- | --- | | Alerte tardive. | Baisser le seuil. |
            """)
        #expect(report.actions.map(\.action) == ["Lower the threshold.", "Write one."])
        #expect(report.actions.first?.symptom == "Late alert.")
        #expect(report.rootCause == "A release had a bug.")
    }

    @Test func `actions come from a list under such a heading`() throws {
        let report = try read(
            "Postmortem\n\nRoot cause\n\nA release had a bug.\n\nNext steps\n\n1. Test releases.\n2. Watch errors.\n\nPosted Aug 03, 2023 - 06:00 UTC"
        )
        #expect(report.actions.map(\.action) == ["Test releases.", "Watch errors."])
    }

    @Test func `channels are those of the list of services, and the kind of terminal is kept`() throws {
        let report = try read(
            "**Services affected** In-store CB2A and NEXO payments, 3DS, e-commerce. **Root cause** A bug in the API.")
        #expect(report.channels == [.ecommerce, .threeDS, .instoreCB2A, .instoreNexo])
    }

    @Test func `payment methods and schemes have keys`() throws {
        let report = try read("Elevated errors on BLIK, iDEAL payments, Cartes Bancaires and Apple Pay.")
        #expect(report.entities == ["blik", "ideal", "cartes-bancaires", "apple-pay"])
        #expect(try read("We blik at the ideal solution to link it.").entities.isEmpty)
    }

    @Test func `impossible zones and clocks are contradictions and no facts`() throws {
        let report = try read(
            "On 8 February 2024 between 9:55 CEST and 10:01 CEST payments failed. In English: from 1H51am to 11h02am.",
            zone: "Europe/Stockholm")
        #expect(windows(report) == ["2024-02-08T08:55:00Z/2024-02-08T09:01:00Z"])
        #expect(report.contradictions.map(\.kind) == [.clockWords, .clockWords, .clockWords])
    }

    @Test func `a length that fits no window is a contradiction`() throws {
        let report = try read("Between 10:00 and 10:30 UTC on 5 May 2026 payments failed for 50 minutes.")
        #expect(report.contradictions.map(\.kind) == [.duration])
    }
}
