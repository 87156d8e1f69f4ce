internal import Following
internal import JSON
internal import Vocabulary

/// Status.io: one document per page at another host, with numbers for states. It lists what goes on, and nothing older.
struct StatusIO: PageReader {
    let context: PageContext
    private var notes: ReadingNotes { context.notes }

    static let host = "https://api.status.io/1.0/status/"

    /// A page is its id, or an address that ends with it.
    static func documents(_ page: String) -> [DocumentRequest] {
        [DocumentRequest(role: "status", url: host + id(page), accept: Accept.json)]
    }

    private static func id(_ page: String) -> String { page.split(separator: "/").last.map(String.init) ?? page }

    func read() throws(UnreadablePage) -> VendorPage {
        let root = try context.source.neededObject("status")
        // A wrong id is answered with 200.
        if let error = root.text("error") {
            throw UnreadablePage(
                .notFound, "status.io knows no such page (\(ReadingNotes.excerpt(error))): detect it again.")
        }
        guard let result = root.object("result"), let overall = result.object("status_overall") else {
            throw DocumentSet.unexpected("status", "a status")
        }
        let maintenance = result.object("maintenance")
        let planned = (maintenance?.list("active") ?? []) + (maintenance?.list("upcoming") ?? [])
        return VendorPage(
            format: .statusIO,
            identity: VendorPage.Identity(id: Self.id(context.page)),
            state: state(overall), stateWords: overall.text("status"),
            components: result.list("status").flatMap { components($0) },
            incidents: result.list("incidents").compactMap { incident($0, isMaintenance: false) },
            maintenances: planned.compactMap { incident($0, isMaintenance: true) }, listsAllOpenIncidents: true)
    }

    /// The number counts: the words beside it may disagree.
    private func state(_ fields: Fields, _ name: String = "status_code") -> ComponentState {
        guard let code = fields.integer(name) else { return .unknown }
        switch code {
        case 100: return .operational
        case 200: return .maintenance
        case 300: return .degraded
        case 400: return .partialOutage
        case 500, 600: return .majorOutage
        default:
            notes.warn(fields.place(of: name), "unknown number \(code)")
            return .unknown
        }
    }

    /// A component stands for itself; its containers (places) are lines of a group with its name.
    private func components(_ fields: Fields) -> [VendorComponent] {
        guard let name = fields.text("name") else { return [] }
        let id = fields.text("id") ?? fields.text("_id") ?? name
        var lines = [
            VendorComponent(id: id, name: name, state: state(fields), stateWord: fields.text("status"))
        ]
        let containers = fields.list("containers")
        // One container says nothing that the component does not.
        guard containers.count > 1 else { return lines }
        for container in containers {
            guard let place = container.text("name") else { continue }
            lines.append(
                VendorComponent(
                    id: id + "/" + (container.text("id") ?? container.text("_id") ?? place), name: place, group: name,
                    state: state(container), stateWord: container.text("status")))
        }
        return lines
    }

    private func incident(_ fields: Fields, isMaintenance: Bool) -> VendorIncident? {
        guard let id = fields.text("_id") ?? fields.text("id") else { return nil }
        let messages = fields.list("messages")
        let updates = UpdateOrder.oldestFirst(messages.map { update($0, isMaintenance: isMaintenance) })
        let last = messages.max {
            ($0.instant("datetime") ?? .init(seconds: 0)) < ($1.instant("datetime") ?? .init(seconds: 0))
        }
        let opened = fields.instant("datetime_open")
        let planned = fields.instant("datetime_planned_start") ?? (isMaintenance ? opened : nil)
        var status = updates.last?.status ?? .unknown
        if isMaintenance, status == .unknown {
            status = fields.bool("current_active") == true ? .inProgress : .scheduled
        }
        return VendorIncident(
            id: id, title: fields.text("name") ?? id,
            severity: isMaintenance ? .maintenance : severity(last), severityWord: last?.text("status"), status: status,
            statusWord: updates.last?.statusWord, openedAt: isMaintenance ? nil : opened,
            resolvedAt: status == .resolved ? updates.last?.at : nil, scheduledFor: isMaintenance ? planned : nil,
            scheduledUntil: isMaintenance ? fields.instant("datetime_planned_end") : nil, updates: updates,
            components: fields.list("components_affected").compactMap { $0.text("_id") ?? $0.text("id") })
    }

    private func severity(_ message: Fields?) -> Severity {
        switch message?.integer("status") {
        case 100: .notice
        case 200: .maintenance
        case 300: .minor
        case 400: .major
        case 500, 600: .critical
        default: .unknown
        }
    }

    private func update(_ fields: Fields, isMaintenance: Bool) -> VendorUpdate {
        let code = fields.integer("state")
        let status: VendorStatus
        switch code {
        case 100: status = isMaintenance ? .scheduled : .investigating
        case 200: status = isMaintenance ? .inProgress : .identified
        case 300: status = isMaintenance ? .verifying : .monitoring
        case 400: status = isMaintenance ? .completed : .resolved
        default:
            status = .unknown
            if let code { notes.warn(fields.place(of: "state"), "unknown number \(code)") }
        }
        return VendorUpdate(
            id: fields.text("_id"), status: status, statusWord: code.map(String.init), at: fields.instant("datetime"),
            text: HTMLText.markdown(fields.text("details") ?? ""))
    }
}
