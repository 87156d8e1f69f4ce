package import Vocabulary

/// A text that somebody else wrote, as paragraphs, headings and lists.
///
/// Vendors write plain text with a little Markdown in it: what is safe of that is understood, and all else stays text.
/// Links are made of `http` and `https` addresses alone. Reading is linear and the result is bounded.
package struct Prose: Sendable, Hashable {
    package enum Block: Sendable, Hashable {
        case paragraph([Span])
        case heading([Span])
        case list(isOrdered: Bool, items: [[Span]])
    }

    package enum Span: Sendable, Hashable {
        case words(String)
        case strong(String)
        case link(String, Address)
        case lineBreak
    }

    package var blocks: [Block]
    /// Given only where it is not the page's own.
    package var language: Language?
    /// How many of the blocks are shown before "read the rest"; all of them when nil.
    package var shown: Int?

    /// What is longer is cut: no page is made of a megabyte of one update.
    static let charactersMost = 40_000
    private static let shownMost = 900

    /// `language` where it is not the page's own.
    package init(_ text: String, language: Language?) {
        self.language = language
        blocks = Self.blocks(text.prefix(Self.charactersMost))
        let lengths = blocks.map(Self.length)
        var total = 0
        for index in lengths.indices.dropFirst() {
            total += lengths[index - 1]
            // Nothing is folded away for the sake of a line or two.
            if total >= Self.shownMost, lengths[index...].reduce(0, +) > 200 {
                shown = index
                break
            }
        }
    }

    /// The same with its beginning alone in sight: for a text that stands whole elsewhere on the page.
    package var begun: Prose {
        var begun = self
        begun.shown = blocks.count > 2 ? 2 : nil
        return begun
    }

    /// Its words alone, for descriptions and tests.
    package var text: String {
        func plain(_ spans: [Span]) -> String {
            spans.map { span in
                switch span {
                case .words(let words), .strong(let words), .link(let words, _): words
                case .lineBreak: " "
                }
            }.joined()
        }
        return blocks.map { block in
            switch block {
            case .paragraph(let spans), .heading(let spans): plain(spans)
            case .list(_, let items): items.map(plain).joined(separator: " ")
            }
        }.joined(separator: " ")
    }

    private static func length(_ block: Block) -> Int {
        func count(_ spans: [Span]) -> Int {
            spans.reduce(0) { total, span in
                switch span {
                case .words(let words), .strong(let words), .link(let words, _): total + words.utf8.count
                case .lineBreak: total + 1
                }
            }
        }
        switch block {
        case .paragraph(let spans), .heading(let spans): return count(spans)
        case .list(_, let items): return items.reduce(0) { $0 + count($1) }
        }
    }

    private static func blocks(_ text: Substring) -> [Block] {
        var blocks: [Block] = []
        var lines: [[Span]] = []
        var wasItem = false
        func close() {
            guard !lines.isEmpty else { return }
            blocks.append(.paragraph(Array(lines.joined(separator: [.lineBreak]))))
            lines = []
        }
        for raw in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let line = ProseLine(raw)
            defer { wasItem = line.isItem || (wasItem && line.kind == .blank) }
            switch line.kind {
            case .blank: close()
            case .heading:
                close()
                blocks.append(.heading(ProseSpans.read(line.text)))
            case .item(let isOrdered):
                close()
                let item = ProseSpans.read(line.text)
                if case .list(isOrdered, var items) = blocks.last, wasItem {
                    items.append(item)
                    blocks[blocks.count - 1] = .list(isOrdered: isOrdered, items: items)
                } else {
                    blocks.append(.list(isOrdered: isOrdered, items: [item]))
                }
            case .words: lines.append(ProseSpans.read(line.text))
            }
        }
        close()
        return blocks
    }
}

/// One line and what its beginning makes of it.
private struct ProseLine {
    enum Kind: Equatable {
        case blank, heading, words
        case item(isOrdered: Bool)
    }

    var kind: Kind
    var text: Substring
    var isItem: Bool {
        if case .item = kind { true } else { false }
    }

    init(_ raw: Substring) {
        text = raw.trimmed
        kind = text.isEmpty ? .blank : .words
        let marks = text.prefix { $0 == "#" }.count
        if (1...6).contains(marks), text.dropFirst(marks).first?.isWhitespace ?? false {
            text = text.dropFirst(marks).trimmed
            kind = text.isEmpty ? .blank : .heading
        } else if let first = text.first, "-*•–".contains(first), text.dropFirst().first?.isWhitespace ?? false {
            text = text.dropFirst().trimmed
            kind = text.isEmpty ? .blank : .item(isOrdered: false)
        } else {
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            let rest = text.dropFirst(digits.count)
            if (1...2).contains(digits.count), let mark = rest.first, mark == "." || mark == ")",
                rest.dropFirst().first?.isWhitespace ?? false
            {
                text = rest.dropFirst().trimmed
                kind = text.isEmpty ? .blank : .item(isOrdered: true)
            }
        }
        // A line that is all emphasis is a line: `_English version below_`.
        if let first = text.first, first == "_" || first == "*", text.count > 2, text.last == first,
            !text.dropFirst().dropLast().contains(first)
        {
            text = text.dropFirst().dropLast()
        }
        // A rule between two parts.
        if text.count >= 3, text.allSatisfy({ $0 == "-" || $0 == "*" || $0 == "_" || $0 == "=" }) { kind = .blank }
    }
}

extension Substring {
    /// Without the white space around it.
    fileprivate var trimmed: Substring {
        var result = drop { $0.isWhitespace }
        while let last = result.last, last.isWhitespace { result.removeLast() }
        return result
    }
}
