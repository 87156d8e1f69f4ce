internal import Following
internal import JSON
internal import Vocabulary

/// Checkly: `/api/status-page/<slug>/unresolved-incidents`, which lists what is open and nothing else.
struct Checkly: PageReader {
    let context: PageContext
    private var notes: ReadingNotes { context.notes }

    /// The page is its address with the slug: `https://status.example.com/api/status-page/example`.
    static func documents(_ page: String) -> [DocumentRequest] {
        let url = page.hasSuffix("/unresolved-incidents") ? page : PageAddress.join(page, "/unresolved-incidents")
        return [DocumentRequest(role: "incidents", url: url, accept: Accept.json)]
    }

    func read() throws(UnreadablePage) -> VendorPage {
        let root = try context.source.neededObject("incidents")
        guard case .array(let values)? = root.object["incidents"],
            values.allSatisfy({ $0["incidentUpdates"]?.array != nil || $0["lastUpdateStatus"] != nil })
        else { throw DocumentSet.unexpected("incidents", "a list of incidents") }
        let list = root.list("incidents")
        var result = VendorPage(
            format: .checkly, identity: VendorPage.Identity(url: context.page), listsAllOpenIncidents: true)
        var services = OrderedIDs()
        for fields in list {
            guard let incident = incident(fields) else { continue }
            if incident.severity == .maintenance {
                result.maintenances.append(incident)
            } else {
                result.incidents.append(incident)
            }
            for service in fields.list("services") {
                guard let id = service.text("id"), services.insert(id) else { continue }
                result.components.append(
                    VendorComponent(
                        id: id, name: service.text("name") ?? id,
                        state: incident.isOpen ? Words.state(of: incident.severity) : .unknown))
            }
        }
        result.state = Words.state(ofOpen: result.incidents.filter(\.isOpen))
        return result
    }

    private func incident(_ fields: Fields) -> VendorIncident? {
        guard let id = fields.text("id") else { return nil }
        func status(_ word: String?, _ place: String) -> VendorStatus {
            notes.meaning(of: word, in: Words.status, unknown: .unknown, at: place)
        }
        let updates = UpdateOrder.oldestFirst(
            fields.list("incidentUpdates").map { update in
                let word = update.text("status")
                return VendorUpdate(
                    id: update.text("id"), status: status(word, update.place(of: "status")), statusWord: word,
                    at: update.instant("publicIncidentUpdateDate") ?? update.instant("created_at"),
                    text: HTMLText.markdown(update.text("description") ?? ""))
            })
        let severity = fields.text("severity")
        let word = fields.text("lastUpdateStatus")
        let now = status(word, fields.place(of: "lastUpdateStatus"))
        return VendorIncident(
            id: id, title: fields.text("name") ?? id,
            severity: notes.meaning(
                of: severity, in: Self.severities, unknown: .unknown, at: fields.place(of: "severity")),
            severityWord: severity, status: now, statusWord: word, openedAt: fields.instant("created_at"),
            resolvedAt: now == .resolved ? updates.last?.at : nil, updates: updates,
            components: fields.list("services").compactMap { $0.text("id") })
    }

    /// Three steps, and two words that are only rumoured.
    private static let severities: [String: Severity] = [
        "minor": .minor, "medium": .major, "major": .critical, "critical": .critical, "maintenance": .maintenance,
        "low": .minor, "high": .critical,
    ]
}
