/// Where the provider's files come from.
package protocol SettlementSource: Sendable {
    /// What lies there, each with a word that changes when the file's content does.
    func notices() async throws(SettlementSourceError) -> [SettlementNotice]
    /// A whole file.
    func content(of notice: SettlementNotice) async throws(SettlementSourceError) -> [UInt8]
}

package struct SettlementNotice: Sendable, Hashable {
    /// As the source names the file: 1 to 80 letters, digits, dots, hyphens and underscores.
    package let name: String
    package let state: String

    package init?(name: String, state: String) {
        guard (1...Self.nameBytesMost).contains(name.utf8.count), !name.hasPrefix("."),
            name.utf8.allSatisfy(Self.isAllowed)
        else { return nil }
        self.name = name
        self.state = state
    }

    package static let nameBytesMost = 80

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

/// Why files can't be had. The message is safe to log and to show.
package struct SettlementSourceError: Error, Sendable, Equatable, CustomStringConvertible {
    package let message: String
    package init(_ message: String) { self.message = message }
    package var description: String { message }
}
