internal import Telling
internal import Vocabulary
package import Markup

/// What all incidents together teach, as tables with bars in them.
package func html(_ page: InsightsPage) -> HTML {
    let words = LanguagePack.of(page.frame.language)
    return document(page.frame) {
        HTML(.header, .class("headline")) {
            HTML(.h1, text: words.say(.insightsTitle))
            HTML(.p, .class(page.isEmpty ? "empty" : "lead"), text: page.lead)
            if let latest = page.latest { HTML(.p, .class("quiet"), text: latest) }
        }
        if !page.origins.isEmpty { origins(page.origins, words) }
        if !page.months.isEmpty {
            causes(page.months, words)
            if page.isCut { HTML(.p, .class("quiet"), text: words.say(.earlierMonths)) }
        }
        if !page.lags.isEmpty { lags(page.lags, words) }
    }
}

private func origins(_ rows: [InsightsPage.OriginRow], _ words: LanguagePack) -> HTML {
    let heads: [Phrase] = [.columnCauseHead, .incidentsHead, .share, .impactSum]
    return HTML(.section) {
        HTML(.h2, .id("origins"), text: words.say(.originsTitle))
        table(heads.map { words.say($0) }) {
            for row in rows {
                HTML(.tr, .role("row")) {
                    HTML(.th, .scope("row"), .role("rowheader")) {
                        HTML(.span) {
                            swatch(row.origin)
                            row.name
                        }
                    }
                    HTML(.td, .role("cell"), .class("figure"), .label(words.say(heads[1])), text: row.n)
                    HTML(.td, .role("cell"), .class("figure plot"), .label(words.say(heads[2]))) {
                        HTML(.span) {
                            HTML(.span, .class("line"), text: row.share)
                            bar(row.bar)
                        }
                    }
                    HTML(.td, .role("cell"), .class("figure"), .label(words.say(heads[3])), text: row.impact)
                }
            }
        }
    }
}

private func causes(_ rows: [InsightsPage.MonthRow], _ words: LanguagePack) -> HTML {
    let heads: [Phrase] = [.month, .incidentsHead, .causesColumn, .impactSum]
    return HTML(.section) {
        HTML(.h2, .id("causes"), text: words.say(.causesTitle))
        HTML(.p, .class("legend quiet")) {
            for origin in InsightsPage.Origin.allCases {
                HTML(.span) {
                    swatch(origin)
                    words.name(origin)
                }
                " "
            }
        }
        table(heads.map { words.say($0) }) {
            for row in rows {
                HTML(.tr, .role("row")) {
                    HTML(.th, .scope("row"), .role("rowheader"), text: row.month)
                    HTML(.td, .role("cell"), .class("figure"), .label(words.say(heads[1])), text: row.n)
                    HTML(.td, .role("cell"), .class("plot"), .label(words.say(heads[2]))) {
                        HTML(.span) {
                            if !row.bar.parts.isEmpty { bar(row.bar) }
                            HTML(.small, .class("line"), text: row.causes)
                        }
                    }
                    HTML(.td, .role("cell"), .class("figure"), .label(words.say(heads[3])), text: row.impact)
                }
            }
        }
    }
}

private func lags(_ rows: [InsightsPage.LagRow], _ words: LanguagePack) -> HTML {
    HTML(.section) {
        HTML(.h2, .id("lags"), text: words.say(.lagsTitle))
        table([words.say(.month), words.say(.rowLag)]) {
            for row in rows {
                HTML(.tr, .role("row")) {
                    HTML(.th, .scope("row"), .role("rowheader"), text: row.month)
                    HTML(.td, .role("cell"), .class("figure plot"), .label(words.say(.rowLag))) {
                        HTML(.span) {
                            HTML(.span, .class("line"), text: row.lag)
                            if row.length > 0 {
                                bar(InsightsPage.Bar(parts: [.init(kind: .others, length: row.length)]))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The figures stand beside it in words, so a screen reader is spared the drawing.
private func bar(_ bar: InsightsPage.Bar) -> HTML {
    var x = 0
    return HTML(
        .svg, .class("bar"), .viewBox(width: 1_000, height: 10), .stretched, .aria("hidden", "true")
    ) {
        for part in bar.parts {
            rect(part.kind, from: &x, length: part.length)
        }
    }
}

private func rect(_ kind: InsightsPage.Origin, from x: inout Int, length: Int) -> HTML {
    defer { x += length }
    return HTML(
        .rect, .class(kind.rawValue), .measure("x", x), .measure("y", 0), .measure("width", length),
        .measure("height", 10))
}

private func swatch(_ kind: InsightsPage.Origin) -> HTML {
    HTML(
        .svg, .class("swatch"), .viewBox(width: 12, height: 12), .measure("width", 12), .measure("height", 12),
        .aria("hidden", "true")
    ) {
        HTML(
            .rect, .class(kind.rawValue), .measure("x", 0), .measure("y", 0), .measure("width", 12),
            .measure("height", 12))
    }
}
