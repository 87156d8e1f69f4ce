internal import Following
internal import JSON
internal import Vocabulary

/// Slack: `/api/v2.0.0/current` and `/history`. Notes are HTML and carry no status.
struct Slack: PageReader {
    let context: PageContext
    private var source: DocumentSet { context.source }
    private var notes: ReadingNotes { context.notes }

    static func documents(_ page: String) -> [DocumentRequest] {
        [
            DocumentRequest(
                role: "current", url: PageAddress.join(page, "/api/v2.0.0/current"), accept: Accept.json),
            DocumentRequest(
                role: "history", url: PageAddress.join(page, "/api/v2.0.0/history"), cadence: .whenChanged,
                accept: Accept.json, isNeeded: false),
        ]
    }

    func read() throws(UnreadablePage) -> VendorPage {
        var result = VendorPage(
            format: .slack, identity: VendorPage.Identity(name: "Slack", url: context.page))
        var found: [VendorIncident] = []
        if source.has("current") || !source.has("history") {
            let root = try source.neededObject("current")
            guard let word = root.text("status"), root.has("active_incidents") else {
                throw DocumentSet.unexpected("current", "a status")
            }
            result.stateWords = word
            result.listsAllOpenIncidents = true
            found = root.list("active_incidents").compactMap { incident($0) }
            result.state = state(word, found, root)
        }
        if let history = source.json("history") {
            guard case .array = history else { throw DocumentSet.unexpected("history", "a list of incidents") }
            let known = Set(found.map(\.id))
            found += Fields.list(history, place: "history", notes: notes).compactMap { incident($0) }
                .filter { !known.contains($0.id) }
        } else if !source.has("current") {
            throw DocumentSet.missing("current")
        }
        for incident in found {
            if incident.severity == .maintenance {
                result.maintenances.append(incident)
            } else {
                result.incidents.append(incident)
            }
        }
        result.components = components(found)
        return result
    }

    /// `active` only says that something is; how bad it is stands with what is active.
    private func state(_ word: String, _ open: [VendorIncident], _ root: Fields) -> ComponentState {
        let states: [String: ComponentState] = [
            "ok": .operational, "resolved": .operational, "broken": .majorOutage, "active": .unknown,
        ]
        let state = notes.meaning(of: word, in: states, unknown: .unknown, at: root.place(of: "status"))
        return word == "active" && !open.isEmpty ? Words.worst(open.map { Words.state(of: $0.severity) }) : state
    }

    private func incident(_ fields: Fields) -> VendorIncident? {
        guard let id = fields.text("id") else { return nil }
        let type = fields.text("type")
        let word = fields.text("status")
        let status = notes.meaning(of: word, in: Self.statuses, unknown: .unknown, at: fields.place(of: "status"))
        var updates = UpdateOrder.oldestFirst(
            fields.list("notes").map { note in
                VendorUpdate(at: note.instant("date_created"), text: HTMLText.plain(note.text("body") ?? ""))
            })
        let isOver = status == .resolved || status == .completed
        // Only the last words can be those that closed it.
        if isOver, !updates.isEmpty { updates[updates.count - 1].status = status }
        return VendorIncident(
            id: id, title: fields.text("title") ?? id, url: fields.text("url"),
            severity: notes.meaning(
                of: type, in: Self.severities, unknown: .unknown, at: fields.place(of: "type")),
            severityWord: type, status: status, statusWord: word, openedAt: fields.instant("date_created"),
            resolvedAt: isOver ? updates.last?.at ?? fields.instant("date_updated") : nil, updates: updates,
            components: fields.texts("services"))
    }

    /// Services are only known from the incidents that name them.
    private func components(_ incidents: [VendorIncident]) -> [VendorComponent] {
        var components: [VendorComponent] = []
        var places: [String: Int] = [:]
        for incident in incidents {
            for name in incident.components {
                let state: ComponentState = incident.isOpen ? Words.state(of: incident.severity) : .unknown
                if let place = places[name] {
                    if incident.isOpen { components[place].state = state }
                } else {
                    places[name] = components.count
                    components.append(VendorComponent(id: name, name: name, state: state))
                }
            }
        }
        return components
    }

    private static let statuses: [String: VendorStatus] = [
        "active": .unknown, "resolved": .resolved, "completed": .completed, "scheduled": .scheduled,
        "cancelled": .completed,
    ]

    private static let severities: [String: Severity] = [
        "outage": .critical, "incident": .major, "notice": .notice, "maintenance": .maintenance,
    ]
}
