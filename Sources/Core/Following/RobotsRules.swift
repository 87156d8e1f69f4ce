/// What a site's robots.txt lets a program fetch (RFC 9309): groups by name, the longest matching rule wins, `*` and `$`
/// in patterns. Bounded: 500 KiB are read, as the standard asks for at least, and paths are matched by their first
/// 2,048 bytes.
package struct RobotsRules: Sendable, Hashable {
    struct Rule: Sendable, Hashable {
        var allows: Bool
        /// Percent-encoding normalised.
        var pattern: [UInt8]
    }

    private struct Group {
        var agents: [String] = []
        var rules: [Rule] = []
    }

    let rules: [Rule]

    package static let bytesMax = 500 * 1_024
    private static let rulesMax = 2_000
    private static let patternMax = 1_024
    private static let pathMax = 2_048

    /// A site without robots.txt (404) lets everything be fetched.
    package static let allowAll = RobotsRules(rules: [])
    /// A site whose robots.txt can't be reached (5xx) lets nothing be fetched.
    package static let disallowAll = RobotsRules(rules: [Rule(allows: false, pattern: Array("/".utf8))])

    private init(rules: [Rule]) { self.rules = rules }

    /// - Parameter agent: The product token of our name, without version: `vigie`.
    package init(_ text: [UInt8], agent: String) {
        let wanted = agent.lowercased()
        var groups: [Group] = []
        var isCollectingAgents = false
        for line in text.prefix(Self.bytesMax).split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            guard let (key, value) = Self.member(line) else { continue }
            switch key {
            case "user-agent":
                if !isCollectingAgents { groups.append(Group()) }
                isCollectingAgents = true
                groups[groups.count - 1].agents.append(Self.token(value))
            case "allow", "disallow":
                isCollectingAgents = false
                guard !groups.isEmpty, !value.isEmpty, value.count <= Self.patternMax,
                    groups[groups.count - 1].rules.count < Self.rulesMax
                else { continue }
                groups[groups.count - 1].rules.append(
                    Rule(allows: key == "allow", pattern: Self.normalised(Array(value))))
            default: continue
            }
        }
        // All groups that name us count together; those for everybody only when none does.
        let own = groups.filter { $0.agents.contains(wanted) }
        let chosen = own.isEmpty ? groups.filter { $0.agents.contains("*") } : own
        rules = chosen.flatMap(\.rules)
    }

    /// - Parameter path: Path and query of an address, beginning with a slash.
    package func allows(_ path: String) -> Bool {
        if path == "/robots.txt" { return true }
        let path = Self.normalised(Array((path.hasPrefix("/") ? path : "/" + path).utf8.prefix(Self.pathMax)))
        var best: Rule?
        for rule in rules where Self.matches(rule.pattern, path) {
            guard let current = best else {
                best = rule
                continue
            }
            // The most octets win; between equals, the one that allows.
            if rule.pattern.count > current.pattern.count
                || (rule.pattern.count == current.pattern.count && rule.allows)
            {
                best = rule
            }
        }
        return best?.allows ?? true
    }

    private static func member(_ line: ArraySlice<UInt8>) -> (key: String, value: ArraySlice<UInt8>)? {
        let content = line.prefix { $0 != UInt8(ascii: "#") }
        guard let colon = content.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        var key = trimmed(content[..<colon])
        // A byte order mark at the start is no part of the first key.
        if key.starts(with: [0xEF, 0xBB, 0xBF]) { key = key.dropFirst(3) }
        guard key.count <= 32 else { return nil }
        return (String(decoding: key, as: UTF8.self).lowercased(), trimmed(content[(colon + 1)...]))
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let front = bytes.drop { $0 == 0x20 || $0 == 0x09 }
        guard let last = front.lastIndex(where: { $0 != 0x20 && $0 != 0x09 }) else { return [] }
        return front[...last]
    }

    /// `Vigie/1.0 (…)` names `vigie`.
    private static func token(_ value: ArraySlice<UInt8>) -> String {
        String(
            decoding: value.prefix(64).prefix { $0 != UInt8(ascii: "/") && $0 != 0x20 }, as: UTF8.self
        ).lowercased()
    }

    /// `*` matches anything, `$` at the end the end of the path; a pattern without it matches every path it begins.
    static func matches(_ pattern: [UInt8], _ path: [UInt8]) -> Bool {
        var pattern = pattern[...]
        let isAnchored = pattern.last == UInt8(ascii: "$")
        if isAnchored { pattern = pattern.dropLast() }
        let parts = pattern.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
        guard let first = parts.first, path.starts(with: first) else { return false }
        var place = first.count
        for (index, part) in parts.enumerated().dropFirst() {
            if isAnchored, index == parts.count - 1 {
                // The last part must end the path, behind all that came before.
                return path.count - part.count >= place && path.suffix(part.count).elementsEqual(part)
            }
            guard let found = position(of: part, in: path, from: place) else { return false }
            place = found + part.count
        }
        return !isAnchored || place == path.count
    }

    private static func position(of part: ArraySlice<UInt8>, in path: [UInt8], from start: Int) -> Int? {
        guard !part.isEmpty else { return start }
        var place = start
        while place + part.count <= path.count {
            if path[place] == part.first, path[place...].starts(with: part) { return place }
            place += 1
        }
        return nil
    }

    /// Bytes beyond ASCII are compared percent-encoded, hexadecimal digits in capitals, and letters and digits that were
    /// encoded without need are decoded.
    private static func normalised(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        func append(encoded byte: UInt8) {
            result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.count, let high = value(bytes[index + 1]),
                let low = value(bytes[index + 2])
            {
                let decoded = high << 4 | low
                if isUnreserved(decoded) { result.append(decoded) } else { append(encoded: decoded) }
                index += 3
            } else if byte >= 0x80 {
                append(encoded: byte)
                index += 1
            } else {
                result.append(byte)
                index += 1
            }
        }
        return result
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
