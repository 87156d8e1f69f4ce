internal import Following
internal import HTTP
internal import Vocabulary

/// Finds out what an address speaks.
struct PageFinder: Sendable {
    let fetcher: PageFetcher
    let formats: any VendorFormats

    /// An address as people type it.
    static func address(_ text: String) throws(FollowRefusal) -> FetchURL {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        guard !text.isEmpty else {
            throw FollowRefusal(.malformed, "Give the address of a status page, such as https://status.example.com")
        }
        do throws(FetchError) {
            return try FetchURL(text.contains("://") ? text : "https://" + text)
        } catch {
            throw FollowRefusal(.malformed, "\(text.prefix(200)) is no address: \(error.message)")
        }
    }

    func find(_ url: FetchURL, random: UInt64) async throws(FollowRefusal) -> Detection {
        let page = url.text
        var answers: [CapturedDocument] = []
        var lastError: FetchError?
        for probe in formats.probes(page: page) {
            do throws(FetchError) {
                answers.append(try await fetcher.probe(probe))
            } catch {
                lastError = error
                // A host that can't be reached at all answers no other probe either.
                if answers.isEmpty, error.code == .nameNotFound || error.code == .privateAddressRefused { break }
                continue
            }
            if let found = formats.detect(page: page, answers: answers, bogus: nil) {
                return try await confirmed(found, page: page, answers, random)
            }
        }
        if answers.isEmpty {
            let reason = lastError?.message ?? "nothing answers there"
            throw FollowRefusal(.unreachable, "\(page) can't be reached: \(reason)")
        }
        throw FollowRefusal(
            .notRecognised,
            "\(page) answers, but speaks none of the formats that Vigie reads. Is it the status page itself, and not a page about it? A feed's own address works too."
        )
    }

    /// A server that answers an address that can't exist in the same way answers everything alike.
    private func confirmed(
        _ found: Detection, page: String, _ answers: [CapturedDocument], _ random: UInt64
    ) async throws(FollowRefusal) -> Detection {
        let bogus: CapturedDocument?
        do throws(FetchError) {
            let url = try FetchURL(page).origin + "/api/v2/vigie-" + String(random, radix: 36) + ".json"
            bogus = try await fetcher.probe(DocumentRequest(role: "bogus", url: url))
        } catch {
            bogus = nil
        }
        guard let bogus else { return found }
        guard let sure = formats.detect(page: page, answers: answers, bogus: bogus) else {
            throw FollowRefusal(
                .notRecognised,
                "\(page) answers every address with the same page, so it can't be told to be a status page")
        }
        return sure
    }
}
