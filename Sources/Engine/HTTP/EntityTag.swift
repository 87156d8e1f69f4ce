/// Conditions on entity tags (RFC 9110, section 13).
package enum EntityTag {
    /// Header values longer than this are not evaluated: the request is answered in full.
    package static let headerBytesMost = 4_096

    /// Whether `If-None-Match` says that the client has `current` already: a list, or `*`; weak comparison.
    package static func noneMatch(_ header: String?, has current: String) -> Bool {
        guard let header, let tags = list(header) else { return false }
        if tags.isAny { return true }
        let opaque = withoutWeakness(current[...])
        return tags.values.contains { withoutWeakness($0) == opaque }
    }

    /// Whether `If-Match` allows a change of what has the tag `current` (nil: it does not exist).
    ///
    /// Strong comparison; a missing header allows, a malformed one does not.
    package static func match(_ header: String?, allows current: String?) -> Bool {
        guard let header else { return true }
        guard let current, let tags = list(header) else { return false }
        if tags.isAny { return true }
        guard !current.hasPrefix("W/") else { return false }
        return tags.values.contains { $0 == current }
    }

    private static func withoutWeakness(_ tag: Substring) -> Substring {
        tag.hasPrefix("W/") ? tag.dropFirst(2) : tag
    }

    /// Nil when it is no list of entity tags.
    ///
    /// Commas may stand inside a tag, so quotation marks lead.
    private static func list(_ header: String) -> (isAny: Bool, values: [Substring])? {
        let bytes = header.utf8
        guard bytes.count <= headerBytesMost else { return nil }
        var values: [Substring] = []
        var index = bytes.startIndex
        var needsComma = false
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"):
                index = bytes.index(after: index)
            case UInt8(ascii: ","):
                needsComma = false
                index = bytes.index(after: index)
            case UInt8(ascii: "*"):
                let rest = header[index...].utf8.dropFirst()
                let isAlone = values.isEmpty && rest.allSatisfy { $0 == 0x20 || $0 == 0x09 }
                return isAlone ? (true, []) : nil
            default:
                guard !needsComma, let end = endOfTag(bytes, index) else { return nil }
                values.append(header[index..<end])
                index = end
                needsComma = true
            }
        }
        return (false, values)
    }

    private static func endOfTag(_ bytes: String.UTF8View, _ start: String.Index) -> String.Index? {
        var index = start
        if bytes[index] == UInt8(ascii: "W") {
            index = bytes.index(after: index)
            guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "/") else { return nil }
            index = bytes.index(after: index)
        }
        guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "\"") else { return nil }
        index = bytes.index(after: index)
        while index < bytes.endIndex {
            let byte = bytes[index]
            index = bytes.index(after: index)
            if byte == UInt8(ascii: "\"") { return index }
            guard byte == 0x21 || byte > 0x22, byte != 0x7f else { return nil }
        }
        return nil
    }
}
