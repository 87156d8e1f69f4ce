package import JSON
internal import Vocabulary

/// The routes and channels as the journal has them: those of the configuration, and over them what people changed.
package struct RouteBook: Sendable, Equatable {
    package var configured: [AlertRoute]
    package var channels: [AlertChannelProfile]
    /// By name; nil where a person removed a route.
    package var changed: [RouteName: AlertRoute?]

    package init(
        configured: [AlertRoute] = [], channels: [AlertChannelProfile] = [], changed: [RouteName: AlertRoute?] = [:]
    ) {
        self.configured = configured
        self.channels = channels
        self.changed = changed
    }

    /// What is in force, in the order of the configuration, then people's own by name.
    package var routes: [AlertRoute] {
        let names = Set(configured.map(\.name))
        let first = configured.compactMap { route in changed[route.name] ?? route }
        let others = changed.filter { !names.contains($0.key) }.sorted { $0.key < $1.key }.compactMap(\.value)
        return first + others
    }

    package func channel(_ id: AlertChannelID) -> AlertChannelProfile? { channels.first { $0.id == id } }

    /// The configuration was read: what it says anew stands over what people said before.
    package mutating func set(_ routes: [AlertRoute], _ channels: [AlertChannelProfile]) {
        for route in routes where configured.first(where: { $0.name == route.name }) != route {
            changed[route.name] = nil
        }
        configured = routes
        self.channels = channels
    }

    /// Why a person's route can't be taken, or nil: for whoever asks before it is recorded.
    package func objection(to route: AlertRoute) -> String? {
        if route.to.isEmpty { return "a route tells at least one channel" }
        if route.match.kinds.isEmpty {
            return "a route takes at least one kind: incident, recurrence, maintenance, unreadable"
        }
        if let unknown = route.to.first(where: { channel($0) == nil }) {
            return "there is no channel \(unknown); the configuration has "
                + (channels.isEmpty ? "none" : channels.map(\.id.rawValue).joined(separator: ", "))
        }
        let isKnown = routes.contains { $0.name == route.name }
        if !isKnown, routes.count >= Self.routesMost {
            return "there are \(Self.routesMost) routes already; remove one"
        }
        if route.to.count > 20 || route.match.providers.count + route.match.components.count > 400 {
            return "a route names at most 20 channels, and 400 providers and components"
        }
        return nil
    }

    package static let routesMost = 200

    mutating func change(_ route: AlertRoute) { changed.updateValue(route, forKey: route.name) }
    mutating func remove(_ name: RouteName) {
        // Only a route of the configuration has to be remembered as removed.
        if configured.contains(where: { $0.name == name }) {
            changed.updateValue(nil, forKey: name)
        } else {
            changed[name] = nil
        }
    }

    package init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        configured = try object.array("configured") { json, path throws(JSONError) in
            try AlertRoute(json: json, path: path)
        }
        channels = try object.array("channels") { json, path throws(JSONError) in
            try AlertChannelProfile(json: json, path: path)
        }
        changed = [:]
        let members = try object.map("changed") { json, path throws(JSONError) -> AlertRoute? in
            json.isNull ? nil : try AlertRoute(json: json, path: path)
        }
        for (name, route) in members {
            guard let name = RouteName(name) else { continue }
            changed.updateValue(route, forKey: name)
        }
    }

    package var json: JSONValue {
        var changes = JSONObject()
        for (name, route) in changed.sorted(by: { $0.key < $1.key }) {
            changes[name.rawValue] = route?.json ?? .null
        }
        return [
            "configured": .array(configured.map(\.json)), "channels": .array(channels.map(\.json)),
            "changed": .object(changes),
        ]
    }
}
