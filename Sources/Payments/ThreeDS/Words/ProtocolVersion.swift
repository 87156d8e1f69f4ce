package import JSON

/// A version of the protocol's messages, such as 2.2.0.
package struct ProtocolVersion: ElementValue, Hashable, Comparable, CustomStringConvertible {
    package let major: Int
    package let minor: Int
    package let patch: Int

    package static let v2_1_0 = ProtocolVersion(major: 2, minor: 1, patch: 0)
    package static let v2_2_0 = ProtocolVersion(major: 2, minor: 2, patch: 0)
    /// The versions whose rules are written here.
    package static let supported: Set<ProtocolVersion> = [v2_1_0, v2_2_0]

    package init(major: Int, minor: Int, patch: Int) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Nil unless it is three numbers of one or two digits, in 5 to 8 characters.
    package init?(_ text: some StringProtocol) {
        guard (5...8).contains(text.utf8.count) else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        var numbers: [Int] = []
        for part in parts {
            guard (1...2).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                part.utf8.count == 1 || part.utf8.first != 0x30, let number = Int(part)
            else { return nil }
            numbers.append(number)
        }
        self.init(major: numbers[0], minor: numbers[1], patch: numbers[2])
    }

    package init?(json: JSONValue) {
        guard let text = json.string else { return nil }
        self.init(text)
    }

    package var json: JSONValue { .string(description) }
    package var description: String { "\(major).\(minor).\(patch)" }

    package static func < (left: ProtocolVersion, right: ProtocolVersion) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    /// The highest version that all can speak; nil when there is none.
    ///
    /// - Parameters:
    ///   - own: what the 3DS server speaks.
    ///   - spans: the first and last version of the directory server, and of the issuer for this card range.
    package static func negotiated(
        among own: Set<ProtocolVersion>, within spans: [ClosedRange<ProtocolVersion>]
    ) -> ProtocolVersion? {
        own.filter { version in spans.allSatisfy { $0.contains(version) } }.max()
    }
}
