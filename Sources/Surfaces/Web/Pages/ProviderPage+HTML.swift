internal import Linking
internal import Telling
internal import Vocabulary
package import Markup

/// A provider's page: its state in words, what its page says, its services with their last 90 days, its incidents.
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
                    for (index, brand) in page.brands.enumerated() {
                        if index > 0 { " · " }
                        if let address = brand.page { HTML(.a, .href(address), text: brand.name) } else { brand.name }
                        " (" + brand.note + ")"
                    }
                }
            }
        }
        if page.incidents.newest == nil {
            if !page.sources.isEmpty { sources(page, words) }
            services(page, words)
            if let honesty = page.honesty {
                HTML(.section) {
                    HTML(.h2, .id("honesty"), text: words.say(.honestySection))
                    if honesty.figures.isEmpty {
                        HTML(.p, text: words.say(.honestyNoFigure))
                    } else {
                        summary(honesty)
                    }
                    if let rows = page.honestyRows { HTML(.p) { links([rows]) } }
                }
            }
            if !page.maintenance.isEmpty || page.noMaintenance != nil { maintenance(page, words) }
        }
        HTML(.section) {
            HTML(.h2, .id("incidents"), text: words.say(.allIncidents))
            incidentList(page.incidents, words)
        }
        HTML(.section) {
            HTML(.h2, text: words.say(.feeds))
            HTML(.p) { links(page.feeds) }
            HTML(.p, .class("quiet"), text: words.say(.feedsRule))
        }
    }
}

func incidentList(_ list: IncidentList, _ words: LanguagePack) -> HTML {
    var html = HTML()
    if let empty = list.empty { html.append(HTML(.p, .class("empty"), text: empty)) }
    if !list.lines.isEmpty { html.append(incidentTable(list.lines, words)) }
    let ways = [list.newest, list.older].compactMap(\.self)
    if !ways.isEmpty { html.append(HTML(.p, .class("ways")) { links(ways) }) }
    return html
}

private func sources(_ page: ProviderPage, _ words: LanguagePack) -> HTML {
    HTML(.section) {
        HTML(.h2, .id("source"), text: words.say(.itsPageSays))
        for source in page.sources { one(source, page.frame, words) }
    }
}

private func one(_ source: ProviderPage.SourceLine, _ frame: PageFrame, _ words: LanguagePack) -> HTML {
    HTML(.div, .class("card source")) {
        HTML(.p, .class("over")) {
            HTML(.span, .class("name")) { outside(source.page) }
            source.state.map(state)
        }
        HTML(.p, .class("quiet"), text: [source.saidAt, source.notes].compactMap(\.self).joined(separator: " · "))
        if let unreadable = source.unreadable {
            HTML(.p, .class("stale")) {
                Symbol.unreadable.html
                unreadable
                if let why = source.why {
                    " "
                    told(.span, why)
                }
            }
        }
        if let sentence = source.sentence { HTML(.p) { quoted(sentence, words) } }
        if let fine = source.allFine { HTML(.p, text: fine) }
        if !source.troubled.isEmpty {
            HTML(.h3, text: words.say(.pageTroubled))
            HTML(.ul, .class("troubled")) {
                for troubled in source.troubled {
                    HTML(.li) {
                        told(.span, troubled.name)
                        " "
                        state(troubled.state)
                        if let word = troubled.word { HTML(.span, .class("quiet"), text: " " + word) }
                    }
                }
            }
        }
        if !source.warnings.isEmpty {
            HTML(.details) {
                HTML(.summary, text: words.say(.warnings))
                HTML(.ul, .class("points")) {
                    for warning in source.warnings { HTML(.li, .lang(.english), text: warning) }
                }
            }
        }
        source.unfollow.map { form($0, frame) }
    }
}

private func services(_ page: ProviderPage, _ words: LanguagePack) -> HTML {
    HTML(.section) {
        HTML(.h2, text: words.say(.components))
        if let none = page.noComponent { HTML(.p, .class("empty"), text: none) }
        if !page.components.isEmpty {
            HTML(.ul, .class("card services")) {
                for component in page.components { service(component, words) }
            }
            HTML(.p, .class("quiet"), text: page.rule)
            HTML(.p, .class("quiet")) { links([page.compare]) }
        }
    }
}

private func maintenance(_ page: ProviderPage, _ words: LanguagePack) -> HTML {
    HTML(.section) {
        HTML(.h2, .id("maintenance"), text: words.say(.maintenance))
        if let none = page.noMaintenance { HTML(.p, .class("quiet"), text: none) }
        if !page.maintenance.isEmpty {
            HTML(.ul, .class("card list")) {
                for line in page.maintenance {
                    HTML(.li) {
                        HTML(.div) {
                            HTML(.a, .class("name"), .href(line.address)) { told(.span, line.title) }
                            if let planned = line.planned { HTML(.p, .class("quiet"), text: planned) }
                        }
                        state(line.severity)
                    }
                }
            }
        }
    }
}

private func service(_ line: ProviderPage.ComponentLine, _ words: LanguagePack) -> HTML {
    HTML(.li) {
        HTML(.div, .class("over")) {
            told(.h3, line.name)
            HTML(.span) {
                state(line.state)
                if let claim = line.claim { HTML(.small, .class("quiet"), text: " · " + claim) }
            }
        }
        bars(line.bars, description: line.barsDescription)
        HTML(.p, .class("under")) {
            HTML(.span, text: words.say(.ninetyDaysAgo))
            HTML(.span, text: line.availability)
            HTML(.span, text: words.say(.today))
        }
    }
}

/// A bar per day. A day with impact is taller by a foot, and an unknown one is hollow: colour is never alone.
func bars(_ bars: Availability, description: String) -> HTML {
    HTML(
        .svg, .class("bars"), .viewBox(width: 90 * 10, height: 44), .stretched, .role("img"),
        .aria("label", description)
    ) {
        for (index, day) in bars.days.enumerated() {
            let isHit = day.impact > .zero
            let look = isHit ? Symbol(day.worst ?? .unknown).rawValue : !day.isUnknown ? "calm" : "unknown"
            if day.isUnknown {
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
