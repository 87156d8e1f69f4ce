package import Markup
internal import Telling
internal import Vocabulary

/// A month as a calendar whose days lead to incidents.
package func html(_ page: HistoryModel, zone: String) -> HTML {
    let words = LanguagePack.of(page.frame.language)
    return document(page.frame, zone: zone) {
        HTML(.header, .class("headline")) { HTML(.h1, text: words.say(status: .history) + ", " + page.month) }
        HTML(.section) {
            HTML(.table, .class("calendar")) {
                HTML(.caption, .class("unseen"), text: page.caption)
                HTML(.thead) {
                    HTML(.tr) { for day in page.weekdays { HTML(.th, .scope("col"), text: day) } }
                }
                HTML(.tbody) {
                    for week in page.weeks {
                        HTML(.tr) { for day in week { HTML(.td) { day.map(cell) ?? HTML() } } }
                    }
                }
            }
            HTML(.div, .class("turn")) {
                if let earlier = page.earlier {
                    HTML(.a, .rel("prev"), .href(earlier), text: words.say(status: .earlierMonth))
                } else {
                    HTML(.span)
                }
                if let later = page.later {
                    HTML(.a, .rel("next"), .href(later), text: words.say(status: .laterMonth))
                }
            }
        }
        HTML(.section) {
            HTML(.h2, text: words.say(.allIncidents))
            if let nothing = page.nothing { HTML(.p, .class("quiet"), text: nothing) }
            if !page.incidents.isEmpty { lines(page.incidents) }
        }
    }
}

private func cell(_ day: HistoryModel.Day) -> HTML {
    let inner = HTML(.span, .aria("hidden", "true")) {
        day.number
        day.symbol?.html
    }
    let words = HTML(.span, .class("unseen"), text: day.description)
    if let address = day.address {
        return HTML(.a, .href(address)) {
            inner
            words
        }
    }
    return HTML(.span, day.isUnknown ? .class("beyond") : nil) {
        inner
        words
    }
}
