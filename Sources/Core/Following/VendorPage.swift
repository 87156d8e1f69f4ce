package import Vocabulary

/// What a vendor's page says at one moment, in one form whatever it speaks. Nothing in it is ours: every word that was
/// not understood stays beside the value as the vendor wrote it.
package struct VendorPage: Sendable, Hashable {
    /// Who the page says it is; pinned when it is first followed, so that another page at the same address is noticed.
    package struct Identity: Sendable, Hashable {
        package var id: String?
        package var name: String?
        package var url: String?
        /// The page's own IANA zone, where it states a usable one.
        package var zone: String?

        package init(id: String? = nil, name: String? = nil, url: String? = nil, zone: String? = nil) {
            self.id = id
            self.name = name
            self.url = url
            self.zone = zone
        }
    }

    package var format: PageFormat
    package var identity: Identity
    package var state: ComponentState
    /// The vendor's own word or sentence for it.
    package var stateWords: String?
    package var components: [VendorComponent]
    package var incidents: [VendorIncident]
    package var maintenances: [VendorIncident]
    /// Words and shapes that the adapter did not know: never an error, always shown.
    package var warnings: [AdapterWarning]
    /// Whether an incident that is missing here is over, rather than merely not listed.
    package var listsAllOpenIncidents: Bool

    package init(
        format: PageFormat, identity: Identity = Identity(), state: ComponentState = .unknown,
        stateWords: String? = nil, components: [VendorComponent] = [], incidents: [VendorIncident] = [],
        maintenances: [VendorIncident] = [], warnings: [AdapterWarning] = [], listsAllOpenIncidents: Bool = false
    ) {
        self.format = format
        self.identity = identity
        self.state = state
        self.stateWords = stateWords
        self.components = components
        self.incidents = incidents
        self.maintenances = maintenances
        self.warnings = warnings
        self.listsAllOpenIncidents = listsAllOpenIncidents
    }
}

/// A line of a vendor's page. Names repeat, so a line is known by its id, else by group and name.
package struct VendorComponent: Sendable, Hashable {
    package var id: String
    package var name: String
    package var group: String?
    package var state: ComponentState
    /// The vendor's own word for the state.
    package var stateWord: String?

    package init(id: String, name: String, group: String? = nil, state: ComponentState, stateWord: String? = nil) {
        self.id = id
        self.name = name
        self.group = group
        self.state = state
        self.stateWord = stateWord
    }
}

/// An incident or a maintenance as the vendor tells it.
package struct VendorIncident: Sendable, Hashable {
    /// The vendor's id, stable over reads.
    package var id: String
    package var title: String
    package var url: String?
    package var severity: Severity
    /// The vendor's own word for it.
    package var severityWord: String?
    package var status: VendorStatus
    package var statusWord: String?
    /// When the page's record was opened, and closed: paperwork, never an impact.
    package var openedAt: Instant?
    package var resolvedAt: Instant?
    /// A start or an end of the trouble itself, where the format has a member of its own for it (not the paperwork).
    package var startedAt: Instant?
    package var endedAt: Instant?
    package var scheduledFor: Instant?
    package var scheduledUntil: Instant?
    /// Oldest first.
    package var updates: [VendorUpdate]
    /// Ids of the components that it names, at any time of its life.
    package var components: [String]
    /// Real windows of components, in formats that state them.
    package var windows: [VendorWindow]
    /// A short telling out of a history: enough to know an incident by, never to correct one that is known.
    package var isBackfill = false

    package init(
        id: String, title: String, url: String? = nil, severity: Severity = .unknown, severityWord: String? = nil,
        status: VendorStatus = .unknown, statusWord: String? = nil, openedAt: Instant? = nil,
        resolvedAt: Instant? = nil, startedAt: Instant? = nil, endedAt: Instant? = nil, scheduledFor: Instant? = nil,
        scheduledUntil: Instant? = nil, updates: [VendorUpdate] = [], components: [String] = [],
        windows: [VendorWindow] = []
    ) {
        self.id = id
        self.title = title
        self.url = url
        self.severity = severity
        self.severityWord = severityWord
        self.status = status
        self.statusWord = statusWord
        self.openedAt = openedAt
        self.resolvedAt = resolvedAt
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.scheduledFor = scheduledFor
        self.scheduledUntil = scheduledUntil
        self.updates = updates
        self.components = components
        self.windows = windows
    }
}

package struct VendorUpdate: Sendable, Hashable {
    /// The vendor's id, else nil: then it is known by its place in time and its status.
    package var id: String?
    package var status: VendorStatus
    package var statusWord: String?
    package var at: Instant?
    /// Plain text or Markdown, without tags.
    package var text: String

    package init(
        id: String? = nil, status: VendorStatus = .unknown, statusWord: String? = nil, at: Instant?, text: String
    ) {
        self.id = id
        self.status = status
        self.statusWord = statusWord
        self.at = at
        self.text = text
    }
}

/// From when to when a component was in a state, as a format states it in members of its own.
package struct VendorWindow: Sendable, Hashable {
    package var component: String?
    package var start: Instant
    package var end: Instant?
    package var state: ComponentState

    package init(component: String?, start: Instant, end: Instant?, state: ComponentState) {
        self.component = component
        self.start = start
        self.end = end
        self.state = state
    }
}

/// Where an incident or a maintenance stands in its vendor's telling.
package enum VendorStatus: String, Sendable, Hashable, CaseIterable {
    case investigating
    case identified
    case monitoring
    case resolved
    case postmortem
    case scheduled
    case inProgress = "in-progress"
    case verifying
    case completed
    case unknown
}

/// A word, a member or a shape that an adapter did not know.
package struct AdapterWarning: Sendable, Hashable {
    /// Where: a path such as `incidents[3].impact`.
    package var place: String
    package var text: String

    package init(place: String, text: String) {
        self.place = place
        self.text = text
    }
}
