import Following
import Testing
import Vocabulary

@testable import Vendors

@Suite struct IncidentIOTests {
    static let own = """
        {"summary":{"id":"01HPAGE","name":"Example Pay","public_url":"https://status.example.com",
        "affected_components":[{"component_id":"01HCARDS","status":"full_outage"}],
        "ongoing_incidents":[{"id":"01HINC","name":"Cards are declined","status":"identified","published_at":"2026-05-04T10:10:00Z",
        "updates":[{"id":"x1","message_string":"We look into it.","published_at":"2026-05-04T10:10:00Z","to_status":"investigating"},{"id":"x2","message_string":"A router.","published_at":"2026-05-04T10:30:00Z","to_status":"identified"},{"id":"x3","message_string":"It is being replaced.","published_at":"2026-05-04T10:35:00Z","to_status":"identified"}],
        "component_impacts":[{"component_id":"01HCARDS","start_at":"2026-05-04T09:58:00Z","end_at":"$undefined","status":"full_outage"}]}],
        "scheduled_maintenances":[{"id":"01HMAINT","name":"Move","status":"maintenance_scheduled","starts_at":"2026-05-10T01:00:00Z","ends_at":"2026-05-10T02:00:00Z","updates":[]}],
        "structure":{"items":[{"group":{"id":"g","name":"Payments","components":[{"component_id":"01HCARDS","name":"Cards"}]}},{"component":{"component_id":"01HLOGIN1","name":"Login"}}]}}}
        """

    @Test func `the imitation of Statuspage is read with its missing members`() throws {
        let page = try Reading.read(.incidentIO, [Sample.of(.incidentIO).document])
        #expect(page.identity.id == "01HEXAMPLE00000000000000AB")
        #expect(page.state == .partialOutage)
        #expect(page.components.map(\.name) == ["Cards", "Login", "Login"])
        #expect(Set(page.components.map(\.id)).count == 3)
        #expect(page.listsAllOpenIncidents)
        #expect(page.incidents[0].url == "https://status.example.com/incidents/01HINC")
        #expect(page.incidents[0].updates.map(\.status) == [.investigating, .monitoring])
        #expect(page.warnings.isEmpty)
    }

    @Test func `lists that are absent are empty`() throws {
        let body = """
            {"page":{"id":"01HEXAMPLE00000000000000AB","name":"Example Pay","url":"https://status.example.com/"},
            "status":{"indicator":"none","description":"Fine"},"components":[]}
            """
        let page = try Reading.read(.incidentIO, [Reading.document("summary", body)])
        #expect(page.state == .operational)
        #expect(page.incidents.isEmpty && page.maintenances.isEmpty)
        #expect(page.listsAllOpenIncidents)
    }

    @Test func `the page's own data brings groups, more updates and real windows`() throws {
        let impacts = """
            {"component_impacts":[{"component_id":"01HCARDS","start_at":"2026-05-04T09:58:00Z","end_at":"2026-05-04T10:38:00Z","status":"partial_outage","status_page_incident_id":"01HINC"}]}
            """
        let page = try Reading.read(
            .incidentIO,
            [
                Sample.of(.incidentIO).document, Reading.document("page", Self.own),
                Reading.document("impacts", impacts),
            ])
        #expect(page.components[0].group == "Payments")
        #expect(page.incidents.count == 1)
        let incident = page.incidents[0]
        #expect(incident.severity == .major)
        #expect(incident.status == .monitoring)
        #expect(incident.updates.map(\.id) == ["x1", "x2", "x3"])
        #expect(incident.components == ["01HCARDS"])
        let start = try instant("2026-05-04T09:58:00Z")
        #expect(
            incident.windows.contains(
                VendorWindow(
                    component: "01HCARDS", start: start, end: try instant("2026-05-04T10:38:00Z"), state: .partialOutage
                )))
        #expect(page.maintenances.map(\.status) == [.scheduled])
    }

    @Test func `a page whose imitation is switched off is read from its own data`() throws {
        let page = try Reading.read(
            .incidentIO,
            [Reading.document("summary", "not here", status: 404), Reading.document("page", Self.own)])
        #expect(page.identity.name == "Example Pay")
        #expect(page.components.map(\.state) == [.majorOutage, .operational])
        #expect(page.state == .majorOutage && page.stateWords == nil)
        #expect(page.incidents[0].windows.map(\.end) == [nil])
        #expect(page.incidents[0].status == .identified)
    }

    @Test func `windows are asked for by whole days`() throws {
        let noon = Reading.formats.documents(
            .incidentIO, page: "https://status.example.com/", now: try instant("2026-05-04T12:00:00Z"))
        let evening = Reading.formats.documents(
            .incidentIO, page: "https://status.example.com/", now: try instant("2026-05-04T23:00:00Z"))
        #expect(noon == evening)
        #expect(
            noon.last?.url
                == "https://status.example.com/proxy/status.example.com/component_impacts?start_at=2026-03-05T00%3A00%3A00.000Z&end_at=2026-05-04T23%3A59%3A59.999Z"
        )
        #expect(Reading.formats.documents(.incidentIO, page: "https://status.example.com/").count == noon.count - 1)
    }

    @Test func `nothing readable is said with the summary's own trouble`() {
        #expect {
            _ = try Reading.read(
                .incidentIO,
                [Reading.document("summary", "", status: 403), Reading.document("page", "", status: 404)])
        } throws: { error in
            (error as? UnreadablePage)?.reason == .private
        }
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `a captured summary with an incident is read`() throws {
        let page = try Reading.read(
            .incidentIO, [Fixtures.document("summary", "incidentio/cohere_summary_major.json")])
        #expect(page.identity.id == "01HEBDXXA856JY0M3E46GZHCH8")
        #expect(page.state == .partialOutage)
        #expect(page.components.count == 24)
        #expect(page.components.filter { $0.state != .operational }.map(\.name) == ["Playground"])
        #expect(page.incidents.map(\.severity) == [.major])
        #expect(try page.incidents[0].openedAt == instant("2026-07-23T22:56:25Z"))
        #expect(page.incidents[0].updates[0].text.contains("(http"), "Markdown stays")
        #expect(page.warnings.isEmpty)
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `thirty captured incidents are read`() throws {
        let page = try Reading.read(
            .incidentIO, [Fixtures.document("incidents", "incidentio/openai_incidents_rebuilt30.json")])
        #expect(page.identity.id == "01JMDK9XYNY6RXSED6SDWW50WY")
        #expect(page.incidents.count == 30)
        #expect(page.incidents.allSatisfy { $0.status == .resolved && $0.resolvedAt != nil })
        #expect(page.incidents[0].updates.map(\.status) == [.investigating, .monitoring, .resolved])
        #expect(try page.incidents[0].resolvedAt == instant("2026-08-21T23:15:09Z"))
        #expect(!page.listsAllOpenIncidents)
    }
}
