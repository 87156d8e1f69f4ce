internal import Telling
internal import Vocabulary
package import Markup

/// The dry run: the question, the answer in a sentence, then each route with its conditions.
package func html(_ page: ExplainPage) -> HTML {
    let words = LanguagePack.of(page.frame.language)
    return document(page.frame) {
        HTML(.header, .class("headline")) {
            HTML(.h1, text: words.say(.explainTitle))
            HTML(.p, .class("lead"), text: words.say(.explainLead))
        }
        HTML(.form, .class("ask"), .get, .action(SitePlace.alertExplain().address(words.language))) {
            field(
                "incident", words.say(.explainField), value: page.asked, hint: words.say(.explainHint),
                problem: page.problem, isRequired: true)
            HTML(.button, .type("submit"), text: words.say(.explainButton))
        }
        if let incident = page.incident { answer(incident, page, words) }
        for verdict in page.verdicts { section(verdict, words) }
    }
}

private func answer(_ incident: Link, _ page: ExplainPage, _ words: LanguagePack) -> HTML {
    HTML(.section) {
        HTML(.h2, .id("answer")) { links([incident]) }
        HTML(.ul, .class("chips"), .aria("label", words.say(.atAGlance))) {
            for label in page.chips { HTML(.li) { chip(label) } }
        }
        if let over = page.over { HTML(.p, .class("remark"), text: over) }
        if let summary = page.summary { HTML(.p, .class("lead"), text: summary) }
        if let empty = page.empty {
            HTML(.p, .class("empty")) {
                empty
                " "
                HTML(.a, .href(SitePlace.alertRoute(nil).address(words.language)), text: words.say(.alertsAdd))
            }
        }
    }
}

private func section(_ verdict: ExplainPage.Verdict, _ words: LanguagePack) -> HTML {
    let heads: [Phrase] = [.columnCondition, .columnWants, .columnFound, .columnHolds]
    return HTML(.section) {
        HTML(.h2) {
            (verdict.matches ? Symbol.fine : Symbol.notice).html
            links([verdict.route])
            " "
            HTML(.span, .class("by"), text: verdict.origin)
        }
        HTML(.p, text: verdict.sentence)
        table(heads.map { words.say($0) }) {
            for condition in verdict.conditions {
                HTML(.tr, .role("row")) {
                    cell(heads[0], words) { condition.name }
                    cell(heads[1], words) { condition.wanted }
                    cell(heads[2], words) { condition.found }
                    cell(heads[3], words) {
                        HTML(.span, .class(condition.holds ? "state fine" : "state minor")) {
                            (condition.holds ? Symbol.fine : Symbol.minor).html
                            words.say(condition.holds ? .yes : .no)
                        }
                    }
                }
            }
        }
    }
}
