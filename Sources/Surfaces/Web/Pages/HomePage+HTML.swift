internal import Telling
internal import Vocabulary
package import Markup

/// The home page: what is true now in words, then what goes on, then what happened.
package func html(_ page: HomePage) -> HTML {
    let words = LanguagePack.of(page.frame.language)
    return document(page.frame) {
        page.ownFault.map(faultBanner)
        HTML(.header, .class("headline \(page.state.rawValue)")) {
            HTML(.h1) {
                page.state.html
                page.headline
            }
            for line in page.lead { HTML(.p, .class("lead"), text: line) }
            if let empty = page.emptyText { HTML(.p, .class("empty"), text: empty) }
            if let follow = page.follow, let address = follow.address {
                HTML(.p) { HTML(.a, .class("button"), .href(address), text: follow.text) }
            }
        }
        if !page.ongoing.isEmpty {
            HTML(.section, .class("ongoing")) {
                HTML(.h2, text: words.say(.ongoingNow))
                for line in page.ongoing { ongoingCard(line, words) }
            }
        }
        if !page.providers.isEmpty {
            HTML(.section) {
                HTML(.h2, text: words.say(.providers))
                providerList(page.providers)
                if let all = page.allProviders { HTML(.p) { links([all]) } }
            }
        }
        if !page.recent.isEmpty {
            HTML(.section) {
                HTML(.h2, .id("incidents"), text: words.say(.recentIncidents))
                incidentTable(page.recent, words)
            }
        }
    }
}

private func ongoingCard(_ line: IncidentLine, _ words: LanguagePack) -> HTML {
    HTML(.article, .class(line.isOngoing ? "card now" : "card now reported")) {
        HTML(.p, .class("chips")) {
            chip(line.state)
            " "
            chip(line.severity)
        }
        HTML(.h3) { HTML(.a, .href(line.address)) { told(.span, line.title) } }
        if let summary = line.summary { told(.p, summary) }
        HTML(.p, .class("quiet")) {
            [line.provider, words.say(.realImpact), line.realImpact].compactMap(\.self).joined(separator: " · ")
        }
    }
}

/// A state with its shape and word, without a border.
func state(_ chip: Chip) -> HTML {
    HTML(.span, .class("state \(chip.tone.rawValue)")) {
        chip.symbol?.html
        chip.text
    }
}

/// Incidents with their real impact beside what the pages say. On a phone each row becomes a card.
func incidentTable(_ lines: [IncidentLine], _ words: LanguagePack) -> HTML {
    let heads: [Phrase] = [
        .columnDate, .columnIncident, .columnSeverity, .columnRealImpact, .columnPageSays, .columnFirstWord,
    ]
    return HTML(.table, .class("card incidents"), .role("table")) {
        HTML(.thead, .role("rowgroup")) {
            HTML(.tr, .role("row")) {
                for head in heads { HTML(.th, .scope("col"), .role("columnheader"), text: words.say(head)) }
            }
        }
        HTML(.tbody, .role("rowgroup")) {
            for line in lines {
                HTML(.tr, .role("row")) {
                    HTML(.td, .role("cell"), .class("date"), .label(words.say(.columnDate))) {
                        if let start = line.start {
                            HTML(.time, .dateTime(start), text: line.date)
                        } else {
                            line.date
                        }
                    }
                    HTML(.th, .scope("row"), .role("rowheader"), .label(words.say(.columnIncident))) {
                        HTML(.a, .href(line.address)) { told(.span, line.title) }
                        let notes = [line.provider, line.reference].compactMap(\.self)
                        if !notes.isEmpty {
                            " "
                            HTML(.small, .class("quiet"), text: notes.joined(separator: " · "))
                        }
                    }
                    HTML(.td, .role("cell"), .label(words.say(.columnSeverity))) { state(line.severity) }
                    HTML(
                        .td, .role("cell"), .class(line.isHurt ? "figure hurt" : "figure"),
                        .label(words.say(.columnRealImpact)),
                        text: line.realImpact)
                    HTML(.td, .role("cell"), .class("figure"), .label(words.say(.columnPageSays))) {
                        if line.pageTimes.isEmpty {
                            "–"
                        } else {
                            HTML(.span) {
                                for time in line.pageTimes {
                                    HTML(.span, .class("line")) {
                                        time.length
                                        " "
                                        HTML(.small, .class("quiet"), text: time.brand)
                                    }
                                }
                            }
                        }
                    }
                    HTML(.td, .role("cell"), .class("figure"), .label(words.say(.columnFirstWord))) {
                        HTML(.span) {
                            HTML(.span, .class("line"), text: line.firstWord)
                            if let note = line.firstWordNote { HTML(.small, .class("line quiet"), text: note) }
                        }
                    }
                }
            }
        }
    }
}
