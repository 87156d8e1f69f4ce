/// Who stands behind many pages: their hosts differ, the machines that answer do not.
package enum Platform: String, Sendable, Hashable, CaseIterable {
    case statuspage
    case incidentIO = "incident-io"
    case instatus
    case betterStack = "better-stack"
    /// All pages are read from one host, `api.status.io`.
    case statusIO = "status-io"
    case checkly

    /// The platform that answers a page of this format; nil for what every vendor runs itself.
    package init?(_ format: PageFormat) {
        switch format {
        case .statuspage: self = .statuspage
        case .incidentIO: self = .incidentIO
        case .instatus: self = .instatus
        case .betterStack: self = .betterStack
        case .statusIO: self = .statusIO
        case .checkly: self = .checkly
        case .cachetV2, .cachetV3, .googleCloud, .awsEvents, .awsRSS, .azureRSS, .slack, .heroku, .salesforceTrust,
            .uptimeKuma, .rss, .atom, .text:
            return nil
        }
    }
}

/// How many requests may be on their way at once: in all, to one host and to one platform.
package struct PoliteLimits: Sendable, Hashable {
    package var total = 32
    package var perHost = 2
    package var perPlatform = 8
    /// Where a platform wants less, or can do with more.
    package var platforms: [Platform: Int] = [.statusIO: 2, .statuspage: 10]

    package init() {}

    package static let standard = PoliteLimits()

    /// What keeps a request back.
    package enum Bound: String, Sendable, Hashable, CaseIterable {
        case total
        case host
        case platform
    }

    /// Requests on their way. Every `began` is followed by one `ended` of the same host and platform.
    package struct InFlight: Sendable, Hashable {
        package private(set) var total = 0
        package private(set) var hosts: [String: Int] = [:]
        package private(set) var platforms: [Platform: Int] = [:]

        package init() {}

        package mutating func began(host: String, platform: Platform?) {
            total += 1
            hosts[host, default: 0] += 1
            if let platform { platforms[platform, default: 0] += 1 }
        }

        package mutating func ended(host: String, platform: Platform?) {
            precondition((hosts[host] ?? 0) > 0, "a request ended that never began")
            total -= 1
            hosts[host] = hosts[host].flatMap { $0 > 1 ? $0 - 1 : nil }
            if let platform { platforms[platform] = platforms[platform].flatMap { $0 > 1 ? $0 - 1 : nil } }
        }
    }

    /// Nil when the request may go.
    package func bound(host: String, platform: Platform?, _ inFlight: InFlight) -> Bound? {
        if inFlight.total >= total { return .total }
        if inFlight.hosts[host] ?? 0 >= perHost { return .host }
        guard let platform else { return nil }
        return inFlight.platforms[platform] ?? 0 >= platforms[platform] ?? perPlatform ? .platform : nil
    }

    /// The first of those that wait that may go, in their order: a busy host does not keep the others waiting.
    package func first<Waiting>(
        of waiting: some Collection<Waiting>, _ inFlight: InFlight, target: (Waiting) -> (host: String, Platform?)
    ) -> Waiting? {
        waiting.first { candidate in
            let (host, platform) = target(candidate)
            return bound(host: host, platform: platform, inFlight) == nil
        }
    }
}
