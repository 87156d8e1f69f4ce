package import Vocabulary
package import Markup

/// A page's place in the site, in no language.
package enum SitePlace: Sendable, Hashable {
    case home
    case directory(SiteQuery = SiteQuery())
    case follow(SiteQuery = SiteQuery())
    case provider(ProviderID, before: IncidentID? = nil)
    case honesty(ProviderID)
    case incident(IncidentID)
    case event(String)
    case search(SiteQuery = SiteQuery())
    case compare(SiteQuery = SiteQuery())
    case insights
    case alerts
    /// The form of a route; nil for a new one.
    case alertRoute(String?)
    case alertExplain(SiteQuery = SiteQuery())

    package func address(_ language: Language) -> Address {
        let code = language.code
        return switch self {
        case .home: .path(code, trailingSlash: true)
        case .directory(let query): .path(code, "providers").with(query.pairs)
        case .follow(let query): .path(code, "follow").with(query.pairs)
        case .provider(let id, let before):
            .path(code, "providers", id.rawValue).with(before.map { [("before", $0.rawValue)] } ?? [])
        case .honesty(let id): .path(code, "providers", id.rawValue, "honesty")
        case .incident(let id): .path(code, "incidents", id.rawValue)
        case .event(let id): .path(code, "events", id)
        case .search(let query): .path(code, "search").with(query.pairs)
        case .compare(let query): .path(code, "compare").with(query.pairs)
        case .insights: .path(code, "insights")
        case .alerts: .path(code, "alerts")
        case .alertRoute(nil): .path(code, "alerts", "routes")
        case .alertRoute(let name?): .path(code, "alerts", "routes", name)
        case .alertExplain(let query): .path(code, "alerts", "explain").with(query.pairs)
        }
    }

    /// Answers to questions are without number: search engines are asked to keep out.
    var isQuestion: Bool {
        switch self {
        case .directory(let query), .follow(let query), .search(let query), .compare(let query): !query.isEmpty
        case .provider(_, let before): before != nil
        case .alerts, .alertRoute, .alertExplain: true
        case .home, .honesty, .incident, .event, .insights: false
        }
    }
}

/// What a page was asked, as names and values: kept when the language is switched.
package struct SiteQuery: Sendable, Hashable {
    private struct Pair: Sendable, Hashable {
        var name: String
        var value: String
    }

    private var values: [Pair]

    package init(_ pairs: [(String, String)] = []) {
        values = pairs.filter { !$0.1.isEmpty }.map { Pair(name: $0.0, value: $0.1) }
    }

    package var pairs: [(String, String)] { values.map { ($0.name, $0.value) } }
    package var isEmpty: Bool { values.isEmpty }
    package subscript(_ name: String) -> String? { values.first { $0.name == name }?.value }
    package func all(_ name: String) -> [String] { values.filter { $0.name == name }.map(\.value) }

    /// The same with one value replaced; none removes it.
    package func setting(_ name: String, to value: String?) -> SiteQuery {
        SiteQuery(pairs.filter { $0.0 != name } + (value.map { [(name, $0)] } ?? []))
    }
}
