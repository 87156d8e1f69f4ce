/// An identifier of one kind of thing: never a bare string, so a brand's can't stand where a provider's is wanted.
/// Lower-case letters, digits and hyphens, 1 to 64 bytes: it goes into addresses and stream names as it is.
package protocol Identifier: Sendable, Hashable, Comparable, CustomStringConvertible {
    var rawValue: String { get }
    init(checked rawValue: String)
}

extension Identifier {
    /// Nil when the text is no identifier.
    package init?(_ text: some StringProtocol) {
        guard IdentifierRule.accepts(text) else { return nil }
        self.init(checked: String(text))
    }

    package var description: String { rawValue }
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

package enum IdentifierRule {
    package static func accepts(_ text: some StringProtocol) -> Bool {
        let bytes = text.utf8
        return (1...64).contains(bytes.count) && bytes.first != UInt8(ascii: "-")
            && bytes.allSatisfy { byte in
                (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z"))
                    || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) || byte == UInt8(ascii: "-")
            }
    }
}

package struct ProviderID: Identifier {
    package let rawValue: String
    package init(checked rawValue: String) { self.rawValue = rawValue }
}

package struct BrandID: Identifier {
    package let rawValue: String
    package init(checked rawValue: String) { self.rawValue = rawValue }
}

package struct ComponentID: Identifier {
    package let rawValue: String
    package init(checked rawValue: String) { self.rawValue = rawValue }
}

package struct IncidentID: Identifier {
    package let rawValue: String
    package init(checked rawValue: String) { self.rawValue = rawValue }
}

package struct ImpactWindowID: Identifier {
    package let rawValue: String
    package init(checked rawValue: String) { self.rawValue = rawValue }
}

package struct StatementID: Identifier {
    package let rawValue: String
    package init(checked rawValue: String) { self.rawValue = rawValue }
}

package struct SentenceID: Identifier {
    package let rawValue: String
    package init(checked rawValue: String) { self.rawValue = rawValue }
}

package struct SeriesID: Identifier {
    package let rawValue: String
    package init(checked rawValue: String) { self.rawValue = rawValue }
}

/// A vendor's own ticket, as the vendor writes it: `TSR-1532`. 1 to 64 printable characters.
package struct Reference: Sendable, Hashable, CustomStringConvertible {
    package let rawValue: String

    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 64, text.unicodeScalars.allSatisfy({ $0.value > 0x20 }) else {
            return nil
        }
        rawValue = text
    }

    package var description: String { rawValue }
}
