package import Incidents
package import JSON
internal import Telling
package import Vocabulary

/// A provider as the API shows it, with its brands and services, the page that is followed, and the state of now.
package enum ProviderDocument {
    /// `site` holds incidents as the caller may see them.
    package static func json(_ provider: Provider, in site: Site, now: Instant) -> JSONValue {
        var object = provider.json.object ?? JSONObject()
        let ongoing = site.incidents.filter { $0.provider == provider.id && $0.state(now: now) == .ongoing }
        let page = site.pages.first { $0.provider == provider.id }
        let components = site.components.filter { $0.provider == provider.id }
        let states = components.map { state(of: $0, page, ongoing, now: now) }
        object["brands"] = .array(site.brands.filter { $0.provider == provider.id }.map(\.json))
        object["components"] = .array(zip(components, states).map { with(state: $1, $0.json) })
        object["state"] = .string(state(page, ongoing, states).rawValue)
        object["page"] = page?.json
        object["ongoing"] = .array(ongoing.map { .string($0.id.rawValue) })
        object["links"] = [
            "honesty": .string("/api/providers/\(provider.id)/honesty"),
            "feed": .string("/feeds/providers/\(provider.id).atom"),
            "statuspage": .string("/v2/\(provider.id)/api/v2/summary.json"),
        ]
        return .object(object)
    }

    private static func with(state: ComponentState, _ json: JSONValue) -> JSONValue {
        var object = json.object ?? JSONObject()
        object["state"] = .string(state.rawValue)
        return .object(object)
    }

    /// The worst of what the page says and of what open impacts make; unknown when nobody can say.
    private static func state(
        _ page: FollowedPage?, _ ongoing: [Incident], _ components: [ComponentState]
    ) -> ComponentState {
        let hit = ongoing.map { StatuspageWords.component(hitBy: $0.severity) }
        let said = page.map { $0.trouble == nil ? $0.words?.state ?? .unknown : .unknown }
        let all = hit + components + [said].compactMap(\.self)
        let worst = all.max { StatuspageWords.rank($0) < StatuspageWords.rank($1) } ?? .operational
        return StatuspageWords.rank(worst) == 0 && all.contains(.unknown) ? .unknown : worst
    }

    private static func state(
        of component: Component, _ page: FollowedPage?, _ ongoing: [Incident], now: Instant
    ) -> ComponentState {
        let hit = ongoing.filter { incident in
            incident.windows.contains { window in
                window.components.contains(component.id) && window.start <= now
                    && (window.end ?? now + .seconds(1)) > now
            }
        }
        var states = hit.map { StatuspageWords.component(hitBy: $0.severity) }
        if let page {
            if page.trouble == nil, let words = page.words {
                states.append(words.troubled.first { $0.component == component.id }?.state ?? .operational)
            } else if states.isEmpty {
                // What it said before it could not be read any more is no news.
                return .unknown
            }
        }
        return states.max { StatuspageWords.rank($0) < StatuspageWords.rank($1) } ?? .operational
    }
}
