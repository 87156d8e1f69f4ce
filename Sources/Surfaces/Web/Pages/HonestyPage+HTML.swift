internal import Telling
internal import Vocabulary
package import Markup

/// How honestly a provider tells, with every row behind the figures.
package func html(_ page: HonestyPage) -> HTML {
    let words = LanguagePack.of(page.frame.language)
    return document(page.frame) {
        HTML(.header, .class("headline")) {
            HTML(.h1, text: page.title)
            HTML(.p, .class("lead"), text: page.lead)
            if let part = page.part { HTML(.p, .class("quiet"), text: part) }
        }
        if let honesty = page.summary { HTML(.section) { summary(honesty) } }
        if !page.rows.isEmpty {
            HTML(.section) {
                HTML(.h2, .id("rows"), text: words.say(.rowsBehind))
                rows(page.rows, words)
            }
        }
    }
}

/// The figures, each with its n and its rule.
func summary(_ summary: HonestySummary) -> HTML {
    var html = HTML(.p, text: summary.grade)
    html.append(
        HTML(.dl, .class("card measures")) {
            for figure in summary.figures {
                HTML(.div) {
                    HTML(.dt, text: figure.label)
                    HTML(.dd, .class("value"), text: figure.value)
                    HTML(.dd, .class("quiet"), text: figure.note)
                    HTML(.dd, .class("quiet"), text: figure.rule)
                }
            }
        })
    return html
}

private func rows(_ rows: [HonestyPage.Row], _ words: LanguagePack) -> HTML {
    let heads: [Phrase] = [
        .columnIncident, .rowLag, .rowAfterEnd, .columnPageSays, .columnRealImpact, .rowPostmortem, .rowHidden,
    ]
    return table(heads.map { words.say($0) }) {
        for row in rows {
            HTML(.tr, .role("row")) {
                HTML(.th, .scope("row"), .role("rowheader"), .label(words.say(heads[0]))) {
                    HTML(.span) {
                        HTML(.a, .href(row.incident.address)) { told(.span, row.incident.title) }
                        HTML(.small, .class("line quiet"), text: row.incident.date)
                    }
                }
                HTML(.td, .role("cell"), .class("figure"), .label(words.say(heads[1])), text: row.lag)
                HTML(.td, .role("cell"), .label(words.say(heads[2])), text: row.afterEnd)
                HTML(.td, .role("cell"), .class("figure"), .label(words.say(heads[3])), text: row.page)
                HTML(
                    .td, .role("cell"), .class(row.isHurt ? "figure hurt" : "figure"), .label(words.say(heads[4])),
                    text: row.impact)
                HTML(.td, .role("cell"), .class("figure"), .label(words.say(heads[5])), text: row.postmortem)
                HTML(.td, .role("cell"), .class("figure"), .label(words.say(heads[6])), text: row.hidden)
            }
        }
    }
}
