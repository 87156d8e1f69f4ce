package import JSON

extension Profile {
    /// The profiles that come with the program.
    package enum Shipped: String, Sendable, CaseIterable {
        /// Everything ASCII, bitmaps as hexadecimal digits.
        case ascii87 = "iso87-ascii-hex"
        /// Everything ASCII, bitmaps as bytes.
        case asciiBinary87 = "iso87-ascii-binary"
        /// Digits and lengths packed, texts ASCII.
        case packed87 = "iso87-bcd"
        /// Digits packed, texts EBCDIC, every length one binary byte.
        case ebcdic87 = "iso87-ebcdic"
        /// The edition of 1993 in the same three encodings.
        case ascii93 = "iso93-ascii-hex"
        case asciiBinary93 = "iso93-ascii-binary"
        case packed93 = "iso93-bcd"
    }

    package static func shipped(_ name: Shipped) -> Profile {
        guard let profile = library[name.rawValue] else { preconditionFailure("the tests read every shipped profile") }
        return profile
    }

    private static let library: [String: Profile] = {
        do {
            return try ProfileReader(shippedBytes: PackageResources.profiles_json).profiles()
        } catch {
            preconditionFailure("the shipped profiles: \(error)")
        }
    }()

    /// A profile of a file: see `docs/payments/iso8583.md` for its members. It may stand on a shipped dictionary.
    package init(reading bytes: [UInt8]) throws(JSONError) {
        let document = try JSONValue(
            reading: bytes, limits: JSONLimits(bytes: ProfileReader.documentBytesMax, depth: 8))
        self = try ProfileReader(shippedBytes: PackageResources.profiles_json).profile(document, path: .root)
    }
}
