import Bytes
import Foundation
import Incidents
import Journal
import Linking
import StoreSQLite
import Telling
import Testing
import Vendors
import Vocabulary

@testable import Tracking

/// The five published reports, imported as the pages that they are. Read from where they are kept; never copied here.
@Suite struct FiveReportsTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/corpus/texts").standardizedFileURL
    private static let files = [
        ("dalenys-114880", "dalenys"), ("dalenys-2200588", "dalenys"), ("dalenys-2200596", "dalenys"),
        ("dalenys-tsr2292", "dalenys"), ("payplug-2171966", "payplug"),
    ]

    private func texts() throws -> [(text: [UInt8], provider: ProviderID)]? {
        var texts: [(text: [UInt8], provider: ProviderID)] = []
        for (file, provider) in Self.files {
            guard let data = try? Data(contentsOf: Self.folder.appending(path: file + ".json")),
                let object = try JSONSerialization.jsonObject(with: data) as? [String: Any],
                let text = object["text"] as? String
            else { return nil }
            texts.append((Array(text.utf8), ProviderID(checked: provider)))
        }
        return texts
    }

    @Test func `five pages become four events with their true windows, linked, and the hidden recurrence flagged`()
        async throws
    {
        guard let texts = try texts() else {
            print("skipped: the published reports are not on this machine, so they can't be imported")
            return
        }
        let world = try await SimulatedWorld { _, _ in SimulatedWorld.Answer() }
        let reader = WordReader(zones: SimulatedWorld.zones)
        let family = "payplug"
        for (number, saved) in texts.enumerated() {
            let importer = PageImporter(
                store: world.store, formats: StatusPageFormats(zones: SimulatedWorld.zones),
                read: { reader.read($0, $1) },
                vendor: { name in
                    KnownVendor(
                        id: name, name: name, page: nil, zone: "Europe/Paris", family: family, language: .french)
                }, now: world.now)
            let outcome = await importer.record(
                PageImporter.Saved(bytes: saved.text, name: "report-\(number).txt", provider: saved.provider))
            guard case .recorded(let told) = outcome else {
                Issue.record("report \(number): \(outcome)")
                return
            }
            #expect(told.incidents.count == 1)
        }
        let site = try await world.site()
        #expect(site.incidents.count == 5)
        let minutes = site.incidents.map { incident in
            (
                incident.reference?.rawValue ?? "",
                incident.windows.map { (($0.end ?? $0.start) - $0.start).wholeSeconds / 60 }
            )
        }
        let expected: [String: [Int64]] = [
            "TSR-1532": [13], "TSR-1023": [11], "TSR-2641": [5, 19], "TSR-2292": [47],
        ]
        for (reference, lengths) in minutes { #expect(lengths == expected[reference], "\(reference)") }
        let book = EventBook(site.incidents, providers: site.providers, decisions: [])
        #expect(Set(site.incidents.compactMap { book.event(of: $0.id)?.id }).count == 4)
        let shared = try #require(site.incidents.first { $0.reference?.rawValue == "TSR-1532" })
        let event = try #require(book.event(of: shared.id))
        #expect(event.incidents.count == 2)
        #expect(Set(event.incidents.map { $0.rawValue.prefix(7) }) == ["dalenys", "payplug"])
        #expect(shared.contradictions.contains { $0.kind == .times }, "12 or 13 minutes: both ends are shown")
        let recurring = try #require(site.incidents.first { $0.reference?.rawValue == "TSR-2641" })
        #expect(recurring.contradictions.contains { $0.kind == .hiddenRecurrence })
        let hidden = HiddenRecurrence.all(in: recurring, now: world.now)
        #expect(hidden.map(\.wasTold) == [false])
        for incident in site.incidents {
            #expect(!incident.components.isEmpty)
            for window in incident.windows {
                let quote = try #require(window.evidence.languages.first.flatMap { window.evidence[$0] })
                #expect(texts.contains { String(decoding: $0.text, as: UTF8.self).contains(quote) })
            }
            #expect(incident.captures.count == 1)
        }
        #expect(
            Set(site.incidents.map(\.severity)) == [.critical, .minor, .major], "a notice that hit payments is more")
    }
}
