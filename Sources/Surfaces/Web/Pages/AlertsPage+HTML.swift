internal import Telling
internal import Vocabulary
package import Markup

/// Alerts: routes in words, channels by name, what waits, what was given up, and the delivery log.
package func html(_ page: AlertsPage) -> HTML {
    let words = LanguagePack.of(page.frame.language)
    return document(page.frame) {
        HTML(.header, .class("headline")) {
            if let done = page.done { success(done) }
            if let problem = page.problem { HTML(.p, .class("problem"), .role("alert"), text: problem) }
            HTML(.h1, text: words.say(.alertsTitle))
            HTML(.p, .class("lead"), text: words.say(.alertsLead))
            HTML(.p, .class("ways")) { links([page.explain]) }
        }
        routes(page, words)
        channels(page, words)
        HTML(.section) {
            HTML(.h2, .id("dead"), text: words.say(.alertsDead))
            if page.dead.isEmpty {
                HTML(.p, .class("quiet"), text: words.say(.alertsNoDead))
            } else {
                HTML(.p, text: words.say(.alertsDeadRule))
                messages(page.dead, isDead: true, mayChange: page.mayChange, page.frame, words)
                if let more = page.moreDead { HTML(.p, .class("quiet"), text: more) }
            }
        }
        HTML(.section) {
            HTML(.h2, .id("pending"), text: words.say(.alertsPending))
            if page.pending.isEmpty {
                HTML(.p, .class("quiet"), text: words.say(.alertsNoPending))
            } else {
                messages(page.pending, isDead: false, mayChange: page.mayChange, page.frame, words)
                if let more = page.morePending { HTML(.p, .class("quiet"), text: more) }
            }
        }
        deliveries(page, words)
    }
}

private func routes(_ page: AlertsPage, _ words: LanguagePack) -> HTML {
    HTML(.section) {
        HTML(.h2, .id("routes"), text: words.say(.alertsRoutes))
        if page.routes.isEmpty {
            HTML(.p, .class("empty"), text: words.say(.alertsNoRoutes))
        } else {
            HTML(.ul, .class("card list")) {
                for route in page.routes {
                    HTML(.li) {
                        HTML(.div) {
                            HTML(.span, .class("name"), text: route.name)
                            " "
                            HTML(.span, .class("by"), text: route.origin)
                            for sentence in route.sentences { HTML(.p, text: sentence) }
                        }
                        if page.mayChange {
                            HTML(.div, .class("act")) {
                                if let address = route.change.address {
                                    HTML(.a, .href(address), .aria("label", route.changeLabel), text: route.change.text)
                                }
                                form(route.remove, page.frame)
                            }
                        }
                    }
                }
            }
        }
        if page.mayChange, let address = page.add.address {
            HTML(.p) { HTML(.a, .class("button"), .href(address), text: page.add.text) }
        }
    }
}

private func channels(_ page: AlertsPage, _ words: LanguagePack) -> HTML {
    let heads: [Phrase] = [.columnChannel, .columnKind, .columnFollows] + (page.mayChange ? [.columnDo] : [])
    return HTML(.section) {
        HTML(.h2, .id("channels"), text: words.say(.alertsChannels))
        if page.channels.isEmpty {
            HTML(.p, .class("empty"), text: words.say(.alertsNoChannels))
        } else {
            table(heads.map { words.say($0) }) {
                for channel in page.channels {
                    HTML(.tr, .role("row")) {
                        cell(heads[0], words) { HTML(.span, .class("name"), text: channel.name) }
                        cell(heads[1], words) { channel.kind }
                        cell(heads[2], words) { channel.follows }
                        if page.mayChange { cell(heads[3], words) { form(channel.test, page.frame) } }
                    }
                }
            }
            HTML(.p, .class("quiet"), text: words.say(.alertsChannelsRule))
        }
    }
}

private func messages(
    _ messages: [AlertsPage.Message], isDead: Bool, mayChange: Bool, _ frame: PageFrame, _ words: LanguagePack
) -> HTML {
    let hasButton = isDead && mayChange
    var heads: [Phrase] = [.columnAbout, .columnChannel, .columnWanted, .columnAttempts, .columnWhy]
    if hasButton { heads.append(.columnDo) }
    return table(heads.map { words.say($0) }) {
        for message in messages {
            HTML(.tr, .role("row")) {
                cell(heads[0], words) { links([message.about]) }
                cell(heads[1], words) { HTML(.span, .class("date"), text: message.channel) }
                cell(heads[2], words) { message.wanted }
                cell(heads[3], words) { message.attempts }
                cell(heads[4], words) { reason(message.why) }
                if hasButton { cell(heads[5], words) { message.again.map { form($0, frame) } } }
            }
        }
    }
}

private func deliveries(_ page: AlertsPage, _ words: LanguagePack) -> HTML {
    let heads: [Phrase] = [.columnAt, .columnChannel, .columnOutcome, .columnAttempts, .columnWhy]
    return HTML(.section) {
        HTML(.h2, .id("log"), text: words.say(.alertsLog))
        if page.log.isEmpty {
            HTML(.p, .class("quiet"), text: words.say(.alertsNoLog))
        } else {
            table(heads.map { words.say($0) }) {
                for delivery in page.log {
                    HTML(.tr, .role("row")) {
                        cell(heads[0], words) { delivery.at }
                        cell(heads[1], words) { HTML(.span, .class("date"), text: delivery.channel) }
                        cell(heads[2], words) { chip(delivery.outcome) }
                        cell(heads[3], words) { delivery.attempts }
                        cell(heads[4], words) { reason(delivery.why) }
                    }
                }
            }
            if let more = page.moreLogged { HTML(.p, .class("quiet"), text: more) }
        }
    }
}

/// What a channel said is in English in every language.
private func reason(_ text: String?) -> HTML {
    text.map { HTML(.span, .lang(.english), text: $0) } ?? HTML(text: "–")
}

/// A cell that says its column's name where a narrow row has no heads.
func cell(_ head: Phrase, _ words: LanguagePack, @HTMLBuilder content: () -> HTML) -> HTML {
    HTML(.td, .role("cell"), .label(words.say(head))) { HTML(.span) { content() } }
}
