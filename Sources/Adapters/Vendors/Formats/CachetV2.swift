internal import Following
internal import JSON
internal import Vocabulary

/// Cachet 2: numbers for states, times in the site's own zone, which it does not tell.
struct CachetV2: PageReader {
    let context: PageContext
    private var source: DocumentSet { context.source }
    private var notes: ReadingNotes { context.notes }

    static func documents(_ page: String) -> [DocumentRequest] {
        func request(_ role: String, _ path: String, _ cadence: DocumentRequest.Cadence = .everyRead) -> DocumentRequest
        {
            DocumentRequest(
                role: role, url: PageAddress.join(page, "/api/v1/" + path), cadence: cadence, accept: Accept.json,
                isNeeded: role == "incidents")
        }
        return [
            request("incidents", "incidents?per_page=100&sort=id&order=desc"),
            request("status", "status"),
            request("components", "components?per_page=100"),
            request("schedules", "schedules?per_page=100&sort=id&order=desc", .whenChanged),
            request("groups", "components/groups?per_page=100", .daily),
        ]
    }

    func read() throws(UnreadablePage) -> VendorPage {
        let root = try source.neededObject("incidents")
        guard case .array? = root.object["data"], root.has("meta") else {
            throw DocumentSet.unexpected("incidents", "a list of incidents")
        }
        let zone = context.zone(named: context.zone)
        let pages = root.object("meta")?.object("pagination")?.integer("total_pages")
        var result = VendorPage(
            format: .cachetV2, identity: VendorPage.Identity(url: context.page, zone: zone?.identifier),
            components: components(), listsAllOpenIncidents: pages == 1)
        let more = moreUpdates()
        result.incidents = root.list("data").compactMap { incident($0, more, zone) }
        result.maintenances = source.object("schedules")?.list("data").compactMap { schedule($0, zone) } ?? []
        readStatus(into: &result)
        return result
    }

    private func readStatus(into result: inout VendorPage) {
        guard let status = source.object("status")?.object("data"), let word = status.text("status") else {
            result.state = Words.worst(result.components.map(\.state))
            return
        }
        let states: [String: ComponentState] = [
            "success": .operational, "info": .degraded, "warning": .degraded, "danger": .majorOutage,
        ]
        result.state = notes.meaning(of: word, in: states, unknown: .unknown, at: status.place(of: "status"))
        result.stateWords = status.text("message") ?? word
    }

    private func components() -> [VendorComponent] {
        var groups: [Int64: String] = [:]
        for group in source.object("groups")?.list("data") ?? [] {
            if let id = group.integer("id"), let name = group.text("name") { groups[id] = name }
        }
        return (source.object("components")?.list("data") ?? []).compactMap { fields in
            guard let name = fields.text("name") else { return nil }
            let group = fields.integer("group_id").flatMap { groups[$0] }
            return VendorComponent(
                id: fields.text("id") ?? ComponentKey.text(group: group, name: name), name: name, group: group,
                state: CachetWords.component(fields.integer("status"), notes, fields.place(of: "status")),
                stateWord: fields.text("status_name") ?? fields.text("status"))
        }
    }

    /// Updates that were fetched on their own (`/incidents/{id}/updates`), by incident.
    private func moreUpdates() -> [Int64: [Fields]] {
        var updates: [Int64: [Fields]] = [:]
        for document in source.documents where document.role.hasPrefix("updates") {
            for fields in source.object(document.role)?.list("data") ?? [] {
                if let id = fields.integer("incident_id") { updates[id, default: []].append(fields) }
            }
        }
        return updates
    }

    private func incident(_ fields: Fields, _ more: [Int64: [Fields]], _ zone: Zone?) -> VendorIncident? {
        guard let id = fields.text("id"), fields.text("deleted_at") == nil, fields.bool("visible") != false else {
            return nil
        }
        let own = fields.integer("status")
        let occurred = context.instant(naive: fields, "occurred_at", zone: zone)
        let opened = occurred ?? context.instant(naive: fields, "created_at", zone: zone)
        var entries = fields.list("updates")
        let known = Set(entries.compactMap { $0.integer("id") })
        entries += (fields.integer("id").flatMap { more[$0] } ?? []).filter { update in
            update.integer("id").map { !known.contains($0) } ?? true
        }
        entries = Self.oldestFirst(entries, latest: fields.integer("latest_update_id"))
        var updates = [
            VendorUpdate(
                id: "incident", status: CachetWords.status(own, notes, fields.place(of: "status")),
                statusWord: entries.isEmpty ? fields.text("human_status") ?? fields.text("status") : nil, at: opened,
                text: HTMLText.markdown(fields.text("message") ?? ""))
        ]
        updates += entries.map { entry in
            VendorUpdate(
                id: entry.text("id"),
                status: CachetWords.status(entry.integer("status"), notes, entry.place(of: "status")),
                statusWord: entry.text("human_status"), at: context.instant(naive: entry, "created_at", zone: zone),
                text: HTMLText.markdown(entry.text("message") ?? ""))
        }
        // An incident keeps the status it was opened with, so only the last update and `is_resolved` tell where it is.
        let latest = fields.integer("latest_status") ?? entries.last?.integer("status") ?? own
        let isResolved = fields.bool("is_resolved") ?? (latest == 4)
        let status =
            isResolved ? .resolved : CachetWords.status(latest, notes, fields.place(of: "latest_status"))
        return VendorIncident(
            id: id, title: fields.text("name") ?? id, url: fields.text("permalink"), severity: .unknown,
            status: status,
            statusWord: fields.text("latest_human_status") ?? fields.text("human_status"), openedAt: opened,
            resolvedAt: isResolved ? updates.last { $0.status == .resolved }?.at : nil, updates: updates,
            components: fields.integer("component_id").flatMap { $0 > 0 ? [String($0)] : nil } ?? [])
    }

    /// Times may be equal or unknown and numbers follow no order, so the end at which the latest update stands decides.
    private static func oldestFirst(_ entries: [Fields], latest: Int64?) -> [Fields] {
        guard entries.count > 1 else { return entries }
        if let latest, entries[0].integer("id") == latest { return entries.reversed() }
        if let latest, entries[entries.count - 1].integer("id") == latest { return entries }
        return entries.sorted { ($0.integer("id") ?? 0) < ($1.integer("id") ?? 0) }
    }

    private func schedule(_ fields: Fields, _ zone: Zone?) -> VendorIncident? {
        guard let id = fields.text("id") else { return nil }
        let text = HTMLText.markdown(fields.text("message") ?? "")
        let created = context.instant(naive: fields, "created_at", zone: zone)
        let status = CachetWords.schedule(fields.integer("status"), notes, fields.place(of: "status"))
        return VendorIncident(
            id: id, title: fields.text("name") ?? id, severity: .maintenance, status: status,
            statusWord: fields.text("human_status") ?? fields.text("status"), openedAt: created,
            resolvedAt: context.instant(naive: fields, "completed_at", zone: zone),
            scheduledFor: context.instant(naive: fields, "scheduled_at", zone: zone),
            updates: text.isEmpty ? [] : [VendorUpdate(id: "schedule", status: .scheduled, at: created, text: text)],
            components: fields.list("components").compactMap { $0.text("component_id") ?? $0.text("id") })
    }
}

/// Cachet's numbers, in both versions.
enum CachetWords {
    static func status(_ number: Int64?, _ notes: ReadingNotes, _ place: String) -> VendorStatus {
        switch number {
        case 0: return .scheduled
        case 1: return .investigating
        case 2: return .identified
        case 3: return .monitoring
        case 4: return .resolved
        case nil: return .unknown
        case let other?:
            notes.warn(place, "unknown number \(other)")
            return .unknown
        }
    }

    static func component(_ number: Int64?, _ notes: ReadingNotes, _ place: String) -> ComponentState {
        switch number {
        case 1: return .operational
        case 2: return .degraded
        case 3: return .partialOutage
        case 4: return .majorOutage
        case 6: return .maintenance
        case nil, 5: return .unknown
        case let other?:
            notes.warn(place, "unknown number \(other)")
            return .unknown
        }
    }

    static func schedule(_ number: Int64?, _ notes: ReadingNotes, _ place: String) -> VendorStatus {
        switch number {
        case 0: return .scheduled
        case 1: return .inProgress
        case 2: return .completed
        case nil: return .unknown
        case let other?:
            notes.warn(place, "unknown number \(other)")
            return .unknown
        }
    }
}
