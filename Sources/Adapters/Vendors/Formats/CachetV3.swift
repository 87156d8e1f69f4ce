internal import Following
internal import JSON
internal import Vocabulary

/// Cachet 3: JSON:API, with Cachet's numbers inside.
struct CachetV3: PageReader {
    let context: PageContext
    private var source: DocumentSet { context.source }
    private var notes: ReadingNotes { context.notes }

    static func documents(_ page: String) -> [DocumentRequest] {
        func request(_ role: String, _ path: String, _ cadence: DocumentRequest.Cadence = .everyRead) -> DocumentRequest
        {
            DocumentRequest(
                role: role, url: PageAddress.join(page, "/api/" + path), cadence: cadence, accept: Accept.json,
                isNeeded: role == "incidents")
        }
        return [
            request("incidents", "incidents?sort=-id&include=components,updates"),
            request("status", "status"),
            request("components", "components?per_page=100"),
            request("schedules", "schedules?sort=-id", .whenChanged),
            request("groups", "component-groups?per_page=100&include=components", .daily),
        ]
    }

    func read() throws(UnreadablePage) -> VendorPage {
        let root = try source.neededObject("incidents")
        guard case .array(let data)? = root.object["data"],
            data.allSatisfy({ $0["attributes"]?.object != nil || $0.object == nil })
        else { throw DocumentSet.unexpected("incidents", "a list of incidents") }
        let zone = context.zone(named: context.zone)
        let meta = root.object("meta")
        let isLast = root.object("links").map { !$0.has("next") || $0.text("next") == nil } ?? false
        var result = VendorPage(
            format: .cachetV3, identity: VendorPage.Identity(url: context.page, zone: zone?.identifier),
            components: components(),
            listsAllOpenIncidents: isLast && (meta?.integer("current_page") ?? 1) == 1)
        let included = Self.byReference(root.list("included"))
        result.incidents = root.list("data").compactMap { incident($0, included, zone) }
        result.maintenances = source.object("schedules")?.list("data").compactMap { schedule($0, zone) } ?? []
        readStatus(into: &result)
        return result
    }

    private func readStatus(into result: inout VendorPage) {
        guard let data = source.object("status")?.object("data"),
            let attributes = data.object("attributes") ?? Optional(data), let word = attributes.text("status")
        else {
            result.state = Words.worst(result.components.map(\.state))
            return
        }
        let states: [String: ComponentState] = [
            "operational": .operational, "partial_outage": .partialOutage, "major_outage": .majorOutage,
            "under_maintenance": .maintenance, "performance_issues": .degraded,
        ]
        result.state = notes.meaning(of: word, in: states, unknown: .unknown, at: attributes.place(of: "status"))
        result.stateWords = attributes.text("message") ?? word
    }

    private static func byReference(_ list: [Fields]) -> [String: Fields] {
        Dictionary(
            list.compactMap { fields in
                fields.text("type").flatMap { type in fields.text("id").map { (type + "/" + $0, fields) } }
            }
        ) { first, _ in first }
    }

    private static func references(_ fields: Fields, _ name: String) -> [String] {
        (fields.object("relationships")?.object(name)?.list("data") ?? []).compactMap { reference in
            reference.text("type").flatMap { type in reference.text("id").map { type + "/" + $0 } }
        }
    }

    private func components() -> [VendorComponent] {
        var groups: [String: String] = [:]
        for group in source.object("groups")?.list("data") ?? [] {
            guard let name = group.object("attributes")?.text("name") else { continue }
            for reference in Self.references(group, "components") {
                groups[String(reference.drop { $0 != "/" }.dropFirst())] = name
            }
        }
        return (source.object("components")?.list("data") ?? []).compactMap { fields in
            guard let attributes = fields.object("attributes"), let name = attributes.text("name") else { return nil }
            let status = attributes.object("status")
            let id = fields.text("id")
            let group = id.flatMap { groups[$0] }
            return VendorComponent(
                id: id ?? ComponentKey.text(group: group, name: name), name: name, group: group,
                state: CachetWords.component(status?.integer("value"), notes, attributes.place(of: "status")),
                stateWord: status?.text("human"))
        }
    }

    private func incident(_ fields: Fields, _ included: [String: Fields], _ zone: Zone?) -> VendorIncident? {
        guard let attributes = fields.object("attributes"), let id = attributes.text("guid") ?? fields.text("id") else {
            return nil
        }
        let word = attributes.object("status")
        let opened = instant(attributes, "occurred", zone) ?? instant(attributes, "created", zone)
        let entries = Self.references(fields, "updates").compactMap { included[$0] }
            .sorted { ($0.integer("id") ?? 0) < ($1.integer("id") ?? 0) }
        var updates = [
            VendorUpdate(
                id: "incident", status: entries.isEmpty ? status(attributes) : .unknown,
                statusWord: entries.isEmpty ? word?.text("human") : nil, at: opened,
                text: HTMLText.markdown(attributes.text("message") ?? ""))
        ]
        updates += entries.compactMap { entry -> VendorUpdate? in
            guard let attributes = entry.object("attributes") else { return nil }
            return VendorUpdate(
                id: entry.text("id"), status: status(attributes),
                statusWord: attributes.object("status")?.text("human"), at: instant(attributes, "created", zone),
                text: HTMLText.markdown(attributes.text("message") ?? ""))
        }
        let current = status(attributes)
        var components = Self.references(fields, "components").map { String($0.drop { $0 != "/" }.dropFirst()) }
        if let one = attributes.text("component_id"), !components.contains(one) { components.append(one) }
        return VendorIncident(
            id: id, title: attributes.text("name") ?? id,
            url: attributes.text("permalink") ?? PageAddress.join(context.page, "/incidents/\(id)"),
            severity: .unknown, status: current, statusWord: word?.text("human"), openedAt: opened,
            resolvedAt: current == .resolved ? entries.isEmpty ? nil : updates.last?.at : nil, updates: updates,
            components: components)
    }

    private func schedule(_ fields: Fields, _ zone: Zone?) -> VendorIncident? {
        guard let attributes = fields.object("attributes"), let id = fields.text("id") else { return nil }
        let word = attributes.object("status")
        let text = HTMLText.markdown(attributes.text("message") ?? "")
        let created = instant(attributes, "created", zone)
        return VendorIncident(
            id: id, title: attributes.text("name") ?? id, severity: .maintenance,
            status: CachetWords.schedule(word?.integer("value"), notes, attributes.place(of: "status")),
            statusWord: word?.text("human"), openedAt: created, resolvedAt: instant(attributes, "completed", zone),
            scheduledFor: instant(attributes, "scheduled", zone),
            updates: text.isEmpty ? [] : [VendorUpdate(id: "schedule", status: .scheduled, at: created, text: text)])
    }

    private func status(_ attributes: Fields) -> VendorStatus {
        CachetWords.status(attributes.object("status")?.integer("value"), notes, attributes.place(of: "status"))
    }

    /// `{human, string}`: only the second is a time.
    private func instant(_ attributes: Fields, _ name: String, _ zone: Zone?) -> Instant? {
        attributes.object(name).flatMap { context.instant(naive: $0, "string", zone: zone) }
    }
}
