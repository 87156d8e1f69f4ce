package import Vocabulary

/// What the tracker has to say to the operator's log.
package enum TrackerNote: Sendable, Hashable {
    case followed(ProviderID, format: String)
    case unfollowed(ProviderID)
    case unreadable(ProviderID, String)
    /// Most pages fail at once: look at our own network first.
    case ownFault(failed: Int, of: Int)
    /// One incident of a page was more than the journal takes; the others were told.
    case refused(ProviderID, String)
    case journalUnavailable(String)
}

/// How much the tracker has done since it began.
package struct TrackerCounts: Sendable, Hashable {
    package var reads = 0
    package var unchanged = 0
    package var changed = 0
    package var failures = 0
    package var facts = 0

    package init() {}
}
