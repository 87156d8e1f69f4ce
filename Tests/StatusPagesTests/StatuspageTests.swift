import Incidents
import JSON
import Testing
import Vocabulary

/// A brand as clients of Statuspage read it.
@Suite struct StatuspageTests {
    private func document(_ name: String, _ site: BrandSite, now: Instant = TestBrands.now) throws -> JSONValue {
        try JSONValue(reading: Array(TestBrands.page("api/v2/\(name).json", site, now: now).utf8))
    }

    @Test func `sections are groups that name their components, in the order of the page`() throws {
        let components = try #require(try document("components", TestBrands.brandSite())["components"]?.array)
        #expect(
            components.compactMap { $0["name"]?.string } == [
                "Paying", "In shops", "Card payments", "Money out", "Payouts",
            ])
        #expect(components.compactMap { $0["group"]?.bool } == [true, false, false, true, false])
        let group = try #require(components.first)
        #expect(group["components"]?.array?.compactMap(\.string) == components[1...2].compactMap { $0["id"]?.string })
        #expect(components[1...2].allSatisfy { $0["group_id"]?.string == group["id"]?.string })
        #expect(components.allSatisfy { $0["id"]?.string?.utf8.count == 12 })
        let quay = try #require(
            try document("components", TestBrands.brandSite(TestBrands.quay))["components"]?.array)
        #expect(quay.allSatisfy { $0["group"]?.bool == false && $0["group_id"]?.isNull == true })
    }

    @Test func `a group is as bad as its worst component`() throws {
        let site = TestBrands.brandSite(TestBrands.harbour, [TestBrands.going])
        let summary = try document("summary", site)
        let components = try #require(summary["components"]?.array)
        #expect(
            components.compactMap { $0["status"]?.string } == [
                "major_outage", "operational", "major_outage", "operational", "operational",
            ])
        #expect(summary["page"]?["url"]?.string == "https://status.harbour.example/en/")
        #expect(
            summary["incidents"]?.array?.first?["shortlink"]?.string
                == "https://status.harbour.example/en/incidents/tw-8/")
    }

    @Test func `planned work is a maintenance with its times, through its phases`() throws {
        let site = TestBrands.brandSite(TestBrands.harbour, [TestBrands.work, TestBrands.twice])
        let upcoming = try #require(
            try document("scheduled-maintenances/upcoming", site)["scheduled_maintenances"]?.array)
        #expect(upcoming.count == 1)
        #expect(upcoming.first?["scheduled_for"]?.string == "2026-05-24T01:00:00.000Z")
        #expect(upcoming.first?["scheduled_until"]?.string == "2026-05-24T03:00:00.000Z")
        #expect(upcoming.first?["impact"]?.string == "maintenance")
        #expect(try document("incidents", site)["incidents"]?.array?.count == 1)
        let during = TestBrands.at("2026-05-24T02:00:00Z")
        let then = TestBrands.brandSite(TestBrands.harbour, [TestBrands.work], asOf: during)
        let active = try document("scheduled-maintenances/active", then, now: during)["scheduled_maintenances"]?.array
        #expect(active?.first?["status"]?.string == "in_progress")
        let status = try document("status", then, now: during)
        #expect(
            status["status"]?["indicator"]?.string == "maintenance")
        var cancelled = TestBrands.work
        cancelled.own?.plan?.phase = .cancelled
        let gone = TestBrands.brandSite(TestBrands.harbour, [cancelled])
        #expect(try document("scheduled-maintenances/upcoming", gone)["scheduled_maintenances"]?.array?.isEmpty == true)
        #expect(try document("summary", gone)["scheduled_maintenances"]?.array?.isEmpty == true)
    }

    @Test func `an incident keeps its id on every brand, and an update the words that its brand said`() throws {
        func updates(_ brand: BrandID) throws -> (id: String?, words: [String]) {
            let site = TestBrands.brandSite(brand, [TestBrands.twice])
            let incident = try document("incidents", site)["incidents"]?.array?.first
            return (
                incident?["id"]?.string,
                incident?["incident_updates"]?.array?.compactMap { $0["body"]?.string } ?? []
            )
        }
        let (harbour, quay) = (try updates(TestBrands.harbour), try updates(TestBrands.quay))
        #expect(harbour.id != nil && harbour.id == quay.id)
        #expect(harbour.words.contains("It came back.") && quay.words.contains("Cela revient."))
        #expect(!harbour.words.contains { $0.contains("QUAYWORD") } && quay.words.contains("Quay, QUAYWORD."))
    }
}
