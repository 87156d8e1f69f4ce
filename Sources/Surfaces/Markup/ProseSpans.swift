/// The words, strong words and links of one line.
enum ProseSpans {
    static func read(_ line: Substring) -> [Prose.Span] {
        var spans: [Prose.Span] = []
        var words = ""
        func close() {
            if !words.isEmpty { spans.append(.words(words)) }
            words = ""
        }
        var rest = line
        // A line of marks that open and never close would be looked through again and again.
        var tries = 0
        while let first = rest.first {
            if first == "\\", let second = rest.dropFirst().first, second.isASCII,
                second.isPunctuation || second.isSymbol
            {
                // Markdown writes `\(` where a bracket is meant.
                words.append(second)
                rest = rest.dropFirst(2)
            } else if first == "*", tries < triesMost, rest.hasPrefix("**"), let strong = strong(rest) {
                close()
                spans.append(.strong(strong.text))
                rest = strong.rest
            } else if first == "[", tries < triesMost, let link = named(rest) {
                close()
                spans.append(.link(link.text, link.address))
                rest = link.rest
            } else if first == "h", let link = plain(rest) {
                close()
                spans.append(.link(link.text, link.address))
                rest = link.rest
            } else {
                if first == "*" || first == "[" { tries += 1 }
                words.append(first)
                rest = rest.dropFirst()
            }
        }
        close()
        return spans
    }

    /// Marks further away than this belong to nothing: so reading stays linear.
    private static let reach = 500
    private static let triesMost = 50

    private static func strong(_ text: Substring) -> (text: String, rest: Substring)? {
        let inside = text.dropFirst(2)
        // As in Markdown, a mark before a space opens nothing.
        guard let first = inside.first, !first.isWhitespace, first != "*" else { return nil }
        let near = inside.prefix(reach)
        var index = near.startIndex
        while let star = near[index...].firstIndex(of: "*") {
            let after = near.index(after: star)
            if after < near.endIndex, near[after] == "*" {
                guard star > near.startIndex else { return nil }
                return (String(near[..<star]), inside[near.index(after: after)...])
            }
            index = after
        }
        return nil
    }

    /// `[words](https://…)`
    private static func named(_ text: Substring) -> (text: String, address: Address, rest: Substring)? {
        guard let close = text.prefix(reach).firstIndex(of: "]") else { return nil }
        let near = text.prefix(reach + 2_000)
        let words = near[near.index(after: near.startIndex)..<close]
        let open = near.index(after: close)
        guard !words.isEmpty, open < near.endIndex, near[open] == "(" else { return nil }
        let start = near.index(after: open)
        guard let end = near[start...].firstIndex(of: ")") else { return nil }
        guard isOutside(near[start..<end]), let address = Address(String(near[start..<end])) else { return nil }
        return (String(words), address, text[near.index(after: end)...])
    }

    /// An address that stands in the text as it is, without the punctuation behind it.
    private static func plain(_ text: Substring) -> (text: String, address: Address, rest: Substring)? {
        guard isOutside(text) else { return nil }
        var found = text.prefix(2_000).prefix { !$0.isWhitespace && !"<>\"'()[]{}«»“”".contains($0) }
        while let last = found.last, ".,;:!?".contains(last) { found.removeLast() }
        guard found.count > 10, let address = Address(String(found)) else { return nil }
        return (String(found), address, text[found.endIndex...])
    }

    private static func isOutside(_ text: Substring) -> Bool { text.hasPrefix("https://") || text.hasPrefix("http://") }
}
