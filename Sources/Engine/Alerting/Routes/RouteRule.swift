package import Vocabulary

/// Why a route tells somebody of something, or why not: the same rule decides what is sent and what the dry run says.
package struct RouteVerdict: Sendable, Hashable {
    /// One thing that the route asks for, with what was found.
    package struct Condition: Sendable, Hashable {
        /// What is compared: `provider`, `severity`.
        package var name: String
        package var wanted: String
        package var found: String
        package var holds: Bool

        package init(_ name: String, wanted: String, found: String, holds: Bool) {
            self.name = name
            self.wanted = wanted
            self.found = found
            self.holds = holds
        }
    }

    package var route: RouteName
    package var origin: AlertRoute.Origin
    package var conditions: [Condition]
    /// The channels that are told; empty when a condition does not hold.
    package var to: [AlertChannelID]
    package var timing: AlertTiming

    package var matches: Bool { conditions.allSatisfy(\.holds) }

    /// One sentence: what is sent where and when, or the first condition that fails.
    package var sentence: String {
        guard let failed = conditions.first(where: { !$0.holds }) else {
            let channels = to.map(\.rawValue).joined(separator: ", ")
            return switch timing {
            case .now: "tells \(channels) at once"
            case .held(let instant): "tells \(channels) when its quiet hours end, at \(instant.rfc3339)"
            case .digest(let instant): "tells \(channels) in its digest, at \(instant.rfc3339)"
            }
        }
        return "tells nobody: \(failed.name) is \(failed.found), and the route wants \(failed.wanted)"
    }
}

package enum RouteRule {
    /// What each route does about a subject that is to be told from `now` on. Pure: the dry run is this, and so is the
    /// outbox.
    package static func explain(
        _ subject: AlertSubject, routes: [AlertRoute], now: Instant, zones: ZoneCatalogue
    ) -> [RouteVerdict] {
        routes.map { route in
            let conditions = conditions(of: route.match, subject)
            return RouteVerdict(
                route: route.name, origin: route.origin, conditions: conditions,
                to: conditions.allSatisfy(\.holds) ? route.to : [],
                timing: route.timing(subject.severity, wanted: now, zones: zones))
        }
    }

    static func matches(_ match: AlertRoute.Match, _ subject: AlertSubject) -> Bool {
        conditions(of: match, subject).allSatisfy(\.holds)
    }

    private static func conditions(of match: AlertRoute.Match, _ subject: AlertSubject) -> [RouteVerdict.Condition] {
        var conditions = [
            RouteVerdict.Condition(
                "kind", wanted: list(match.kinds.map(\.rawValue)), found: subject.kind.rawValue,
                holds: match.kinds.contains(subject.kind))
        ]
        func any(_ name: String, of wanted: [String], in found: [String]) {
            guard !wanted.isEmpty else { return }
            conditions.append(
                RouteVerdict.Condition(
                    name, wanted: list(wanted), found: found.isEmpty ? "not known" : found.joined(separator: ", "),
                    holds: wanted.contains(where: found.contains)))
        }
        any("provider", of: match.providers.map(\.rawValue), in: [subject.provider.rawValue])
        // Of an unreadable page nothing more is known: a route that asks for it names the provider at most.
        guard subject.kind != .unreadable else { return conditions }
        any("component", of: match.components.map(\.rawValue), in: subject.components.map(\.rawValue))
        any("channel", of: match.channels.map(\.rawValue), in: subject.channels.map(\.rawValue))
        any("entity", of: match.entities, in: subject.entities)
        // A maintenance has no other severity, and who asks for maintenance wants it.
        if let least = match.severityAtLeast, subject.kind != .maintenance {
            conditions.append(
                RouteVerdict.Condition(
                    "severity", wanted: "at least \(least.rawValue)", found: subject.severity.rawValue,
                    holds: subject.severity >= least))
        }
        return conditions
    }

    private static func list(_ words: [String]) -> String { words.joined(separator: " or ") }
}
