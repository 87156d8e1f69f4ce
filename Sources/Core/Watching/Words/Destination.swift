/// Where something is: a host, maybe a port, and for a URL its scheme and path. Names are kept as they are written; who
/// probes resolves them, each time anew.
package struct Destination: Sendable, Hashable, CustomStringConvertible {
    package var scheme: String?
    package var host: String
    package var port: UInt16?
    /// From the first slash on, with the query; empty where there is none.
    package var path: String

    package static let schemes = ["http", "https", "ws", "wss"]

    package init(scheme: String? = nil, host: String, port: UInt16? = nil, path: String = "") {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
    }

    /// `HOST`, `HOST:PORT`, `[ADDRESS]:PORT` or a URL without a user; nil for anything else.
    package init?(_ text: String) {
        guard (1...2_048).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        var rest = text[...]
        if let scheme = Self.schemes.first(where: { text.hasPrefix($0 + "://") }) {
            self.scheme = scheme
            rest = rest.dropFirst(scheme.utf8.count + 3)
            let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            path = String(rest.dropFirst(authority.count))
            guard !path.contains("#") else { return nil }
            if path.hasPrefix("?") { path = "/" + path }
            rest = authority
        } else {
            path = ""
        }
        let hostText: Substring
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            hostText = rest[rest.index(after: rest.startIndex)..<end]
            rest = rest[rest.index(after: end)...]
            guard Self.isVersion6(hostText) else { return nil }
        } else if rest.count(where: { $0 == ":" }) > 1 {
            // An IPv6 address alone.
            guard scheme == nil, Self.isVersion6(rest) else { return nil }
            hostText = rest
            rest = ""
        } else {
            hostText = rest.prefix { $0 != ":" }
            rest = rest.dropFirst(hostText.count)
            guard Self.isName(hostText) else { return nil }
        }
        host = hostText.lowercased()
        if rest.isEmpty { return }
        let digits = rest.dropFirst()
        guard rest.first == ":", (1...5).contains(digits.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(digits), port > 0
        else { return nil }
        self.port = port
    }

    private static func isVersion6(_ text: Substring) -> Bool {
        (2...45).contains(text.utf8.count) && (text.contains("::") || text.count(where: { $0 == ":" }) == 7)
            && text.utf8.allSatisfy { byte in
                (0x30...0x3A).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
                    || byte == UInt8(ascii: ".")
            }
    }

    private static func isName(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...253).contains(text.utf8.count) else { return false }
        return labels.enumerated().allSatisfy { index, label in
            // A name may end with a dot.
            if label.isEmpty { return index == labels.count - 1 && index > 0 }
            return label.utf8.count <= 63
                && label.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                }
        }
    }

    package var isWeb: Bool { scheme == "https" || scheme == "http" }
    package var isEncrypted: Bool { scheme == "https" || scheme == "wss" }

    package var description: String {
        let shownHost = host.contains(":") && (port != nil || scheme != nil) ? "[\(host)]" : host
        return (scheme.map { $0 + "://" } ?? "") + shownHost + (port.map { ":\($0)" } ?? "") + path
    }
}

/// Where a secret is, `env:NAME` or `file:PATH`. The secret itself is read when a probe needs it, and kept nowhere.
package struct SecretReference: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    package init?(_ text: String) {
        guard text.utf8.count <= 4_096, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
            (text.hasPrefix("env:") && text.utf8.count > 4) || (text.hasPrefix("file:") && text.utf8.count > 5)
        else { return nil }
        description = text
    }
}
