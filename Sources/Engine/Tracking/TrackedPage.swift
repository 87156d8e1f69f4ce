internal import Following
internal import Vocabulary

/// One page while it is followed: what is known of its documents, and when it is read next. Lost with the process and
/// made again from the journal.
struct TrackedPage: Sendable {
    var page: FollowedPage
    var words: VendorWords
    var poll: PollState
    var reads: [String: DocumentRead] = [:]
    var memory = PageRecorder.Memory()
    var lastResolved: Instant?
    var lastCaptured: Instant?
    var isBusy = false
    /// It is being left: nothing new is begun.
    var isLeaving = false
    /// Tells this following of a page from an earlier one of the same name.
    var generation: UInt64
    /// When it was last asked, whatever came of it.
    var lastTried: Instant?

    var format: PageFormat? { PageFormat(rawValue: page.format) }
    var host: String {
        let rest = page.url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).dropFirst(2).first
        return rest.map { String($0.prefix { $0 != "/" && $0 != ":" && $0 != "?" }) } ?? page.url
    }
}
