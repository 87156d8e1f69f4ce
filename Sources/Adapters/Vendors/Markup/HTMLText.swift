/// HTML as text for people: tags dropped, entities decoded, blocks on lines of their own, lists with dashes or numbers,
/// cells of a row with bars between them. One pass, bounded, never fails.
package struct HTMLText: Sendable {
    package var text: String
    /// What stands in the head's `title`.
    package var title: String?
    /// Whether the page holds more text than is kept.
    package var isCut: Bool

    /// The longest text that is kept.
    package static let bytesMax = 4 << 20

    /// - Parameter keepingLines: The line breaks of the source mean something, as in Markdown with a tag here and there.
    package init(_ html: [UInt8], keepingLines: Bool = false) {
        var writer = HTMLTextWriter(tokens: HTMLTokens(html), keepingLines: keepingLines)
        self = writer.written()
    }

    package init(_ html: String) { self.init(Array(html.utf8)) }

    init(text: String, title: String?, isCut: Bool) {
        self.text = text
        self.title = title
        self.isCut = isCut
    }

    /// The text of what may be HTML or not, as members of JSON and feeds hold it.
    package static func plain(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") }) else {
            return text.trimmed
        }
        return HTMLText(text).text
    }

    /// As `plain`, for texts that are Markdown unless they hold tags of HTML. Without a tag that makes a block, the
    /// text's own lines are its form and stay.
    package static func markdown(_ text: String) -> String {
        guard holdsTags(text) else { return text.trimmed }
        let lowered = text.lowercased()
        let hasBlocks = ["</p>", "</div>", "</li>", "</h", "</table>"].contains { lowered.contains(text: $0) }
        return HTMLText(Array(text.utf8), keepingLines: !hasBlocks).text.trimmed
    }

    /// Whether a text holds an end tag, or a tag that stands alone: a lone angle bracket is prose.
    static func holdsTags(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "<")) else { return false }
        let lowered = text.lowercased()
        return ["</p>", "</div>", "</a>", "</li>", "</span>", "</strong>", "</b>", "</h", "<br", "</em>", "</table>"]
            .contains { lowered.contains(text: $0) }
    }
}

private struct HTMLTextWriter {
    var tokens: HTMLTokens
    private var output: [UInt8] = []
    private var title: String?
    /// Line feeds that stand before the next word, and whether a space does.
    private var breaks = 0
    private var hasSpace = false
    private var isCut = false
    private var preformatted = 0
    /// The next number of each open list; nil in a list with dashes.
    private var lists: [Int?] = []
    private var isFirstCell = true
    /// An item's dash or number was written, and no word of it yet.
    private var isAfterMark = false
    private var skipped: (name: String, depth: Int)?

    private static let paragraphs: Set<String> = [
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "hr", "article",
    ]
    private static let lines: Set<String> = [
        "div", "li", "tr", "section", "header", "footer", "main", "aside", "nav", "dt", "dd", "form", "figure",
        "figcaption", "address", "fieldset", "details", "summary", "option", "body", "caption", "thead", "tbody",
    ]
    private static let hidden: Set<String> = ["noscript", "template", "svg", "iframe", "object"]
    private static let listsMax = 32

    init(tokens: HTMLTokens, keepingLines: Bool) {
        self.tokens = tokens
        preformatted = keepingLines ? 1 : 0
    }

    mutating func written() -> HTMLText {
        while !isCut, let token = tokens.next() {
            switch token {
            case .start(let tag): start(tag)
            case .end(let name): end(name)
            case .text(let range): if skipped == nil { append(range) }
            case .raw(let element, let range):
                if element == "title", title == nil, skipped == nil {
                    title = HTMLEntities.decoded(tokens.bytes, range).trimmed
                }
            }
        }
        return HTMLText(text: String(decoding: output, as: UTF8.self), title: title, isCut: isCut)
    }

    private mutating func start(_ tag: HTMLTokens.Tag) {
        if let inner = skipped {
            if inner.name == tag.name { skipped?.depth += 1 }
            return
        }
        if Self.hidden.contains(tag.name) {
            skipped = (tag.name, 1)
            return
        }
        switch tag.name {
        case "br": breaks = min(breaks + 1, 2)
        case "td", "th":
            if !isFirstCell { separateCells() }
            isFirstCell = false
        default: breakLines(tag.name)
        }
        switch tag.name {
        case "pre": preformatted += 1
        case "ul", "ol": if lists.count < Self.listsMax { lists.append(tag.name == "ol" ? 1 : nil) }
        case "tr": isFirstCell = true
        case "li": mark()
        default: break
        }
    }

    private mutating func end(_ name: String) {
        if let inner = skipped {
            guard inner.name == name else { return }
            skipped = inner.depth == 1 ? nil : (name, inner.depth - 1)
            return
        }
        switch name {
        case "pre": preformatted = max(0, preformatted - 1)
        case "ul", "ol": _ = lists.popLast()
        default: break
        }
        breakLines(name)
    }

    private mutating func breakLines(_ name: String) {
        // An item's first paragraph stands beside its dash.
        if isAfterMark, name != "li" { return }
        if Self.paragraphs.contains(name) {
            // Inside an item, a paragraph is only a line.
            breaks = max(breaks, lists.isEmpty ? 2 : 1)
        } else if Self.lines.contains(name) {
            breaks = max(breaks, 1)
        }
    }

    private mutating func mark() {
        var text = String(repeating: "  ", count: max(0, lists.count - 1))
        if let last = lists.last, let number = last {
            text += "\(number). "
            lists[lists.count - 1] = number + 1
        } else {
            text += "- "
        }
        flush()
        output.append(contentsOf: text.utf8)
        isAfterMark = true
    }

    private mutating func separateCells() {
        hasSpace = false
        breaks = 0
        output.append(contentsOf: " | ".utf8)
    }

    private mutating func flush() {
        isAfterMark = false
        if output.isEmpty {
            // Nothing stands before the first word.
        } else if breaks > 0 {
            output.append(contentsOf: repeatElement(0x0A, count: breaks))
        } else if hasSpace, output.last != 0x20 {
            output.append(0x20)
        }
        breaks = 0
        hasSpace = false
    }

    private mutating func append(_ range: Range<Int>) {
        let bytes = tokens.bytes
        var index = range.lowerBound
        while index < range.upperBound {
            if output.count >= HTMLText.bytesMax {
                isCut = true
                return
            }
            let byte = bytes[index]
            if byte == UInt8(ascii: "&"),
                let (scalar, end) = HTMLEntities.entity(in: bytes, at: index, upTo: range.upperBound)
            {
                if scalar == "\u{A0}" || scalar.properties.isWhitespace {
                    space(0x20)
                } else {
                    if breaks > 0 || hasSpace { flush() }
                    output.append(contentsOf: UTF8.encode(scalar) ?? .init())
                }
                index = end
            } else if DocumentSet.isSpace(byte) {
                space(byte)
                index += 1
            } else if byte == 0xC2, index + 1 < range.upperBound, bytes[index + 1] == 0xA0 {
                space(0x20)
                index += 2
            } else {
                if breaks > 0 || hasSpace { flush() }
                isAfterMark = false
                output.append(byte)
                index += 1
            }
        }
    }

    private mutating func space(_ byte: UInt8) {
        guard preformatted > 0 else {
            hasSpace = true
            return
        }
        if breaks > 0 { flush() }
        output.append(byte)
    }
}
