internal import Bytes
package import Vocabulary

/// Names in our form for what vendors name in theirs: the same name every time, and readable where that is possible.
package enum IncidentNaming {
    /// `<provider>-<the vendor's id>`; a digest stands for an id that can't be a part of a name or is too long.
    package static func incident(_ foreignID: String, of provider: ProviderID) -> IncidentID {
        IncidentID(checked: joined(provider.rawValue, foreignID))
    }

    package static func component(_ foreignID: String, of provider: ProviderID) -> ComponentID {
        // `channel:3ds` is a channel of a page without components of its own.
        ComponentID(checked: joined(provider.rawValue, foreignID.replacing("channel:", with: "")))
    }

    /// A provider's name out of a host: `status.example-pay.com` is `example-pay`.
    package static func provider(ofHost host: String) -> ProviderID? {
        var labels = host.lowercased().split(separator: ".").map(String.init)
        if labels.count > 1 { labels.removeLast() }
        let common: Set<String> = ["www", "status", "co", "com", "statuspage", "instatus", "betteruptime", "io"]
        let telling = labels.filter { !common.contains($0) }
        let name = slug((telling.isEmpty ? labels : telling).joined(separator: "-"))
        return ProviderID(name)
    }

    /// Lower-case letters, digits and single hyphens; empty when nothing is left.
    package static func slug(_ text: String, most: Int = 40) -> String {
        var name = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                name.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): name.unicodeScalars.append(Unicode.Scalar(byte + 32))
            default: if !name.isEmpty && !name.hasSuffix("-") { name += "-" }
            }
            if name.utf8.count >= most { break }
        }
        while name.hasSuffix("-") { name.removeLast() }
        return name
    }

    private static func joined(_ prefix: String, _ foreignID: String) -> String {
        let lowered = foreignID.lowercased()
        let name = prefix + "-" + lowered
        if IdentifierRule.accepts(name) { return name }
        let digest = SHA256Digest(of: Array(foreignID.utf8)).hexadecimal.prefix(16)
        return prefix.prefix(47) + "-" + digest
    }
}
