package import Network

/// An absolute `http` or `https` URL, read strictly: what this accepts, every reader takes apart the same way. No
/// credentials, no fragment, no control or non-ASCII characters, no IPv4 address in disguise.
package struct FetchURL: Sendable, Hashable {
    package enum Scheme: String, Sendable, Hashable {
        case http
        case https

        package var defaultPort: UInt16 { self == .http ? 80 : 443 }
    }

    package let scheme: Scheme
    /// A name in lower case, or an address in its one form: IPv6 without brackets, mapped IPv4 as the IPv4 it is.
    package let host: String
    package let port: UInt16
    /// Begins with a slash; percent-encoded as given.
    package let path: String
    /// What stands behind the question mark; nil when there is none.
    package let query: String?

    package static let maximumBytes = 8_192

    package init(_ text: String) throws(FetchError) {
        guard text.utf8.count <= Self.maximumBytes else {
            throw Self.bad("the URL is longer than \(Self.maximumBytes) bytes")
        }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && !Self.neverAllowed.contains($0) }) else {
            throw Self.bad("the URL holds a character that must be percent-encoded (names in punycode)")
        }
        let bytes = Array(text.utf8)
        guard let mark = text.range(of: "://"), let scheme = Scheme(rawValue: text[..<mark.lowerBound].lowercased())
        else { throw Self.bad("a URL begins with http:// or https://") }
        self.scheme = scheme
        let rest = bytes[(text.utf8.distance(from: text.startIndex, to: mark.upperBound))...]
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        let authority = rest[..<(end ?? rest.endIndex)]
        (host, port) = try Self.authority(authority, scheme)
        var tail = rest[(end ?? rest.endIndex)...]
        if let fragment = tail.firstIndex(of: UInt8(ascii: "#")) { tail = tail[..<fragment] }
        let question = tail.firstIndex(of: UInt8(ascii: "?"))
        let path = tail[..<(question ?? tail.endIndex)]
        self.path = path.isEmpty ? "/" : String(decoding: path, as: UTF8.self)
        query = question.map { String(decoding: tail[($0 + 1)...], as: UTF8.self) }
    }

    private init(scheme: Scheme, host: String, port: UInt16, path: String, query: String?) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
        self.query = query
    }

    /// The whole URL, query included: for the wire, not for messages (`description` is).
    package var text: String { origin + path + (query.map { "?" + $0 } ?? "") }

    /// `https://example.com:8443`; the port only when it is not the scheme's.
    package var origin: String {
        let host = self.host.contains(":") ? "[\(self.host)]" : self.host
        return "\(scheme.rawValue)://\(host)" + (port == scheme.defaultPort ? "" : ":\(port)")
    }

    /// The host as an address, when it is one.
    package var address: NetworkAddress? { NetworkAddress(host) }

    package func hasSameOrigin(as other: FetchURL) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }

    /// The URL that a `Location` header names, seen from this one (RFC 3986, section 5).
    package func resolving(_ reference: String) throws(FetchError) -> FetchURL {
        let reference = reference.prefix { $0 != "#" }
        if let colon = reference.firstIndex(of: ":"),
            reference[..<colon].utf8.allSatisfy({ Self.isSchemeByte($0) })
        {
            return try FetchURL(String(reference))
        }
        if reference.hasPrefix("//") { return try FetchURL("\(scheme.rawValue):\(reference)") }
        if reference.isEmpty { return self }
        let mark = reference.firstIndex(of: "?")
        let path = String(reference[..<(mark ?? reference.endIndex)])
        let query = mark.map { "?" + reference[reference.index(after: $0)...] } ?? ""
        let merged: String
        if path.isEmpty {
            merged = self.path
        } else if path.hasPrefix("/") {
            merged = Self.withoutDots(path)
        } else {
            let folder = self.path[...(self.path.lastIndex(of: "/") ?? self.path.startIndex)]
            merged = Self.withoutDots(folder + path)
        }
        return try FetchURL(origin + merged + query)
    }

    // MARK: Parts

    /// Characters that no part of a URL may hold and that readers treat differently.
    private static let neverAllowed = Set("\"<>\\^`{|}".utf8)

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func authority(_ bytes: ArraySlice<UInt8>, _ scheme: Scheme) throws(FetchError) -> (String, UInt16) {
        guard !bytes.contains(UInt8(ascii: "@")) else {
            throw bad("a URL must not hold credentials; send an Authorization header instead")
        }
        var name = bytes
        var portDigits: ArraySlice<UInt8>?
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { throw bad("an IPv6 address ends with ]") }
            name = bytes[(bytes.startIndex + 1)..<close]
            let behind = bytes[(close + 1)...]
            guard behind.isEmpty || behind.first == UInt8(ascii: ":") else { throw bad("the host is not well-formed") }
            portDigits = behind.isEmpty ? nil : behind.dropFirst()
            guard name.contains(UInt8(ascii: ":")),
                let address = NetworkAddress(String(decoding: name, as: UTF8.self))
            else {
                throw bad("what stands in brackets is no IPv6 address")
            }
            return (address.description, try port(portDigits, scheme))
        }
        if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            name = bytes[..<colon]
            portDigits = bytes[(colon + 1)...]
        }
        return (try host(String(decoding: name, as: UTF8.self).lowercased()), try port(portDigits, scheme))
    }

    private static func port(_ digits: ArraySlice<UInt8>?, _ scheme: Scheme) throws(FetchError) -> UInt16 {
        guard let digits else { return scheme.defaultPort }
        guard (1...5).contains(digits.count),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let value = UInt16(String(decoding: digits, as: UTF8.self)), value > 0
        else { throw bad("the port is a number from 1 to 65535") }
        return value
    }

    private static func host(_ name: String) throws(FetchError) -> String {
        guard !name.isEmpty, name.utf8.count <= 253 else { throw bad("the host name is missing or too long") }
        var labels = name.split(separator: ".", omittingEmptySubsequences: false)
        if labels.count > 1, labels.last == "" { labels.removeLast() }
        for label in labels {
            guard (1...63).contains(label.utf8.count), label.first != "-", label.last != "-",
                label.utf8.allSatisfy({
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                        || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
                })
            else { throw bad("the host name is not well-formed") }
        }
        // Libraries read a name whose last part is a number as an address, each in its own way.
        if let last = labels.last, last.first?.isNumber == true,
            last.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) || last.hasPrefix("0x")
        {
            guard let address = NetworkAddress(name) else {
                throw bad("an IPv4 address is written as four decimal numbers")
            }
            return address.description
        }
        return name
    }

    private static func withoutDots(_ path: some StringProtocol) -> String {
        var kept: [Substring] = []
        let parts = String(path).split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (position, part) in zip(parts.indices, parts) {
            let isLast = position == parts.endIndex - 1
            switch part {
            case "..":
                _ = kept.popLast()
                if isLast { kept.append("") }
            case ".":
                if isLast { kept.append("") }
            default: kept.append(part)
            }
        }
        return "/" + kept.joined(separator: "/")
    }

    private static func bad(_ message: String) -> FetchError { FetchError(.badRequest, message) }
}

extension FetchURL: CustomStringConvertible {
    /// Without what the query says: tokens travel there.
    package var description: String { origin + path + (query == nil ? "" : "?…") }
}

extension String {
    fileprivate func range(of part: String) -> Range<String.Index>? {
        let (whole, sought) = (Array(utf8), Array(part.utf8))
        guard sought.count <= whole.count else { return nil }
        for start in 0...(whole.count - sought.count) where whole[start..<start + sought.count].elementsEqual(sought) {
            return utf8.index(startIndex, offsetBy: start)..<utf8.index(startIndex, offsetBy: start + sought.count)
        }
        return nil
    }
}
