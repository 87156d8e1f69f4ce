package import Vocabulary

/// What a feed is about.
package enum FeedScope: Sendable, Hashable {
    case all
    case provider(ProviderID)
    case component(ComponentID)
    /// A rail, scheme, method or issuer, as incidents carry it.
    case entity(String)

    /// Its address without the ending that says its format.
    package var address: String {
        switch self {
        case .all: "/feeds/all"
        case .provider(let id): "/feeds/providers/\(id)"
        case .component(let id): "/feeds/components/\(id)"
        case .entity(let word): "/feeds/entities/\(word)"
        }
    }

    /// Whether an incident belongs into it.
    package func holds(_ incident: Incident) -> Bool {
        switch self {
        case .all: true
        case .provider(let id): incident.provider == id
        case .component(let id):
            incident.components.contains(id) || incident.windows.contains { $0.components.contains(id) }
        case .entity(let word): incident.entities.contains(word)
        }
    }
}

package enum FeedFormat: String, Sendable, Hashable, CaseIterable {
    case atom, rss, json

    package var name: String {
        switch self {
        case .atom: "Atom 1.0"
        case .rss: "RSS 2.0"
        case .json: "JSON Feed 1.1"
        }
    }

    package var mediaType: String {
        switch self {
        case .atom: "application/atom+xml"
        case .rss: "application/rss+xml"
        case .json: "application/feed+json"
        }
    }
}

/// Where an installation stands: `https://status.example.com`, without a slash at the end.
package struct PublicPlace: Sendable, Hashable {
    package let origin: String

    package init(origin: String) {
        self.origin = origin.hasSuffix("/") ? String(origin.dropLast()) : origin
    }

    /// The place as a request names it, for installations that nobody has given an address. Nil when the Host header
    /// is no host: it stands in addresses, so nothing else may come in with it.
    package init?(host: String?, isSecure: Bool) {
        guard let host, (1...255).contains(host.utf8.count) else { return nil }
        let allowed = host.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"),
                UInt8(ascii: "["), UInt8(ascii: "]"):
                true
            default: false
            }
        }
        guard allowed else { return nil }
        origin = (isSecure ? "https://" : "http://") + host
    }

    /// A tag URI (RFC 4151): the same for as long as the installation keeps its name, whatever its pages' addresses
    /// become.
    package func tag(_ specific: String) -> String {
        var authority = origin.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" }
        // The authority of a tag is a name: without port, and no IPv6 address.
        if authority.hasPrefix("[") { authority = "localhost" }
        let name = authority.prefix { $0 != ":" }
        return "tag:\(name.isEmpty ? "localhost" : name.lowercased()),2025:\(specific)"
    }
}
