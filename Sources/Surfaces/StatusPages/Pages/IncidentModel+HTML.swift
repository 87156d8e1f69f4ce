package import Markup
internal import Telling
internal import Vocabulary

/// An incident: facts, windows, words, and what was learned.
package func html(_ page: IncidentModel, zone: String) -> HTML {
    let words = LanguagePack.of(page.frame.language)
    func say(_ phrase: StatusPhrase) -> String { words.say(status: phrase) }
    return document(page.frame, zone: zone) {
        HTML(.header, .class("headline")) {
            told(.h1, page.title)
            if let summary = page.summary { HTML(.div, .class("lead")) { prose(summary, words) } }
        }
        HTML(.dl, .class("card facts")) {
            fact(say(.severity)) { mark(page.severity) }
            fact(say(.state)) { page.state }
            if let planned = page.planned {
                fact(say(.planned)) { planned }
            } else {
                if let began = page.began { fact(say(.began)) { time(began) } }
                fact(say(.impact)) { page.impact }
            }
            if let reference = page.reference { fact(say(.reference)) { reference } }
            fact(say(.concerned)) {
                if page.components.isEmpty { say(.allComponents) } else { told(page.components) }
            }
        }
        if page.planned == nil || !page.windows.isEmpty { windows(page, words) }
        HTML(.section) {
            HTML(.h2, text: words.say(.whatWasSaid))
            if page.updates.isEmpty {
                HTML(.p, .class("quiet"), text: say(.noUpdate))
            } else {
                HTML(.ol, .class("said")) { for item in page.updates { update(item, words) } }
            }
        }
        if let learned = page.learned { postmortem(learned, page, words) }
    }
}

private func fact(_ name: String, @HTMLBuilder value: () -> HTML) -> HTML {
    HTML(.div) {
        HTML(.dt, text: name)
        HTML(.dd) { value() }
    }
}

private func windows(_ page: IncidentModel, _ words: LanguagePack) -> HTML {
    HTML(.section) {
        HTML(.h2, text: words.say(.whenCustomersWereHit))
        if page.windows.isEmpty {
            HTML(.p, .class("quiet"), text: words.say(status: .noWindow))
        } else {
            HTML(.ol, .class("card list lines")) {
                for window in page.windows {
                    HTML(.li) {
                        HTML(.div) {
                            time(window.start)
                            " – "
                            if let end = window.end { time(end) } else { words.say(status: .windowOpen) }
                            if let utc = window.utc { HTML(.span, .class("quiet"), text: " · " + utc) }
                            if !window.components.isEmpty {
                                HTML(.p, .class("quiet")) { told(window.components) }
                            }
                        }
                        HTML(.strong, .class("date"), text: window.length)
                    }
                }
            }
        }
    }
}

private func postmortem(_ learned: IncidentModel.Learned, _ page: IncidentModel, _ words: LanguagePack) -> HTML {
    func say(_ phrase: StatusPhrase) -> String { words.say(status: phrase) }
    return HTML(.section, .class("learned")) {
        HTML(.h2, .id("postmortem"), text: say(.postmortem))
        HTML(.p, .class("quiet")) { time(learned.published) }
        if let missing = learned.missing { HTML(.p, .class("note"), text: missing) }
        if !page.components.isEmpty {
            HTML(.h3, text: say(.concerned))
            HTML(.p) { told(page.components) }
        }
        for part in learned.parts {
            HTML(.h3, text: part.title)
            prose(part.text, words)
        }
        if !learned.actions.isEmpty {
            HTML(.h3, text: say(.actions))
            table([say(.symptom), say(.action), say(.due), say(.actionState)]) { heads in
                for action in learned.actions {
                    HTML(.tr, .role("row")) {
                        HTML(.td, .role("cell"), .label(heads[0])) { told(.span, action.symptom) }
                        HTML(.td, .role("cell"), .label(heads[1])) { told(.span, action.action) }
                        HTML(.td, .role("cell"), .label(heads[2])) { HTML(.span, text: action.due) }
                        HTML(.td, .role("cell"), .label(heads[3])) { HTML(.span, text: action.state) }
                    }
                }
            }
        }
    }
}

/// A table of which each row becomes a card on a phone.
private func table(_ heads: [String], @HTMLBuilder rows: ([String]) -> HTML) -> HTML {
    HTML(.table, .class("card rows"), .role("table")) {
        HTML(.thead, .role("rowgroup")) {
            HTML(.tr, .role("row")) {
                for head in heads { HTML(.th, .scope("col"), .role("columnheader"), text: head) }
            }
        }
        HTML(.tbody, .role("rowgroup")) { rows(heads) }
    }
}
