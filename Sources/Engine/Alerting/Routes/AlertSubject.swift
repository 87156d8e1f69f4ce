package import Vocabulary

/// An incident or a page as routes look at it. Made of public facts alone: what is for the team never decides whether
/// something goes out.
package struct AlertSubject: Sendable, Hashable {
    package var kind: AlertKind
    package var provider: ProviderID
    package var components: [ComponentID]
    /// The ways of paying that its components belong to.
    package var channels: [Channel]
    package var entities: [String]
    package var severity: Severity

    package init(
        kind: AlertKind, provider: ProviderID, components: [ComponentID] = [], channels: [Channel] = [],
        entities: [String] = [], severity: Severity = .unknown
    ) {
        self.kind = kind
        self.provider = provider
        self.components = components
        self.channels = channels
        self.entities = entities
        self.severity = severity
    }

    /// An incident, of which a moment is told.
    package init(_ incident: Incident, moment: AlertMoment, channelOf: (ComponentID) -> Channel?) {
        let isMaintenance = incident.severity == .maintenance || incident.record?.scheduledFor != nil
        var components = incident.components
        for component in incident.windows.flatMap(\.components) where !components.contains(component) {
            components.append(component)
        }
        var channels: [Channel] = []
        for channel in components.compactMap(channelOf) where !channels.contains(channel) { channels.append(channel) }
        self.init(
            kind: isMaintenance ? .maintenance : moment == .recurred ? .recurrence : .incident,
            provider: incident.provider, components: components, channels: channels, entities: incident.entities,
            severity: incident.severity)
    }

    /// A page that can't be read. How bad that is nobody knows, so it is of unknown severity.
    package init(unreadable provider: ProviderID) {
        self.init(kind: .unreadable, provider: provider)
    }
}
