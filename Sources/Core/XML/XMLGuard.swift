/// What is refused before an XML parser sees it, in one pass.
enum XMLGuard {
    private static let attributesMax = 256

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Nil when there is nothing to object to.
    static func objection(to bytes: [UInt8]) -> String? {
        if hasInternalSubset(bytes) { return "it brings entities of its own, which nothing here needs" }
        if hasCrowdedTag(bytes) { return "one of its tags has more than \(attributesMax) attributes" }
        return nil
    }

    /// A document type declaration with brackets: the place where entities are declared.
    private static func hasInternalSubset(_ bytes: [UInt8]) -> Bool {
        var place = 0
        while place < bytes.count {
            while place < bytes.count, isSpace(bytes[place]) { place += 1 }
            guard place + 1 < bytes.count, bytes[place] == UInt8(ascii: "<") else { return false }
            if starts(bytes, place, "<?") {
                place = end(bytes, of: "?>", from: place)
            } else if starts(bytes, place, "<!--") {
                place = end(bytes, of: "-->", from: place + 4)
            } else if starts(bytes, place, "<!") {
                while place < bytes.count, bytes[place] != UInt8(ascii: ">") {
                    if bytes[place] == UInt8(ascii: "[") { return true }
                    place += 1
                }
                place += 1
            } else {
                return false
            }
        }
        return false
    }

    /// Each attribute has an equals sign outside quotes, so counting those in a tag is enough.
    static func hasCrowdedTag(_ bytes: [UInt8]) -> Bool {
        // Most documents have fewer equals signs than one tag may have.
        var equals = 0
        for byte in bytes where byte == UInt8(ascii: "=") { equals += 1 }
        guard equals > attributesMax else { return false }
        var place = 0
        while place < bytes.count {
            guard bytes[place] == UInt8(ascii: "<") else {
                place += 1
                continue
            }
            let next = place + 1 < bytes.count ? bytes[place + 1] : 0
            if next != UInt8(ascii: "!"), next != UInt8(ascii: "?") {
                if isCrowded(bytes, &place) { return true }
            } else if starts(bytes, place, "<!--") {
                place = end(bytes, of: "-->", from: place + 4)
            } else if starts(bytes, place, "<![CDATA[") {
                place = end(bytes, of: "]]>", from: place)
            } else if starts(bytes, place, "<?") {
                place = end(bytes, of: "?>", from: place)
            } else if isCrowded(bytes, &place) {
                return true
            }
        }
        return false
    }

    private static func isCrowded(_ bytes: [UInt8], _ place: inout Int) -> Bool {
        var quote: UInt8?
        var count = 0
        place += 1
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: "=") {
                count += 1
                if count > attributesMax { return true }
            } else if byte == UInt8(ascii: ">") {
                return false
            }
        }
        return false
    }

    private static func starts(_ bytes: [UInt8], _ place: Int, _ text: StaticString) -> Bool {
        let text = text.description.utf8
        return place + text.count <= bytes.count && zip(text, bytes[place...]).allSatisfy { $0 == $1 }
    }

    private static func end(_ bytes: [UInt8], of text: String, from start: Int) -> Int {
        let mark = Array(text.utf8)
        var place = start
        while place + mark.count <= bytes.count {
            if bytes[place] == mark[0], zip(mark, bytes[place...]).allSatisfy({ $0 == $1 }) {
                return place + mark.count
            }
            place += 1
        }
        return bytes.count
    }
}
