internal import Following
internal import JSON
internal import Vocabulary

/// Heroku: `/api/v4/current-status`, colours for three systems and what is open.
struct Heroku: PageReader {
    let context: PageContext
    private var notes: ReadingNotes { context.notes }

    static func documents(_ page: String) -> [DocumentRequest] {
        [
            DocumentRequest(
                role: "status", url: PageAddress.join(page, "/api/v4/current-status"), accept: Accept.json)
        ]
    }

    func read() throws(UnreadablePage) -> VendorPage {
        let root = try context.source.neededObject("status")
        guard case .array? = root.object["status"], case .array? = root.object["incidents"] else {
            throw DocumentSet.unexpected("status", "a status")
        }
        let components = root.list("status").compactMap { fields -> VendorComponent? in
            guard let name = fields.text("system") else { return nil }
            let word = fields.text("status")
            return VendorComponent(
                id: name, name: name,
                state: notes.meaning(
                    of: word, in: Self.colours, unknown: .unknown, at: fields.place(of: "status")),
                stateWord: word)
        }
        return VendorPage(
            format: .heroku, identity: VendorPage.Identity(name: "Heroku", url: context.page),
            state: Words.worst(components.map(\.state)), components: components,
            incidents: root.list("incidents").map { incident($0, isMaintenance: false) },
            maintenances: root.list("scheduled").map { incident($0, isMaintenance: true) },
            listsAllOpenIncidents: true)
    }

    private func incident(_ fields: Fields, isMaintenance: Bool) -> VendorIncident {
        let title = fields.text("title") ?? "Incident"
        let created = fields.text("created_at")
        let updates = UpdateOrder.oldestFirst(
            fields.list("updates").map { update in
                let word = update.text("update_type")
                return VendorUpdate(
                    id: update.text("id"),
                    status: notes.meaning(
                        of: word, in: Self.statuses, unknown: .unknown, at: update.place(of: "update_type")),
                    statusWord: word, at: update.instant("created_at") ?? update.instant("updated_at"),
                    text: HTMLText.markdown(update.text("contents") ?? ""))
            })
        let word = fields.text("state") ?? updates.last?.statusWord
        let status =
            fields.has("state")
            ? notes.meaning(of: word, in: Self.statuses, unknown: .unknown, at: fields.place(of: "state"))
            : updates.last?.status ?? .unknown
        return VendorIncident(
            id: fields.text("id") ?? [created, title].compactMap(\.self).joined(separator: " "), title: title,
            url: fields.text("full_url"), severity: isMaintenance ? .maintenance : .unknown, status: status,
            statusWord: word, openedAt: fields.instant("created_at"),
            resolvedAt: status == .resolved ? updates.last?.at : nil,
            scheduledFor: isMaintenance ? fields.instant("scheduled_for") : nil, updates: updates)
    }

    private static let colours: [String: ComponentState] = [
        "green": .operational, "yellow": .degraded, "red": .majorOutage, "blue": .maintenance,
    ]

    private static let statuses: [String: VendorStatus] = [
        "investigating": .investigating, "identified": .identified, "monitoring": .monitoring, "resolved": .resolved,
        "issue": .investigating, "update": .unknown, "open": .unknown, "scheduled": .scheduled,
        "follow_up": .postmortem,
    ]
}
