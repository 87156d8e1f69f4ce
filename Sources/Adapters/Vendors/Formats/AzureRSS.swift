internal import Following
internal import Vocabulary

/// Azure: a feed whose items are rewritten in place, with services and regions as categories.
struct AzureRSS: PageReader {
    let context: PageContext

    static let address = "https://rssfeed.azure.status.microsoft/en-us/status/feed/"

    static func documents(_ page: String) -> [DocumentRequest] {
        [DocumentRequest(role: "feed", url: address, accept: Accept.feed)]
    }

    func read() throws(UnreadablePage) -> VendorPage {
        let feed = try context.source.neededFeed("feed")
        guard feed.kind == .rss, feed.title?.lowercased().contains(text: "azure") == true else {
            throw UnreadablePage(.otherPage, "The feed is not Azure's: its channel has another title.")
        }
        // An empty channel is a healthy Azure, or a machine that knows nothing: so nothing is said about the whole.
        var result = VendorPage(
            format: .azureRSS, identity: VendorPage.Identity(name: feed.title, url: Self.address),
            listsAllOpenIncidents: false)
        var seen: Set<String> = []
        for item in feed.items {
            let incident = incident(item)
            for name in incident.components where seen.insert(name).inserted {
                result.components.append(VendorComponent(id: name, name: name, state: .unknown))
            }
            result.incidents.append(incident)
        }
        return result
    }

    private func incident(_ item: FeedItem) -> VendorIncident {
        let split = FeedWords.split(item.title)
        let status = split.word.flatMap { FeedWords.status[ReadingNotes.key($0)] } ?? .unknown
        let at = item.updated ?? item.published
        // The page has no word for how bad it is, and its date is that of the last rewriting.
        return VendorIncident(
            id: item.guid ?? FeedWords.normalised(item.title), title: split.title, url: item.link, severity: .unknown,
            status: status, statusWord: split.word, resolvedAt: status == .resolved ? at : nil,
            updates: [
                VendorUpdate(status: status, statusWord: split.word, at: at, text: HTMLText.plain(item.body))
            ], components: item.categories)
    }
}
