internal import Following
internal import JSON
internal import Vocabulary

/// Atlassian Statuspage, page API v2: `/api/v2/summary.json` and its seven sisters, and the months of `/history`.
struct Statuspage: PageReader {
    let context: PageContext
    private var page: String { context.page }
    private var source: DocumentSet { context.source }
    private var notes: ReadingNotes { context.notes }

    static let incidentRoles = ["summary", "incidents", "unresolved"]
    static let maintenanceRoles = [
        "summary", "maintenances", "maintenances-active", "maintenances-upcoming",
    ]

    static func documents(_ page: String) -> [DocumentRequest] {
        [
            DocumentRequest(role: "summary", url: PageAddress.join(page, "/api/v2/summary.json"), accept: Accept.json),
            DocumentRequest(
                role: "incidents", url: PageAddress.join(page, "/api/v2/incidents.json"), cadence: .whenChanged,
                accept: Accept.json, isNeeded: false),
            DocumentRequest(
                role: "maintenances", url: PageAddress.join(page, "/api/v2/scheduled-maintenances.json"),
                cadence: .whenChanged, accept: Accept.json, isNeeded: false),
        ]
            + (1...historyPages).map { number in
                DocumentRequest(
                    role: number == 1 ? "history" : "history-\(number)",
                    url: PageAddress.join(page, "/history?page=\(number)"), cadence: .once, accept: Accept.html,
                    isNeeded: false, isHTML: true)
            }
    }

    /// Each holds three months.
    private static let historyPages = 4

    func read() throws(UnreadablePage) -> VendorPage {
        let roots = try roots()
        let members = StatuspageMembers(notes: notes, page: page)
        var result = VendorPage(format: .statuspage, listsAllOpenIncidents: false)
        for (role, root) in roots {
            let identity = members.identity(root)
            if result.identity.id == nil {
                result.identity = identity
            } else if let id = identity.id, id != result.identity.id {
                notes.warn(role, "it belongs to another page (“\(ReadingNotes.excerpt(id))”) and is left out")
                continue
            }
            readStatus(root, into: &result)
            if result.components.isEmpty { result.components = members.components(root.list("components")) }
            if role == "summary" || role == "unresolved", root.has("incidents") { result.listsAllOpenIncidents = true }
        }
        let own = roots.filter { members.identity($0.root).id == result.identity.id }
        result.incidents = merged(own, Self.incidentRoles, "incidents", members)
        result.maintenances = merged(own, Self.maintenanceRoles, "scheduled_maintenances", members)
        addHistory(to: &result)
        return result
    }

    /// The documents at hand, the one that is read each time first; each must have the shape of this format.
    private func roots() throws(UnreadablePage) -> [(role: String, root: Fields)] {
        var roots: [(role: String, root: Fields)] = []
        let others = [
            "status", "components", "incidents", "unresolved", "maintenances", "maintenances-active",
            "maintenances-upcoming",
        ]
        if source.has("summary") {
            let root = try source.neededObject("summary")
            guard Self.isShaped(root) else { throw DocumentSet.unexpected("summary", "a summary") }
            roots.append(("summary", root))
        }
        for role in others {
            guard let root = source.object(role) else { continue }
            if Self.isShaped(root) {
                roots.append((role, Fields(root.object, place: "", notes: notes)))
            } else {
                notes.warn(role, "it has no “page”, so it is no document of this format")
            }
        }
        if roots.isEmpty { throw DocumentSet.missing("summary") }
        return roots
    }

    /// A page that names itself, and at least one thing it can say.
    static func isShaped(_ root: Fields) -> Bool {
        guard case .object(let page)? = root.object["page"], page["id"]?.string != nil else { return false }
        return ["status", "components", "incidents", "scheduled_maintenances"].contains { root.has($0) }
    }

    private func readStatus(_ root: Fields, into result: inout VendorPage) {
        guard result.stateWords == nil, let status = root.object("status") else { return }
        result.state = notes.meaning(
            of: status.text("indicator"), in: Words.indicator, unknown: .unknown, at: status.place(of: "indicator"))
        result.stateWords = status.text("description") ?? status.text("indicator")
    }

    /// Each incident once: as the document tells it that was touched last.
    private func merged(
        _ roots: [(role: String, root: Fields)], _ roles: [String], _ name: String, _ members: StatuspageMembers
    ) -> [VendorIncident] {
        var found: [StatuspageMembers.Dated] = []
        var places: [String: Int] = [:]
        for (role, root) in roots where roles.contains(role) {
            for fields in root.list(name) {
                guard let dated = members.incident(fields) else { continue }
                if let place = places[dated.incident.id] {
                    let isNewer =
                        (dated.updatedAt ?? Instant(seconds: 0)) > (found[place].updatedAt ?? Instant(seconds: 0))
                    if isNewer { found[place] = dated }
                } else {
                    places[dated.incident.id] = found.count
                    found.append(dated)
                }
            }
        }
        return found.map(\.incident)
    }

    /// What only the months of the web page still know.
    private func addHistory(to result: inout VendorPage) {
        var known = OrderedIDs((result.incidents + result.maintenances).map(\.id))
        for document in source.documents where document.role.hasPrefix("history") {
            do throws(UnreadablePage) {
                let old = try StatuspageHistory(page: page, notes: notes).read(document)
                for var incident in old where known.insert(incident.id) {
                    incident.isBackfill = true
                    if incident.severity == .maintenance {
                        result.maintenances.append(incident)
                    } else {
                        result.incidents.append(incident)
                    }
                }
            } catch {
                source.note(error, document.role)
            }
        }
    }
}

/// What to ask servers for.
enum Accept {
    static let json = "application/json"
    static let html = "text/html"
    static let feed = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8"
}
