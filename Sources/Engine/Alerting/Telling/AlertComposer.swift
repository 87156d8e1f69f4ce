internal import JSON
package import Telling
package import Vocabulary

/// Writes what alerts say, from facts. Pure; only what everybody may see goes in.
package struct AlertComposer: Sendable {
    /// A provider with the names of what it has.
    package struct Names: Sendable {
        package var provider: String
        package var brands: [BrandID: String]
        package var components: [ComponentID: LocalizedText]

        package init(
            provider: String, brands: [BrandID: String] = [:], components: [ComponentID: LocalizedText] = [:]
        ) {
            self.provider = provider
            self.brands = brands
            self.components = components
        }
    }

    static let wordsMost = 600
    static let titleMost = 500
    static let linesMost = 12

    package var words: LanguagePack
    package var zone: Zone
    package var now: Instant
    /// `https://status.example.com`, without a slash at its end; nil when nobody said.
    package var origin: String?

    package init(language: Language, zone: Zone, now: Instant, origin: String?) {
        words = LanguagePack.of(language)
        self.zone = zone
        self.now = now
        self.origin = origin
    }

    // MARK: Incidents

    /// `others` are incidents that tell the same event.
    package func incident(
        _ incident: Incident, others: [Incident] = [], moments: [AlertMoment], names: Names, route: RouteName?
    ) -> AlertText {
        let seen = incident.seen(by: .everyone(brand: nil)) ?? Self.withheld(incident)
        let facts = IncidentFacts(seen, now: now, zone: zone, words: words)
        let state = seen.state(now: now)
        var lines = [AlertText.Line(words.say(alert: .impact), impact(facts.figures))]
        lines.append(AlertText.Line(words.say(alert: .state), words.name(state)))
        let services = seen.components.compactMap { names.components[$0]?.reading(words.language)?.text }
        if !services.isEmpty {
            lines.append(AlertText.Line(words.say(alert: .services), services.prefix(20).joined(separator: ", ")))
        }
        if !seen.entities.isEmpty {
            lines.append(AlertText.Line(words.say(alert: .entities), seen.entities.prefix(20).joined(separator: ", ")))
        }
        if let reference = seen.reference {
            lines.append(AlertText.Line(words.say(alert: .reference), reference.rawValue))
        }
        for other in others.prefix(Self.linesMost - lines.count) {
            guard let other = other.seen(by: .everyone(brand: nil)) else { continue }
            lines.append(AlertText.Line(words.say(alert: .alsoTold), title(other, facts)))
        }
        return AlertText(
            language: words.language, severity: seen.severity, isOver: state == .resolved,
            occasion: occasion(moments, isMaintenance: Self.isMaintenance(seen)),
            label: label(seen.severity, names.provider), title: title(seen, facts),
            lines: lines, words: lastWords(seen, facts, names), link: link("incidents/\(seen.id)"),
            footnote: route.map { words.say(alert: .stopHint, ["route": $0.rawValue]) },
            event: "incident." + (Self.loudest(moments) ?? .updated).rawValue,
            data: data(seen, others, state, moments, names, facts))
    }

    /// An incident that was taken back from the public while a message about it waited: nothing is said of it.
    private static func withheld(_ incident: Incident) -> Incident {
        Incident(id: incident.id, provider: incident.provider, title: LocalizedText())
    }

    static func isMaintenance(_ incident: Incident) -> Bool {
        incident.severity == .maintenance || incident.record?.scheduledFor != nil
    }

    /// What matters most of what happened; a word that it is over comes last and stands over all before.
    static func loudest(_ moments: [AlertMoment]) -> AlertMoment? {
        let order: [AlertMoment] = [
            .resolved, .readable, .recurred, .worsened, .opened, .unreadable, .postmortem, .updated,
        ]
        if let last = moments.last, last == .recurred || last == .resolved || last == .readable { return last }
        return order.first { moments.contains($0) }
    }

    private func occasion(_ moments: [AlertMoment], isMaintenance: Bool) -> String {
        let phrase: AlertPhrase =
            switch Self.loudest(moments) ?? .updated {
            case .opened: isMaintenance ? .planned : .opened
            case .updated: .updated
            case .worsened: .worsened
            case .recurred: .recurred
            case .resolved: .resolved
            case .postmortem: .postmortem
            case .unreadable: .unreadable
            case .readable: .readable
            }
        return words.say(alert: phrase)
    }

    private func title(_ incident: Incident, _ facts: IncidentFacts) -> String {
        (facts.reading(incident.title)?.text ?? incident.id.rawValue).cut(toUnits: Self.titleMost)
    }

    package func label(_ severity: Severity, _ provider: String) -> String {
        "\(severity.shape) \(words.name(severity)) · \(provider)"
    }

    package func impact(_ figures: IncidentFigures) -> String {
        guard !figures.impact.isEmpty else { return words.say(alert: .noImpactYet) }
        // The latest stretches say what matters now.
        return figures.impact.suffix(3).map { stretch in
            let day = words.shortDate(stretch.start, in: zone)
            let window =
                "\(day), \(words.range(stretch.start, stretch.end, in: zone)) \(zone.offset(at: stretch.start).name)"
            return words.say(
                alert: stretch.end == nil ? .goingOnFor : .lasted,
                ["window": window, "span": words.duration(stretch.length)])
        }.joined(separator: "; ")
    }

    private func lastWords(_ incident: Incident, _ facts: IncidentFacts, _ names: Names) -> String? {
        guard let last = incident.updates.max(by: { $0.at < $1.at }), let reading = facts.reading(last.text) else {
            return nil
        }
        let brand = names.brands[last.brand] ?? last.brand.rawValue
        let status = words.name(last.status)
        return words.say(alert: .theirWords, ["brand": brand])
            + " (\(status), \(words.clock(last.at, in: zone)) \(zone.offset(at: last.at).name)): "
            + words.quote(reading.text.cut(toUnits: Self.wordsMost))
    }

    private func link(_ path: String) -> AlertText.Link? {
        origin.map { AlertText.Link(label: words.say(alert: .open), url: "\($0)/\(words.language)/\(path)") }
    }

    private func data(
        _ incident: Incident, _ others: [Incident], _ state: IncidentState, _ moments: [AlertMoment], _ names: Names,
        _ facts: IncidentFacts
    ) -> JSONValue {
        var object: JSONObject = [
            "incident": .string(incident.id.rawValue), "provider": .string(incident.provider.rawValue),
            "providerName": .string(names.provider), "severity": .string(incident.severity.rawValue),
            "state": .string(state.rawValue), "moments": JSONValue(moments.map(\.rawValue)),
            "title": .string(title(incident, facts)),
            "components": JSONValue(incident.components.map(\.rawValue)), "entities": JSONValue(incident.entities),
            "impactWindows": .array(
                incident.windows.suffix(100).map { window in
                    [
                        "start": .string(window.start.rfc3339), "end": JSONValue(window.end?.rfc3339),
                        "origin": .string(window.origin.rawValue), "confidence": .string(window.confidence.rawValue),
                    ]
                }),
        ]
        if !others.isEmpty { object["sameEvent"] = JSONValue(others.map(\.id.rawValue)) }
        object["reference"] = incident.reference.map { .string($0.rawValue) }
        object["url"] = link("incidents/\(incident.id)").map { .string($0.url) }
        return .object(object)
    }

    // MARK: Pages, digests, tests

    package func page(
        _ page: FollowedPage, moments: [AlertMoment], names: Names, route: RouteName?
    ) -> AlertText {
        let since = page.trouble?.since
        var lines: [AlertText.Line] = []
        if let since {
            lines.append(
                AlertText.Line(
                    words.say(alert: .state),
                    words.say(alert: .unreadableSince, ["clock": words.dateAndClock(since, in: zone)])))
        }
        var data: JSONObject = [
            "provider": .string(page.provider.rawValue), "providerName": .string(names.provider),
            "moments": JSONValue(moments.map(\.rawValue)),
        ]
        data["since"] = since.map { .string($0.rfc3339) }
        return AlertText(
            language: words.language, severity: .unknown, isOver: page.trouble == nil,
            occasion: words.say(alert: page.trouble == nil ? .readable : .unreadable),
            label: label(.unknown, names.provider),
            title: words.say(alert: .unreadableTitle, ["provider": names.provider]), lines: lines,
            link: link("providers/\(page.provider)"),
            footnote: route.map { words.say(alert: .stopHint, ["route": $0.rawValue]) },
            event: "page." + (page.trouble == nil ? "readable" : "unreadable"), data: .object(data))
    }

    /// Several alerts as one message.
    package func digest(_ texts: [AlertText], route: RouteName?) -> AlertText {
        let worst = texts.filter { !$0.isOver }.map(\.severity).max() ?? texts.map(\.severity).max() ?? .unknown
        let lines = texts.prefix(50).map { text in
            AlertText.Line(text.label, "\(text.title) (\(text.occasion))" + (text.link.map { " \($0.url)" } ?? ""))
        }
        return AlertText(
            language: words.language, severity: worst, isOver: texts.allSatisfy(\.isOver),
            occasion: words.say(alert: .updated), label: "\(worst.shape) \(words.name(worst))",
            title: words.say(alert: .digestTitle, ["count": words.count(.incidents, texts.count)]), lines: lines,
            link: origin.map { AlertText.Link(label: words.say(alert: .open), url: "\($0)/\(words.language)/") },
            footnote: route.map { words.say(alert: .stopHint, ["route": $0.rawValue]) }, event: "digest",
            data: ["alerts": .array(texts.map(\.data))])
    }

    package func test(_ channel: AlertChannelID) -> AlertText {
        AlertText(
            language: words.language, severity: .notice, isOver: true,
            occasion: words.dateAndClock(now, in: zone), label: "\(Severity.notice.shape) Vigie",
            title: words.say(alert: .testTitle, ["channel": channel.rawValue]),
            lines: [AlertText.Line(words.say(alert: .state), words.say(alert: .testText))],
            link: origin.map { AlertText.Link(label: words.say(alert: .open), url: "\($0)/\(words.language)/") },
            event: "test", data: ["channel": .string(channel.rawValue)])
    }
}
