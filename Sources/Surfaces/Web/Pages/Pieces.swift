internal import Telling
internal import Vocabulary
internal import Markup

// Pieces that several pages are made of.

/// A text that somebody else wrote, with its language marked where it is not the page's.
func prose(_ prose: Prose, _ words: LanguagePack) -> HTML {
    prose.html(pageLanguage: words.language, readAll: words.say(.readAll))
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

/// What proves that a form is one of the reader's own pages; nothing where nobody is signed in.
func proof(_ frame: PageFrame) -> HTML {
    frame.reader.map { HTML(.input, .type("hidden"), .name("form"), .value($0.formToken)) } ?? HTML()
}

/// One button that posts one value.
func form(_ form: FollowForm, _ frame: PageFrame) -> HTML {
    HTML(.form, .class("one"), .post, .action(form.address)) {
        proof(frame)
        HTML(.input, .type("hidden"), .name(form.field), .value(form.value))
        HTML(
            .button, .class(form.isQuiet ? "small quiet" : "small"), .type("submit"), .aria("label", form.label),
            text: form.button)
    }
}
