internal import Following
internal import JSON
internal import Vocabulary

/// What incident.io's pages read for themselves: `/proxy/<host>` and its `component_impacts`. Not a promised interface,
/// so all of it is optional.
struct IncidentIOPage {
    let notes: ReadingNotes
    let page: String

    static func summary(_ root: Fields?) -> Fields? {
        guard let summary = root?.object("summary") else { return nil }
        return summary.has("structure") || summary.has("ongoing_incidents") || summary.has("components")
            ? summary : nil
    }

    func read(_ summary: Fields, into result: inout VendorPage, _ book: inout IncidentBook) {
        if result.identity.id == nil { result.identity.id = summary.text("id") }
        if result.identity.name == nil { result.identity.name = summary.text("name") }
        if result.identity.url == nil { result.identity.url = summary.text("public_url") }
        let affected = states(summary.list("affected_components"))
        let lines = components(summary, affected)
        if result.components.isEmpty {
            result.components = lines
        } else {
            // The imitation knows the states, the page's own data the groups.
            let groups = Dictionary(lines.map { ($0.id, $0.group) }) { first, _ in first }
            for index in result.components.indices {
                result.components[index].group =
                    result.components[index].group ?? groups[result.components[index].id] ?? nil
            }
        }
        for fields in summary.list("ongoing_incidents") {
            if let incident = incident(fields) { book.add(incident) }
        }
        var planned = IncidentBook(result.maintenances)
        for fields in summary.list("scheduled_maintenances") {
            if let incident = incident(fields) { planned.add(incident) }
        }
        result.maintenances = planned.incidents
        if summary.has("ongoing_incidents") { result.listsAllOpenIncidents = true }
        if result.stateWords == nil, result.state == .unknown, summary.has("ongoing_incidents") {
            result.state = Words.worst(lines.map(\.state))
        }
    }

    func incidents(_ root: Fields) -> [VendorIncident] { root.list("incidents").compactMap { incident($0) } }

    private func states(_ list: [Fields]) -> [String: (ComponentState, String)] {
        var states: [String: (ComponentState, String)] = [:]
        for fields in list {
            guard let id = fields.text("component_id"), let word = fields.text("status") else { continue }
            states[id] = (
                notes.meaning(of: word, in: Words.component, unknown: .unknown, at: fields.place(of: "status")), word
            )
        }
        return states
    }

    /// The structure names each line once, alone or in a group; lines that are not affected are well.
    private func components(_ summary: Fields, _ affected: [String: (ComponentState, String)]) -> [VendorComponent] {
        var components: [VendorComponent] = []
        func add(_ fields: Fields, group: String?) {
            guard let id = fields.text("component_id") ?? fields.text("id"), let name = fields.text("name"),
                fields.bool("hidden") != true
            else { return }
            let state = affected[id]
            let isStated = summary.has("affected_components")
            components.append(
                VendorComponent(
                    id: id, name: name, group: group, state: state?.0 ?? (isStated ? .operational : .unknown),
                    stateWord: state?.1))
        }
        for item in summary.object("structure")?.list("items") ?? [] {
            if let component = item.object("component") { add(component, group: nil) }
            guard let group = item.object("group") else { continue }
            for component in group.list("components") { add(component, group: group.text("name")) }
        }
        if components.isEmpty {
            for component in summary.list("components") { add(component, group: nil) }
        }
        return components
    }

    private func incident(_ fields: Fields) -> VendorIncident? {
        guard let id = fields.text("id") else { return nil }
        func status(_ word: String?, _ place: String) -> VendorStatus {
            notes.meaning(of: word, in: Self.status, unknown: .unknown, at: place)
        }
        let updates = fields.list("updates").map { update in
            let word = update.text("to_status")
            return VendorUpdate(
                id: update.text("id"), status: status(word, update.place(of: "to_status")), statusWord: word,
                at: update.instant("published_at"), text: HTMLText.markdown(update.text("message_string") ?? ""))
        }
        let ordered = UpdateOrder.oldestFirst(updates)
        let word = fields.text("status")
        let now = status(word, fields.place(of: "status"))
        // One that was reopened is not over, whatever its updates once said.
        let isOver = now == .resolved || now == .completed
        var incident = VendorIncident(
            id: id, title: fields.text("name") ?? id, url: PageAddress.join(page, "/incidents/\(id)"),
            severity: .unknown, status: now, statusWord: word,
            openedAt: fields.instant("published_at") ?? ordered.first?.at,
            resolvedAt: isOver ? ordered.last { $0.status == now }?.at : nil,
            scheduledFor: fields.instant("starts_at"), scheduledUntil: fields.instant("ends_at"), updates: ordered)
        incident.windows = windows(fields.list("component_impacts")).map(\.window)
        var components = OrderedIDs(fields.list("affected_components").compactMap { $0.text("component_id") })
        for window in incident.windows { components.insert(window.component) }
        incident.components = components.ids
        return incident
    }

    /// incident.io's own words go further than Statuspage's.
    private static let status = Words.status.merging([
        "maintenance_scheduled": .scheduled, "maintenance_in_progress": .inProgress,
        "maintenance_complete": .completed, "fixing": .identified,
    ]) { first, _ in first }

    /// The windows of `component_impacts`, each with the incident that it belongs to.
    func windows(_ list: [Fields]) -> [(incident: String?, window: VendorWindow)] {
        list.compactMap { fields in
            // The page writes its own word where there is nothing.
            func stated(_ name: String) -> String? { fields.text(name).flatMap { $0 == "$undefined" ? nil : $0 } }
            guard let start = stated("start_at").flatMap(VendorTimes.zoned) else {
                notes.warn(fields.place(of: "start_at"), "an impact without start is left out")
                return nil
            }
            let state = notes.meaning(
                of: stated("status"), in: Words.component, unknown: .unknown, at: fields.place(of: "status"))
            return (
                stated("status_page_incident_id"),
                VendorWindow(
                    component: stated("component_id"), start: start, end: stated("end_at").flatMap(VendorTimes.zoned),
                    state: state)
            )
        }
    }

    func addWindows(_ root: Fields?, to result: inout VendorPage) {
        guard let root else { return }
        var windows: [String: [VendorWindow]] = [:]
        for (incident, window) in self.windows(root.list("component_impacts")) {
            if let incident { windows[incident, default: []].append(window) }
        }
        for index in result.incidents.indices {
            guard let found = windows[result.incidents[index].id] else { continue }
            result.incidents[index].windows = IncidentBook.joined(result.incidents[index].windows, found)
            var components = OrderedIDs(result.incidents[index].components)
            for window in found { components.insert(window.component) }
            result.incidents[index].components = components.ids
        }
    }
}
