internal import Following
internal import Vocabulary

/// AWS's feeds: one item per update, all with the same link; the service stands in the guid.
struct AWSRSS: PageReader {
    let context: PageContext
    private var notes: ReadingNotes { context.notes }

    static let address = "https://status.aws.amazon.com/rss/all.rss"

    static func documents(_ page: String) -> [DocumentRequest] {
        let url = PageAddress.path(page).hasSuffix(".rss") ? page : address
        return [DocumentRequest(role: "feed", url: url, accept: Accept.feed)]
    }

    private struct Entry {
        var service: String
        var epoch: Int64
        var item: FeedItem
        /// `Service impact`, `Informational message`…
        var kind: String?
        var title: String
        var isMarkedResolved: Bool
    }

    func read() throws(UnreadablePage) -> VendorPage {
        let feed = try context.source.neededFeed("feed")
        guard feed.kind == .rss, feed.link?.contains(text: "aws.amazon.com") == true else {
            throw UnreadablePage(.otherPage, "The feed is not one of AWS: its channel links elsewhere.")
        }
        var services: [String] = []
        var entries: [String: [Entry]] = [:]
        for (index, item) in feed.items.enumerated() {
            guard let entry = entry(item) else {
                notes.warn("feed[\(index)].guid", "an item whose guid names no service is left out")
                continue
            }
            if entries[entry.service] == nil { services.append(entry.service) }
            entries[entry.service, default: []].append(entry)
        }
        var result = VendorPage(
            format: .awsRSS, identity: VendorPage.Identity(name: feed.title, url: context.page),
            listsAllOpenIncidents: false)
        for service in services {
            let incidents = Self.cut((entries[service] ?? []).sorted { $0.epoch < $1.epoch }).map { incident($0) }
            let state: ComponentState =
                incidents.last.map { $0.isOpen ? Words.state(of: $0.severity) : .operational } ?? .unknown
            result.components.append(VendorComponent(id: service, name: service, state: state))
            result.incidents += incidents.reversed()
        }
        return result
    }

    /// `…#<service>-<region>_<epoch>`; the number is the time of the item.
    private func entry(_ item: FeedItem) -> Entry? {
        guard let guid = item.guid, let mark = guid.lastIndex(of: "#"), let line = guid.lastIndex(of: "_"), mark < line,
            let epoch = Int64(guid[guid.index(after: line)...]), VendorTimes.epoch(epoch) != nil
        else { return nil }
        let service = String(guid[guid.index(after: mark)..<line])
        guard !service.isEmpty else { return nil }
        var rest = Substring(item.title)
        var kind: String?
        if let colon = rest.range(ofText: ": ") {
            kind = String(rest[..<colon.lowerBound])
            rest = rest[colon.upperBound...]
        }
        let isMarked = rest.hasPrefix("[RESOLVED]")
        if isMarked { rest = rest.dropFirst("[RESOLVED]".count) }
        return Entry(
            service: service, epoch: epoch, item: item, kind: kind, title: rest.trimmed, isMarkedResolved: isMarked)
    }

    /// An incident ends where the service operates normally again. After a day of silence a new one begins, unless the
    /// words go on under the same title: outages of weeks are told that way. `[RESOLVED]` alone ends nothing, because it
    /// is added to all earlier titles too.
    private static func cut(_ entries: [Entry]) -> [[Entry]] {
        var groups: [[Entry]] = []
        for entry in entries {
            guard let last = groups.last?.last, !isEnd(last) else {
                groups.append([entry])
                continue
            }
            let isSilent = entry.epoch - last.epoch > 86_400
            let isRetitled = last.title.lowercased() != entry.title.lowercased()
            if isSilent && (isRetitled || last.isMarkedResolved) || isRetitled && last.isMarkedResolved {
                groups.append([entry])
            } else {
                groups[groups.count - 1].append(entry)
            }
        }
        return groups
    }

    private static func isEnd(_ entry: Entry) -> Bool { entry.kind?.lowercased() == "service is operating normally" }

    private func incident(_ entries: [Entry]) -> VendorIncident {
        let last = entries[entries.count - 1]
        let isOver = Self.isEnd(last) || last.isMarkedResolved
        let updates = entries.map { entry in
            // A date in a zone that is not known still has its number in the guid.
            VendorUpdate(
                id: entry.item.guid, status: Self.isEnd(entry) ? .resolved : .unknown, statusWord: entry.kind,
                at: entry.item.published ?? Instant(seconds: entry.epoch), text: HTMLText.plain(entry.item.body))
        }
        var severity = Severity.unknown
        var severityWord: String?
        for entry in entries where !Self.isEnd(entry) {
            let found = notes.meaning(of: entry.kind, in: Self.severities, unknown: .unknown, at: "feed.title")
            if severityWord == nil || found > severity {
                severity = found
                severityWord = entry.kind
            }
        }
        return VendorIncident(
            id: "\(last.service)_\(entries[0].epoch)", title: last.title, url: last.item.link, severity: severity,
            severityWord: severityWord, status: isOver ? .resolved : .unknown, statusWord: last.kind,
            openedAt: updates.first?.at, resolvedAt: isOver ? updates.last?.at : nil, updates: updates,
            components: [last.service])
    }

    private static let severities: [String: Severity] = [
        "informational_message": .notice, "service_impact": .minor, "performance_issues": .minor,
        "service_degradation": .minor, "service_disruption": .major,
    ]
}
