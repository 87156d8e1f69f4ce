/// Whether a drawing (SVG) holds nothing but shapes, words and colours. What is allowed is listed, and everything else is
/// refused, with the name of what it was: scripts, handlers, links, animations, other documents, addresses of other hosts,
/// entities, other vocabularies.
///
/// It reads the little of XML that such drawings need, and refuses the rest, so that no reader of XML, and none of HTML, can
/// see more in it.
enum HarmlessDrawing {
    struct Fault: Error, Sendable, Hashable { var message: String }

    static let elementsMost = 5_000
    static let depthMost = 64

    private static let elements: Set<Substring> = [
        "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title",
        "desc",
        "defs", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "symbol", "use", "style",
        "filter", "feGaussianBlur", "feOffset", "feBlend", "feColorMatrix", "feFlood", "feComposite", "feMerge",
        "feMergeNode",
    ]
    /// They hold words alone.
    private static let wordElements: Set<Substring> = ["title", "desc", "style"]
    /// Attributes whose names have a colon; all others of that kind mean something in other vocabularies.
    private static let prefixed: Set<Substring> = ["xml:space", "xml:lang", "xlink:href", "xlink:title"]
    /// What loads something in a style.
    private static let loaders: Set<String> = ["url", "image", "image-set", "-webkit-image-set", "src", "element"]
    private static let entities: Set<Substring> = ["amp", "lt", "gt", "quot", "apos"]
    private static let namespace = "http://www.w3.org/2000/svg"

    static func check(_ text: String) throws(Fault) {
        guard !text.contains(where: isDisguised) else {
            throw Fault(message: "it holds control characters, or a sign that another one is joined to")
        }
        var reader = Reader(rest: text[...])
        try reader.prologue()
        var open: [Substring] = []
        var count = 0
        repeat {
            let words = reader.take(until: "<")
            if let last = open.last {
                try check(words: words, in: last)
            } else if words.contains(where: { !$0.isWhitespace }) {
                throw Fault(message: "something stands outside of <svg>")
            }
            if reader.skip("<!--") {
                try reader.comment()
            } else if reader.skip("</") {
                let name = reader.name()
                guard let last = open.popLast(), last == name, reader.closes() else {
                    throw Fault(message: "</\(name.prefix(40))> ends nothing that is open")
                }
            } else if reader.skip("<") {
                count += 1
                guard count <= elementsMost, open.count < depthMost else {
                    throw Fault(message: "it has more than \(elementsMost) parts, or they are too deep in each other")
                }
                let name = try element(reader.name(), within: open.last)
                if try !attributes(&reader, of: name) { open.append(name) }
            } else {
                throw Fault(message: "it ends before </svg>")
            }
        } while !open.isEmpty
        try reader.epilogue()
    }

    /// Signs that mean something to a reader of bytes and look like something else as letters.
    private static func isDisguised(_ letter: Character) -> Bool {
        guard let first = letter.unicodeScalars.first, first.isASCII, letter != "\r\n" else { return false }
        if letter.unicodeScalars.count > 1, !letter.isLetter { return true }
        return first.value < 0x20 && !["\t", "\n", "\r"].contains(letter) || first.value == 0x7F
    }

    private static func element(_ name: Substring, within outer: Substring?) throws(Fault) -> Substring {
        guard elements.contains(name) else {
            throw Fault(
                message: name.isEmpty
                    ? "it holds something that is not plain SVG, such as a DOCTYPE or CDATA"
                    : "<\(name.prefix(40))> is not allowed; save it as plain SVG, shapes and words alone")
        }
        guard outer != nil || name == "svg" else { throw Fault(message: "it does not begin with <svg>") }
        if let outer, wordElements.contains(outer) {
            throw Fault(message: "<\(outer)> holds <\(name)>, and may hold words alone")
        }
        return name
    }

    /// Reads attributes and the end of the tag; whether the element ends there too.
    private static func attributes(_ reader: inout Reader, of element: Substring) throws(Fault) -> Bool {
        var seen: Set<Substring> = []
        while true {
            let hasSpace = reader.spaces()
            if reader.skip("/>") { return true }
            if reader.skip(">") { return false }
            let name = reader.name()
            guard hasSpace, !name.isEmpty, seen.insert(name).inserted, let value = reader.value() else {
                throw Fault(message: "the attributes of <\(element)> can't be read")
            }
            try check(attribute: name, value, of: element)
        }
    }

    private static func check(attribute name: Substring, _ value: Substring, of element: Substring) throws(Fault) {
        let refused = Fault(message: "the attribute \(name.prefix(40)) of <\(element)> is not allowed")
        if name == "xmlns" {
            guard value == namespace else { throw refused }
            return
        }
        // A name for a vocabulary that nothing of it may come from.
        if name.hasPrefix("xmlns:") { return }
        guard !name.contains(":") || prefixed.contains(name), !name.lowercased().hasPrefix("on") else { throw refused }
        try check(references: value)
        if name == "href" || name == "xlink:href" {
            guard value.hasPrefix("#") else {
                throw Fault(
                    message: "<\(element)> leads to another document; it may lead to its own parts (#name) alone")
            }
            return
        }
        try check(style: value)
    }

    private static func check(words: Substring, in element: Substring) throws(Fault) {
        try check(references: words)
        guard element == "style" else { return }
        guard !words.contains("&") else { throw Fault(message: "<style> holds an entity") }
        try check(style: words)
    }

    /// The five that XML knows by itself; numbers and others could hide what a value says.
    private static func check(references text: Substring) throws(Fault) {
        for piece in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
            guard let end = piece.firstIndex(of: ";"), entities.contains(piece[..<end]) else {
                throw Fault(message: "it holds an entity; write the letter itself")
            }
        }
    }

    /// Nothing in a style may come from elsewhere.
    private static func check(style: Substring) throws(Fault) {
        let text = style.lowercased()
        guard !text.contains("\\"), !text.contains("@"), !text.contains("/*"), !text.contains("expression") else {
            throw Fault(message: "its style holds \\, @, a comment or an expression")
        }
        let pieces = text.split(separator: "(", omittingEmptySubsequences: false)
        for (before, after) in zip(pieces, pieces.dropFirst()) {
            let function = before.reversed().prefix { $0.isLetter || $0 == "-" }.reversed()
            guard loaders.contains(String(function)) else { continue }
            guard after.drop(while: { $0.isWhitespace || $0 == "'" || $0 == "\"" }).hasPrefix("#") else {
                throw Fault(message: "its style loads something; it may use its own parts, url(#name), alone")
            }
        }
    }

    /// What is left to be read, and the small steps over it.
    private struct Reader {
        var rest: Substring

        mutating func skip(_ text: String) -> Bool {
            guard rest.hasPrefix(text) else { return false }
            rest = rest.dropFirst(text.count)
            return true
        }

        @discardableResult
        mutating func spaces() -> Bool {
            let before = rest.startIndex
            rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
            return rest.startIndex > before
        }

        mutating func take(until mark: Character) -> Substring {
            let end = rest.firstIndex(of: mark) ?? rest.endIndex
            defer { rest = rest[end...] }
            return rest[..<end]
        }

        mutating func name() -> Substring {
            let name = rest.prefix { letter in
                letter.isASCII && (letter.isLetter || letter.isNumber || "-_:.".contains(letter))
            }
            rest = rest[name.endIndex...]
            return name
        }

        mutating func value() -> Substring? {
            spaces()
            guard skip("=") else { return nil }
            spaces()
            guard let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
            rest = rest.dropFirst()
            let value = take(until: quote)
            guard !rest.isEmpty, !value.contains("<") else { return nil }
            rest = rest.dropFirst()
            return value
        }

        mutating func closes() -> Bool {
            spaces()
            return skip(">")
        }

        mutating func comment() throws(Fault) {
            guard let end = rest.firstRange(of: "-->") else { throw Fault(message: "a comment does not end") }
            let words = rest[..<end.lowerBound]
            // To a reader of HTML some of these end a comment, or begin one anew.
            guard !words.contains("<"), !words.contains("--"), !words.hasPrefix(">"), !words.hasPrefix("->"),
                !words.hasSuffix("-")
            else { throw Fault(message: "a comment holds <, > or --") }
            rest = rest[end.upperBound...]
        }

        /// A byte order mark, the XML declaration and comments may stand before the drawing.
        mutating func prologue() throws(Fault) {
            _ = skip("\u{FEFF}")
            if skip("<?xml ") {
                let declaration = take(until: ">")
                let isUTF8 =
                    !declaration.contains("encoding") || declaration.lowercased().contains("\"utf-8\"")
                    || declaration.lowercased().contains("'utf-8'")
                guard skip(">"), declaration.hasSuffix("?"), isUTF8 else {
                    throw Fault(message: "it is not UTF-8, or its first line can't be read")
                }
            }
            try comments()
            guard rest.hasPrefix("<svg") else {
                throw Fault(
                    message: "it does not begin with <svg>; take away a DOCTYPE and whatever else stands before")
            }
        }

        mutating func epilogue() throws(Fault) {
            try comments()
            guard rest.isEmpty else { throw Fault(message: "something stands after </svg>") }
        }

        private mutating func comments() throws(Fault) {
            spaces()
            while skip("<!--") {
                try comment()
                spaces()
            }
        }
    }
}
