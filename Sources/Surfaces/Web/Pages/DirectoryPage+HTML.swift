internal import Telling
internal import Vocabulary
package import Markup

/// The directory: a filter, then every provider with its state.
package func html(_ page: DirectoryPage) -> HTML {
    let words = LanguagePack.of(page.frame.language)
    return document(page.frame) {
        page.ownFault.map(faultBanner)
        HTML(.header, .class("headline")) {
            HTML(.h1, text: words.say(.providers))
            if let count = page.count { HTML(.p, .class("lead"), text: count) }
        }
        if page.hasFilter {
            HTML(.form, .class("ask"), .role("search"), .get, .action(SitePlace.directory().address(words.language))) {
                field("q", words.say(.filterLabel), value: page.query)
                HTML(.button, .type("submit"), text: words.say(.filterButton))
                if let all = page.all { HTML(.p) { links([all]) } }
            }
        }
        if let empty = page.empty {
            HTML(.div, .class("empty")) {
                HTML(.p, text: empty)
                HTML(.p) { links([page.follow]) }
            }
        }
        if !page.lines.isEmpty {
            HTML(.section) {
                HTML(.h2, .class("unseen"), text: words.say(.providers))
                providerList(page.lines)
                if let showing = page.showing { HTML(.p, .class("quiet"), text: showing) }
                HTML(.p, .class("ways")) { links([page.previous, page.next].compactMap(\.self)) }
                HTML(.p) { links([page.follow]) }
            }
        }
    }
}

func providerList(_ lines: [DirectoryPage.Line]) -> HTML {
    HTML(.ul, .class("card list")) {
        for line in lines {
            HTML(.li) {
                HTML(.div) {
                    HTML(.a, .class("name"), .href(line.address), text: line.name)
                    if !line.notes.isEmpty { HTML(.p, .class("quiet"), text: line.notes) }
                }
                state(line.state)
            }
        }
    }
}

/// That the fault is ours, before all else.
func faultBanner(_ text: String) -> HTML {
    HTML(.p, .class("stale"), .role("status")) {
        Symbol.unreadable.html
        text
    }
}
