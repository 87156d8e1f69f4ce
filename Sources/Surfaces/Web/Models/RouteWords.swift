internal import Alerting
internal import Telling
internal import Vocabulary

// Routes in words.
extension LanguagePack {
    /// What a route does, in sentences: whom it tells of what, on which conditions, and when.
    func sentences(_ route: AlertRoute) -> [String] {
        var sentences = [
            say(
                .routeTells,
                [
                    "channels": list(route.to.map(\.rawValue), .wordAnd),
                    "kinds": list(route.match.kinds.map(name), .wordAnd),
                ])
        ]
        let conditions = conditions(route.match)
        sentences.append(
            conditions.isEmpty
                ? say(.routeEverything) : say(.routeWhen, ["conditions": list(conditions, .wordAnd)]))
        if let quiet = route.quiet {
            sentences.append(
                say(
                    .routeQuiet,
                    ["from": quiet.from.description, "to": quiet.to.description, "zone": quiet.zone]))
        }
        switch route.digest {
        case .hourly?: sentences.append(say(.routeHourly))
        case .daily(let clock, let zone)?: sentences.append(say(.routeDaily, ["at": clock.description, "zone": zone]))
        case nil: break
        }
        if route.quiet != nil || route.digest != nil {
            sentences.append(
                route.passes.map { say(.routePasses, ["severity": name($0)]) } ?? say(.routePassesNothing))
        }
        return sentences
    }

    private func conditions(_ match: AlertRoute.Match) -> [String] {
        var conditions: [String] = []
        func add(_ phrase: Phrase, _ values: [String]) {
            if !values.isEmpty { conditions.append(say(phrase, ["list": list(values, .wordOr)])) }
        }
        add(.routeOfProviders, match.providers.map(\.rawValue))
        add(.routeOfComponents, match.components.map(\.rawValue))
        add(.routeOfServices, match.channels.map(name))
        add(.routeOfEntities, match.entities)
        if let least = match.severityAtLeast { conditions.append(say(.routeAtLeast, ["severity": name(least)])) }
        return conditions
    }

    /// `a, b or c`
    func list(_ values: [String], _ last: Phrase) -> String {
        guard values.count > 1, let end = values.last else { return values.first ?? "" }
        return values.dropLast().joined(separator: ", ") + " " + say(last) + " " + end
    }

    func name(_ kind: AlertKind) -> String {
        switch kind {
        case .incident: say(.kindIncident)
        case .recurrence: say(.kindRecurrence)
        case .maintenance: say(.kindMaintenance)
        case .unreadable: say(.kindUnreadable)
        case .call: say(.kindCase)
        }
    }

    func name(_ origin: AlertRoute.Origin) -> String {
        say(origin == .configuration ? .routeFromConfiguration : .routeFromPerson)
    }

    func name(_ followUp: FollowUp) -> String {
        switch followUp {
        case .none: say(.followUpNone)
        case .edit: say(.followUpEdit)
        case .thread: say(.followUpThread)
        }
    }
}

extension AlertChannelKind {
    /// As its makers write it, in every language.
    var ownName: String {
        switch self {
        case .webhook: "Webhook"
        case .slack: "Slack"
        case .teams: "Teams"
        case .discord: "Discord"
        case .mattermost: "Mattermost"
        case .ntfy: "ntfy"
        case .telegram: "Telegram"
        case .mail: "E-mail"
        }
    }
}
