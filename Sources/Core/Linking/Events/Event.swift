package import Vocabulary

/// One real-world outage, possibly told by several vendors' incidents.
package struct Event: Sendable, Hashable {
    package struct ID: Identifier {
        package let rawValue: String
        package init(checked rawValue: String) { self.rawValue = rawValue }

        /// An event is named after its earliest incident, so that the same incidents always have the same name.
        init(_ earliest: IncidentID) { rawValue = earliest.rawValue }
    }

    /// Why an incident belongs: its strongest link to one that comes before it.
    package struct Link: Sendable, Hashable {
        package var incident: IncidentID
        package var to: IncidentID
        package var reason: LinkReason

        package init(incident: IncidentID, to: IncidentID, reason: LinkReason) {
            self.incident = incident
            self.to = to
            self.reason = reason
        }
    }

    package var id: ID
    /// By start, then id.
    package var incidents: [IncidentID]
    package var start: Instant?

    package init(id: ID, incidents: [IncidentID], start: Instant?) {
        self.id = id
        self.incidents = incidents
        self.start = start
    }
}

/// "Also reported by X 43 min earlier": what another provider said of the same event.
package struct CrossSighting: Sendable, Hashable {
    package var incident: IncidentID
    package var provider: ProviderID
    /// How much earlier the other's first word came; below zero when it came later.
    package var earlier: TimeSpan

    package init(incident: IncidentID, provider: ProviderID, earlier: TimeSpan) {
        self.incident = incident
        self.provider = provider
        self.earlier = earlier
    }
}
