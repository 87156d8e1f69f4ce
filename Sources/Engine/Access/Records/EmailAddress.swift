internal import Bytes

/// An e-mail address, under which somebody signs in. Case makes no difference.
package struct EmailAddress: Sendable, Hashable, CustomStringConvertible {
    package static let bytesMost = 254
    /// As it was typed.
    package let text: String

    /// Nil for what is no address: one `@`, a name and a domain of ASCII without spaces and signs that mean something in a
    /// mail's header.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.bytesMost, parts.count == 2, (1...64).contains(parts[0].utf8.count) else {
            return nil
        }
        let isName = parts[0].utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7f && !"()<>[]:;,\\\"".utf8.contains(byte)
        }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        let isDomain = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                        || byte == 0x2d
                }
        }
        guard isName, isDomain, !parts[0].hasPrefix("."), !parts[0].hasSuffix(".") else { return nil }
        self.text = String(text)
    }

    package var description: String { text }
    /// What two spellings of one address share.
    var plain: String { text.lowercased() }
    /// What stands before the `@`.
    var localPart: String { String(text.prefix { $0 != "@" }) }
    /// What stands behind it, in lower case.
    var domain: String { String(text.drop { $0 != "@" }.dropFirst()).lowercased() }
    /// The address as part of a document's key.
    var key: String { String(AccessDomain.email.digest(plain).hexadecimal.prefix(32)) }

    package static func == (left: EmailAddress, right: EmailAddress) -> Bool { left.plain == right.plain }
    package func hash(into hasher: inout Hasher) { hasher.combine(plain) }
}

extension EmailAddress {
    private init(reserved text: String) { self.text = text }

    /// Nobody's: the domain is reserved (RFC 2606), and `init` would refuse the name.
    static let nobody = EmailAddress(reserved: "(nobody)@example.invalid")
}
