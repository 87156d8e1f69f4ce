internal import Following
internal import JSON
internal import Vocabulary

/// Uptime Kuma: the page and the heartbeats of its monitors are two documents. It tells only the incident that is pinned.
struct UptimeKuma: PageReader {
    let context: PageContext
    private var source: DocumentSet { context.source }
    private var notes: ReadingNotes { context.notes }

    static func documents(_ page: String) -> [DocumentRequest] {
        let slug = slug(page)
        let base = PageAddress.origin(page) + "/api/status-page/"
        return [
            DocumentRequest(role: "page", url: base + slug, accept: Accept.json),
            DocumentRequest(
                role: "heartbeat", url: base + "heartbeat/" + slug, accept: Accept.json, isNeeded: false),
        ]
    }

    /// The last part of `/status/<slug>`; a page at the root of its host has the slug `default`.
    static func slug(_ page: String) -> String {
        let parts = PageAddress.path(page).split(separator: "/")
        guard let place = parts.firstIndex(of: "status"), place + 1 < parts.count else { return "default" }
        return String(parts[place + 1])
    }

    func read() throws(UnreadablePage) -> VendorPage {
        let root = try source.neededObject("page")
        guard let config = root.object("config"), let title = config.text("title"), root.has("publicGroupList") else {
            throw DocumentSet.unexpected("page", "a status page")
        }
        let states = heartbeats()
        var components: [VendorComponent] = []
        var ids = OrderedIDs()
        for group in root.list("publicGroupList") {
            let name = group.text("name")
            for monitor in group.list("monitorList") {
                guard let monitorName = monitor.text("name") else { continue }
                let id = monitor.text("id") ?? ComponentKey.text(group: name, name: monitorName)
                // One monitor may stand in several groups.
                guard ids.insert(id) else { continue }
                let state = states[id]
                components.append(
                    VendorComponent(
                        id: id, name: monitorName, group: name, state: state?.0 ?? .unknown, stateWord: state?.1))
            }
        }
        // Version 1 tells one incident or null, version 2 a list.
        let told = root.list("incidents") + (root.object("incident").map { [$0] } ?? [])
        return VendorPage(
            format: .uptimeKuma,
            identity: VendorPage.Identity(id: config.text("slug"), name: title, url: context.page),
            state: Words.worst(components.map(\.state)), components: components,
            incidents: told.compactMap { incident($0) },
            maintenances: root.list("maintenanceList").compactMap { maintenance($0) }, listsAllOpenIncidents: false)
    }

    /// The last heartbeat of each monitor.
    private func heartbeats() -> [String: (ComponentState, String)] {
        guard let lists = source.object("heartbeat")?.object("heartbeatList") else { return [:] }
        var states: [String: (ComponentState, String)] = [:]
        for member in lists.object.members {
            guard case .array(let beats) = member.value, let last = beats.last, let number = last["status"]?.integer
            else { continue }
            switch number {
            case 0: states[member.name] = (.majorOutage, "down")
            case 1: states[member.name] = (.operational, "up")
            // It failed, and is tried again before anybody is told.
            case 2: states[member.name] = (.unknown, "pending")
            case 3: states[member.name] = (.maintenance, "maintenance")
            default:
                notes.warn(lists.place(of: member.name), "unknown number \(number)")
                states[member.name] = (.unknown, String(number))
            }
        }
        return states
    }

    private func incident(_ fields: Fields) -> VendorIncident? {
        guard let id = fields.text("id"), fields.bool("active") != false else { return nil }
        let style = fields.text("style")
        let created = utc(fields, "createdDate")
        let text = HTMLText.markdown(fields.text("content") ?? "")
        let changed = utc(fields, "lastUpdatedDate")
        return VendorIncident(
            id: id, title: fields.text("title") ?? id,
            severity: notes.meaning(
                of: style, in: Self.styles, unknown: .unknown, at: fields.place(of: "style")),
            severityWord: style, status: .unknown, openedAt: created,
            updates: text.isEmpty ? [] : [VendorUpdate(at: changed ?? created, text: text)])
    }

    /// The program writes incidents' times in UTC without saying so.
    private func utc(_ fields: Fields, _ name: String) -> Instant? {
        context.instant(naive: fields, name, zone: .utc)
    }

    private func maintenance(_ fields: Fields) -> VendorIncident? {
        guard let id = fields.text("id") else { return nil }
        let word = fields.text("status")
        let statuses: [String: VendorStatus] = [
            "scheduled": .scheduled, "under_maintenance": .inProgress, "ended": .completed, "inactive": .completed,
            "unknown": .unknown,
        ]
        let slot = fields.list("timeslotList").first
        let text = HTMLText.markdown(fields.text("description") ?? "")
        return VendorIncident(
            id: id, title: fields.text("title") ?? id, severity: .maintenance,
            status: notes.meaning(
                of: word, in: statuses, unknown: .unknown, at: fields.place(of: "status")),
            statusWord: word, scheduledFor: slot.flatMap { time($0, "startDate", fields) },
            scheduledUntil: slot.flatMap { time($0, "endDate", fields) },
            updates: text.isEmpty ? [] : [VendorUpdate(at: nil, text: text)])
    }

    /// In the maintenance's own zone; where that is not known, by the offset that is stated beside it.
    private func time(_ slot: Fields, _ name: String, _ maintenance: Fields) -> Instant? {
        if let zone = context.zone(named: maintenance.text("timezone")) {
            return context.instant(naive: slot, name, zone: zone)
        }
        guard let text = slot.text(name) else { return nil }
        if let instant = VendorTimes.zoned(text) { return instant }
        guard let civil = VendorTimes.naive(text),
            let offset = maintenance.text("timezoneOffset").flatMap({ VendorTimes.offset($0) })
        else {
            notes.warn(slot.place(of: name), "the maintenance's zone is not known, so its times are left out")
            return nil
        }
        return civil.instant(offsetSeconds: offset)
    }

    /// Colours, chosen by whoever wrote the incident.
    private static let styles: [String: Severity] = [
        "danger": .major, "warning": .minor, "info": .notice, "primary": .unknown, "light": .unknown, "dark": .unknown,
    ]
}
