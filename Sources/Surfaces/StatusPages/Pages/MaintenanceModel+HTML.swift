package import Markup
internal import Telling
internal import Vocabulary

package func html(_ page: MaintenanceModel, zone: String) -> HTML {
    let words = LanguagePack.of(page.frame.language)
    func say(_ phrase: StatusPhrase) -> String { words.say(status: phrase) }
    return document(page.frame, zone: zone) {
        HTML(.header, .class("headline")) { HTML(.h1, text: say(.maintenance)) }
        if !page.running.isEmpty {
            HTML(.section) {
                HTML(.h2, text: say(.running))
                lines(page.running)
            }
        }
        HTML(.section) {
            HTML(.h2, text: say(.coming))
            if page.coming.isEmpty { HTML(.p, .class("quiet"), text: say(.noMaintenance)) } else { lines(page.coming) }
            HTML(.p, .class("ways")) { HTML(.a, .href(page.calendar), text: say(.calendarFile)) }
        }
        HTML(.section) {
            HTML(.h2, text: say(.past))
            if page.past.isEmpty { HTML(.p, .class("quiet"), text: say(.noPastMaintenance)) } else { lines(page.past) }
        }
    }
}
