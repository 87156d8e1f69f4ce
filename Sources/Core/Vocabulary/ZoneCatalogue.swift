/// The zones of one set of IANA data. Where the bytes come from is an argument: the program reads the files of the
/// `tzdata` package, a test may bring its own.
package struct ZoneCatalogue: Sendable {
    private let data: @Sendable (String) -> [UInt8]?

    package init(data: @escaping @Sendable (String) -> [UInt8]?) { self.data = data }

    /// Nil when there is no such zone. `UTC` is always there.
    package func zone(_ identifier: String) -> Zone? {
        if identifier == "UTC" { return .utc }
        guard Self.isIdentifier(identifier), let bytes = data(identifier) else { return nil }
        return try? Zone(identifier: identifier, data: bytes)
    }

    /// Letters, digits, `_+-` and single slashes: an identifier can never leave the folder of the data.
    package static func isIdentifier(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 64, !text.hasPrefix("/"), !text.hasSuffix("/") else { return false }
        return text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy { byte in
                    (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
                        || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
                        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                }
        }
    }
}
