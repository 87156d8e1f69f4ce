/// HTML as a row of tags and texts: one pass, no tree, nothing looked at twice.
///
/// libxml2's HTML parser repairs trees, compares each attribute with those before it and each end with all open
/// elements: a hostile page costs it the square of its size. What is needed here is only tags and texts in their order.
struct HTMLTokens {
    struct Tag {
        /// In lower case.
        var name: String
        var attributes: [(name: String, value: String)]

        subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
    }

    enum Token {
        case start(Tag)
        case end(String)
        /// Undecoded: entities stand as they were written.
        case text(Range<Int>)
        /// What stands in a script, a style sheet, a title or a text area.
        case raw(element: String, Range<Int>)
    }

    let bytes: [UInt8]
    private var place = 0
    private var rawElement: String?

    private static let rawElements: Set<String> = ["script", "style", "title", "textarea"]
    private static let attributesMax = 256
    private static let nameMax = 64

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> Token? {
        if let element = rawElement {
            rawElement = nil
            let start = place
            place = endOfRaw(element)
            if place > start { return .raw(element: element, start..<place) }
        }
        while place < bytes.count {
            if bytes[place] != UInt8(ascii: "<") { return text() }
            let following = place + 1 < bytes.count ? bytes[place + 1] : 0
            if Self.isLetter(following) {
                return startTag()
            } else if following == UInt8(ascii: "/"), place + 2 < bytes.count, Self.isLetter(bytes[place + 2]) {
                return endTag()
            } else if following == UInt8(ascii: "!") || following == UInt8(ascii: "?")
                || following == UInt8(ascii: "/")
            {
                skipDeclaration()
            } else {
                return text()
            }
        }
        return nil
    }

    /// Up to the next angle bracket; one that opens nothing is text itself.
    private mutating func text() -> Token {
        let start = place
        place += 1
        while place < bytes.count, bytes[place] != UInt8(ascii: "<") { place += 1 }
        return .text(start..<place)
    }

    private mutating func startTag() -> Token {
        place += 1
        let name = name()
        var attributes: [(name: String, value: String)] = []
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: ">") {
                place += 1
                break
            }
            if byte == UInt8(ascii: "/") || DocumentSet.isSpace(byte) {
                place += 1
                continue
            }
            let attribute = attribute()
            if attributes.count < Self.attributesMax { attributes.append(attribute) }
        }
        if Self.rawElements.contains(name) { rawElement = name }
        return .start(Tag(name: name, attributes: attributes))
    }

    private mutating func attribute() -> (name: String, value: String) {
        let start = place
        // The first character is taken whatever it is, so that every step moves on.
        place += 1
        while place < bytes.count, !Self.endsAttributeName(bytes[place]) { place += 1 }
        let name = lowered(start..<min(place, start + Self.nameMax))
        var ahead = place
        while ahead < bytes.count, DocumentSet.isSpace(bytes[ahead]) { ahead += 1 }
        guard ahead < bytes.count, bytes[ahead] == UInt8(ascii: "=") else { return (name, "") }
        place = ahead + 1
        while place < bytes.count, DocumentSet.isSpace(bytes[place]) { place += 1 }
        guard place < bytes.count else { return (name, "") }
        let quote = bytes[place]
        let valueStart: Int
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            place += 1
            valueStart = place
            while place < bytes.count, bytes[place] != quote { place += 1 }
        } else {
            valueStart = place
            while place < bytes.count, bytes[place] != UInt8(ascii: ">"), !DocumentSet.isSpace(bytes[place]) {
                place += 1
            }
        }
        let value = HTMLEntities.decoded(bytes, valueStart..<place)
        if place < bytes.count, bytes[place] == quote, valueStart > 0, bytes[valueStart - 1] == quote { place += 1 }
        return (name, value)
    }

    private static func endsAttributeName(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "=") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/")
            || DocumentSet.isSpace(byte)
    }

    private mutating func endTag() -> Token {
        place += 2
        let name = name()
        while place < bytes.count, bytes[place] != UInt8(ascii: ">") { place += 1 }
        place += 1
        return .end(name)
    }

    private mutating func name() -> String {
        let start = place
        while place < bytes.count, bytes[place] != UInt8(ascii: ">"), bytes[place] != UInt8(ascii: "/"),
            !DocumentSet.isSpace(bytes[place])
        {
            place += 1
        }
        return lowered(start..<min(place, start + Self.nameMax))
    }

    private func lowered(_ range: Range<Int>) -> String {
        String(decoding: bytes[range].map { Self.isUpper($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    /// Comments, declarations, processing instructions and CDATA marks.
    private mutating func skipDeclaration() {
        let isComment = bytes[place...].starts(with: Array("<!--".utf8))
        place += isComment ? 4 : 2
        guard isComment else {
            while place < bytes.count, bytes[place] != UInt8(ascii: ">") { place += 1 }
            place += 1
            return
        }
        // `<!-->` is a whole comment.
        if place < bytes.count, bytes[place] == UInt8(ascii: ">") {
            place += 1
            return
        }
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: ">"), bytes[place - 1] == UInt8(ascii: "-"),
                bytes[place - 2] == UInt8(ascii: "-")
            {
                place += 1
                return
            }
            place += 1
        }
    }

    /// Where the end tag of a raw element starts; the end of the bytes when there is none.
    private func endOfRaw(_ element: String) -> Int {
        let name = Array(element.utf8)
        var index = place
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "<"), bytes[index + 1] == UInt8(ascii: "/"),
                index + 2 + name.count <= bytes.count,
                zip(name, bytes[(index + 2)...]).allSatisfy({ $0 == $1 | 0x20 })
            {
                return index
            }
            index += 1
        }
        return bytes.count
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) && byte < 0x80
    }

    private static func isUpper(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
}
