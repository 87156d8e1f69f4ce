internal import Telling
package import Vocabulary
internal import Markup

/// What is true of a provider now. Old facts never read as fine, and neither does a page that can't be read.
package enum ProviderState: Sendable, Hashable {
    case calm
    /// Customers are being hit: an impact window is open.
    case hit
    /// Its page has an open incident of which no impact is known.
    case reported
    /// Its page says that something is not fine, and no incident tells what.
    case troubled(ComponentState)
    /// Its page can't be read; when Vigie itself can't reach most pages, the fault is not the vendor's.
    case unreadable(since: Instant, isOwnFault: Bool)
    /// Followed, and not yet read for the first time.
    case notRead(since: Instant)
    /// All facts are too old to say.
    case unknown

    package init(incidents: [Incident], pages: [FollowedPage], isStale: Bool, now: Instant) {
        let counted = incidents.filter(\.isOutage)
        if counted.contains(where: { $0.state(now: now) == .ongoing }) {
            self = .hit
            return
        }
        if isStale {
            self = .unknown
            return
        }
        let troubles = pages.compactMap(\.trouble)
        if let first = troubles.min(by: { $0.since < $1.since }) {
            self = .unreadable(
                since: first.since, isOwnFault: troubles.allSatisfy { $0.reason == FollowedPage.ownFault })
            return
        }
        if let unread = pages.first(where: { $0.words == nil }) {
            self = .notRead(since: unread.since)
            return
        }
        if counted.contains(where: { $0.state(now: now) == .reported }) {
            self = .reported
            return
        }
        let worst = pages.compactMap(\.words?.state).max { $0.rank < $1.rank }
        self = worst.map { $0.rank > ComponentState.maintenance.rank ? .troubled($0) : .calm } ?? .calm
    }

    func chip(_ words: LanguagePack, zone: Zone) -> Chip {
        switch self {
        case .calm: Chip(symbol: .fine, text: words.say(.componentFine), tone: .fine)
        case .hit: Chip(symbol: .critical, text: words.say(.componentHit), tone: .critical)
        case .reported: Chip(.reported, words: words)
        case .troubled(let state):
            Chip(
                symbol: Symbol(state), text: words.say(.stateTroubled, ["state": words.name(state)]),
                tone: Chip(state, words: words).tone)
        case .unreadable(let since, _):
            Chip(
                symbol: .unreadable,
                text: words.say(.stateUnreadable, ["clock": words.shortDateAndClock(since, in: zone)]), tone: .unknown)
        case .notRead: Chip(symbol: .unknown, text: words.say(.stateNotRead), tone: .unknown)
        case .unknown: Chip(symbol: .unknown, text: words.say(.componentUnknown), tone: .unknown)
        }
    }
}

extension FollowedPage {
    /// The reason of a trouble that is ours.
    static let ownFault = "own-fault"
}

extension Incident {
    /// Work that was announced before it began.
    var isPlanned: Bool { record?.scheduledFor != nil || severity == .maintenance }
    /// Whether it tells of something that went wrong: neither a sample nor planned work.
    var isOutage: Bool { !isPlanned && !(record?.isSample ?? false) }
}

extension ComponentState {
    /// From what is well to what is worst; unknown is no trouble and no promise.
    var rank: Int {
        switch self {
        case .operational: 0
        case .unknown: 1
        case .maintenance: 2
        case .degraded: 3
        case .partialOutage: 4
        case .majorOutage: 5
        }
    }
}

extension Symbol {
    init(_ state: ComponentState) {
        switch state {
        case .operational: self = .fine
        case .degraded: self = .minor
        case .partialOutage: self = .major
        case .majorOutage: self = .critical
        case .maintenance: self = .maintenance
        case .unknown: self = .unknown
        }
    }
}

extension Chip {
    /// What a page says of a component, in our words.
    init(_ state: ComponentState, words: LanguagePack) {
        let tone: Tone =
            switch state {
            case .operational: .fine
            case .degraded: .minor
            case .partialOutage: .major
            case .majorOutage: .critical
            case .maintenance: .plain
            case .unknown: .unknown
            }
        self.init(symbol: Symbol(state), text: words.name(state), tone: tone)
    }
}
