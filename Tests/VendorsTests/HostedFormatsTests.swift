import Following
import Testing
import Vocabulary

@testable import Vendors

/// Instatus, Better Stack, Checkly, Status.io.
@Suite struct HostedFormatsTests {
    // MARK: Instatus

    @Test func `Instatus tells a maintenance by its start and its minutes`() throws {
        let lines = """
            {"components":[{"id":"a","name":"Cards","status":"MAJOROUTAGE","group":{"id":"g","name":"Payments"}},
            {"id":"b","name":"Refunds","status":"OPERATIONAL","group":null},{"id":"c","name":"Login","status":"DIZZY","group":"Web"}]}
            """
        let page = try Reading.read(
            .instatus, [Sample.of(.instatus).document, Reading.document("components", lines)])
        #expect(page.state == .degraded)
        #expect(page.stateWords == "HASISSUES")
        #expect(page.components.map(\.state) == [.majorOutage, .operational, .unknown])
        #expect(page.components.map(\.group) == ["Payments", nil, "Web"])
        #expect(page.incidents.map(\.severity) == [.minor])
        #expect(page.incidents[0].status == .monitoring)
        #expect(page.maintenances[0].status == .scheduled)
        #expect(try page.maintenances[0].scheduledFor == instant("2026-05-10T01:00:00Z"))
        #expect(try page.maintenances[0].scheduledUntil == instant("2026-05-10T02:30:00Z"))
        #expect(page.warnings.map(\.text) == ["unknown word “DIZZY”"])
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `captured Instatus pages are read`() throws {
        let major = try Reading.read(
            .instatus,
            [
                Fixtures.document("summary", "instatus/perplexity_summary_major.json"),
                Fixtures.document("components", "instatus/v2_components_small.json"),
            ])
        #expect(major.identity.name == "Perplexity")
        #expect(major.state == .partialOutage && major.stateWords == "ONEMAJOROUTAGE")
        #expect(major.components.map(\.name) == ["Website", "API", "Computer"])
        #expect(major.components.allSatisfy { $0.state == .operational })
        #expect(major.incidents.map(\.severity) == [.critical])
        #expect(major.incidents[0].status == .monitoring)
        #expect(try major.incidents[0].openedAt == instant("2026-07-23T17:48:28.028Z"))

        let issues = try Reading.read(
            .instatus, [Fixtures.document("summary", "instatus/instatus_summary_hasissues.json")])
        #expect(issues.incidents.map(\.severity) == [.major, .minor])
        #expect(issues.incidents.map(\.status) == [.investigating, .investigating])
        let up = try Reading.read(.instatus, [Fixtures.document("summary", "instatus/summary_all_up.json")])
        #expect(up.state == .operational && up.incidents.isEmpty && up.listsAllOpenIncidents)
        #expect(major.warnings.isEmpty && issues.warnings.isEmpty && up.warnings.isEmpty)
    }

    // MARK: Better Stack

    @Test func `Better Stack joins sections, resources, reports and updates`() throws {
        let page = try Reading.read(.betterStack, [Sample.of(.betterStack).document])
        #expect(
            page.identity
                == VendorPage.Identity(
                    id: "77", name: "Example Pay", url: "https://status.example.com", zone: "America/Los_Angeles"))
        #expect(page.state == .majorOutage)
        #expect(page.components.map(\.group) == ["Payments", "Payments"])
        #expect(page.components.map(\.state) == [.majorOutage, .unknown])
        #expect(!page.listsAllOpenIncidents, "reports vanish while a resource is still down")
        let incident = try #require(page.incidents.first)
        #expect(incident.severity == .major, "one line of two is down")
        #expect(incident.updates.map(\.id) == ["t1", "t2"])
        #expect(incident.components == ["r1"])
        #expect(try incident.startedAt == instant("2026-05-04T10:02:00Z"), "a monitor measured it")
        #expect(incident.isOpen)
        #expect(page.incidents[1].status == .resolved, "also without an end")
        #expect(page.incidents[1].resolvedAt == nil && page.incidents[1].startedAt == nil)
        #expect(page.incidents[1].severity == .minor)
        #expect(page.maintenances[0].status == .scheduled)
        #expect(page.warnings.isEmpty)
    }

    @Test func `downtime of all lines is critical, and an unknown zone is left out`() throws {
        let body = Sample.betterStack.replacing(
            "\"status_page_resource_id\":\"r1\",\"status\":\"downtime\"}]",
            with:
                "\"status_page_resource_id\":\"r1\",\"status\":\"downtime\"},{\"status_page_resource_id\":\"r2\",\"status\":\"downtime\"}]"
        )
        .replacing("Pacific Time (US & Canada)", with: "Atlantis")
        let page = try Reading.read(.betterStack, [Reading.document("index", body)])
        #expect(page.incidents[0].severity == .critical)
        #expect(page.identity.zone == nil)
        #expect(page.warnings.map(\.text) == ["unknown zone “Atlantis”"])
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `captured Better Stack pages are read, also without ids`() throws {
        let page = try Reading.read(
            .betterStack, [Fixtures.document("index", "betterstack/small_incident.json")])
        #expect(page.identity.name == "Hugging Face")
        #expect(page.state == .majorOutage)
        #expect(page.components.map(\.state) == [.majorOutage, .degraded, .operational])
        #expect(page.components.map(\.id) == ["Huggingface Hub", "Inference API", "Spaces"])
        #expect(
            Fixtures.digests(page.incidents.map(\.title)) == [
                "bd350a0f0ff84bad3165bfe4b6186b8461e38052df9fb6c39bb77c321ca61d6b"
            ])
        #expect(page.incidents[0].severity == .major && page.incidents[0].isOpen)
        let calm = try Reading.read(
            .betterStack, [Fixtures.document("index", "betterstack/small_operational.json")])
        #expect(calm.state == .operational)
        #expect(calm.incidents.map(\.status) == [.resolved])
        #expect(try calm.incidents[0].resolvedAt == instant("2026-06-10T09:00:00Z"))
        #expect(page.warnings.isEmpty && calm.warnings.isEmpty)
    }

    // MARK: Checkly

    @Test func `Checkly's three steps of severity are ours`() throws {
        let page = try Reading.read(.checkly, [Sample.of(.checkly).document])
        #expect(page.incidents.map(\.severity) == [.critical])
        #expect(page.incidents[0].updates.map(\.id) == ["w1", "w2"])
        #expect(page.components.map(\.name) == ["Cards"])
        #expect(page.state == .majorOutage && page.stateWords == nil)
        let empty = try Reading.read(.checkly, [Reading.document("incidents", "{\"incidents\":[]}")])
        #expect(empty.state == .operational && empty.listsAllOpenIncidents)
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `a captured Checkly page is read`() throws {
        let page = try Reading.read(
            .checkly, [Fixtures.document("incidents", "checkly/mistral_incidents_active.json")])
        #expect(page.incidents.map(\.title) == ["Audio API Degraded"])
        #expect(page.incidents[0].severity == .major && page.incidents[0].severityWord == "MEDIUM")
        #expect(page.incidents[0].status == .investigating)
        #expect(try page.incidents[0].updates[0].at == instant("2026-07-27T14:32:53.607Z"))
        #expect(page.incidents[0].components == ["d8e1e02e-48a4-4d97-8168-a8aabc1c51fb"])
        #expect(page.warnings.isEmpty)
    }

    // MARK: Status.io

    @Test func `Status.io's numbers count, not its words`() throws {
        let page = try Reading.read(
            .statusIO, [Sample.of(.statusIO).document],
            page: "https://api.status.io/1.0/status/0123456789abcdef01234567")
        #expect(page.identity.id == "0123456789abcdef01234567")
        #expect(page.state == .partialOutage, "400, whatever the words are")
        #expect(page.components.map(\.id) == ["c1", "c1/k1", "c1/k2"])
        #expect(page.components.map(\.group) == [nil, "Cards", "Cards"])
        #expect(page.components.map(\.state) == [.partialOutage, .majorOutage, .operational])
        #expect(page.incidents[0].severity == .critical)
        #expect(page.incidents[0].status == .identified)
        #expect(page.incidents[0].updates.map(\.status) == [.investigating, .identified])
        #expect(page.maintenances[0].status == .scheduled)
        #expect(try page.maintenances[0].scheduledFor == instant("2026-05-10T01:00:00Z"))
        #expect(page.warnings.isEmpty)
    }

    @Test func `a wrong page id is answered with 200 and is not found`() {
        #expect {
            _ = try Reading.read(.statusIO, [Reading.document("status", "{\"error\":\"status page not found\"}")])
        } throws: { error in
            (error as? UnreadablePage)?.reason == .notFound
        }
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `a captured Status.io page is read`() throws {
        let page = try Reading.read(
            .statusIO, [Fixtures.document("status", "statusio/status_active_incident.json")])
        #expect(page.state == .partialOutage && page.stateWords == "Service Disruption")
        #expect(
            Fixtures.digests(page.incidents.map(\.title)) == [
                "181548269052424ae7af20714a709b833faf1ef45da448e542001fdd459d5f1f"
            ])
        #expect(page.incidents[0].status == .monitoring && page.incidents[0].severity == .minor)
        #expect(try page.incidents[0].openedAt == instant("2026-08-08T18:00:00Z"))
        #expect(page.incidents[0].components == ["component-1"])
        #expect(page.maintenances.isEmpty, "an empty list stands for an empty object")
        #expect(page.warnings.isEmpty)
    }
}
