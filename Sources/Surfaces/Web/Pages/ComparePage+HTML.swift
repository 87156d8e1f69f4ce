internal import Telling
internal import Vocabulary
package import Markup

/// Providers side by side: the choice, the days, the figures.
package func html(_ page: ComparePage) -> HTML {
    let words = LanguagePack.of(page.frame.language)
    return document(page.frame) {
        HTML(.header, .class("headline")) { HTML(.h1, text: words.say(.compareTitle)) }
        if let empty = page.empty {
            HTML(.p, .class("empty"), text: empty)
        } else {
            HTML(.form, .class("ask"), .get, .action(SitePlace.compare().address(words.language))) {
                HTML(.div, .class("filters")) {
                    for (index, chosen) in page.chosen.enumerated() { pick(page, index, chosen, words) }
                }
                HTML(.button, .type("submit"), text: words.say(.compareButton))
            }
        }
        for problem in page.problems { HTML(.p, .class("problem"), .role("alert"), text: problem) }
        if !page.columns.isEmpty {
            HTML(.section) {
                HTML(.h2, text: words.say(.bars90))
                HTML(.ul, .class("card services")) {
                    for column in page.columns {
                        HTML(.li) {
                            HTML(.div, .class("over")) {
                                HTML(.h3) { HTML(.a, .href(column.address), text: column.name) }
                                state(column.state)
                            }
                            bars(column.bars, description: column.barsDescription)
                        }
                    }
                }
            }
            HTML(.section) {
                HTML(.h2, text: words.say(.compareFigures))
                HTML(.p, .class("quiet"), text: words.say(.compareRule))
                figures(page, words)
            }
        }
    }
}

private func pick(_ page: ComparePage, _ index: Int, _ chosen: String, _ words: LanguagePack) -> HTML {
    let label = words.say(.comparePick, ["n": words.number(index + 1)])
    let id = "pick-\(index + 1)"
    return page.options.isEmpty
        ? field("p", label, value: chosen, id: id)
        : choice("p", label, page.options.map { ($0.value, $0.text) }, chosen: chosen, id: id)
}

private func figures(_ page: ComparePage, _ words: LanguagePack) -> HTML {
    table([words.say(.columnFigure)] + page.columns.map(\.name)) {
        for row in page.rows {
            HTML(.tr, .role("row")) {
                HTML(.th, .scope("row"), .role("rowheader"), text: row.label)
                for (column, cell) in zip(page.columns, row.cells) {
                    HTML(.td, .role("cell"), .class("figure"), .label(column.name)) {
                        HTML(.span) {
                            HTML(.span, .class("line"), text: cell.value)
                            if let note = cell.note { HTML(.small, .class("line quiet"), text: note) }
                        }
                    }
                }
            }
        }
    }
}
