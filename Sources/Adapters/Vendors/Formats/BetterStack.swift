internal import Following
internal import JSON
internal import Vocabulary

/// Better Stack: `/index.json`, JSON:API with sections, resources, reports and updates side by side.
struct BetterStack: PageReader {
    let context: PageContext
    private var notes: ReadingNotes { context.notes }

    static func documents(_ page: String) -> [DocumentRequest] {
        [DocumentRequest(role: "index", url: PageAddress.join(page, "/index.json"), accept: Accept.json)]
    }

    /// One of `included`: its id, and its members.
    private struct Resource {
        var id: String?
        var attributes: Fields
        var whole: Fields
    }

    func read() throws(UnreadablePage) -> VendorPage {
        let root = try context.source.neededObject("index")
        guard let data = root.object("data"), let about = data.object("attributes"),
            let word = about.text("aggregate_state")
        else { throw DocumentSet.unexpected("index", "a status page") }
        var included: [String: [Resource]] = [:]
        for fields in root.list("included") {
            guard let type = fields.text("type"), let attributes = fields.object("attributes") else { continue }
            included[type, default: []].append(
                Resource(id: fields.text("id"), attributes: attributes, whole: fields))
        }
        let components = components(included)
        var result = VendorPage(
            format: .betterStack, identity: identity(data, about),
            state: notes.meaning(of: word, in: Self.state, unknown: .unknown, at: about.place(of: "aggregate_state")),
            stateWords: word, components: components,
            // Reports vanish from the document while a resource is still down.
            listsAllOpenIncidents: false)
        let updates = Dictionary(
            (included["status_update"] ?? []).compactMap { update in update.id.map { ($0, update) } }
        ) { first, _ in first }
        let lines = Set(components.map(\.id))
        for report in included["status_report"] ?? [] {
            let incident = incident(report, updates: updates, lines: lines)
            if report.attributes.text("report_type") == "maintenance" {
                result.maintenances.append(incident)
            } else {
                result.incidents.append(incident)
            }
        }
        return result
    }

    private func identity(_ data: Fields, _ about: Fields) -> VendorPage.Identity {
        let zone = about.text("timezone")
        let identifier = zone.flatMap { RailsZones.identifier($0) }
        if let zone, identifier == nil { notes.warn(about.place(of: "timezone"), "unknown zone “\(zone)”") }
        let url =
            about.text("custom_domain").map { "https://\($0)" }
            ?? about.text("subdomain").map { "https://\($0).betteruptime.com" }
        return VendorPage.Identity(
            id: data.text("id"), name: about.text("company_name"), url: url, zone: identifier)
    }

    private func components(_ included: [String: [Resource]]) -> [VendorComponent] {
        var sections: [String: String] = [:]
        for section in included["status_page_section"] ?? [] {
            if let id = section.id, let name = section.attributes.text("name") { sections[id] = name }
        }
        return (included["status_page_resource"] ?? []).compactMap { resource in
            guard let name = resource.attributes.text("public_name") else { return nil }
            let word = resource.attributes.text("status")
            let group = resource.attributes.text("status_page_section_id").flatMap { sections[$0] }
            return VendorComponent(
                id: resource.id ?? ComponentKey.text(group: group, name: name), name: name, group: group,
                state: notes.meaning(
                    of: word, in: Self.state, unknown: .unknown, at: resource.attributes.place(of: "status")),
                stateWord: word)
        }
    }

    private func incident(
        _ report: Resource, updates: [String: Resource], lines: Set<String>
    ) -> VendorIncident {
        let fields = report.attributes
        let title = fields.text("title") ?? "Report"
        let word = fields.text("aggregate_state")
        var ids = OrderedIDs(affected(fields).map(\.id))
        let told = report.whole.object("relationships")?.object("status_updates")?.list("data") ?? []
        var entries: [VendorUpdate] = []
        for reference in told {
            guard let id = reference.text("id"), let update = updates[id] else { continue }
            for resource in affected(update.attributes) { ids.insert(resource.id) }
            entries.append(
                VendorUpdate(
                    id: id, at: update.attributes.instant("published_at"),
                    text: HTMLText.markdown(update.attributes.text("message") ?? "")))
        }
        entries = UpdateOrder.oldestFirst(entries)
        let start = fields.instant("starts_at")
        let end = fields.instant("ends_at")
        let isMaintenance = fields.text("report_type") == "maintenance"
        // A resolved report may have no end. Updates carry no status: only the report does.
        let isOver = word == "resolved" || end.map { $0 <= context.now } == true
        let status: VendorStatus
        switch (isMaintenance, isOver) {
        case (false, true): status = .resolved
        case (true, true): status = .completed
        case (true, false): status = start.map { $0 > context.now } == true ? .scheduled : .inProgress
        case (false, false): status = .unknown
        }
        var incident = VendorIncident(
            id: report.id ?? [fields.text("starts_at"), title].compactMap(\.self).joined(separator: " "), title: title,
            severity: severity(word, fields, lines, isMaintenance: isMaintenance), severityWord: word,
            status: status, statusWord: word, openedAt: isMaintenance ? entries.first?.at : start,
            resolvedAt: isOver ? end : nil, updates: entries, components: ids.ids)
        if isMaintenance {
            incident.scheduledFor = start
            incident.scheduledUntil = end
        } else if fields.text("report_type") == "automatic" {
            // A monitor opened and closed it: its times are measured.
            incident.startedAt = start
            incident.endedAt = end
        }
        return incident
    }

    private func affected(_ fields: Fields) -> [(id: String, state: String?)] {
        fields.list("affected_resources").compactMap { resource in
            resource.text("status_page_resource_id").map { ($0, resource.text("status")) }
        }
    }

    /// Downtime of all lines is critical, of some major.
    private func severity(
        _ word: String?, _ fields: Fields, _ lines: Set<String>, isMaintenance: Bool
    ) -> Severity {
        if isMaintenance { return .maintenance }
        let affected = affected(fields)
        let worst = affected.contains { $0.state == "downtime" } ? "downtime" : affected.first?.state
        switch word == "resolved" || word == nil ? worst : word {
        case "downtime":
            let down = Set(affected.filter { $0.state == "downtime" }.map(\.id))
            return !lines.isEmpty && lines.isSubset(of: down) ? .critical : .major
        case "degraded": return .minor
        case "maintenance": return .maintenance
        case "operational": return .notice
        case nil, "resolved"?, "recovered"?, "not_monitored"?: return .unknown
        case let other?:
            notes.warn(fields.place(of: "aggregate_state"), "unknown word “\(ReadingNotes.excerpt(other))”")
            return .unknown
        }
    }

    private static let state: [String: ComponentState] = [
        "operational": .operational, "degraded": .degraded, "downtime": .majorOutage, "maintenance": .maintenance,
        "not_monitored": .unknown, "recovered": .operational, "resolved": .operational,
    ]
}
