package import Vocabulary

extension Prose {
    /// A text that somebody else wrote, with its language marked where it is not the page's.
    package func html(pageLanguage: Language, readAll: String) -> HTML {
        let prose = self
        let tongue = prose.language.map { HTML(.small, .class("tongue"), text: $0.code.uppercased()) }
        if prose.blocks.count == 1, case .paragraph(let text)? = prose.blocks.first {
            return HTML(.p, prose.language.map { .lang($0) }) {
                spans(text)
                if let tongue {
                    " "
                    tongue
                }
            }
        }
        let shown = prose.shown ?? prose.blocks.count
        return HTML(.div, .class("prose"), prose.language.map { .lang($0) }) {
            for part in prose.blocks.prefix(shown) { block(part) }
            if shown < prose.blocks.count {
                HTML(.details) {
                    HTML(.summary, .lang(pageLanguage), text: readAll)
                    for part in prose.blocks.dropFirst(shown) { block(part) }
                }
            }
            if let tongue { HTML(.p) { tongue } }
        }
    }

    private func block(_ block: Block) -> HTML {
        switch block {
        case .paragraph(let text): HTML(.p) { spans(text) }
        case .heading(let text): HTML(.p) { HTML(.strong) { spans(text) } }
        case .list(let isOrdered, let items):
            HTML(isOrdered ? .ol : .ul, .class("points")) {
                for item in items { HTML(.li) { spans(item) } }
            }
        }
    }

    private func spans(_ spans: [Span]) -> HTML {
        spans.reduce(into: HTML()) { html, span in
            switch span {
            case .words(let words): html.append(HTML(text: words))
            case .strong(let words): html.append(HTML(.strong, text: words))
            case .link(let text, let address): html.append(HTML(.a, .href(address), .outside, text: text))
            case .lineBreak: html.append(HTML(.br))
            }
        }
    }

}
