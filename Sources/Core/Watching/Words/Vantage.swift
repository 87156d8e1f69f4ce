/// A place from which probes ask.
package struct Vantage: Sendable, Hashable {
    package var name: String
    /// Places of others, on other networks, that are always up: when they fail as well, this vantage votes "unknown".
    package var anchors: [Destination]

    package init(_ name: String, anchors: [Destination] = []) {
        self.name = name
        self.anchors = anchors
    }
}
