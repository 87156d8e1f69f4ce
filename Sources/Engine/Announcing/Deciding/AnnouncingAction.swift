package import Vocabulary

/// What is to be done for a case now. Each is recorded in a way that makes it happen once.
package enum AnnouncingAction: Sendable, Hashable {
    /// Call people who are on duty.
    case call(Announcement.Call)
    /// Begin a round: what it is about is written down first, so that doing it again after a crash is doing the same.
    case begin(Announcement.Round)
    /// Have a draft for people, or another window in the one that is there.
    case draft(Announcement.Round)
    /// More is hit: the draft says so.
    case widen(Announcement.Round)
    /// The grace time begins.
    case schedule(from: Instant, due: Instant, components: [ComponentID], kinds: [EvidenceKind])
    /// The grace time is over: say the sentence. Written down before it is done.
    case tell(from: Instant, components: [ComponentID], severity: Severity)
    /// Go on with a telling that was written down and not finished.
    case finish(Announcement.Round)
    case leave(from: Instant, Announcement.Leaving)
    case end(Announcement.Round, Announcement.End)
}

/// How the case's incident stands, as far as it matters here.
package struct IncidentStanding: Sendable, Hashable {
    package var isPublic: Bool
    package var isUnderEmbargo: Bool
    /// A window without an end.
    package var hasOpenWindow: Bool
    /// When its latest window ended.
    package var lastEnd: Instant?

    package init(
        isPublic: Bool, isUnderEmbargo: Bool = false, hasOpenWindow: Bool = true, lastEnd: Instant? = nil
    ) {
        self.lastEnd = lastEnd
        self.isPublic = isPublic
        self.isUnderEmbargo = isUnderEmbargo
        self.hasOpenWindow = hasOpenWindow
    }
}
