internal import Incidents
internal import Markup
internal import Telling
internal import Vocabulary

/// The state of now as a picture for others' pages: shape, word and colour.
package enum StatusBadge {
    package static func svg(_ context: StatusContext) -> [UInt8] {
        let mark = StatusMark(context.condition, context.words)
        let name = clipped(context.brand.name)
        let left = width(name) + 20
        let right = width(mark.text) + 40
        let whole = left + right
        // White on each of these has a contrast of at least 4.5 to one.
        let colour =
            switch mark.symbol {
            case .critical: "b3241c"
            case .major: "a83f08"
            case .minor: "7d5800"
            case .fine: "256f43"
            case .maintenance: "235a9c"
            default: "565b69"
            }
        let label = escaped(name + ": " + mark.text)
        let svg = """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(whole)" height="28" viewBox="0 0 \(whole) 28" role="img" \
            aria-label="\(label)" xml:lang="\(context.language.code)">
            <title>\(label)</title>
            <rect width="\(whole)" height="28" rx="6" fill="#\(colour)"/>
            <path d="M6 0H\(left)V28H6A6 6 0 0 1 0 22V6A6 6 0 0 1 6 0Z" fill="#33363f"/>
            <g font-family="system-ui,Segoe UI,Roboto,sans-serif" font-size="13" fill="#fff">
            <text x="10" y="18.500" textLength="\(left - 20)" lengthAdjust="spacingAndGlyphs">\(escaped(name))</text>
            <path transform="translate(\(left + 10) 8)" d="\(mark.symbol.outline)"/>
            <text x="\(left + 30)" y="18.500" textLength="\(right - 40)" lengthAdjust="spacingAndGlyphs">\
            \(escaped(mark.text))</text>
            </g>
            </svg>

            """
        return Array(svg.utf8)
    }

    private static let charactersMost = 40

    private static func clipped(_ text: String) -> String {
        text.count > charactersMost ? text.prefix(charactersMost - 1) + "…" : text
    }

    private static func width(_ text: String) -> Int { max(text.unicodeScalars.count, 1) * 15 / 2 }

    /// For text and quoted attributes; what XML can't hold is replaced.
    static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
