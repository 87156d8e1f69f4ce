internal import Telling
internal import Vocabulary
package import Markup

/// An incident's page, from the first answer to the last proof.
package func html(_ page: IncidentPage) -> HTML {
    let words = LanguagePack.of(page.frame.language)
    return document(page.frame) {
        HTML(.header, .class("headline")) {
            HTML(.h1, page.title.language.map { .lang($0) }, text: page.title.text)
            HTML(.ul, .class("chips"), .aria("label", words.say(.atAGlance))) {
                for label in page.chips { HTML(.li) { chip(label) } }
            }
            for notice in page.notices {
                HTML(.p, .class("remark")) {
                    notice.symbol.html
                    notice.text
                }
            }
            if let summary = page.summary { told(.p, summary, class: "lead") }
            if let failed = page.failed { HTML(.p, .class("quiet"), text: failed) }
            if let link = page.vendorPage { HTML(.p, .class("quiet")) { outside(link) } }
        }
        figures(page.figures)
        if let axis = page.axis { picture(axis, words) }
        HTML(.div, .class("columns")) {
            HTML(.section) {
                HTML(.h2, text: words.say(.whatWasSaid))
                if page.moments.isEmpty { HTML(.p, .class("empty"), text: words.say(.nothingSaid)) }
                HTML(.ol, .class("said")) {
                    for moment in page.moments { entry(moment, words) }
                }
            }
            HTML(.div, .class("aside")) {
                if !page.doubts.isEmpty {
                    HTML(.section) {
                        HTML(.h2, text: words.say(.whatDoesNotAddUp))
                        for doubt in page.doubts {
                            HTML(.div, .class(doubt.isHurt ? "doubt hurt" : "doubt")) {
                                HTML(.h3, text: doubt.heading)
                                prose(doubt.text, words)
                            }
                        }
                    }
                }
                HTML(.section) {
                    HTML(.h2, text: words.say(.proof))
                    if !page.details.isEmpty { details(page.details) }
                    HTML(.p) { HTML(.a, .href(page.json), text: words.say(.sameAsJSON)) }
                    if let alerts = page.alerts { HTML(.p) { links([alerts]) } }
                }
            }
        }
        if !page.windows.isEmpty || !page.noWindow.isEmpty { reality(page, words) }
        if let also = page.alsoTold { alsoTold(also, words) }
        if !page.readings.isEmpty { readings(page.readings, words) }
        if !page.claims.isEmpty { claims(page.claims, words) }
        if let learned = page.learned { postmortem(learned, words) }
        if !page.originals.isEmpty { originals(page.originals, words) }
    }
}

private func figures(_ figures: [IncidentPage.Figure]) -> HTML {
    HTML(.dl, .class("card figures")) {
        for figure in figures {
            HTML(.div, .class(figure.isHurt ? "hurt" : "plain")) {
                HTML(.dt, text: figure.label)
                HTML(.dd, .class("value"), text: figure.value)
                HTML(.dd, .class("quiet"), text: figure.note)
            }
        }
    }
}

/// Both drawings, of which the stylesheet shows one, and the same in words.
func picture(_ axis: AxisFacts, _ words: LanguagePack) -> HTML {
    HTML(.section) {
        HTML(.h2, text: words.say(.onOneTimeAxis))
        HTML(.figure, .class("card picture")) {
            AxisSVG.html(AxisLayout.level(axis), class: "level", description: axis.description)
            AxisSVG.html(AxisLayout.upright(axis), class: "upright", description: axis.description)
            HTML(.details) {
                HTML(.summary, text: words.say(.sameInWords))
                HTML(.ol, .class("moments")) {
                    for moment in axis.moments {
                        HTML(.li) {
                            HTML(
                                .time, .dateTime(moment.at),
                                text: words.shortDate(moment.at, in: axis.zone) + ", "
                                    + words.clock(moment.at, in: axis.zone))
                            " "
                            moment.sentence
                        }
                    }
                    for page in axis.pages {
                        HTML(.li) {
                            HTML(
                                .time, .dateTime(page.start),
                                text: words.shortDate(page.start, in: axis.zone) + ", "
                                    + words.range(page.start, page.end, in: axis.zone))
                            " "
                            page.name + " · " + page.label
                        }
                    }
                }
            }
        }
    }
}

private func entry(_ moment: IncidentPage.Moment, _ words: LanguagePack) -> HTML {
    HTML(.li, .class(moment.tone.rawValue)) {
        HTML(.h3) {
            moment.heading
            if let brand = moment.brand {
                " "
                HTML(.span, .class("by"), text: brand)
            }
        }
        HTML(.p, .class("quiet")) { HTML(.time, .dateTime(moment.at), text: moment.when) }
        if let text = moment.text { prose(text, words) }
        for edit in moment.edits { changed(edit, words) }
        for note in moment.notes { HTML(.p, .class("note"), text: note) }
        if let link = moment.link, let address = link.address {
            HTML(.p) { HTML(.a, .href(address), text: link.text) }
        }
    }
}

private func reality(_ page: IncidentPage, _ words: LanguagePack) -> HTML {
    let heads: [Phrase] = [.windowStart, .windowEnd, .windowLength, .windowComponents, .windowEvidence]
    return HTML(.section) {
        HTML(.h2, .id("windows"), text: words.say(.whatReallyHappened))
        for line in page.noWindow { HTML(.p, text: line) }
        if !page.windows.isEmpty {
            table(heads.map { words.say($0) }) {
                for row in page.windows {
                    HTML(.tr, .role("row")) {
                        told(.td, row.from, heads: heads[0], words)
                        told(.td, row.to, heads: heads[1], words)
                        HTML(.td, .role("cell"), .class("hurt"), .label(words.say(heads[2])), text: row.length)
                        HTML(.td, .role("cell"), .label(words.say(heads[3])), text: row.components)
                        if let quote = row.quote {
                            HTML(.td, .role("cell"), .label(words.say(heads[4]))) {
                                HTML(.span) {
                                    quoted(quote, words)
                                    HTML(.small, .class("line quiet"), text: row.evidence.text)
                                }
                            }
                        } else {
                            told(.td, row.evidence, heads: heads[4], words)
                        }
                    }
                }
            }
        }
    }
}

private func claims(_ rows: [IncidentPage.ClaimRow], _ words: LanguagePack) -> HTML {
    let heads: [Phrase] = [.claimFact, .claimValue, .claimSource, .claimStated]
    return HTML(.section) {
        HTML(.h2, .id("claims"), text: words.say(.claimsHistory))
        table(heads.map { words.say($0) }) {
            for row in rows {
                HTML(.tr, .role("row")) {
                    HTML(.td, .role("cell"), .label(words.say(heads[0])), text: row.fact)
                    HTML(.td, .role("cell"), .class("figure"), .label(words.say(heads[1])), text: row.value)
                    told(.td, row.source, heads: heads[2], words)
                    HTML(.td, .role("cell"), .class("figure"), .label(words.say(heads[3])), text: row.stated)
                }
            }
        }
    }
}

private func postmortem(_ learned: IncidentPage.Learned, _ words: LanguagePack) -> HTML {
    HTML(.section, .id("postmortem"), .class("learned")) {
        HTML(.h2, text: words.say(.postmortem))
        HTML(.p, .class("quiet"), text: learned.published)
        if let impact = learned.impact {
            HTML(.h3, text: words.say(.impactOnCustomers))
            prose(impact, words)
        }
        if let cause = learned.rootCause {
            HTML(.h3, text: words.say(.rootCause))
            prose(cause, words)
        }
        if !learned.actions.isEmpty {
            HTML(.h3, text: words.say(.actions))
            table([words.say(.symptom), words.say(.action)]) {
                for action in learned.actions {
                    HTML(.tr, .role("row")) {
                        told(.td, action.symptom, heads: .symptom, words)
                        told(.td, action.action, heads: .action, words)
                    }
                }
            }
        }
    }
}
