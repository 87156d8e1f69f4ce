package import Alerting
internal import JSON
internal import Telling
package import Vocabulary

/// Writes what subscribers of a brand are told, from facts: once for each language, without what differs from one to the
/// next. Pure; only what everybody may see on that brand goes in.
package struct FanOutComposer: Sendable {
    static let wordsMost = 4_000
    static let titleMost = 300

    package var brand: Brand
    package var zone: Zone
    package var now: Instant
    package var links: SubscriptionLinks
    package var components: [ComponentID: LocalizedText]
    let words: LanguagePack

    package init(
        brand: Brand, language: Language, zone: Zone, now: Instant, links: SubscriptionLinks,
        components: [ComponentID: LocalizedText] = [:]
    ) {
        self.brand = brand
        self.zone = zone
        self.now = now
        self.links = links
        self.components = components
        words = LanguagePack.of(language)
    }

    private var composer: AlertComposer {
        AlertComposer(language: words.language, zone: zone, now: now, origin: links.origin)
    }

    /// What was said; nil when the brand does not say it (any more).
    package func statement(_ id: StatementID, version: Int, of incident: Incident) -> AlertText? {
        guard let seen = incident.seen(by: .everyone(brand: brand.id)),
            let update = seen.updates.first(where: { $0.foreignID == id.rawValue && $0.brand == brand.id }),
            let reading = update.text.reading(words.language, otherwise: brand.languages)
        else { return nil }
        var status = words.name(update.status)
        if version > 1 { status = words.say(subscription: .corrected, ["status": status]) }
        var text = text(seen, occasion: "\(status) · \(moment(update.at))")
        text.words = note(reading) + reading.text.cut(toUnits: Self.wordsMost)
        // What was said elsewhere before, or happened long ago, is not told as if it were new.
        if let entered = update.enteredAt {
            text.lines.insert(AlertText.Line(words.say(subscription: .entered), moment(entered)), at: 0)
        }
        text.isOver = update.status == .resolved || update.status == .completed
        text.event = "incident.statement"
        var data = data(seen)
        data["statement"] = .string(id.rawValue)
        data["status"] = .string(update.status.rawValue)
        data["version"] = JSONValue(version)
        data["saidAt"] = .string(update.at.rfc3339)
        data["enteredAt"] = update.enteredAt.map { .string($0.rfc3339) }
        data["words"] = .string(reading.text.cut(toUnits: Self.wordsMost))
        data["wordsLanguage"] = .string(reading.language.code)
        text.data = .object(data)
        return text
    }

    package func postmortem(of incident: Incident) -> AlertText? {
        guard let seen = incident.seen(by: .everyone(brand: brand.id)), let postmortem = seen.postmortem else {
            return nil
        }
        var text = text(seen, occasion: words.say(alert: .postmortem))
        let facts = IncidentFacts(seen, now: now, zone: zone, words: words)
        let summary = [postmortem.overview, postmortem.clientImpact].lazy.filter { !$0.isEmpty }.first
        if let reading = summary.flatMap({ facts.reading($0, otherwise: brand.languages) }) {
            text.words = note(reading) + reading.text.cut(toUnits: Self.wordsMost)
        } else {
            text.words = words.say(subscription: .postmortem)
        }
        text.isOver = true
        text.event = "incident.postmortem"
        var data = data(seen)
        data["publishedAt"] = .string(postmortem.publishedAt.rfc3339)
        text.data = .object(data)
        return text
    }

    /// Whether the target wants to be told. The link is the whole point, so every form shows it.
    package func question(token: String, isTold: Bool) -> AlertText {
        let url = links.confirm(brand, words.language, token)
        return AlertText(
            language: words.language, severity: .notice, isOver: true, occasion: brand.name, label: brand.name,
            title: words.say(subscription: isTold ? .already : .question, ["brand": brand.name]),
            words: words.say(subscription: isTold ? .alreadyText : .questionText, ["brand": brand.name]),
            link: AlertText.Link(label: words.say(subscription: .questionLink), url: url),
            event: "subscription.question",
            data: ["brand": .string(brand.id.rawValue), "brandName": .string(brand.name), "confirmURL": .string(url)])
    }

    /// With what belongs to one subscriber.
    package func personal(_ text: AlertText, token: String) -> AlertText {
        let manage = links.manage(brand, words.language, token)
        var text = text
        text.footnote = words.say(subscription: .why, ["brand": brand.name])
        text.footLinks = [
            AlertText.Link(label: words.say(subscription: .manage), url: manage),
            AlertText.Link(label: words.say(subscription: .unsubscribe), url: manage + "#unsubscribe"),
        ]
        if case .object(var data) = text.data {
            data["manageURL"] = .string(manage)
            text.data = .object(data)
        }
        return text
    }

    // MARK: Parts

    private func moment(_ instant: Instant) -> String {
        let clock = "\(words.clock(instant, in: zone)) \(zone.offset(at: instant).name)"
        return "\(words.shortDate(instant, in: zone)), \(clock)"
    }

    private func text(_ incident: Incident, occasion: String) -> AlertText {
        let facts = IncidentFacts(incident, now: now, zone: zone, words: words)
        var lines = [AlertText.Line(words.say(alert: .impact), composer.impact(facts.figures))]
        let services = incident.components.compactMap { components[$0]?.reading(words.language)?.text }
        if !services.isEmpty {
            lines.append(AlertText.Line(words.say(alert: .services), services.prefix(20).joined(separator: ", ")))
        }
        if let reference = incident.reference {
            lines.append(AlertText.Line(words.say(alert: .reference), reference.rawValue))
        }
        return AlertText(
            language: words.language, severity: incident.severity, occasion: occasion,
            label: composer.label(incident.severity, brand.name), title: title(incident, facts), lines: lines,
            link: AlertText.Link(
                label: words.say(alert: .open), url: links.incident(brand, words.language, incident.id)),
            event: "incident")
    }

    private func title(_ incident: Incident, _ facts: IncidentFacts) -> String {
        let title = facts.reading(incident.title, otherwise: brand.languages)?.text ?? incident.id.rawValue
        return title.cut(toUnits: Self.titleMost)
    }

    private func note(_ reading: LocalizedText.Reading) -> String {
        guard reading.language != words.language else { return "" }
        return words.say(
            subscription: .otherLanguage,
            ["wanted": words.name(words.language), "language": words.name(reading.language)]) + "\n"
    }

    private func data(_ incident: Incident) -> JSONObject {
        var object: JSONObject = [
            "incident": .string(incident.id.rawValue), "brand": .string(brand.id.rawValue),
            "brandName": .string(brand.name), "severity": .string(incident.severity.rawValue),
            "state": .string(incident.state(now: now).rawValue),
            "components": JSONValue(incident.components.map(\.rawValue)),
            "impactWindows": .array(
                incident.windows.suffix(100).map { window in
                    [
                        "start": .string(window.start.rfc3339), "end": JSONValue(window.end?.rfc3339),
                        "origin": .string(window.origin.rawValue), "confidence": .string(window.confidence.rawValue),
                    ]
                }),
            "url": .string(links.incident(brand, words.language, incident.id)),
        ]
        object["title"] = incident.title.reading(words.language, otherwise: brand.languages).map {
            .string($0.text.cut(toUnits: Self.titleMost))
        }
        object["reference"] = incident.reference.map { .string($0.rawValue) }
        return object
    }
}

/// Where the links of messages lead.
package struct SubscriptionLinks: Sendable, Hashable {
    /// `https://status.example.com`, without a slash at its end.
    package var origin: String

    package init(origin: String) {
        self.origin = origin.hasSuffix("/") ? String(origin.dropLast()) : origin
    }

    /// A brand's own host where it has one: its readers know no other.
    package func page(_ brand: Brand, _ language: Language) -> String {
        if let host = brand.face.hosts.first { return "https://\(host)/\(language)" }
        return "\(origin)/status/\(brand.id)/\(language)"
    }

    package func incident(_ brand: Brand, _ language: Language, _ id: IncidentID) -> String {
        "\(page(brand, language))/incidents/\(id)"
    }

    package func confirm(_ brand: Brand, _ language: Language, _ token: String) -> String {
        "\(page(brand, language))/confirm/\(token)"
    }

    package func manage(_ brand: Brand, _ language: Language, _ token: String) -> String {
        "\(page(brand, language))/manage/\(token)"
    }

    package func unsubscribe(_ brand: Brand, _ language: Language, _ token: String) -> String {
        "\(page(brand, language))/unsubscribe/\(token)"
    }
}
