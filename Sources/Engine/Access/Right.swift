/// One thing that somebody may do. See docs/access.md for the table of who may what.
package enum Right: String, Sendable, Hashable, CaseIterable, Comparable {
    /// See the console, with what is internal.
    case look
    /// Declare an incident, add windows, reopen and resolve it.
    case declareAndUpdate
    /// Publish a sentence that was approved before.
    case publishSentence
    /// Propose words of one's own.
    case proposeText
    /// Approve words that somebody else proposed.
    case approveText
    /// Follow and leave vendors' pages, join and split events.
    case manageSources
    /// See who is alerted, of what, and what became of it.
    case readAlerts
    /// Change who is alerted, send again, test a channel.
    case manageAlerts
    /// Brands, components, sentences.
    case manageCatalogue
    case manageSubscribers
    /// Tell counts, alerts and changes: what programs do, with a token that may nothing else.
    case report
    /// Enrol and revoke agents, which ask from elsewhere.
    case manageAgents
    /// Invite, disable, give roles, see and end everybody's sessions and tokens.
    case manageUsers
    /// Read who did what.
    case readAudit

    /// What it allows, as it goes on after "may".
    package var deed: String {
        switch self {
        case .look: "look at the console"
        case .declareAndUpdate: "declare and update incidents"
        case .publishSentence: "publish an approved sentence"
        case .proposeText: "propose a text"
        case .approveText: "approve a text"
        case .manageSources: "change what is followed and which incidents are one event"
        case .readAlerts: "see alerts"
        case .manageAlerts: "change alerts"
        case .manageCatalogue: "change brands, components and sentences"
        case .manageSubscribers: "change subscribers"
        case .report: "report counts, alerts and changes"
        case .manageAgents: "enrol and revoke agents"
        case .manageUsers: "change users and what they may do"
        case .readAudit: "read who did what"
        }
    }

    package static func < (left: Right, right: Right) -> Bool { left.rawValue < right.rawValue }
}
