package import Markup
internal import Telling
internal import Vocabulary

/// The first line says how the brand does; figures, services and days follow.
package func html(_ page: HomeModel, zone: String) -> HTML {
    let words = LanguagePack.of(page.frame.language)
    func say(_ phrase: StatusPhrase) -> String { words.say(status: phrase) }
    return document(page.frame, zone: zone) {
        HTML(.div, .class("now \(page.state.symbol.rawValue)")) {
            HTML(.h1) {
                page.state.symbol.html
                page.state.text
            }
            HTML(.p, .class("lead"), text: page.lead)
        }
        if !page.open.isEmpty {
            HTML(.section) {
                HTML(.h2, text: say(.openIncidents))
                for item in page.open { open(item, words) }
            }
        }
        if !page.maintenance.isEmpty {
            HTML(.section) {
                HTML(.h2, text: say(.maintenance))
                lines(page.maintenance)
                HTML(.p, .class("ways")) { HTML(.a, .href(page.allMaintenance), text: say(.allMaintenance)) }
            }
        }
        services(page, words)
        HTML(.section) {
            HTML(.h2, text: say(.recentDays))
            HTML(.ol, .class("days")) {
                for day in page.days {
                    HTML(.li) {
                        HTML(.h3, text: day.date)
                        if let nothing = day.nothing { HTML(.p, .class("quiet"), text: nothing) }
                        if !day.incidents.isEmpty {
                            HTML(.ul, .class("lines")) { for item in day.incidents { line(item) } }
                        }
                    }
                }
            }
            HTML(.p, .class("ways")) { HTML(.a, .href(page.history), text: say(.wholeHistory)) }
        }
    }
}

private func open(_ item: IncidentItem, _ words: LanguagePack) -> HTML {
    HTML(.article, .class("card open")) {
        HTML(.h3) { HTML(.a, .href(item.address)) { told(.span, item.title) } }
        HTML(.p) {
            mark(item.severity)
            " · " + item.state
            if let began = item.began {
                " · "
                time(began)
            }
            if let impact = item.impact { " · " + impact }
        }
        if !item.components.isEmpty { HTML(.p, .class("quiet")) { told(item.components) } }
        if let latest = item.latest {
            HTML(.h4) {
                words.say(status: .latestWord) + " · " + latest.status + " · "
                time(latest.at)
            }
            said(latest, words)
        }
    }
}

private func services(_ page: HomeModel, _ words: LanguagePack) -> HTML {
    HTML(.section) {
        HTML(.h2, text: words.say(status: .services))
        if page.sections.isEmpty { HTML(.p, .class("empty"), text: words.say(status: .noService)) }
        for section in page.sections {
            if let title = section.title { told(.h3, title) }
            HTML(.ul, .class("card services")) {
                for service in section.services {
                    HTML(.li) {
                        HTML(.div, .class("over")) {
                            told(.span, service.name, class: "name")
                            mark(service.state)
                        }
                        bars(service.bars)
                        HTML(.p, .class("under")) {
                            HTML(.span, text: page.ninetyDaysAgo)
                            HTML(.span) { HTML(.strong, text: service.uptime) }
                            HTML(.span, text: page.today)
                        }
                        if let formula = service.formula { HTML(.p, .class("quiet"), text: formula) }
                    }
                }
            }
        }
        if !page.sections.isEmpty { HTML(.p, .class("quiet"), text: page.formula) }
    }
}
