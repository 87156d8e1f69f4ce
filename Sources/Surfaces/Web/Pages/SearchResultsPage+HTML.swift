internal import Telling
internal import Vocabulary
package import Markup

/// The search: the form, then the results.
package func html(_ page: SearchResultsPage) -> HTML {
    let words = LanguagePack.of(page.frame.language)
    return document(page.frame) {
        HTML(.header, .class("headline")) { HTML(.h1, text: words.say(.searchTitle)) }
        ask(page, words)
        if let note = page.entityNote {
            HTML(.p, .class("remark")) {
                note
                " "
                if let clear = page.clear { links([clear]) }
            }
        } else if let clear = page.clear {
            HTML(.p) { links([clear]) }
        }
        if let failure = page.failure {
            HTML(.p, .class("stale"), .role("alert")) {
                Symbol.unknown.html
                failure
            }
        }
        if let hint = page.hint { HTML(.p, .class("empty"), text: hint) }
        if !page.results.isEmpty {
            HTML(.section) {
                HTML(.h2, .id("results")) {
                    words.say(.searchResults)
                    if let count = page.count { HTML(.small, .class("quiet"), text: " · " + count) }
                }
                HTML(.ol, .class("results")) {
                    for result in page.results { found(result, words) }
                }
                if let next = page.next { HTML(.p, .class("ways")) { links([next]) } }
            }
        }
    }
}

private func ask(_ page: SearchResultsPage, _ words: LanguagePack) -> HTML {
    HTML(.form, .class("ask"), .role("search"), .get, .action(SitePlace.search().address(words.language))) {
        field("q", words.say(.searchWords), value: page.words, type: "search")
        HTML(.button, .type("submit"), text: words.say(.searchButton))
        HTML(.div, .class("filters"), .role("group"), .aria("label", words.say(.searchFilters))) {
            for choosing in page.choices {
                if choosing.options.isEmpty {
                    field(choosing.field, choosing.label, value: choosing.chosen, problem: choosing.problem)
                } else {
                    choice(
                        choosing.field, choosing.label, choosing.options.map { ($0.value, $0.text) },
                        chosen: choosing.chosen, problem: choosing.problem)
                }
            }
            field("from", words.say(.searchFrom), value: page.from, problem: page.fromProblem)
            field("to", words.say(.searchTo), value: page.to, problem: page.toProblem)
        }
        if let entity = page.entity { HTML(.input, .type("hidden"), .name("entity"), .value(entity)) }
    }
}

private func found(_ result: SearchResultsPage.Result, _ words: LanguagePack) -> HTML {
    HTML(.li) {
        HTML(.h3) {
            HTML(.a, .href(result.line.address), result.line.title.language.map { .lang($0) }) { marked(result.title) }
        }
        HTML(.p, .class("quiet")) {
            result.provider + " · "
            result.line.start.map { HTML(.time, .dateTime($0), text: result.line.date) } ?? HTML(text: result.line.date)
            " · "
            state(result.line.severity)
            " · "
            state(result.line.state)
            " · " + words.say(.realImpact) + " " + result.line.realImpact
        }
        if let excerpt = result.excerpt {
            HTML(.p, excerpt.language.map { .lang($0) }) { marked(excerpt) }
        } else if let summary = result.line.summary {
            told(.p, summary)
        }
    }
}

private func marked(_ text: Marked) -> HTML {
    text.pieces.reduce(into: HTML()) { html, piece in
        html.append(piece.isMarked ? HTML(.mark, text: piece.text) : HTML(text: piece.text))
    }
}
