package import Following
package import HTTP
package import Vocabulary

/// Reads a page once, without following it: out of saved bytes, or over the network under the tracker's own rules.
package struct PageLook: Sendable {
    private let formats: any VendorFormats
    private let now: Instant

    package init(formats: any VendorFormats, now: Instant) {
        self.formats = formats
        self.now = now
    }

    /// Saved bytes as the format that is named, else as the first that fits: machines' formats before words.
    package func read(_ bytes: [UInt8], as named: PageFormat?) -> VendorPage? {
        for format in named.map({ [$0] }) ?? PageFormat.allCases {
            // A saved document may be any of those that the format fetches.
            for role in formats.documents(format, page: Self.nowhere, now: now).map(\.role) {
                let document = CapturedDocument(
                    role: role, url: Self.nowhere, status: 200, contentType: nil, body: bytes)
                let said = try? formats.read(format, page: Self.nowhere, documents: [document], now: now)
                guard let said else { continue }
                let isTold = !said.incidents.isEmpty || !said.maintenances.isEmpty || !said.components.isEmpty
                if isTold || named != nil { return said }
            }
        }
        return nil
    }

    private static let nowhere = "https://saved.invalid"

    /// What an address says now, with as much of its history as it offers.
    package func read(
        url: String, client: any HTTPFetching, settings: TrackerSettings, random: UInt64
    ) async throws(FollowRefusal) -> VendorPage {
        let now = now
        let fetcher = PageFetcher(client: client, settings: settings, now: { now })
        let found = try await PageFinder(fetcher: fetcher, formats: formats)
            .find(try PageFinder.address(url), random: random)
        var documents: [CapturedDocument] = []
        for request in formats.documents(found.format, page: found.page, now: now) {
            switch await fetcher.fetch(request, known: nil) {
            case .changed(let document, _, _): documents.append(document)
            case .unchanged: break
            case .failed(_, let message):
                guard !request.isNeeded else { throw FollowRefusal(.unreachable, message) }
            }
        }
        do throws(UnreadablePage) {
            return try formats.read(found.format, page: found.page, documents: documents, now: now)
        } catch {
            throw FollowRefusal(.unreachable, "\(url) can't be read: \(error.message)")
        }
    }
}
