import Following
import Testing
import Vocabulary

@testable import Vendors

/// Slack, Heroku, Salesforce Trust, Cachet, Uptime Kuma.
@Suite struct OwnFormatsTests {
    // MARK: Slack

    @Test func `Slack's notes are text, oldest first, and only its severity tells how bad it is`() throws {
        let page = try Reading.read(.slack, [Sample.of(.slack).document])
        #expect(page.state == .majorOutage && page.stateWords == "active")
        let incident = page.incidents[0]
        #expect(incident.id == "31")
        #expect(incident.severity == .critical)
        #expect(incident.updates.map(\.text) == ["We look into it.", "We found the cause."])
        #expect(try incident.openedAt == instant("2026-05-04T10:10:00Z"))
        #expect(incident.status == .unknown && incident.statusWord == "active" && incident.isOpen)
        #expect(page.components == [VendorComponent(id: "Messaging", name: "Messaging", state: .majorOutage)])
        #expect(page.warnings.isEmpty)
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `captured Slack documents are read together`() throws {
        let page = try Reading.read(
            .slack,
            [
                Fixtures.document("current", "slack/current_ok_shape.json"),
                Fixtures.document("history", "slack/history_trimmed5.json"),
            ])
        #expect(page.state == .operational && page.listsAllOpenIncidents)
        #expect(page.incidents.map(\.id) == ["1576", "1575", "1574", "1573", "1572"])
        #expect(page.incidents.map { $0.updates.count } == [6, 3, 3, 5, 3])
        #expect(page.incidents.map(\.isOpen) == [true, false, false, false, false])
        #expect(page.incidents.allSatisfy { $0.severity == .major && $0.severityWord == "incident" })
        #expect(try page.incidents[1].resolvedAt == instant("2026-08-07T01:07:04Z"))
        #expect(page.incidents[1].updates.last?.status == .resolved)
        #expect(page.incidents[0].components == ["Messaging", "Workspace/Org Administration"])
        #expect(page.incidents.allSatisfy { $0.updates.allSatisfy { !$0.text.contains("<") && !$0.text.isEmpty } })
        #expect(page.warnings.isEmpty)
    }

    // MARK: Heroku

    @Test func `Heroku's colours are states, and an unknown colour is unknown`() throws {
        let page = try Reading.read(.heroku, [Sample.of(.heroku).document])
        #expect(page.components.map(\.state) == [.degraded, .unknown])
        #expect(page.incidents[0].status == .resolved)
        #expect(try page.incidents[0].resolvedAt == instant("2026-05-04T11:00:00Z"))
        #expect(page.warnings.map(\.text) == ["unknown word “mauve”"])
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `captured Heroku pages are read`() throws {
        let green = try Reading.read(.heroku, [Fixtures.document("status", "heroku-v4/current_status_green.json")])
        #expect(green.state == .operational && green.incidents.isEmpty && green.warnings.isEmpty)
        let red = try Reading.read(.heroku, [Fixtures.document("status", "heroku-v4/current_status_red.json")])
        #expect(red.components.map(\.state) == [.majorOutage, .operational, .operational])
        #expect(red.state == .majorOutage)
        #expect(red.incidents.map(\.title) == ["incident title"])
        #expect(red.incidents[0].updates.map(\.text) == ["update contents"])
        #expect(red.incidents[0].status == .unknown && red.incidents[0].statusWord == "update type")
        #expect(red.warnings.count == 1)
    }

    // MARK: Salesforce Trust

    @Test func `Salesforce's impacts are windows, apart from the paperwork`() throws {
        let page = try Reading.read(.salesforceTrust, [Sample.of(.salesforceTrust).document])
        let incident = page.incidents[0]
        #expect(try incident.startedAt == instant("2026-05-04T10:00:00Z"))
        #expect(try incident.endedAt == instant("2026-05-04T10:30:00Z"))
        #expect(try incident.openedAt == instant("2026-05-04T10:20:00Z"))
        #expect(try incident.resolvedAt == instant("2026-05-04T10:40:00Z"))
        #expect(incident.windows.map(\.component) == ["EU1"])
        #expect(incident.windows.map(\.state) == [.majorOutage])
        #expect(incident.severity == .major && incident.status == .resolved)
        #expect(incident.title == "Service disruption: Login (EU1)")
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `captured Salesforce documents are joined`() throws {
        let page = try Reading.read(
            .salesforceTrust,
            [
                Fixtures.document("incidents", "salesforce-trust/incidents_active.json"),
                Fixtures.document("instances", "salesforce-trust/instances_products_Heroku.json"),
                Fixtures.document("localizations", "salesforce-trust/localizations_en.json"),
                Fixtures.document("maintenances", "salesforce-trust/maintenances.json"),
            ])
        #expect(page.components.count == 5)
        #expect(page.components.allSatisfy { $0.state == .operational && $0.group == "Heroku" })
        #expect(page.incidents.map(\.id) == ["12345", "12345~2", "12345~3", "12345~4"])
        #expect(page.incidents.map(\.severity) == [.minor, .major, .minor, .minor])
        #expect(page.incidents[0].windows.count == 2)
        #expect(try page.incidents[0].startedAt == instant("2025-08-21T08:52:00Z"))
        #expect(page.incidents.allSatisfy { $0.endedAt == nil && $0.updates.count == 3 })
        #expect(page.incidents[0].updates[0].status == .investigating)
        #expect(page.maintenances[0].status == .completed)
        #expect(try page.maintenances[0].scheduledUntil == instant("2025-08-01T16:05:00Z"))
        #expect(page.warnings.count == 3, "ids come twice: \(page.warnings)")
        let heroku = try Reading.read(
            .salesforceTrust,
            [
                Fixtures.document("incidents", "salesforce-trust/incidents_active.json"),
                Fixtures.document("instances", "salesforce-trust/instances_products_Heroku.json"),
            ], page: "https://status.salesforce.com/products/Heroku")
        #expect(heroku.incidents.count == 3, "the first names instances of another product")
    }

    // MARK: Cachet

    @Test func `a fixed incident of Cachet 2 is resolved whatever its own status says`() throws {
        let page = try Reading.read(.cachetV2, [Sample.of(.cachetV2).document], zone: "Europe/Paris")
        let incident = page.incidents[0]
        #expect(incident.status == .resolved && incident.statusWord == "Fixed")
        #expect(incident.updates.map(\.status) == [.investigating, .identified, .resolved])
        #expect(
            try incident.openedAt == instant("2026-05-04T10:10:00Z"), "the site's clock, in the zone that was stated")
        #expect(try incident.resolvedAt == instant("2026-05-04T11:00:00Z"))
        #expect(incident.components == ["1"])
        #expect(page.listsAllOpenIncidents)
        #expect(page.identity.zone == "Europe/Paris")
    }

    @Test func `without a zone Cachet's times are left out with one warning`() throws {
        let page = try Reading.read(.cachetV2, [Sample.of(.cachetV2).document])
        #expect(page.incidents[0].openedAt == nil)
        #expect(page.incidents[0].updates.map(\.status) == [.investigating, .identified, .resolved])
        #expect(page.warnings.map(\.place) == ["times"])
    }

    @Test func `Cachet 3 joins its updates from beside`() throws {
        let page = try Reading.read(.cachetV3, [Sample.of(.cachetV3).document], zone: "Europe/Paris")
        let incident = page.incidents[0]
        #expect(incident.id == "0b2f-5")
        #expect(incident.status == .resolved)
        #expect(incident.updates.map(\.text) == ["We look into it.", "A cable.", "All back."])
        #expect(try incident.resolvedAt == instant("2026-05-04T11:00:00Z"))
        #expect(incident.components == ["1"])
        #expect(page.listsAllOpenIncidents)
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `captured documents of Cachet 2 are joined`() throws {
        let page = try Reading.read(
            .cachetV2,
            [
                Fixtures.document("incidents", "cachet-v2/incidents.json"),
                Fixtures.document("components", "cachet-v2/components.json"),
                Fixtures.document("groups", "cachet-v2/component_groups.json"),
                Fixtures.document("schedules", "cachet-v2/schedules.json"),
                Fixtures.document("updates-1", "cachet-v2/incident_updates.json"),
            ], zone: "Etc/UTC")
        #expect(
            page.components == [
                VendorComponent(id: "1", name: "API", group: nil, state: .operational, stateWord: "Operational")
            ])
        #expect(page.state == .operational)
        #expect(page.incidents[0].status == .identified, "“Fixed” is a leftover; the latest status counts")
        #expect(page.incidents[0].updates.count == 2)
        #expect(page.maintenances[0].status == .completed)
        #expect(try page.maintenances[0].scheduledFor == instant("2015-08-01T12:30:00Z"))

        let demo = try Reading.read(
            .cachetV2,
            [Fixtures.document("incidents", "cachet-v2/demo_incidents_resolved_but_investigating.json")])
        #expect(demo.incidents.map(\.status) == [.resolved, .monitoring])
        #expect(demo.incidents[0].updates.map(\.status) == [.investigating, .identified, .monitoring, .resolved])
        #expect(demo.incidents[1].updates.map(\.status) == [.investigating, .monitoring])
        #expect(demo.warnings.count == 1)
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `a captured page of Cachet 3 is read`() throws {
        let page = try Reading.read(
            .cachetV3, [Fixtures.document("incidents", "cachet-v3/incidents_page1.json")], zone: "Etc/UTC")
        #expect(page.incidents.map(\.title) == ["Documentation Performance Degradation", "DNS Provider Outage"])
        #expect(page.incidents.map(\.status) == [.investigating, .resolved])
        #expect(try page.incidents[1].openedAt == instant("2024-10-26T09:01:59Z"))
        #expect(page.incidents[1].resolvedAt == nil, "nothing says when")
    }

    // MARK: Uptime Kuma

    @Test func `Uptime Kuma's two documents are joined`() throws {
        let beats = """
            {"heartbeatList":{"1":[{"status":1,"time":"2026-05-04 10:00:00"},{"status":0,"time":"2026-05-04 10:10:00"}],
            "2":[{"status":2,"time":"2026-05-04 10:10:00"}],"3":[{"status":7}]},"uptimeList":{"1_24":0.9}}
            """
        let page = try Reading.read(
            .uptimeKuma, [Sample.of(.uptimeKuma).document, Reading.document("heartbeat", beats)],
            page: "https://kuma.example.com/status/pay")
        #expect(page.components.map(\.state) == [.majorOutage, .unknown, .unknown])
        #expect(page.components.map(\.stateWord) == ["down", "pending", "7"])
        #expect(page.components[0].group == "Stores")
        #expect(page.state == .majorOutage && !page.listsAllOpenIncidents)
        #expect(page.incidents[0].severity == .major)
        #expect(try page.incidents[0].openedAt == instant("2026-05-04T10:10:00Z"))
        #expect(try page.incidents[0].updates[0].at == instant("2026-05-04T10:20:00Z"))
        #expect(try page.maintenances[0].scheduledFor == instant("2026-05-09T23:00:00Z"), "by the stated offset")
        #expect(page.warnings.map(\.text) == ["unknown number 7"])
    }

    @Test(.enabled(if: Fixtures.arePresent, Fixtures.absence))
    func `a captured page of Uptime Kuma is read`() throws {
        let page = try Reading.read(
            .uptimeKuma, [Fixtures.document("page", "uptimekuma/status-page.json")],
            page: "https://kuma.example.com/status/demo")
        #expect(page.identity.name == "Demo" && page.identity.id == "demo")
        #expect(page.components.map(\.name) == ["API", "Webhooks"])
        #expect(page.components.allSatisfy { $0.state == .unknown }, "without heartbeats nothing is known")
        #expect(page.incidents.map(\.title) == ["Elevated error rates"])
        #expect(page.incidents[0].severity == .minor)
        #expect(try page.incidents[0].openedAt == instant("2026-09-12T12:24:51Z"))
        #expect(page.maintenances[0].status == .inProgress)
        #expect(try page.maintenances[0].scheduledUntil == instant("2026-09-12T13:26:00Z"))
        #expect(page.warnings.isEmpty)
    }
}
