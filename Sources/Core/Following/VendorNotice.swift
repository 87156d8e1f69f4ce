package import Vocabulary

/// What a page sent by itself about one incident or one component: news, not the whole page, and not proof of who sent
/// it. It tells what is worth reading again now.
package struct VendorNotice: Sendable, Hashable {
    package var format: PageFormat
    package var identity: VendorPage.Identity
    package var state: ComponentState
    package var stateWords: String?
    package var sentAt: Instant?
    package var incident: VendorIncident?
    package var maintenance: VendorIncident?
    package var component: VendorComponent?
    package var previousState: ComponentState?
    package var changedAt: Instant?
    package var warnings: [AdapterWarning]

    package init(
        format: PageFormat, identity: VendorPage.Identity, state: ComponentState = .unknown, stateWords: String? = nil,
        sentAt: Instant? = nil, incident: VendorIncident? = nil, maintenance: VendorIncident? = nil,
        component: VendorComponent? = nil, previousState: ComponentState? = nil, changedAt: Instant? = nil,
        warnings: [AdapterWarning] = []
    ) {
        self.format = format
        self.identity = identity
        self.state = state
        self.stateWords = stateWords
        self.sentAt = sentAt
        self.incident = incident
        self.maintenance = maintenance
        self.component = component
        self.previousState = previousState
        self.changedAt = changedAt
        self.warnings = warnings
    }
}
