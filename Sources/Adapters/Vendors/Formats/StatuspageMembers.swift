internal import Following
internal import Vocabulary

/// The members that Statuspage's documents, its webhook and incident.io's imitation of them have in common.
struct StatuspageMembers {
    let notes: ReadingNotes
    /// Where the page is, for links to incidents that state none.
    let page: String

    /// An incident and when its record was last touched.
    struct Dated {
        var incident: VendorIncident
        var updatedAt: Instant?
    }

    func identity(_ root: Fields) -> VendorPage.Identity {
        guard let page = root.object("page") else { return VendorPage.Identity() }
        return VendorPage.Identity(
            id: page.text("id"), name: page.text("name"), url: page.text("url"),
            zone: page.text("time_zone").flatMap { ZoneCatalogue.isIdentifier($0) ? $0 : nil })
    }

    /// The groups are lines that name others; only the others are lines of the page.
    func components(_ list: [Fields]) -> [VendorComponent] {
        var groups: [String: String] = [:]
        for line in list where line.bool("group") == true {
            if let id = line.text("id"), let name = line.text("name") { groups[id] = name }
        }
        return list.compactMap { line in
            guard line.bool("group") != true, let name = line.text("name") else { return nil }
            let word = line.text("status")
            let group = line.text("group_id").flatMap { groups[$0] }
            return VendorComponent(
                id: line.text("id") ?? ComponentKey.text(group: group, name: name), name: name.trimmed, group: group,
                state: notes.meaning(
                    of: word, in: Words.component, unknown: .unknown, at: line.place(of: "status")),
                stateWord: word)
        }
    }

    func incident(_ fields: Fields) -> Dated? {
        guard let id = fields.text("id") else {
            notes.warn(fields.place, "an incident without id is left out")
            return nil
        }
        let statusWord = fields.text("status")
        let impactWord = fields.text("impact")
        let list = fields.list("incident_updates")
        let updates = UpdateOrder.oldestFirst(list.map { update($0) })
        // `started_at` follows the record's creation, not the trouble, so it is not told as a start.
        var incident = VendorIncident(
            id: id, title: fields.text("name")?.trimmed ?? id,
            url: fields.text("shortlink") ?? incidentURL(id),
            severity: notes.meaning(
                of: impactWord, in: Words.impact, unknown: .unknown, at: fields.place(of: "impact")),
            severityWord: impactWord,
            status: notes.meaning(
                of: statusWord, in: Words.status, unknown: .unknown, at: fields.place(of: "status")),
            statusWord: statusWord, openedAt: fields.instant("created_at"),
            resolvedAt: fields.instant("resolved_at"), scheduledFor: fields.instant("scheduled_for"),
            scheduledUntil: fields.instant("scheduled_until"), updates: updates)
        incident.components = componentIDs(fields, list)
        return Dated(incident: incident, updatedAt: fields.instant("updated_at"))
    }

    private func incidentURL(_ id: String) -> String? {
        page.isEmpty ? nil : PageAddress.join(page, "/incidents/\(id)")
    }

    private func update(_ fields: Fields) -> VendorUpdate {
        let word = fields.text("status")
        // `display_at` is null on post-mortems.
        return VendorUpdate(
            id: fields.text("id"),
            status: notes.meaning(of: word, in: Words.status, unknown: .unknown, at: fields.place(of: "status")),
            statusWord: word, at: fields.instant("display_at") ?? fields.instant("created_at"),
            text: HTMLText.markdown(fields.text("body") ?? ""))
    }

    /// `components` holds those at the end; each update names those that it touched.
    private func componentIDs(_ fields: Fields, _ updates: [Fields]) -> [String] {
        var ids = OrderedIDs()
        for component in fields.list("components") { ids.insert(component.text("id")) }
        for update in updates {
            for component in update.list("affected_components") { ids.insert(component.text("code")) }
        }
        return ids.ids
    }
}

/// What knows a component that has no id: its group and its name.
enum ComponentKey {
    static func text(group: String?, name: String) -> String { group.map { "\($0) / \(name)" } ?? name }
}

/// The parts of a page's address, without a URL library: what is not understood stays as it is.
enum PageAddress {
    /// `https://host/path` and a path, with one slash between them.
    static func join(_ page: String, _ path: String) -> String {
        var base = Substring(page)
        if let cut = base.firstIndex(where: { $0 == "?" || $0 == "#" }) { base = base[..<cut] }
        while base.hasSuffix("/") { base.removeLast() }
        return base + (path.hasPrefix("/") ? path : "/" + path)
    }

    static func origin(_ page: String) -> String {
        guard let scheme = page.range(ofText: "://") else { return page }
        let rest = page[scheme.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        return String(page[..<end])
    }

    /// In lower case, without port.
    static func host(_ page: String) -> String {
        let origin = origin(page)
        let start = origin.range(ofText: "://")?.upperBound ?? origin.startIndex
        return origin[start...].prefix { $0 != ":" }.lowercased()
    }

    static func path(_ page: String) -> String {
        let rest = page.dropFirst(origin(page).count)
        return String(rest.prefix { $0 != "?" && $0 != "#" })
    }

    /// An address on a page, as seen from that page.
    static func resolve(_ reference: String, from page: String) -> String {
        let reference = reference.trimmed
        if reference.contains(text: "://") { return reference }
        if reference.hasPrefix("//") { return (page.hasPrefix("http:") ? "http:" : "https:") + reference }
        if reference.hasPrefix("/") { return origin(page) + reference }
        let folder = path(page).lastIndex(of: "/").map { String(path(page)[...$0]) } ?? "/"
        return origin(page) + folder + reference
    }
}
