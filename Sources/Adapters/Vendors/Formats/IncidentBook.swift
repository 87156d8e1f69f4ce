internal import Following

/// Incidents that more than one document tells, each once: the first telling stays, with what only a later one knows.
struct IncidentBook {
    private(set) var incidents: [VendorIncident] = []
    private var places: [String: Int] = [:]

    init(_ incidents: [VendorIncident] = []) {
        for incident in incidents { add(incident) }
    }

    mutating func add(_ incident: VendorIncident) {
        guard let place = places[incident.id] else {
            places[incident.id] = incidents.count
            incidents.append(incident)
            return
        }
        var told = incidents[place]
        if incident.updates.count > told.updates.count { told.updates = incident.updates }
        var components = OrderedIDs(told.components)
        for id in incident.components { components.insert(id) }
        told.components = components.ids
        told.windows = Self.joined(told.windows, incident.windows)
        told.resolvedAt = told.resolvedAt ?? incident.resolvedAt
        if told.isOpen, !incident.isOpen {
            told.status = incident.status
            told.statusWord = incident.statusWord
        }
        incidents[place] = told
    }

    static func joined(_ first: [VendorWindow], _ second: [VendorWindow]) -> [VendorWindow] {
        var seen = Set(first)
        return first + second.filter { seen.insert($0).inserted }
    }
}
