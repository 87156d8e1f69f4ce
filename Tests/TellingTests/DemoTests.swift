import Demo
import Foundation
import Telling
import Testing
import Vocabulary

@Suite struct DemoTests {
    private static let now = Instant(seconds: 1_780_000_000)

    @Test func `the impact of each incident is what its windows say`() {
        func minutes(_ incident: Incident) -> [Int64] {
            IncidentFigures(incident, now: Self.now).impact.map(\.length.roundedMinutes)
        }
        #expect(minutes(DemoSite.tsr1532) == [13])
        #expect(minutes(DemoSite.tsr1023) == [11])
        #expect(minutes(DemoSite.tsr2641) == [5, 19])
        #expect(minutes(DemoSite.tsr2292) == [47])
    }

    @Test func `the shop's second instance breaks for a minute of each round, and nothing else does`() {
        let shop = DemoShop(began: Self.now)
        func isWell(_ host: String, _ second: Int64, _ path: String = "/pay") -> Bool? {
            shop.isWell(host: host + ".shop.example", path: path, at: Self.now + .seconds(second))
        }
        for place in DemoShop.Place.allCases {
            for (second, isOut) in [(0, false), (89, false), (90, true), (149, true), (150, false), (1_290, true)] {
                #expect(isWell(place.rawValue, Int64(second)) == (place != .second || !isOut), "\(place) at \(second)")
            }
        }
        #expect(isWell("checkout-3", 0) == nil && isWell("balancer", 0, "/") == nil)
        let file = DemoShop.watchFile(port: 1, anchor: 2)
        #expect(file.ranges(of: "anchors: [\"127.0.0.1:2\"]").count == 3)
        #expect(file.ranges(of: "address: \"127.0.0.1:1\"").count == 3)
    }

    @Test func `what the pages claimed last for TSR-1532 makes 12 minutes, the post-mortem 13`() throws {
        let ends = DemoSite.tsr1532.claims.filter { $0.subject == .end }.sorted { $0.statedAt < $1.statedAt }
        let start = try #require(DemoSite.tsr1532.windows.first?.start)
        #expect(ends.map { ($0.instant - start).roundedMinutes } == [12, 12, 13])
    }

    @Test func `the first words, the causes and the hidden recurrence come out of the facts`() {
        let figures = DemoSite.incidents.map { IncidentFigures($0, now: Self.now) }
        #expect(figures.map { $0.firstWord?.after.roundedMinutes } == [21, 10, 48, 26])
        #expect(figures.map { $0.firstWord?.afterEnd?.roundedMinutes } == [10, nil, 1, 21])
        #expect(figures.map { $0.causeAfter?.roundedMinutes } == [nil, nil, 54, 13])
        #expect(figures.map { $0.detectedAfter?.roundedMinutes } == [2, 5, 32, 5])
        #expect(figures.map { $0.pageTimes.first?.length.roundedMinutes } == [6, 91, 30, 214])
        #expect(figures[3].recurrencesAfterResolved.map(\.after.roundedMinutes) == [31])
        #expect(figures[3].recurrencesAfterResolved.map(\.wasTold) == [false])
    }

    @Test func `every text of the demo is a template whose facts exist`() throws {
        for incident in DemoSite.incidents {
            let facts = IncidentFacts(incident, now: Self.now, zone: try paris(), words: .english)
            for text in Self.texts(incident) { try facts.check(text) }
        }
    }

    @Test func `a text has each language that its brand promises, or declares it missing`() throws {
        for update in DemoSite.incidents.flatMap(\.updates) {
            let brand = try #require(DemoSite.brands.first { $0.id == update.brand })
            let present = Set(update.text.languages)
            #expect(
                present.union(update.missingLanguages) == Set(brand.languages), "\(brand.name) at \(update.at.rfc3339)")
            #expect(present.isDisjoint(with: update.missingLanguages))
        }
    }

    @Test func `what is ours to tell exists in all three languages`() {
        for incident in DemoSite.incidents {
            let updates = Set(incident.updates.map(\.text))
            for text in Self.texts(incident) where !updates.contains(text) {
                #expect(text.languages == [.english, .french, .italian])
            }
        }
    }

    @Test func `no fourteen words in a row are taken from the published reports`() throws {
        guard let folder = Self.publishedTexts() else {
            print("skipped: the published reports are not on this machine, so nothing can be compared with them")
            return
        }
        var theirs: Set<ArraySlice<String>> = []
        for name in ["reports", "corpus/texts"] {
            let part = folder.appendingPathComponent(name)
            for file in (try? FileManager.default.contentsOfDirectory(at: part, includingPropertiesForKeys: nil)) ?? []
            {
                guard let text = try? String(contentsOf: file, encoding: .utf8) else { continue }
                theirs.formUnion(Self.runs(text))
            }
        }
        #expect(!theirs.isEmpty)
        for incident in DemoSite.incidents {
            let facts = IncidentFacts(incident, now: Self.now, zone: try paris(), words: .english)
            for text in Self.texts(incident) {
                for language in text.languages {
                    let one = LocalizedText([language: text[language] ?? ""])
                    let shown = facts.reading(one)?.text ?? ""
                    #expect(theirs.isDisjoint(with: Self.runs(shown)), "\(shown)")
                }
            }
        }
    }

    private static func texts(_ incident: Incident) -> [LocalizedText] {
        var texts = [incident.title, incident.summary] + incident.updates.map(\.text) + incident.claims.map(\.source)
        texts += incident.insideEvents.map(\.text) + incident.contradictions.map(\.text)
        texts += incident.windows.map(\.evidence)
        if let postmortem = incident.postmortem {
            texts += [postmortem.clientImpact, postmortem.rootCause]
            texts += postmortem.actions.flatMap { [$0.symptom, $0.action] }
        }
        return texts
    }

    private static func runs(_ text: String) -> Set<ArraySlice<String>> {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        guard words.count >= 14 else { return [] }
        return Set((0...words.count - 14).map { words[$0..<$0 + 14] })
    }

    /// The folder of texts that are not ours, when it lies beside some parent of this repository.
    private static func publishedTexts() -> URL? {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/" {
            let candidate = folder.appendingPathComponent("shared")
            if FileManager.default.fileExists(atPath: candidate.appendingPathComponent("reports").path) {
                return candidate
            }
            folder.deleteLastPathComponent()
        }
        return nil
    }
}
