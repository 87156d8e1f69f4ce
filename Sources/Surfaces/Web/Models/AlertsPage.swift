internal import Alerting
internal import Telling
internal import Vocabulary
internal import Markup

/// Who is told of what, where, and what became of it.
package struct AlertsPage: Sendable, Hashable {
    package struct Route: Sendable, Hashable {
        package var name: String
        package var origin: String
        package var sentences: [String]
        package var change: Link
        package var changeLabel: String
        package var remove: FollowForm
    }

    package struct ChannelLine: Sendable, Hashable {
        package var name: String
        package var kind: String
        package var follows: String
        package var test: FollowForm
    }

    package struct Message: Sendable, Hashable {
        package var about: Link
        package var channel: String
        package var wanted: String
        package var attempts: String
        /// What a channel or a server said, in English; fit to be shown.
        package var why: String?
        package var again: FollowForm?
    }

    package struct Delivery: Sendable, Hashable {
        package var at: String
        package var channel: String
        package var outcome: Chip
        package var attempts: String
        package var why: String?
    }

    package var frame: PageFrame
    /// Whether its reader may change something, and so sees buttons.
    package var mayChange: Bool
    package var done: String?
    package var problem: String?
    package var routes: [Route]
    package var channels: [ChannelLine]
    package var add: Link
    package var explain: Link
    package var pending: [Message]
    package var dead: [Message]
    package var log: [Delivery]
    package var morePending: String?
    package var moreDead: String?
    package var moreLogged: String?

    init(_ picture: OutboxPicture, outcome: AlertOutcome?, context: PageContext) {
        let words = context.words
        let code = words.language.code
        mayChange = context.settings.reader?.managesAlerts ?? true
        routes = picture.book.routes.map { Route($0, words: words) }
        channels = picture.book.channels.map { channel in
            let name = channel.id.rawValue
            return ChannelLine(
                name: name, kind: channel.kind.ownName, follows: words.name(channel.followUp),
                test: FollowForm(
                    address: .path(code, "alerts", "channels", name, "test"), field: "channel", value: name,
                    button: words.say(.alertsTest), label: words.say(.alertsTestThis, ["name": name]), isQuiet: true))
        }
        add = Link(text: words.say(.alertsAdd), address: SitePlace.alertRoute(nil).address(words.language))
        explain = Link(text: words.say(.explainTitle), address: SitePlace.alertExplain().address(words.language))
        pending = picture.pending.map { Message($0, context: context, isDead: false) }
        dead = picture.dead.map { Message($0, context: context, isDead: true) }
        log = picture.log.map { Delivery($0, context: context) }
        func more(_ hasMore: Bool, _ count: Int) -> String? {
            hasMore ? words.say(.alertsMore, ["n": words.number(count)]) : nil
        }
        morePending = more(picture.hasMorePending, pending.count)
        moreDead = more(picture.hasMoreDead, dead.count)
        moreLogged = more(picture.hasMoreLogged, log.count)
        switch outcome {
        case nil: break
        case .routeKept(let name): done = words.say(.alertsDoneRoute, ["name": name])
        case .routeRemoved(let name): done = words.say(.alertsDoneRemoved, ["name": name])
        case .resent: done = words.say(.alertsDoneAgain)
        case .tested(let name): done = words.say(.alertsDoneTest, ["name": name])
        case .refused(let reason): problem = words.say(.alertsRefused, ["reason": reason])
        }
        frame = context.frame(
            title: words.say(.alertsTitle) + " · Vigie", description: words.say(.alertsLead), place: .alerts,
            trail: [
                Link(text: words.say(.home), address: SitePlace.home.address(words.language)),
                Link(text: words.say(.alertsTitle), address: nil),
            ], notes: [words.say(.timesIn, ["zone": context.zone.identifier])])
        frame.showsAlerts = true
    }
}

/// What came of a form about alerts.
package enum AlertOutcome: Sendable, Hashable {
    case routeKept(String)
    case routeRemoved(String)
    case resent
    case tested(String)
    /// Why not, in a sentence.
    case refused(String)

    /// What stands in the address that a success redirects to.
    package var query: [(String, String)] {
        switch self {
        case .routeKept(let name): [("done", "route"), ("name", name)]
        case .routeRemoved(let name): [("done", "removed"), ("name", name)]
        case .resent: [("done", "again")]
        case .tested(let name): [("done", "test"), ("name", name)]
        case .refused: []
        }
    }

    /// From that address. The name is one of ours or nothing: nobody puts words on this page.
    package init?(done: String?, name: String?) {
        switch (done, name.flatMap { RouteName($0) }?.rawValue) {
        case ("route", let name?): self = .routeKept(name)
        case ("removed", let name?): self = .routeRemoved(name)
        case ("again", _): self = .resent
        case ("test", let name?): self = .tested(name)
        default: return nil
        }
    }
}

extension AlertsPage.Route {
    init(_ route: AlertRoute, words: LanguagePack) {
        let code = words.language.code
        name = route.name.rawValue
        origin = words.name(route.origin)
        sentences = words.sentences(route)
        change = Link(
            text: words.say(.alertsChange), address: SitePlace.alertRoute(route.name.rawValue).address(words.language))
        changeLabel = words.say(.alertsChangeThis, ["name": name])
        remove = FollowForm(
            address: .path(code, "alerts", "routes", name, "remove"), field: "route", value: name,
            button: words.say(.alertsRemove), label: words.say(.alertsRemoveThis, ["name": name]), isQuiet: true)
    }
}

extension AlertsPage.Message {
    init(_ message: OutboxMessage, context: PageContext, isDead: Bool) {
        let words = context.words
        if let incident = message.incidents.first {
            about = Link(text: incident.rawValue, address: SitePlace.incident(incident).address(words.language))
        } else if let page = message.page {
            about = Link(text: page.rawValue, address: SitePlace.provider(page).address(words.language))
        } else {
            about = Link(text: message.subject, address: nil)
        }
        channel = message.channel.rawValue
        wanted = words.dateAndClock(message.wantedAt, in: context.zone)
        attempts = words.number(message.attempts)
        why = message.error
        guard isDead else { return }
        again = FollowForm(
            address: .path(words.language.code, "alerts", "outbox", message.id.rawValue, "resend"), field: "message",
            value: message.id.rawValue, button: words.say(.alertsAgain),
            label: words.say(.alertsAgainThis, ["subject": about.text, "name": channel]), isQuiet: false)
    }
}

extension AlertsPage.Delivery {
    init(_ delivery: LoggedDelivery, context: PageContext) {
        let words = context.words
        at = words.dateAndClock(delivery.at, in: context.zone)
        channel = delivery.record.channel.rawValue
        attempts = words.number(delivery.record.attempts)
        why = delivery.record.error
        outcome =
            switch delivery.outcome {
            case "delivered": Chip(symbol: .fine, text: words.say(.outcomeDelivered), tone: .fine)
            case "dead": Chip(symbol: .critical, text: words.say(.outcomeDead), tone: .critical)
            default: Chip(symbol: .minor, text: words.say(.outcomeFailed), tone: .minor)
            }
    }
}
