internal import Following
internal import Vocabulary

/// Any RSS or Atom feed: one item per incident, or one per update. Items of one incident are found by their link, then
/// by their guid, then by their title without the status word.
struct GenericFeed: PageReader {
    let context: PageContext
    private var notes: ReadingNotes { context.notes }

    /// The page is the feed's own address.
    static func documents(_ page: String) -> [DocumentRequest] {
        [DocumentRequest(role: "feed", url: page, accept: Accept.feed)]
    }

    func read() throws(UnreadablePage) -> VendorPage {
        let feed = try context.source.neededFeed("feed")
        var result = VendorPage(
            format: feed.kind == .atom ? .atom : .rss,
            identity: VendorPage.Identity(name: feed.title, url: feed.link), listsAllOpenIncidents: false)
        for group in Self.groups(feed) {
            let incident = incident(group.key, group.items)
            let isPlanned = incident.updates.contains {
                [.scheduled, .inProgress, .verifying, .completed].contains($0.status)
            }
            if isPlanned || incident.severity == .maintenance {
                result.maintenances.append(incident)
            } else {
                result.incidents.append(incident)
            }
        }
        return result
    }

    // MARK: Groups

    struct Group {
        var key: String
        var items: [FeedItem]
    }

    static func groups(_ feed: FeedDocument) -> [Group] {
        let home = feed.link.map(normalisedLink)
        let shared = sharedLink(feed.items)
        var groups: [Group] = []
        var places: [String: Int] = [:]
        for item in feed.items {
            let key = key(item, home: home, shared: shared)
            if let place = places[key] {
                groups[place].items.append(item)
            } else {
                places[key] = groups.count
                groups.append(Group(key: key, items: [item]))
            }
        }
        return groups
    }

    private static func key(_ item: FeedItem, home: String?, shared: String?) -> String {
        if let link = item.link.map(normalisedLink), link != home, link != shared, PageAddress.path(link).count > 1 {
            return link
        }
        if let guid = item.guid {
            // `…/report/1#update-2`: the part behind the mark tells updates apart, unless all before it is the homepage.
            let base = String(guid.prefix { $0 != "#" })
            let isSpecific = base != guid && normalisedLink(base) != home && PageAddress.path(base).count > 1
            return isSpecific ? base : guid
        }
        return FeedWords.normalised(item.title)
    }

    /// A link that all items carry leads to no incident.
    private static func sharedLink(_ items: [FeedItem]) -> String? {
        guard items.count > 2, let first = items[0].link.map(normalisedLink),
            items.allSatisfy({ $0.link.map(normalisedLink) == first }),
            Set(items.map { FeedWords.normalised($0.title) }).count > 1
        else { return nil }
        return first
    }

    private static func normalisedLink(_ link: String) -> String {
        var link = Substring(link.trimmed)
        if let mark = link.firstIndex(of: "#") { link = link[..<mark] }
        while link.hasSuffix("/") { link.removeLast() }
        return String(link)
    }

    // MARK: Incidents

    private func incident(_ key: String, _ items: [FeedItem]) -> VendorIncident {
        // Oldest first; an item that has no time stays where its feed put it.
        let ordered =
            items.allSatisfy { $0.published != nil || $0.updated != nil }
            ? items.sorted { Self.time($0) < Self.time($1) } : items.reversed()
        var updates: [VendorUpdate] = []
        var stated: [String: String] = [:]
        for item in ordered {
            let told = FeedUpdates(
                text: HTMLText.plain(item.body), notAfter: item.updated ?? item.published ?? context.now)
            stated.merge(told.stated) { _, later in later }
            updates += told.updates.isEmpty ? [update(item, stated: told.stated)] : told.updates
        }
        var seen: Set<VendorUpdate> = []
        updates = UpdateOrder.oldestFirst(updates.filter { seen.insert($0).inserted })
        let last = ordered[ordered.count - 1]
        let title = FeedWords.split(last.title)
        let word = title.word ?? stated["status"] ?? categoryWord(last) ?? updates.last?.statusWord
        var status = word.flatMap { FeedWords.status[ReadingNotes.key($0)] } ?? .unknown
        if status == .unknown, let told = updates.last?.status { status = told }
        let severityWord = stated["severity"] ?? stated["impact"] ?? last.categories.first { severity($0) != nil }
        let isOver = [.resolved, .completed, .postmortem].contains(status)
        return VendorIncident(
            id: key, title: title.title.isEmpty ? key : title.title, url: last.link,
            severity: severityWord.flatMap { severity($0) } ?? .unknown, severityWord: severityWord, status: status,
            statusWord: word,
            openedAt: [updates.compactMap(\.at).min(), ordered.compactMap(\.published).min()].compactMap(\.self).min(),
            resolvedAt: isOver ? updates.first { $0.status == .resolved || $0.status == .completed }?.at : nil,
            updates: updates)
    }

    private static func time(_ item: FeedItem) -> Instant {
        item.published ?? item.updated ?? Instant(seconds: 0)
    }

    private func update(_ item: FeedItem, stated: [String: String]) -> VendorUpdate {
        let text = HTMLText.plain(item.body)
        let first = text.split(separator: " ", maxSplits: 1).first.map(String.init) ?? ""
        let opening = text.range(ofText: " - ").map { String(text[..<$0.lowerBound]) }
        let word =
            FeedWords.split(item.title).word ?? stated["status"] ?? categoryWord(item)
            ?? opening.flatMap { FeedWords.isStatus($0) ? $0 : nil }
            ?? (first.hasSuffix(":") && FeedWords.isStatus(String(first.dropLast())) ? String(first.dropLast()) : nil)
        for (name, text) in [("published", item.publishedText), ("updated", item.updatedText)] {
            guard let text, FeedItem.instant(text) == nil else { continue }
            notes.warn("feed.\(name)", "expected a time with its zone, found “\(ReadingNotes.excerpt(text))”")
        }
        return VendorUpdate(
            id: item.guid, status: word.flatMap { FeedWords.status[ReadingNotes.key($0)] } ?? .unknown,
            statusWord: word, at: item.updated ?? item.published, text: text)
    }

    private func categoryWord(_ item: FeedItem) -> String? { item.categories.first { FeedWords.isStatus($0) } }

    private func severity(_ word: String) -> Severity? { FeedWords.severity[ReadingNotes.key(word)] }
}
