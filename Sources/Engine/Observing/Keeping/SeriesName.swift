/// The name of what is measured: a probe and the path on which it asks, such as `nexo-echo/ingress-1`.
package struct SeriesName: Sendable, Hashable, Comparable, CustomStringConvertible {
    package static let bytesMost = 200
    package let rawValue: String

    /// From 1 to 200 visible characters of ASCII.
    package init?(rawValue: String) {
        guard Self.isName(rawValue, most: Self.bytesMost) else { return nil }
        self.rawValue = rawValue
    }

    package static func < (left: SeriesName, right: SeriesName) -> Bool { left.rawValue < right.rawValue }
    package var description: String { rawValue }

    static func isName(_ text: String, most: Int) -> Bool {
        (1...most).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }
}

/// The name of a place from which probes ask.
package struct VantageName: Sendable, Hashable, Comparable, CustomStringConvertible {
    package static let bytesMost = 64
    package let rawValue: String

    /// From 1 to 64 visible characters of ASCII.
    package init?(rawValue: String) {
        guard SeriesName.isName(rawValue, most: Self.bytesMost) else { return nil }
        self.rawValue = rawValue
    }

    package static func < (left: VantageName, right: VantageName) -> Bool { left.rawValue < right.rawValue }
    package var description: String { rawValue }
}
