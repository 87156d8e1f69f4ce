import Foundation
import Testing
import Vocabulary

@testable import Linking

/// Two vendors' recorded titles, read where they are and never copied.
@Suite struct RecordedIncidentsTests {
    private static let rails = [
        "blik", "mastercard", "visa", "bancontact", "swish", "twint", "ideal", "pix", "oxxo", "klarna", "paypal",
        "amex", "multibanco", "mb way", "vipps", "mobilepay", "przelewy24", "bizum", "upi", "interac",
    ]

    private static func folder() -> URL? {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/" {
            let candidate = folder.appendingPathComponent("shared/fixtures")
            if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
            folder.deleteLastPathComponent()
        }
        return nil
    }

    private static func traits(_ name: String, by provider: String, title: String, at text: String) throws -> LinkTraits
    {
        let at = try Instant(rfc3339: text)
        return LinkTraits(
            incident: IncidentID(checked: name), provider: ProviderID(checked: provider),
            paperwork: Span(start: at, end: nil), entities: Set(rails.filter { title.lowercased().contains($0) }),
            firstWord: at)
    }

    private static func recorded(_ folder: URL) throws -> [LinkTraits] {
        func json(_ path: String) throws -> Any {
            try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appendingPathComponent(path)))
        }
        let stripe = try #require(try json("statuspage/stripe_incidents_rebuilt50.json") as? [String: Any])
        let adyen = try #require(try json("adyen-scrape/adyen_titles_history.json") as? [[String: String]])
        var all: [LinkTraits] = []
        for (number, item) in try #require(stripe["incidents"] as? [[String: Any]]).enumerated() {
            let title = try #require(item["name"] as? String)
            all.append(
                try traits("s-\(number)", by: "stripe", title: title, at: try #require(item["created_at"] as? String)))
        }
        for (number, item) in adyen.enumerated() {
            let title = try #require(item["title"])
            all.append(try traits("a-\(number)", by: "adyen", title: title, at: try #require(item["published_at"])))
        }
        return all
    }

    @Test func `three outages that two vendors told are found, and which of the two spoke first`() throws {
        guard let folder = Self.folder() else {
            print("skipped: the recorded incidents are not on this machine")
            return
        }
        let all = try Self.recorded(folder)
        var book = EventBook()
        for item in all { book.note(item) }
        let shared = book.events.filter { event in
            Set(event.incidents.map { $0.rawValue.prefix(1) }).count == 2
        }
        let days = try shared.map { CivilTime(try #require($0.start)).date }
        let known = [(7, 15), (7, 20), (8, 15)].compactMap { CivilDate(year: 2026, month: $0.0, day: $0.1) }
        #expect(days == known)
        // The 3-D Secure outage: one of the two spoke 43 minutes before the other.
        let first = try #require(shared.first)
        let later = try #require(first.incidents.first { $0.rawValue.hasPrefix("s-") })
        #expect(book.sightings(besides: later).map(\.earlier.roundedMinutes) == [43])
        var reversed = EventBook()
        for item in all.reversed() { reversed.note(item) }
        #expect(reversed.events == book.events)
    }
}
