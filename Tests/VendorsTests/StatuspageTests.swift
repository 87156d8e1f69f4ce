import Following
import JSON
import Testing
import Vocabulary

@testable import Vendors

@Suite struct StatuspageTests {
    // MARK: Our own documents

    @Test func `a summary becomes a page, its lines, its incidents and its maintenances`() throws {
        let page = try Reading.read(.statuspage, [Sample.of(.statuspage).document])
        #expect(
            page.identity
                == VendorPage.Identity(
                    id: "abcdef012345", name: "Example Pay", url: "https://status.example.com", zone: "Europe/Paris"))
        #expect(page.state == .degraded)
        #expect(page.stateWords == "Minor trouble")
        #expect(page.listsAllOpenIncidents)
        #expect(page.components.map(\.id) == ["c1", "c2", "c3"])
        #expect(
            page.components[0]
                == VendorComponent(
                    id: "c1", name: "Cards", group: "Payments", state: .partialOutage, stateWord: "partial_outage"))
        let incident = try #require(page.incidents.first)
        #expect(incident.severity == .minor)
        #expect(incident.status == .identified)
        #expect(incident.url == "https://status.example.com/incidents/i1")
        #expect(try incident.openedAt == instant("2026-05-04T10:10:00Z"))
        #expect(incident.startedAt == nil, "the record's start is no start of the trouble")
        #expect(incident.updates.map(\.id) == ["u1", "u2"])
        #expect(try incident.updates[1].at == instant("2026-05-04T10:25:00Z"))
        #expect(incident.components == ["c1", "c9"], "those at the end, and those that any update named")
        #expect(page.maintenances.map(\.id) == ["m1"])
        #expect(try page.maintenances[0].scheduledUntil == instant("2026-05-10T02:00:00Z"))
    }

    @Test func `an unknown word is unknown, kept and warned of`() throws {
        let page = try Reading.read(.statuspage, [Sample.of(.statuspage).document])
        #expect(page.components[2].state == .unknown)
        #expect(page.components[2].stateWord == "wobbling")
        #expect(page.warnings == [AdapterWarning(place: "components[3].status", text: "unknown word “wobbling”")])
    }

    @Test func `of two tellings of an incident the one touched last counts`() throws {
        let old = Sample.statuspage.replacing("\"identified\",\"impact\"", with: "\"investigating\",\"impact\"")
            .replacing("\"updated_at\":\"2026-05-04T10:30:00Z\"", with: "\"updated_at\":\"2026-05-04T10:12:00Z\"")
        let page = try Reading.read(
            .statuspage, [Sample.of(.statuspage).document, Reading.document("incidents", old)])
        #expect(page.incidents.count == 1)
        #expect(page.incidents[0].status == .identified)
    }

    @Test func `a document of another page is left out`() throws {
        let other = Sample.statuspage.replacing("abcdef012345", with: "zzzzzz999999").replacing(
            "\"i1\"", with: "\"i7\"")
        let page = try Reading.read(
            .statuspage, [Sample.of(.statuspage).document, Reading.document("incidents", other)])
        #expect(page.incidents.map(\.id) == ["i1"])
        #expect(page.warnings.contains { $0.place == "incidents" })
    }

    @Test func `a document that is not needed may be missing or broken`() throws {
        let page = try Reading.read(
            .statuspage,
            [
                Sample.of(.statuspage).document, Reading.document("incidents", "{\"page\":", status: 200),
                Reading.document("maintenances", "", status: 404),
            ])
        #expect(page.incidents.count == 1)
        #expect(page.warnings.contains { $0.place == "incidents" && $0.text.contains("breaks off") })
        #expect(!page.warnings.contains { $0.place == "maintenances" })
    }

    @Test func `the months of the web page bring back what the API forgot`() throws {
        let properties = """
            {"months":[{"name":"February","year":2024,"incidents":[\
            {"code":"old1","name":"Cards &amp; refunds fail","message":"All is well again.","impact":"major",\
            "timestamp":"Feb <var data-var='date'>25</var>, <var data-var='time'>23:44</var> - Feb <var data-var='date'>26</var>, <var data-var='time'>20:27</var> UTC"},\
            {"code":"old2","name":"Slow","message":"Slow.","impact":"minor",\
            "timestamp":"Feb <var data-var='date'>3</var>, <var data-var='time'>06:55</var> - <var data-var='time'>07:02</var> PST"},\
            {"code":"i1","name":"Card payments fail","message":"","impact":"minor","timestamp":"?"}]},\
            {"name":"December","year":2023,"incidents":[{"code":"old3","name":"Move","message":"","impact":"maintenance",\
            "timestamp":"Dec <var data-var='date'>31</var>, <var data-var='time'>23:00</var> - Jan <var data-var='date'>1</var>, <var data-var='time'>01:00</var> CET"}]}]}
            """
        let escaped = properties.replacing("&", with: "&amp;").replacing("\"", with: "&quot;").replacing(
            "<", with: "&lt;")
        let html =
            "<html><body><div data-react-class=\"HistoryIndex\" data-react-props=\"\(escaped)\"></div></body></html>"
        let page = try Reading.read(
            .statuspage,
            [
                Sample.of(.statuspage).document, Reading.document("history", html, contentType: "text/html"),
                Reading.document("history-2", html, contentType: "text/html"),
                Reading.document("history-3", "<html><body>New look</body></html>", contentType: "text/html"),
            ])
        #expect(page.warnings.contains { $0.place == "history-3" })
        #expect(page.incidents.map(\.id) == ["i1", "old1", "old2"])
        let first = page.incidents[1]
        #expect(first.title == "Cards & refunds fail")
        #expect(first.severity == .major)
        #expect(first.status == .resolved)
        #expect(try first.openedAt == instant("2024-02-25T23:44:00Z"))
        #expect(try first.resolvedAt == instant("2024-02-26T20:27:00Z"))
        #expect(try page.incidents[2].openedAt == instant("2024-02-03T14:55:00Z"))
        #expect(try page.incidents[2].resolvedAt == instant("2024-02-03T15:02:00Z"))
        #expect(page.maintenances.map(\.id) == ["m1", "old3"])
        #expect(try page.maintenances[1].resolvedAt == instant("2024-01-01T00:00:00Z"))
    }

    // MARK: The webhook

    @Test func `a subscriber's notice tells an incident`() throws {
        let body = """
            {"meta":{"generated_at":"2026-05-04T10:31:00Z"},"page":{"id":"abcdef012345","status_indicator":"major","status_description":"Partial outage"},
            "incident":{"id":"i1","name":"Card payments fail","status":"postmortem","impact":"major","created_at":"2026-05-04T10:10:00Z","resolved_at":"2026-05-04T11:00:00Z","scheduled_for":null,
            "postmortem_body":"A router lost its memory.","postmortem_published_at":"2026-05-07T09:00:00Z","postmortem_ignored":false,
            "incident_updates":[{"id":"u1","status":"investigating","body":"We look.","display_at":"2026-05-04T10:10:00Z","affected_components":[{"code":"c1","name":"Cards","old_status":"operational","new_status":"major_outage"}]}]}}
            """
        let notice = try StatuspageWebhook.read(
            Array(body.utf8), contentType: "application/json", page: "https://status.example.com")
        #expect(notice.identity.id == "abcdef012345")
        #expect(notice.state == .partialOutage)
        #expect(try notice.sentAt == instant("2026-05-04T10:31:00Z"))
        let incident = try #require(notice.incident)
        #expect(incident.status == .postmortem)
        #expect(incident.components == ["c1"])
        #expect(incident.updates.map(\.status) == [.investigating, .postmortem])
        #expect(try incident.updates[1].at == instant("2026-05-07T09:00:00Z"))
        #expect(notice.maintenance == nil && notice.component == nil)
    }

    @Test func `a subscriber's notice tells a component's change`() throws {
        let body = """
            {"page":{"id":"abcdef012345","status_indicator":"maintenance","status_description":"Under maintenance"},
            "component":{"id":"c1","name":"Cards","status":"under_maintenance"},
            "component_update":{"old_status":"operational","new_status":"under_maintenance","component_id":"c1","created_at":"2026-05-04T10:10:00Z"}}
            """
        let notice = try StatuspageWebhook.read(Array(body.utf8), contentType: nil, page: "https://status.example.com")
        #expect(notice.component?.state == .maintenance)
        #expect(notice.previousState == .operational)
        #expect(try notice.changedAt == instant("2026-05-04T10:10:00Z"))
        #expect(notice.state == .maintenance)
    }

    @Test func `what is no notice is refused`() {
        for body in ["[]", "{}", "{\"page\":{\"id\":\"x\"}}", "<html></html>", ""] {
            #expect(throws: UnreadablePage.self) {
                try StatuspageWebhook.read(Array(body.utf8), contentType: nil, page: "https://status.example.com")
            }
        }
    }

    // MARK: Captured documents

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `an outage in progress is read whole`() throws {
        let page = try Reading.read(
            .statuspage, [Fixtures.document("summary", "statuspage/anthropic_summary_major.json")])
        #expect(page.identity.id == "tymt9n04zgry")
        #expect(page.identity.zone == "Etc/UTC")
        #expect(page.state == .partialOutage)
        #expect(
            page.components.map(\.state) == [
                .majorOutage, .operational, .majorOutage, .majorOutage, .majorOutage, .operational,
            ])
        #expect(page.incidents.map(\.id) == ["q2kg8n613kr3"])
        #expect(page.incidents[0].severity == .critical)
        #expect(page.incidents[0].status == .investigating)
        #expect(try page.incidents[0].openedAt == instant("2026-07-29T19:49:45.388Z"))
        #expect(page.incidents[0].components.count == 4)
        #expect(page.warnings.isEmpty)
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `a page of 470 lines is read whole`() throws {
        let page = try Reading.read(
            .statuspage, [Fixtures.document("summary", "statuspage/cloudflare_summary_major.json")])
        #expect(page.components.count == 470 - 8, "eight of them are groups")
        #expect(page.components.count { $0.state == .partialOutage } == 26)
        #expect(page.components.count { $0.state == .majorOutage } == 1)
        #expect(page.components.allSatisfy { !$0.id.isEmpty })
        #expect(page.incidents.map(\.id) == ["z325n2dc14tk"])
        #expect(page.incidents[0].severity == .major)
        #expect(page.maintenances.count == 16)
        #expect(page.maintenances[0].id == "gg374l1rfnrm")
        #expect(page.maintenances[0].status == .scheduled)
        #expect(try page.maintenances[0].scheduledFor == instant("2026-07-29T23:00:00Z"))
        #expect(page.warnings.isEmpty)
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `a green page may have an incident without impact`() throws {
        let page = try Reading.read(
            .statuspage, [Fixtures.document("summary", "statuspage/bitbucket_summary_none.json")])
        #expect(page.state == .operational)
        #expect(page.components.count == 13)
        #expect(page.incidents.map(\.severity) == [.notice])
        #expect(page.incidents[0].severityWord == "none")
        #expect(page.incidents[0].isOpen)
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `all eight documents of one page make one page`() throws {
        let files = [
            ("summary", "summary"), ("status", "status"), ("components", "components"), ("incidents", "incidents"),
            ("unresolved", "incidents-unresolved"), ("maintenances", "scheduled-maintenances"),
            ("maintenances-active", "scheduled-maintenances-active"),
            ("maintenances-upcoming", "scheduled-maintenances-upcoming"),
        ]
        let documents = try files.map { role, file in
            try Fixtures.document(role, "statuspage/codametrix_\(file).json")
        }
        let page = try Reading.read(.statuspage, documents)
        #expect(page.identity.zone == "America/New_York")
        #expect(page.components.map(\.group) == ["CMX-Automate", "CMX-Amplify", "CMX-Automate"])
        #expect(page.incidents.count == 15)
        #expect(page.incidents.count { $0.status == .postmortem } == 2)
        #expect(try page.incidents[0].openedAt == instant("2026-06-29T22:00:48.076Z"), "offsets are local")
        #expect(page.maintenances.count == 50)
        #expect(page.maintenances.allSatisfy { $0.status == .completed && $0.severity == .maintenance })
        let first = page.maintenances[0]
        #expect(first.updates.map(\.status) == [.scheduled, .inProgress, .verifying, .completed])
        #expect(first.components == ["pg7c1ssg6zpr"])
        #expect(page.warnings.isEmpty)
        let alone = try Reading.read(.statuspage, Array(documents[1...2]))
        #expect(alone.state == .operational && alone.components.count == 3 && !alone.listsAllOpenIncidents)
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `a payment provider's fifty incidents are read`() throws {
        let page = try Reading.read(
            .statuspage, [Fixtures.document("incidents", "statuspage/stripe_incidents_rebuilt50.json")])
        #expect(page.incidents.count == 50)
        #expect(page.incidents.count { $0.severity == .notice } == 25)
        #expect(page.incidents.count { $0.severity == .minor } == 21)
        #expect(page.incidents.count { $0.severity == .major } == 4)
        #expect(page.incidents.allSatisfy { $0.status == .resolved && $0.resolvedAt != nil && !$0.updates.isEmpty })
        let first = page.incidents[0]
        #expect(first.title == "Elevated Bancontact errors")
        #expect(try first.openedAt == instant("2026-08-16T22:39:12.065Z"))
        #expect(try first.resolvedAt == instant("2026-08-17T06:29:03.024Z"))
        #expect(first.updates.count == 3)
        #expect(first.components.contains("glvywj51z2g9"))
        for incident in page.incidents {
            let times = incident.updates.compactMap(\.at)
            #expect(times == times.sorted(), "oldest first")
        }
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `post-mortems without a shown time have the time of their making`() throws {
        let page = try Reading.read(
            .statuspage, [Fixtures.document("incidents", "statuspage/atlassian_postmortems_rebuilt.json")])
        #expect(page.incidents.count == 3)
        for incident in page.incidents {
            #expect(incident.status == .postmortem)
            let last = try #require(incident.updates.last)
            #expect(last.status == .postmortem)
            #expect(last.at != nil && !last.text.isEmpty)
        }
        #expect(page.incidents.map { $0.updates.count } == [4, 7, 5])
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `incidents with many updates keep their order`() throws {
        let page = try Reading.read(
            .statuspage, [Fixtures.document("incidents", "statuspage/github_incidents_trimmed5.json")])
        #expect(page.incidents.map { $0.updates.count } == [5, 2, 36, 4, 5])
        #expect(page.incidents.map(\.severity) == [.minor, .major, .critical, .minor, .minor])
        #expect(page.incidents[0].updates.first?.status == .investigating)
        #expect(page.incidents[0].updates.last?.status == .resolved)
        #expect(page.incidents[2].components.count == 8)
        #expect(!page.listsAllOpenIncidents)
    }
}
