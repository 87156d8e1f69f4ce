/// A piece of a page, as bytes. Text becomes HTML only through escaping, and the only way around it is
/// ``init(trustedMarkup:)``, which takes what is written in the source code and nothing else.
package struct HTML: Sendable, Hashable {
    package private(set) var bytes: [UInt8]

    /// Nothing.
    package init() { bytes = [] }

    /// Text, escaped.
    package init(text: String) {
        bytes = []
        Self.escape(text, into: &bytes)
    }

    /// Markup as it is. The type `StaticString` makes sure that it stands in our source code and holds nothing that
    /// came from outside. Use it for a doctype or a drawing, never for words.
    package init(trustedMarkup markup: StaticString) {
        bytes = Array(markup.description.utf8)
    }

    /// An element with its attributes and content. Attributes that are nil are left out.
    package init(_ element: Element, _ attributes: Attribute?..., @HTMLBuilder content: () -> HTML = { HTML() }) {
        self.init(element, attributes: attributes.compactMap(\.self), content: content())
    }

    /// An element that holds one text.
    package init(_ element: Element, _ attributes: Attribute?..., text: String) {
        self.init(element, attributes: attributes.compactMap(\.self), content: HTML(text: text))
    }

    private init(_ element: Element, attributes: [Attribute], content: HTML) {
        let name = element.rawValue.utf8
        bytes = []
        bytes.reserveCapacity(content.bytes.count + 64)
        bytes.append(UInt8(ascii: "<"))
        bytes.append(contentsOf: name)
        for attribute in attributes { attribute.write(into: &bytes) }
        bytes.append(UInt8(ascii: ">"))
        guard !element.isVoid else { return }
        bytes.append(contentsOf: content.bytes)
        bytes.append(contentsOf: [UInt8(ascii: "<"), UInt8(ascii: "/")])
        bytes.append(contentsOf: name)
        bytes.append(UInt8(ascii: ">"))
    }

    /// The one way to a script: a file of ours, loaded after the page. Pages work without it.
    package init(scriptFile address: Address) {
        bytes = []
        bytes.append(contentsOf: "<script".utf8)
        Attribute.src(address).write(into: &bytes)
        bytes.append(contentsOf: " defer></script>".utf8)
    }

    package mutating func append(_ other: HTML) { bytes.append(contentsOf: other.bytes) }

    /// For tests and messages.
    package var string: String { String(decoding: bytes, as: UTF8.self) }

    /// Writes text so that it can end neither an element nor a quoted attribute. Characters that HTML cannot hold
    /// (control characters) become the replacement character.
    static func escape(_ text: String, into bytes: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
            case UInt8(ascii: "'"): bytes.append(contentsOf: "&#39;".utf8)
            case 0..<9, 11, 12, 14..<32, 127: bytes.append(contentsOf: "\u{FFFD}".utf8)
            default: bytes.append(byte)
            }
        }
    }
}

/// Collects the parts of an element; a `String` among them is escaped.
@resultBuilder
package enum HTMLBuilder {
    package static func buildExpression(_ text: String) -> HTML { HTML(text: text) }
    package static func buildExpression(_ html: HTML) -> HTML { html }
    package static func buildExpression(_ html: HTML?) -> HTML { html ?? HTML() }
    package static func buildExpression(_ parts: [HTML]) -> HTML { buildArray(parts) }
    package static func buildOptional(_ html: HTML?) -> HTML { html ?? HTML() }
    package static func buildEither(first html: HTML) -> HTML { html }
    package static func buildEither(second html: HTML) -> HTML { html }
    package static func buildArray(_ parts: [HTML]) -> HTML {
        parts.reduce(into: HTML()) { $0.append($1) }
    }
    package static func buildBlock(_ parts: HTML...) -> HTML { buildArray(parts) }
}

/// The elements that pages are made of. Style is not among them, and script only as `HTML(scriptFile:)`: pages have neither
/// inside.
package enum Element: String, Sendable {
    case html, head, title, meta, link, body, header, nav, main, footer, section, article, figure, figcaption
    case h1, h2, h3, h4, p, ol, ul, li, dl, dt, dd, a, span, strong, em, small, time, abbr, br, hr, q, div
    case table, caption, thead, tbody, tr, th, td, details, summary
    case form, label, input, select, option, button, textarea, fieldset, legend, mark, del, ins, blockquote, code
    case progress
    case img, svg, g, rect, line, path, circle, text, tspan

    var isVoid: Bool {
        switch self {
        case .meta, .link, .br, .hr, .input, .img: true
        default: false
        }
    }
}
