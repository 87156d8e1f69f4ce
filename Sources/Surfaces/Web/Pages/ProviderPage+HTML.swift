internal import Telling
internal import Vocabulary

/// A provider's page: its state in words, its services with their last 90 days, its incidents.
package func html(_ page: ProviderPage) -> HTML {
    let words = LanguagePack.of(page.frame.language)
    return document(page.frame) {
        HTML(.header, .class("headline")) {
            HTML(.h1, text: page.name)
            HTML(.p, .class("lead")) {
                page.state.symbol?.html
                page.sentence
            }
            if !page.brands.isEmpty {
                HTML(.p, .class("quiet")) {
                    words.say(.brandsOf) + " · "
                    page.brands.map { $0.name + " (" + $0.note + ")" }.joined(separator: " · ")
                }
            }
        }
        HTML(.section) {
            HTML(.h2, text: words.say(.components))
            if let none = page.noComponent { HTML(.p, .class("empty"), text: none) }
            if !page.components.isEmpty {
                HTML(.ul, .class("card services")) {
                    for component in page.components { service(component, words) }
                }
                HTML(.p, .class("quiet"), text: page.rule)
            }
        }
        HTML(.section) {
            HTML(.h2, .id("incidents"), text: words.say(.allIncidents))
            if let none = page.noIncident { HTML(.p, .class("empty"), text: none) }
            if !page.incidents.isEmpty { incidentTable(page.incidents, words) }
        }
    }
}

private func service(_ line: ProviderPage.ComponentLine, _ words: LanguagePack) -> HTML {
    HTML(.li) {
        HTML(.div, .class("over")) {
            told(.h3, line.name)
            state(line.state)
        }
        bars(line)
        HTML(.p, .class("under")) {
            HTML(.span, text: words.say(.ninetyDaysAgo))
            HTML(.span, text: line.availability)
            HTML(.span, text: words.say(.today))
        }
    }
}

/// A bar per day. A day with impact is taller by a foot, and an unknown one is hollow: colour is never alone.
private func bars(_ line: ProviderPage.ComponentLine) -> HTML {
    HTML(
        .svg, .class("bars"), .viewBox(width: 90 * 10, height: 44), .stretched, .role("img"),
        .aria("label", line.barsDescription)
    ) {
        for (index, day) in line.bars.days.enumerated() {
            let isHit = day.impact > .zero
            let look = isHit ? Symbol(day.severity).rawValue : day.isWatched ? "calm" : "unknown"
            if !isHit && !day.isWatched {
                // A broken line as wide as a bar: hatched.
                HTML(.path, .class(look), .path("M\(index * 10 + 5) 2v30"))
            } else {
                HTML(
                    .rect, .class(look), .measure("x", index * 10 + 1), .measure("y", isHit ? 0 : 2),
                    .measure("width", 8), .measure("height", isHit ? 34 : 30))
            }
            if isHit {
                HTML(
                    .rect, .class(look), .measure("x", index * 10 + 1), .measure("y", 38), .measure("width", 8),
                    .measure("height", 4))
            }
        }
    }
}
