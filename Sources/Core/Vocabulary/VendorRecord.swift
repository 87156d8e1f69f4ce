/// An incident as its vendor's page files it: paperwork, kept beside what really happened.
package struct VendorRecord: Sendable, Hashable {
    /// The vendor's id for it.
    package var foreignID: String
    /// Where people read it.
    package var url: String?
    /// What the page speaks.
    package var format: String
    /// The vendor's own word for how bad it is, and how we map it.
    package var severityWord: String?
    package var severity: Severity
    /// The vendor's own word for where it stands.
    package var statusWord: String?
    /// A template that came with the page and was never an outage.
    package var isSample: Bool
    /// The worst state that its page showed of the components that it names, while we looked.
    package var worstState: ComponentState?
    package var scheduledFor: Instant?
    package var scheduledUntil: Instant?
    /// When Vigie first saw it.
    package var firstSeen: Instant

    package init(
        foreignID: String, url: String? = nil, format: String, severityWord: String? = nil,
        severity: Severity = .unknown, statusWord: String? = nil, isSample: Bool = false,
        worstState: ComponentState? = nil, scheduledFor: Instant? = nil, scheduledUntil: Instant? = nil,
        firstSeen: Instant
    ) {
        self.foreignID = foreignID
        self.url = url
        self.format = format
        self.severityWord = severityWord
        self.severity = severity
        self.statusWord = statusWord
        self.isSample = isSample
        self.worstState = worstState
        self.scheduledFor = scheduledFor
        self.scheduledUntil = scheduledUntil
        self.firstSeen = firstSeen
    }
}
