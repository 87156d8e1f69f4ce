internal import Alerting
internal import Telling
internal import Vocabulary

/// The dry run of one incident: what each route would do, condition by condition.
package struct ExplainPage: Sendable, Hashable {
    package struct Condition: Sendable, Hashable {
        package var name: String
        package var wanted: String
        package var found: String
        package var holds: Bool
    }

    package struct Verdict: Sendable, Hashable {
        package var route: Link
        package var origin: String
        package var matches: Bool
        package var sentence: String
        package var conditions: [Condition]
    }

    package var frame: PageFrame
    package var asked: String
    package var problem: String?
    package var incident: Link?
    package var chips: [Chip]
    package var over: String?
    package var summary: String?
    package var empty: String?
    package var verdicts: [Verdict]

    init(asked: String, _ explanation: AlertExplanation?, context: PageContext) {
        let words = context.words
        self.asked = String(asked.prefix(200))
        verdicts = []
        chips = []
        if let explanation {
            let incident = explanation.incident
            let title = incident.title.reading(words.language)?.text ?? ""
            self.incident = Link(
                text: title.isEmpty ? incident.id.rawValue : title,
                address: SitePlace.incident(incident.id).address(words.language))
            chips = [
                Chip(explanation.subject.severity, text: words.name(explanation.subject.severity)),
                Chip(explanation.state, words: words),
            ]
            over = explanation.state == .resolved ? words.say(.explainOver) : nil
            verdicts = zip(explanation.verdicts, explanation.routes).map { verdict, route in
                Verdict(verdict, route, explanation.subject, context: context)
            }
            empty = verdicts.isEmpty ? words.say(.explainNoRoutes) : nil
            var told: [String] = []
            for channel in explanation.verdicts.flatMap(\.to).map(\.rawValue) where !told.contains(channel) {
                told.append(channel)
            }
            if !verdicts.isEmpty {
                summary =
                    told.isEmpty
                    ? words.say(.explainNobody)
                    : words.say(.explainSomebody, ["channels": words.list(told, .wordAnd)])
            }
        } else if !asked.isEmpty {
            problem = words.say(.problemIncident, ["value": String(asked.prefix(80))])
        }
        frame = context.frame(
            title: words.say(.explainTitle) + " · Vigie", description: words.say(.explainLead),
            place: .alertExplain(SiteQuery([("incident", self.asked)])),
            trail: [
                Link(text: words.say(.home), address: SitePlace.home.address(words.language)),
                Link(text: words.say(.alertsTitle), address: SitePlace.alerts.address(words.language)),
                Link(text: words.say(.explainTitle), address: nil),
            ], notes: [words.say(.timesIn, ["zone": context.zone.identifier])])
        frame.showsAlerts = true
    }
}

extension ExplainPage.Verdict {
    init(_ verdict: RouteVerdict, _ route: AlertRoute, _ subject: AlertSubject, context: PageContext) {
        let words = context.words
        self.route = Link(
            text: verdict.route.rawValue,
            address: SitePlace.alertRoute(verdict.route.rawValue).address(words.language))
        origin = words.name(verdict.origin)
        matches = verdict.matches
        conditions = verdict.conditions.map { ExplainPage.Condition($0, route.match, subject, words: words) }
        let channels = words.list(verdict.to.map(\.rawValue), .wordAnd)
        func at(_ instant: Instant) -> String { words.dateAndClock(instant, in: context.zone) }
        if matches {
            sentence =
                switch verdict.timing {
                case .now: words.say(.explainTells, ["channels": channels])
                case .held(let instant): words.say(.explainHeld, ["channels": channels, "clock": at(instant)])
                case .digest(let instant): words.say(.explainDigest, ["channels": channels, "clock": at(instant)])
                }
        } else {
            let failed = conditions.filter { !$0.holds }.map(\.name)
            sentence = words.say(.explainFails, ["conditions": words.list(failed, .wordAnd)])
        }
    }
}

extension ExplainPage.Condition {
    /// The rule says what holds; what it compared is said again in the reader's language.
    init(
        _ condition: RouteVerdict.Condition, _ match: AlertRoute.Match, _ subject: AlertSubject, words: LanguagePack
    ) {
        func either(_ values: [String]) -> String { words.list(values, .wordOr) }
        func all(_ values: [String]) -> String {
            values.isEmpty ? words.say(.notKnown) : words.list(values, .wordAnd)
        }
        holds = condition.holds
        switch condition.name {
        case "kind":
            name = words.say(.columnKind)
            (wanted, found) = (either(match.kinds.map(words.name)), words.name(subject.kind))
        case "provider":
            name = words.say(.searchProvider)
            (wanted, found) = (either(match.providers.map(\.rawValue)), subject.provider.rawValue)
        case "component":
            name = words.say(.conditionComponent)
            (wanted, found) = (either(match.components.map(\.rawValue)), all(subject.components.map(\.rawValue)))
        case "channel":
            name = words.say(.searchChannel)
            (wanted, found) = (either(match.channels.map(words.name)), all(subject.channels.map(words.name)))
        case "entity":
            name = words.say(.conditionEntity)
            (wanted, found) = (either(match.entities), all(subject.entities))
        case "severity":
            name = words.say(.searchSeverity)
            wanted = match.severityAtLeast.map { words.say(.conditionAtLeast, ["severity": words.name($0)]) } ?? ""
            found = words.name(subject.severity)
        default: (name, wanted, found) = (condition.name, condition.wanted, condition.found)
        }
    }
}
