internal import Following
internal import HTTP
internal import Vocabulary

/// What a host's robots.txt says, for as long as it is believed.
struct RobotsMemory: Sendable {
    var rules: RobotsRules
    var until: Instant
}

extension Tracker {
    static let robotsFor = TimeSpan.hours(24)
    /// After a failure it is asked again sooner.
    static let robotsAfterFailure = TimeSpan.hours(1)

    /// Whether a page made for people may be read; documents made for programs are not asked about.
    func robotsAllow(_ url: String) async -> Bool {
        guard let target = try? FetchURL(url) else { return false }
        let now = parts.now()
        let path = target.path + (target.query.map { "?" + $0 } ?? "")
        if let known = robots[target.origin], known.until > now { return known.rules.allows(path) }
        let fresh = await robots(of: target.origin, now: now)
        robots[target.origin] = fresh
        return fresh.rules.allows(path)
    }

    private func robots(of origin: String, now: Instant) async -> RobotsMemory {
        do throws(FetchError) {
            let answer = try await fetcher.probe(
                DocumentRequest(role: "robots", url: origin + "/robots.txt", accept: "text/plain, */*;q=0.5"))
            switch answer.status {
            case 200...299:
                return RobotsMemory(rules: RobotsRules(answer.body, agent: "vigie"), until: now + Self.robotsFor)
            // There is none: everything may be read.
            case 400...499: return RobotsMemory(rules: .allowAll, until: now + Self.robotsFor)
            // It can't say, and silence is no permission (RFC 9309, 2.3.1.4).
            default: return RobotsMemory(rules: .disallowAll, until: now + Self.robotsAfterFailure)
            }
        } catch {
            return RobotsMemory(rules: .disallowAll, until: now + Self.robotsAfterFailure)
        }
    }
}
