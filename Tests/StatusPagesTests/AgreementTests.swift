import HTTP
import Incidents
import JSON
import StatusPages
import Telling
import Testing
import Vocabulary

/// One truth: all documents of all brands say the same, and none says what may not be known.
@Suite struct AgreementTests {
    @Test(arguments: [TestBrands.harbour, TestBrands.quay])
    func `one severity and the same times stand on every surface`(_ brand: BrandID) throws {
        let site = TestBrands.brandSite(brand, [TestBrands.twice, TestBrands.going])
        let documents = TestBrands.documents(site)
        for language in site.languages {
            let words = LanguagePack.of(language)
            for (id, severity) in [("tw-7", Severity.major), ("tw-8", .critical)] {
                let incident = try #require(site.incident(IncidentID(checked: id)))
                let page = try #require(documents["\(language)/incidents/\(id)/"])
                #expect(page.contains("class=\"state \(severity)\""))
                #expect(TestBrands.words(page).contains(words.name(severity)))
                for window in incident.windows {
                    #expect(page.contains("datetime=\"\(window.start.rfc3339)\""))
                    if let end = window.end { #expect(page.contains("datetime=\"\(end.rfc3339)\"")) }
                }
                for name in ["feed.atom", "feed.rss", "feed.json"] {
                    let feed = try #require(documents["\(language)/\(name)"])
                    #expect(feed.contains(words.name(severity)), "\(name)")
                    let zone = TestBrands.zones.zone(site.zone) ?? .utc
                    for window in incident.windows { #expect(feed.contains(words.clock(window.start, in: zone))) }
                }
            }
        }
        let list = try JSONValue(reading: Array((documents["api/v2/incidents.json"] ?? "").utf8))
        let told = try #require(list["incidents"]?.array)
        let twice = try #require(
            told.first { $0["name"]?.string?.contains("TW-8") == false && $0["impact"]?.string == "major" })
        #expect(twice["started_at"]?.string == "2026-05-18T11:08:00.000Z")
        #expect(told.compactMap { $0["impact"]?.string }.sorted() == ["critical", "major"])
        let summary = try JSONValue(reading: Array((documents["api/v2/summary.json"] ?? "").utf8))
        #expect(summary["status"]?["indicator"]?.string == "critical")
        #expect(documents["en/badge.svg"]?.contains("A critical incident is going on") == true)
        #expect(documents["en/banner/"]?.contains("A critical incident is going on") == true)
    }

    @Test func `nothing that may not be known stands in any document`() throws {
        let site = TestBrands.site([TestBrands.twice, TestBrands.secret, TestBrands.work, TestBrands.going])
        for brand in [TestBrands.harbour, TestBrands.quay] {
            let told = try #require(BrandSite(brand, in: site, asOf: TestBrands.now))
            for (path, text) in TestBrands.documents(told) {
                #expect(!text.contains("SECRET"), "\(brand)/\(path)")
                #expect(!text.contains("tw-secret"), "\(brand)/\(path)")
                if brand == TestBrands.harbour { #expect(!text.contains("QUAYWORD"), "\(path)") }
            }
        }
    }

    @Test(arguments: 1...40)
    func `no random incident shows what is hidden`(_ seed: Int) throws {
        var numbers = SeededNumbers(seed: UInt64(seed))
        let incidents = (0..<6).map { RandomIncident.make($0, &numbers) }
        let site = TestBrands.site(incidents)
        for brand in [TestBrands.harbour, TestBrands.quay] {
            let told = try #require(BrandSite(brand, in: site, asOf: TestBrands.now))
            let hidden = incidents.filter { incident in
                incident.own.map { $0.visibility == .team || !$0.brands.contains(brand) } ?? false
            }.map(\.id)
            for (path, text) in TestBrands.documents(told) {
                #expect(!text.contains("SECRET"), "\(brand)/\(path)")
                for id in hidden {
                    #expect(!path.contains(id.rawValue) && !text.contains("/\(id)/"), "\(brand)/\(path)")
                }
                let other = brand == TestBrands.harbour ? "FOR-QUAY" : "FOR-HARBOUR"
                #expect(!text.contains(other), "\(brand)/\(path)")
                if path.hasSuffix("/") { #expect(Shapes.fault(html: text) == nil, "\(brand)/\(path)") }
            }
        }
    }

    @Test func `hostile text stays text in every document`() throws {
        let evil =
            "<script>alert(1)</script>\u{1}\u{8}\u{FFFE}\"'&]]>\r\nX-Evil: 1\r\nEND:VCALENDAR\u{2028}<!-- {impact} {{ \u{202E}"
        var incident = TestBrands.going
        incident.title = TestBrands.text(evil, evil, evil)
        incident.summary = TestBrands.text(evil)
        incident.statements[0].text = TestBrands.text(evil + " [x](javascript:alert(1)) <img src=x onerror=y>")
        var work = TestBrands.work
        work.title = TestBrands.text(evil)
        work.summary = TestBrands.text(evil)
        var site = TestBrands.site([incident, work])
        site.brands[0].name = evil
        site.brands[0].face.homepage = "javascript:alert(1)"
        site.components[0].name = TestBrands.text(evil)
        let told = try #require(BrandSite(TestBrands.harbour, in: site, asOf: TestBrands.now))
        for (path, text) in TestBrands.documents(told) where !path.hasSuffix(".js") {
            // JSON and calendars hold text, which nobody reads as markup; a feed's HTML is looked at below.
            let isMarkup = !path.hasSuffix(".json") && !path.hasSuffix(".ics")
            if isMarkup {
                #expect(!text.contains("<script>"), "\(path)")
                #expect(!text.contains("<img src=x"), "\(path)")
            }
            #expect(!text.contains("href=\"javascript"), "\(path)")
            if path.hasSuffix("/") { #expect(Shapes.fault(html: text) == nil, "\(path)") }
            if path.hasSuffix(".atom") || path.hasSuffix(".rss") || path.hasSuffix(".svg") {
                #expect(Shapes.isXML(text), "\(path)")
            }
            if path.hasSuffix(".ics") {
                #expect(Shapes.fault(calendar: text) == nil, "\(path)")
                #expect(text.ranges(of: "\r\nEND:VCALENDAR").count == 1)
            }
            guard path.hasSuffix(".json") else { continue }
            let json = try JSONValue(reading: Array(text.utf8))
            for item in json["items"]?.array ?? [] {
                let html = try #require(item["content_html"]?.string)
                #expect(!html.contains("<script") && !html.contains("<img"))
            }
        }
    }
}

/// Incidents with something hidden in every place that can hide something.
enum RandomIncident {
    static func make(_ index: Int, _ numbers: inout SeededNumbers) -> Incident {
        let isHidden = Bool.random(using: &numbers)
        let brandSets: [[BrandID]] = [[TestBrands.harbour], [TestBrands.quay], [TestBrands.harbour, TestBrands.quay]]
        let brands = brandSets.randomElement(using: &numbers) ?? []
        let name =
            isHidden
            ? "SECRET title" : brands.count == 2 ? "Shared" : brands == [TestBrands.quay] ? "FOR-QUAY" : "FOR-HARBOUR"
        var incident = Incident(
            id: IncidentID(checked: "r-\(index)"), provider: TestBrands.ours, title: TestBrands.text(name),
            severity: Severity.allCases.randomElement(using: &numbers) ?? .minor, components: [TestBrands.cards])
        incident.own = OwnRecord(
            declaredAt: TestBrands.at("2026-05-01T00:00:00Z"), declaredBy: "SECRET",
            visibility: isHidden ? .team : .everyone,
            brands: brands)
        if Bool.random(using: &numbers) {
            incident.own?.plan = MaintenancePlan(
                start: TestBrands.now - .hours(Int64.random(in: -40...40, using: &numbers)),
                end: TestBrands.now + .hours(50),
                phase: MaintenancePlan.Phase.allCases.randomElement(using: &numbers) ?? .scheduled)
        }
        for number in 0..<Int.random(in: 0...3, using: &numbers) {
            let start = TestBrands.now - .minutes(Int64.random(in: 1...90_000, using: &numbers))
            incident.windows.append(
                ImpactWindow(
                    id: ImpactWindowID(checked: "w-\(index)-\(number)"), start: start,
                    end: Bool.random(using: &numbers) ? start + .minutes(7) : nil, components: [TestBrands.cards],
                    origin: .measured, evidence: LocalizedText(), confidence: .low))
        }
        for number in 0..<Int.random(in: 0...5, using: &numbers) {
            let standings: [Statement.Standing] = [
                .preApproved, .waiting, .reviewDue, .approved(by: "SECRET", at: TestBrands.now),
                .declined(by: "SECRET", at: TestBrands.now, reason: "SECRET"),
            ]
            let standing = standings.randomElement(using: &numbers) ?? .waiting
            let speakers = brandSets.randomElement(using: &numbers) ?? []
            let words =
                isHidden || !standing.isPublic
                ? "SECRET" : speakers.count == 2 ? "words" : speakers == [TestBrands.quay] ? "FOR-QUAY" : "FOR-HARBOUR"
            incident.statements.append(
                Statement(
                    id: StatementID(checked: "t-\(index)-\(number)"),
                    status: Update.Status.allCases.randomElement(using: &numbers) ?? .monitoring,
                    at: TestBrands.now - .minutes(Int64.random(in: -60...5_000, using: &numbers)),
                    text: TestBrands.text(words), brands: speakers, author: "SECRET", standing: standing))
        }
        incident.insideEvents = [
            InsideEvent(at: TestBrands.now, kind: .other, text: TestBrands.text("SECRET"), visibility: .team)
        ]
        let draft = Postmortem(
            publishedAt: TestBrands.now, clientImpact: TestBrands.text("SECRET"), rootCause: TestBrands.text("SECRET"),
            actions: [])
        incident.postmortemDraft = draft
        if Bool.random(using: &numbers) {
            incident.postmortem = Postmortem(
                publishedAt: TestBrands.now, clientImpact: TestBrands.text(isHidden ? "SECRET" : "Impact"),
                rootCause: TestBrands.text(isHidden ? "SECRET" : "Cause"),
                actions: [
                    Postmortem.Action(symptom: TestBrands.text("s"), action: TestBrands.text("a"), owner: "SECRET")
                ],
                internalNotes: TestBrands.text("SECRET"), author: "SECRET", approvedBy: "SECRET")
        }
        return incident
    }
}

/// Numbers that are the same in every run with the same seed.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
