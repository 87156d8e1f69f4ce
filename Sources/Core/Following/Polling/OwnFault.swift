package import Vocabulary

/// Whose fault it is that pages can't be read: when most hosts fail at once, it is ours.
package enum OwnFault: Sendable, Hashable {
    /// Too few hosts were asked lately to say anything.
    case unknown
    /// Each page's trouble is its own.
    case none
    /// Nearly everything fails, across platforms: look at our network, name servers and clock first.
    case ours(failed: Int, of: Int)
    /// Nearly everything on one platform fails and the rest does not.
    case platform(Platform, failed: Int, of: Int)

    /// How the last request to a host went.
    package struct Sighting: Sendable, Hashable {
        package var host: String
        package var platform: Platform?
        package var at: Instant
        /// Nil when the host answered, whatever it answered.
        package var failure: PollFailure?

        package init(host: String, platform: Platform?, at: Instant, failure: PollFailure?) {
            self.host = host
            self.platform = platform
            self.at = at
            self.failure = failure
        }
    }

    static let hostsLeast = 4
    static let sharePercent = 80

    /// Only what was seen within the last minutes counts, and of each host only the latest.
    package static func judge(_ sightings: [Sighting], now: Instant, within: TimeSpan = .minutes(10)) -> OwnFault {
        var latest: [String: Sighting] = [:]
        for sighting in sightings where sighting.at <= now && now - sighting.at <= within {
            if let known = latest[sighting.host], known.at > sighting.at { continue }
            latest[sighting.host] = sighting
        }
        guard latest.count >= hostsLeast else { return .unknown }
        let failed = latest.values.filter(isDown)
        // A platform that is down takes all its hosts along; it counts as one witness beside the hosts of others.
        let witnesses = Set(latest.values.map { $0.platform?.rawValue ?? $0.host })
        if isMost(failed.count, of: latest.count), isMost(downWitnesses(latest), of: witnesses.count),
            witnesses.count > 1
        {
            return .ours(failed: failed.count, of: latest.count)
        }
        var platforms: [(Platform, failed: Int, of: Int)] = []
        for platform in Platform.allCases {
            let mine = latest.values.filter { $0.platform == platform }
            let down = mine.filter(isDown).count
            if mine.count >= hostsLeast, isMost(down, of: mine.count) { platforms.append((platform, down, mine.count)) }
        }
        guard let worst = platforms.max(by: { $0.failed < $1.failed }) else { return .none }
        return .platform(worst.0, failed: worst.failed, of: worst.of)
    }

    private static func downWitnesses(_ latest: [String: Sighting]) -> Int {
        let grouped = Dictionary(grouping: latest.values) { $0.platform?.rawValue ?? $0.host }
        return grouped.values.count { group in isMost(group.count(where: isDown), of: group.count) }
    }

    private static func isDown(_ sighting: Sighting) -> Bool { sighting.failure?.isOfHost ?? false }
    private static func isMost(_ part: Int, of whole: Int) -> Bool { part > 0 && part * 100 >= whole * sharePercent }
}
