internal import Telling
internal import Vocabulary
internal import Markup

// The parts of an incident's page that rest on its vendor's record.

func readings(_ readings: [IncidentPage.Reading], _ words: LanguagePack) -> HTML {
    let heads: [Phrase] = [.readingWho, .readingWord, .readingWhy]
    return HTML(.section) {
        HTML(.h2, text: words.say(.howBad))
        table(heads.map { words.say($0) }) {
            for reading in readings {
                HTML(.tr, .role("row")) {
                    HTML(.td, .role("cell"), .label(words.say(heads[0])), text: reading.who)
                    HTML(.td, .role("cell"), .label(words.say(heads[1]))) { state(reading.word) }
                    HTML(.td, .role("cell"), .label(words.say(heads[2]))) {
                        HTML(.span) {
                            if reading.why.isEmpty { "–" }
                            for line in reading.why { told(.span, line, class: "line") }
                        }
                    }
                }
            }
        }
    }
}

/// What a page changed in a text: the words that went and those that came, each said and not only coloured.
func changed(_ edit: IncidentPage.Edit, _ words: LanguagePack) -> HTML {
    let language = edit.before.language
    return HTML(.div, .class("edit")) {
        HTML(.p, .class("note"), text: edit.seen)
        if edit.change.hunks.isEmpty { HTML(.p, .class("quiet"), text: words.say(.editSameWords)) }
        for hunk in edit.change.hunks {
            HTML(.p) {
                if !hunk.lead.isEmpty {
                    HTML(.span, .class("quiet"), language.map { .lang($0) }, text: hunk.lead + " ")
                }
                if hunk.added.isEmpty {
                    words.say(.editRemoved) + " "
                    HTML(.del, language.map { .lang($0) }, text: hunk.removed)
                } else if hunk.removed.isEmpty {
                    words.say(.editAdded) + " "
                    HTML(.ins, language.map { .lang($0) }, text: hunk.added)
                } else {
                    HTML(.del, language.map { .lang($0) }, text: hunk.removed)
                    " " + words.say(.editBecame) + " "
                    HTML(.ins, language.map { .lang($0) }, text: hunk.added)
                }
                if !hunk.tail.isEmpty {
                    HTML(.span, .class("quiet"), language.map { .lang($0) }, text: " " + hunk.tail)
                }
            }
        }
        if edit.change.isCut { HTML(.p, .class("quiet"), text: words.say(.editMore)) }
        HTML(.details) {
            HTML(.summary, text: words.say(.earlierText))
            prose(edit.before, words)
        }
    }
}

func details(_ details: [IncidentPage.Detail]) -> HTML {
    HTML(.dl, .class("details")) {
        for detail in details {
            HTML(.dt, text: detail.name)
            HTML(.dd) {
                for (index, link) in detail.links.enumerated() {
                    if index > 0 { " · " }
                    if let address = link.address { HTML(.a, .href(address), text: link.text) } else { link.text }
                }
            }
        }
    }
}

func originals(_ rows: [IncidentPage.Original], _ words: LanguagePack) -> HTML {
    let heads: [Phrase] = [.originalFetched, .originalFrom, .originalSize, .originalDigest]
    return HTML(.section) {
        HTML(.h2, .id("originals"), text: words.say(.archivedOriginals))
        table(heads.map { words.say($0) }) {
            for row in rows {
                HTML(.tr, .role("row")) {
                    HTML(.td, .role("cell"), .class("figure"), .label(words.say(heads[0]))) {
                        HTML(.time, .dateTime(row.at), text: row.fetched)
                    }
                    HTML(.td, .role("cell"), .class("long"), .label(words.say(heads[1]))) { outside(row.source) }
                    HTML(.td, .role("cell"), .class("figure"), .label(words.say(heads[2])), text: row.size)
                    HTML(.td, .role("cell"), .label(words.say(heads[3]))) {
                        if let address = row.digest.address {
                            HTML(.a, .href(address)) { HTML(.code, text: row.digest.text) }
                        }
                    }
                }
            }
        }
        HTML(.p, .class("quiet"), text: words.say(.originalsRule))
    }
}

func alsoTold(_ also: IncidentPage.AlsoTold, _ words: LanguagePack) -> HTML {
    HTML(.section) {
        HTML(.h2, .id("event"), text: words.say(.alsoToldBy))
        if also.lines.isEmpty { HTML(.p, text: words.say(.alsoNobody)) }
        if !also.lines.isEmpty {
            HTML(.ul, .class("card list")) {
                for line in also.lines {
                    HTML(.li) {
                        HTML(.div) {
                            HTML(.a, .class("name"), .href(line.incident.address)) {
                                line.provider + " · "
                                told(.span, line.incident.title)
                            }
                            HTML(.p, .class("quiet"), text: line.distance + " · " + line.reason)
                        }
                        state(line.incident.severity)
                    }
                }
            }
        }
        HTML(.p) { links([also.event]) }
    }
}
