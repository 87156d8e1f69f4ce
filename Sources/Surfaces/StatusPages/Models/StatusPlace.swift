internal import Incidents
internal import Markup
package import Vocabulary

/// A page of one brand and language, as the path below the language's folder.
package enum StatusPlace: Sendable, Hashable {
    case home
    case history
    /// The first day of a month.
    case month(CivilDate)
    case incident(IncidentID)
    case maintenance
    case follow
    /// The page behind the link in each message; its address holds a secret, so it is never prepared.
    case manage(String)
    case banner

    package var segments: [String] {
        switch self {
        case .home: []
        case .history: ["history"]
        case .month(let first): ["history", String(first.iso8601.prefix(7))]
        case .incident(let id): ["incidents", id.rawValue]
        case .maintenance: ["maintenance"]
        case .follow: ["subscribe"]
        case .manage(let token): ["manage", token]
        case .banner: ["banner"]
        }
    }

    /// From the segments below a language, without a slash at the end; nil when there is no such place.
    package init?(_ segments: [String]) {
        switch (segments.first, segments.count) {
        case (nil, _): self = .home
        case ("history", 1): self = .history
        case ("history", 2):
            let parts = segments[1].split(separator: "-", omittingEmptySubsequences: false)
            guard segments[1].utf8.count == 7, parts.count == 2, let year = Int(parts[0]), let month = Int(parts[1]),
                let first = CivilDate(year: year, month: month, day: 1), first.iso8601.hasPrefix(segments[1])
            else { return nil }
            self = .month(first)
        case ("incidents", 2):
            guard let id = IncidentID(segments[1]) else { return nil }
            self = .incident(id)
        case ("maintenance", 1): self = .maintenance
        case ("subscribe", 1): self = .follow
        case ("banner", 1): self = .banner
        default: return nil
        }
    }
}

/// How the links of a page are written.
package enum StatusLinks: Sendable, Hashable {
    /// From the page itself: the same bytes work at every address and in every folder.
    case relative(from: StatusPlace)
    /// From the root of the host, for pages that stand at no place of their own: the brand's folder, with its slashes.
    case absolute(root: String)

    func address(_ place: StatusPlace, _ language: Language) -> Address {
        address(to: [language.code] + place.segments, trailingSlash: true)
    }

    /// A file beside the folders of the languages, or in one of them.
    func file(_ segments: [String]) -> Address { address(to: segments, trailingSlash: false) }

    private func address(to segments: [String], trailingSlash: Bool) -> Address {
        switch self {
        case .relative(let place):
            return .relative(up: place.segments.count + 1, segments, trailingSlash: trailingSlash)
        case .absolute(let root):
            let path = root + segments.joined(separator: "/") + (trailingSlash ? "/" : "")
            return Address(path) ?? .relative(up: 0, [])
        }
    }
}
