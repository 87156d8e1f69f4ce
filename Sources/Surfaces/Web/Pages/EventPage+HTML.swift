internal import Telling
internal import Vocabulary
package import Markup

/// One event: the axis, who told it and why it is one, what people decided, and the forms to decide.
package func html(_ page: EventPage) -> HTML {
    let words = LanguagePack.of(page.frame.language)
    return document(page.frame) {
        HTML(.header, .class("headline")) {
            if let done = page.done { success(done) }
            HTML(.h1, text: page.title)
            HTML(.p, .class("lead"), text: page.lead)
        }
        if let axis = page.axis { picture(axis, words) }
        tellings(page.tellings, words)
        HTML(.section) {
            HTML(.h2, .id("decisions"), text: words.say(.eventDecisions))
            if let none = page.noDecision { HTML(.p, .class("quiet"), text: none) }
            if !page.decisions.isEmpty {
                HTML(.ul, .class("points")) {
                    for decision in page.decisions { HTML(.li, text: decision) }
                }
            }
        }
        if let forms = page.forms { decide(forms, page.frame, words) }
        if let closed = page.closed { closedNote(closed) }
    }
}

private func tellings(_ tellings: [EventPage.Telling], _ words: LanguagePack) -> HTML {
    let heads: [Phrase] = [.searchProvider, .columnIncident, .eventBegan, .columnRealImpact, .eventReason]
    return HTML(.section) {
        HTML(.h2, .id("tellings"), text: words.say(.eventWho))
        table(heads.map { words.say($0) }) {
            for telling in tellings {
                HTML(.tr, .role("row")) {
                    HTML(.td, .role("cell"), .label(words.say(heads[0]))) { links([telling.provider]) }
                    HTML(.td, .role("cell"), .label(words.say(heads[1]))) {
                        HTML(.span) {
                            HTML(.a, .href(telling.line.address)) { told(.span, telling.line.title) }
                            HTML(.span, .class("line")) { state(telling.line.severity) }
                        }
                    }
                    HTML(.td, .role("cell"), .class("figure"), .label(words.say(heads[2]))) {
                        HTML(.span) {
                            HTML(.span, .class("line"), text: telling.began)
                            HTML(.small, .class("line quiet"), text: telling.distance)
                        }
                    }
                    HTML(
                        .td, .role("cell"), .class("figure"), .label(words.say(heads[3])), text: telling.line.realImpact
                    )
                    HTML(.td, .role("cell"), .label(words.say(heads[4])), text: telling.reason)
                }
            }
        }
    }
}

private func decide(_ forms: EventPage.Forms, _ frame: PageFrame, _ words: LanguagePack) -> HTML {
    var html = HTML()
    let problem = forms.problem
    html.append(
        HTML(.section) {
            HTML(.h2, .id("join"), text: words.say(.joinTitle))
            HTML(.form, .class("card write"), .post, .action(forms.join)) {
                proof(frame)
                field(
                    "incident", words.say(.joinField), value: forms.isProblemOfSplit ? "" : forms.incident,
                    problem: forms.isProblemOfSplit ? nil : problem, isRequired: true, id: "join-incident")
                field(
                    "reason", words.say(.decisionReason), value: forms.isProblemOfSplit ? "" : forms.reason,
                    isRequired: true, id: "join-reason")
                HTML(.button, .type("submit"), text: words.say(.joinButton))
                HTML(.p, .class("quiet"), text: words.say(.decisionKept))
            }
        })
    guard !forms.others.isEmpty else { return html }
    html.append(
        HTML(.section) {
            HTML(.h2, .id("split"), text: words.say(.splitTitle))
            HTML(.form, .class("card write"), .post, .action(forms.split)) {
                proof(frame)
                choice(
                    "incident", words.say(.splitField), forms.others.map { ($0.value, $0.text) },
                    chosen: forms.incident, problem: forms.isProblemOfSplit ? problem : nil)
                field(
                    "reason", words.say(.decisionReason), value: forms.isProblemOfSplit ? forms.reason : "",
                    isRequired: true, id: "split-reason")
                HTML(.button, .type("submit"), text: words.say(.splitButton))
                HTML(.p, .class("quiet"), text: words.say(.decisionKept))
            }
        })
    return html
}

/// That something was done.
func success(_ text: String) -> HTML {
    HTML(.p, .class("remark done"), .role("status")) {
        Symbol.fine.html
        text
    }
}

func closedNote(_ note: ClosedNote) -> HTML {
    HTML(.div, .class("remark")) {
        HTML(.p, text: note.text + " " + note.how)
        if let command = note.command { HTML(.p) { HTML(.code, text: command) } }
    }
}
