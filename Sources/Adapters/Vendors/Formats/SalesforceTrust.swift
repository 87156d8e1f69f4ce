internal import Following
internal import JSON
internal import Vocabulary

/// Salesforce Trust: impacts with real times beside the events that tell of them.
struct SalesforceTrust: PageReader {
    let context: PageContext
    private var source: DocumentSet { context.source }
    private var notes: ReadingNotes { context.notes }

    /// Each impact is a window for each instance; beyond this many, one for all of them.
    private static let windowsMax = 2_000

    static let address = "https://api.status.salesforce.com/v1"

    /// A page of one product (`…/products/Heroku`) asks for that product only.
    static func documents(_ page: String) -> [DocumentRequest] {
        let path = PageAddress.path(page)
        var query = ""
        if let product = path.range(ofText: "/products/") {
            query = "?products=" + path[product.upperBound...].prefix { $0 != "/" }
        }
        func request(
            _ role: String, _ path: String, _ cadence: DocumentRequest.Cadence, isNeeded: Bool = false
        ) -> DocumentRequest {
            DocumentRequest(
                role: role, url: address + path, cadence: cadence, accept: Accept.json, isNeeded: isNeeded)
        }
        return [
            request("incidents", "/incidents/active", .everyRead, isNeeded: true),
            request("instances", "/instances" + query, .everyRead),
            request("maintenances", "/maintenances", .daily),
            request("localizations", "/localizations?locale=en", .daily),
        ]
    }

    func read() throws(UnreadablePage) -> VendorPage {
        let value = try source.neededJSON("incidents")
        guard case .array(let values) = value,
            values.allSatisfy({ $0["id"] != nil && $0["IncidentImpacts"]?.array != nil })
        else { throw DocumentSet.unexpected("incidents", "a list of incidents") }
        let labels = labels()
        let components = components()
        let isScoped = !components.isEmpty && context.page.contains(text: "/products/")
        let known = Set(components.map(\.id))
        func concerns(_ incident: VendorIncident) -> Bool {
            !isScoped || incident.components.isEmpty || incident.components.contains { known.contains($0) }
        }
        let incidents = Fields.list(value, place: "incidents", notes: notes).compactMap { incident($0, labels) }
        var maintenances: [VendorIncident] = []
        if let value = source.json("maintenances") {
            maintenances = Fields.list(value, place: "maintenances", notes: notes).compactMap { maintenance($0) }
        }
        return VendorPage(
            format: .salesforceTrust, identity: VendorPage.Identity(url: context.page),
            state: Words.worst(components.map(\.state)), components: components,
            incidents: incidents.filter(concerns), maintenances: maintenances.filter(concerns),
            listsAllOpenIncidents: true)
    }

    private func labels() -> [String: String] {
        guard let value = source.json("localizations") else { return [:] }
        var labels: [String: String] = [:]
        for fields in Fields.list(value, place: "localizations", notes: notes)
        where fields.text("modelAttribute") == "label" {
            if let key = fields.text("modelKey"), let text = fields.text("text") { labels[key] = text }
        }
        return labels
    }

    private func components() -> [VendorComponent] {
        guard let value = source.json("instances") else { return [] }
        return Fields.list(value, place: "instances", notes: notes).compactMap { fields in
            guard let key = fields.text("key"), fields.bool("isActive") != false else { return nil }
            let word = fields.text("status")
            return VendorComponent(
                id: key, name: key, group: fields.list("Products").first?.text("name"),
                state: state(word, fields.place(of: "status")), stateWord: word)
        }
    }

    /// `OK`, or a kind with `_CORE` or `_NONCORE` behind it.
    private func state(_ word: String?, _ place: String) -> ComponentState {
        guard let word else { return .unknown }
        if word == "OK" || word.hasPrefix("INFORMATIONAL_") { return .operational }
        if word.hasPrefix("MAINTENANCE_") { return .maintenance }
        if word.hasPrefix("MINOR_INCIDENT_") { return .degraded }
        if word.hasPrefix("MAJOR_INCIDENT_") { return .majorOutage }
        notes.warn(place, "unknown word “\(ReadingNotes.excerpt(word))”")
        return .unknown
    }

    private func incident(_ fields: Fields, _ labels: [String: String]) -> VendorIncident? {
        guard let id = fields.text("id") else { return nil }
        let instances = fields.texts("instanceKeys")
        let impacts = fields.list("IncidentImpacts")
        let updates = UpdateOrder.oldestFirst(fields.list("IncidentEvents").map { update($0) })
        let words = impacts.compactMap { $0.text("severity") }
        let severities = impacts.map { impact in
            notes.meaning(
                of: impact.text("severity"), in: Words.impact, unknown: Severity.unknown,
                at: impact.place(of: "severity"))
        }
        let ends = impacts.map { $0.instant("endTime") }
        let status = updates.last { $0.status != .unknown }?.status ?? .unknown
        var incident = VendorIncident(
            id: id, title: title(fields, impacts, labels),
            url: "https://status.salesforce.com/incidents/\(id)", severity: severities.max() ?? .unknown,
            severityWord: words.first, status: status, statusWord: updates.last?.statusWord,
            openedAt: fields.instant("createdAt"), resolvedAt: status == .resolved ? updates.last?.at : nil,
            startedAt: impacts.compactMap { $0.instant("startTime") }.min(),
            endedAt: ends.contains(nil) ? nil : ends.compactMap(\.self).max(), updates: updates,
            components: instances)
        for impact in impacts {
            guard let start = impact.instant("startTime") else { continue }
            let state: ComponentState = impact.text("severity") == "major" ? .majorOutage : .degraded
            let isEverywhere =
                instances.isEmpty || fields.bool("affectsAll") == true
                || incident.windows.count + instances.count > Self.windowsMax
            let places: [String?] = isEverywhere ? [nil] : instances
            for place in places {
                incident.windows.append(
                    VendorWindow(component: place, start: start, end: impact.instant("endTime"), state: state))
            }
        }
        return incident
    }

    /// Incidents have no title: what kind of impact, on which services, where.
    private func title(_ fields: Fields, _ impacts: [Fields], _ labels: [String: String]) -> String {
        let type = impacts.last?.text("type")
        let kind = type.map { labels[$0] ?? Self.spaced($0) } ?? "Incident"
        let services = fields.texts("serviceKeys").prefix(5).joined(separator: ", ")
        let places = fields.texts("instanceKeys").prefix(5).joined(separator: ", ")
        return kind + (services.isEmpty ? "" : ": " + services) + (places.isEmpty ? "" : " (\(places))")
    }

    /// `featurePerfDegradation` as `Feature perf degradation`.
    static func spaced(_ word: String) -> String {
        var text = ""
        for character in word.prefix(80) {
            if character.isUppercase, !text.isEmpty { text += " " }
            text += text.isEmpty ? character.uppercased() : character.lowercased()
        }
        return text
    }

    private func update(_ fields: Fields) -> VendorUpdate {
        let type = fields.text("type")
        return VendorUpdate(
            id: fields.text("id"), status: Self.status(type), statusWord: type, at: fields.instant("createdAt"),
            text: HTMLText.markdown(fields.text("message") ?? ""))
    }

    /// The types are an open set of camel-case words; those that name a state say so.
    private static func status(_ type: String?) -> VendorStatus {
        let word = type?.lowercased() ?? ""
        let parts: [(String, VendorStatus)] = [
            ("resolved", .resolved), ("monitoring", .monitoring), ("investigating", .investigating),
            ("identified", .identified), ("isolated", .identified), ("rootcause", .postmortem),
            ("scheduled", .scheduled), ("completed", .completed), ("inprogress", .inProgress),
        ]
        return parts.first { word.contains(text: $0.0) }?.1 ?? .unknown
    }

    private func maintenance(_ fields: Fields) -> VendorIncident? {
        guard let id = fields.text("id") else { return nil }
        let updates = UpdateOrder.oldestFirst(fields.list("MaintenanceEvents").map { update($0) })
        let word = fields.object("message")?.text("eventStatus")
        let statuses: [String: VendorStatus] = [
            "resolved": .completed, "completed": .completed, "scheduled": .scheduled, "inprogress": .inProgress,
            "in_progress": .inProgress, "confirmed": .scheduled, "cancelled": .completed, "canceled": .completed,
        ]
        return VendorIncident(
            id: id, title: fields.text("name") ?? id,
            url: "https://status.salesforce.com/maintenances/\(id)", severity: .maintenance,
            status: notes.meaning(
                of: word, in: statuses, unknown: updates.last?.status ?? .unknown, at: fields.place(of: "message")),
            statusWord: word, openedAt: fields.instant("createdAt"),
            scheduledFor: fields.instant("plannedStartTime"), scheduledUntil: fields.instant("plannedEndTime"),
            updates: updates, components: fields.texts("instanceKeys"))
    }
}
