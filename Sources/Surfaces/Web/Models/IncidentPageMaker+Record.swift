internal import Linking
internal import Telling
internal import Vocabulary
internal import Markup

/// What an incident's page says of the vendor's own record, of its edits, and of the originals.
extension IncidentPageMaker {
    var notices: [IncidentPage.Notice] {
        guard let record = incident.record else { return [] }
        var notices: [IncidentPage.Notice] = []
        if record.isSample { notices.append(.init(symbol: .notice, text: words.say(.sampleNotice))) }
        if let start = record.scheduledFor {
            let from = words.dateAndClock(start, in: zone)
            let text =
                record.scheduledUntil.map {
                    words.say(.plannedBetween, ["start": from, "end": words.dateAndClock($0, in: zone)])
                } ?? words.say(.plannedFrom, ["start": from])
            notices.append(.init(symbol: .maintenance, text: text))
        }
        return notices
    }

    /// What failed, for whom, since when, and whether it is over: in words, where nobody wrote a summary.
    var firstLine: Told? {
        guard let record = incident.record, !record.isSample, !incident.isPlanned else { return nil }
        let provider = site.providers.first { $0.id == incident.provider }?.name ?? incident.provider.rawValue
        let named = componentNames(incident.components)
        let components = named.isEmpty ? words.say(.payments) : named
        guard let start = figures.start else {
            let opened = incident.accounts.map(\.opened).min() ?? record.firstSeen
            return Told(
                words.say(.leadReported, ["name": provider, "clock": words.dateAndClock(opened, in: zone)]))
        }
        let places = ["components": components, "name": provider]
        if incident.state(now: context.now) == .ongoing {
            return Told(
                words.say(
                    .leadOngoing,
                    places.merging(["clock": words.dateAndClock(start, in: zone)]) { first, _ in first }))
        }
        let facts = ["impact": words.duration(figures.totalImpact), "date": words.date(start, in: zone)]
        return Told(words.say(.leadOver, places.merging(facts) { first, _ in first }))
    }

    var vendorPage: Link? {
        incident.record?.url.flatMap { Address($0) }.map { Link(text: words.say(.vendorPage), address: $0) }
    }

    /// The severities side by side: ours with its rule, the page's own word, the vendor's priority.
    var readings: [IncidentPage.Reading] {
        guard let record = incident.record else { return [] }
        let brand = incident.accounts.first.map { brandName($0.brand) } ?? incident.provider.rawValue
        var readings = [
            IncidentPage.Reading(
                who: words.say(.readingOurs), word: Chip(incident.severity, text: words.name(incident.severity)),
                why: ourRule)
        ]
        let word = record.severityWord.map { Chip(text: words.quote($0)) }
        let mapped = words.say(.readingMapped, ["severity": words.name(record.severity)])
        readings.append(
            IncidentPage.Reading(
                who: words.say(.readingPage, ["brand": brand]),
                word: word ?? Chip(symbol: .unknown, text: words.say(.readingNoWord), tone: .unknown),
                why: record.severityWord == nil ? [] : [Told(mapped)]))
        if let priority = incident.priority {
            readings.append(
                IncidentPage.Reading(
                    who: words.say(.readingPriority, ["brand": brand]), word: Chip(text: priority.rawValue),
                    why: [Told(words.say(.readingKept))]))
        }
        return readings
    }

    private var ourRule: [Told] {
        let assessed =
            site.assessments[incident.id] ?? .of(incident, components: site.components, now: context.now)
        guard let assessed, assessed.assessed == incident.severity else { return [] }
        return [Told(words.say(assessed.rule))] + (assessed.isPlayedDown ? [Told(words.say(.playedDown))] : [])
    }

    /// While no impact window is known: that, and what the pages' records say, named for what they are.
    var noWindow: [String] {
        guard incident.windows.isEmpty, let record = incident.record, !record.isSample, record.scheduledFor == nil
        else {
            return []
        }
        return [words.say(.noWindowText)]
            + incident.accounts.map { account in
                let opened = words.dateAndClock(account.opened, in: zone)
                let brand = brandName(account.brand)
                guard let closed = account.closed else {
                    return words.say(.recordOpen, ["brand": brand, "opened": opened])
                }
                return words.say(
                    .recordClosed,
                    [
                        "brand": brand, "opened": opened, "closed": words.dateAndClock(closed, in: zone),
                        "span": words.duration(closed - account.opened),
                    ])
            }
    }

    /// Every change of a text, oldest first, each against the text that replaced it.
    func edits(of update: Update) -> [IncidentPage.Edit] {
        let texts = update.earlier.map(\.text) + [update.text]
        return update.earlier.enumerated().compactMap { index, earlier in
            guard let before = literally(earlier.text) else { return nil }
            let language = before.language ?? words.language
            let after = texts[index + 1][language] ?? ""
            return IncidentPage.Edit(
                seen: words.say(.editSeen, ["clock": words.dateAndClock(earlier.replacedAt, in: zone)]),
                change: WordDiff(before.text, after), before: Prose(before))
        }
    }

    /// The other incidents of the event; with none, a way to join some where this site takes decisions.
    func alsoTold(_ event: EventFacts) -> IncidentPage.AlsoTold? {
        let others = event.incidents.filter { $0.id != incident.id }
        guard !others.isEmpty || context.settings.writing.isOpen else { return nil }
        let own = incident.firstInstant
        let lines = others.map { other in
            var local = context
            let provider = site.providers.first { $0.id == other.provider }
            local.zone = context.settings.zone(provider?.zone ?? context.zone.identifier)
            let span = own.flatMap { own in other.firstInstant.map { $0 - own } }
            return IncidentPage.AlsoTold.Line(
                provider: provider?.name ?? other.provider.rawValue,
                incident: IncidentLine(other, brands: site.brands, context: local),
                distance: span.map(distance) ?? words.say(.notKnown),
                reason: words.say(event.reason(other.id, incident.id) ?? event.reasons[other.id]?.reason))
        }
        return IncidentPage.AlsoTold(
            lines: lines,
            event: Link(
                text: words.say(others.isEmpty ? .eventOpen : .seeEvent),
                address: SitePlace.event(event.id).address(words.language)))
    }

    private func distance(_ span: TimeSpan) -> String {
        if span.roundedMinutes == 0 { return words.say(.sameMoment) }
        return words.say(span > .zero ? .laterThanThis : .earlierThanThis, ["span": words.duration(span)])
    }

    /// What else is known of the record, by name.
    var details: [IncidentPage.Detail] {
        var details: [IncidentPage.Detail] = []
        if !incident.entities.isEmpty {
            let links = incident.entities.map { entity in
                Link(
                    text: entity,
                    address: SitePlace.search(SiteQuery([("entity", entity)])).address(words.language))
            }
            details.append(.init(name: words.say(.touches), links: links))
        }
        if !incident.otherReferences.isEmpty {
            let links = incident.otherReferences.map { reference in
                Link(
                    text: reference.rawValue,
                    address: SitePlace.search(SiteQuery([("q", reference.rawValue)])).address(words.language))
            }
            details.append(.init(name: words.say(.otherTickets), links: links))
        }
        if let record = incident.record {
            if let word = record.statusWord {
                details.append(
                    .init(name: words.say(.theirStatus), links: [Link(text: words.quote(word), address: nil)]))
            }
            details.append(
                .init(
                    name: words.say(.firstSeen),
                    links: [Link(text: words.dateAndClock(record.firstSeen, in: zone), address: nil)]))
        }
        return details
    }

    var originals: [IncidentPage.Original] {
        incident.captures.map { capture in
            IncidentPage.Original(
                at: capture.at,
                fetched: words.shortDate(capture.at, in: zone) + ", " + words.clock(capture.at, in: zone),
                source: Link(text: shortAddress(capture.url), address: Address(capture.url)),
                size: words.size(bytes: capture.bytes),
                digest: Link(
                    text: String(capture.digest.prefix(12)), address: .path("api", "archive", capture.digest)))
        }
    }

    /// An address without its scheme, and no longer than a line.
    private func shortAddress(_ url: String) -> String {
        var text = url[...]
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) { text = text.dropFirst(scheme.count) }
        return text.count > 60 ? text.prefix(59) + "…" : String(text)
    }
}
