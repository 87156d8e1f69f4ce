internal import Telling
internal import Vocabulary

// Pieces that several pages are made of.

/// A text that somebody else wrote, with its language marked where it is not the page's.
func prose(_ prose: Prose, _ words: LanguagePack) -> HTML {
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
                HTML(.summary, .lang(words.language), text: words.say(.readAll))
                for part in prose.blocks.dropFirst(shown) { block(part) }
            }
        }
        if let tongue { HTML(.p) { tongue } }
    }
}

private func block(_ block: Prose.Block) -> HTML {
    switch block {
    case .paragraph(let text): HTML(.p) { spans(text) }
    case .heading(let text): HTML(.p) { HTML(.strong) { spans(text) } }
    case .list(let isOrdered, let items):
        HTML(isOrdered ? .ol : .ul, .class("points")) {
            for item in items { HTML(.li) { spans(item) } }
        }
    }
}

private func spans(_ spans: [Prose.Span]) -> HTML {
    spans.reduce(into: HTML()) { html, span in
        switch span {
        case .words(let words): html.append(HTML(text: words))
        case .strong(let words): html.append(HTML(.strong, text: words))
        case .link(let text, let address): html.append(HTML(.a, .href(address), .outside, text: text))
        case .lineBreak: html.append(HTML(.br))
        }
    }
}

/// Somebody's words as they wrote them, in the quotation marks of the page.
func quoted(_ text: Told, _ words: LanguagePack) -> HTML {
    HTML(.span, .class("line")) {
        words.quotes.open
        HTML(.span, text.language.map { .lang($0) }, text: text.text)
        words.quotes.close
        if let language = text.language {
            " "
            HTML(.small, .class("tongue"), text: language.code.uppercased())
        }
    }
}

/// A link to a page that is not ours; plain text where its address is none.
func outside(_ link: Link) -> HTML {
    link.address.map { HTML(.a, .href($0), .outside, text: link.text) } ?? HTML(text: link.text)
}

/// A table of which each row becomes a card on a phone.
func table(_ heads: [String], @HTMLBuilder rows: () -> HTML) -> HTML {
    HTML(.table, .class("card rows"), .role("table")) {
        HTML(.thead, .role("rowgroup")) {
            HTML(.tr, .role("row")) {
                for head in heads { HTML(.th, .scope("col"), .role("columnheader"), text: head) }
            }
        }
        HTML(.tbody, .role("rowgroup")) { rows() }
    }
}

func told(_ element: Element, _ text: Told, heads: Phrase, _ words: LanguagePack) -> HTML {
    HTML(element, .role("cell"), .label(words.say(heads)), text.language.map { .lang($0) }) {
        // One child, so that a narrow row lays out its label and its text side by side.
        HTML(.span) {
            text.text
            if let language = text.language {
                " "
                HTML(.small, .class("tongue"), text: language.code.uppercased())
            }
        }
    }
}

/// Links in a row, parted by dots.
func links(_ links: [Link]) -> HTML {
    var html = HTML()
    for (index, link) in links.enumerated() {
        if index > 0 { html.append(HTML(text: " · ")) }
        html.append(link.address.map { HTML(.a, .href($0), text: link.text) } ?? HTML(text: link.text))
    }
    return html
}

/// One button that posts one value.
func form(_ form: FollowForm) -> HTML {
    HTML(.form, .class("one"), .post, .action(form.address)) {
        HTML(.input, .type("hidden"), .name(form.field), .value(form.value))
        HTML(
            .button, .class(form.isQuiet ? "small quiet" : "small"), .type("submit"), .aria("label", form.label),
            text: form.button)
    }
}
