internal import Incidents
internal import Telling
internal import Vocabulary

/// One incident as a small piece of HTML: state and severity, summary, impact windows, words, and what does not add up.
struct FeedEntryBody {
    /// Words beyond these are left to the page.
    static let updatesMost = 30
    static let bytesMost = 64 << 10

    let facts: IncidentFacts
    let brands: [Brand]
    let components: [Component]
    let now: Instant
    let zone: Zone
    let words: LanguagePack
    /// Where it stands, for who knows it better than its facts alone.
    var state: String?

    var html: String {
        let incident = facts.incident
        var html = "<p><strong>\(escape(state ?? words.name(incident.state(now: now))))</strong>"
        html += " · \(escape(words.name(incident.severity)))"
        // While it goes on the length grows by itself, which would make every reading of the feed a change.
        if !facts.figures.impact.isEmpty, facts.figures.impact.allSatisfy({ $0.end != nil }) {
            let length = words.duration(facts.figures.totalImpact)
            html += " · \(escape(words.say(.realImpact))): \(escape(length))"
        }
        html += "</p>"
        if let summary = told(incident.summary) { html += "<p>\(summary)</p>" }
        html += windows(incident) + updates(incident, room: Self.bytesMost - html.utf8.count)
        if !incident.contradictions.isEmpty {
            html += section(
                .whatDoesNotAddUp,
                incident.contradictions.prefix(20).map { contradiction in
                    let name = "<strong>\(escape(words.name(contradiction.kind)))</strong>"
                    return told(contradiction.text).map { name + ": " + $0 } ?? name
                })
        }
        return html
    }

    private func windows(_ incident: Incident) -> String {
        section(
            .whenCustomersWereHit,
            incident.windows.prefix(20).map { window in
                let day = words.date(window.start, in: zone)
                var item = escape(day + ", " + words.range(window.start, window.end, in: zone))
                item += " " + escape(zone.offset(at: window.start).name)
                item += window.end == nil ? " (\(escape(words.say(.stillGoingOn))))" : length(window)
                let names = window.components.prefix(20).map(name)
                if !names.isEmpty { item += " · " + escape(names.joined(separator: ", ")) }
                item += " · " + escape(words.name(window.origin) + ", " + words.name(window.confidence))
                if let evidence = told(window.evidence) { item += "<br>" + evidence }
                return item
            })
    }

    private func length(_ window: ImpactWindow) -> String { " (\(escape(words.duration(window.length(now: now)))))" }

    private func updates(_ incident: Incident, room: Int) -> String {
        var items: [String] = []
        var bytes = 0
        for update in incident.updates.reversed().prefix(Self.updatesMost) {
            let brand = brands.first { $0.id == update.brand }?.name ?? update.brand.rawValue
            var item = escape(words.dateAndClock(update.at, in: zone))
            item += " · <strong>\(escape(words.name(update.status)))</strong> (\(escape(brand)))"
            if let text = said(update.text) { item += "<br>" + text }
            if let entered = update.enteredAt {
                item += "<br>" + escape(words.say(status: .entered, ["moment": words.dateAndClock(entered, in: zone)]))
            }
            if let again = incident.recurrence(after: update), again <= now {
                item += "<br>" + escape(words.say(status: .recurred, ["moment": words.dateAndClock(again, in: zone)]))
            }
            bytes += item.utf8.count
            if bytes > room { break }
            items.append(item)
        }
        return section(.whatWasSaid, items)
    }

    private func section(_ title: Phrase, _ items: [String]) -> String {
        guard !items.isEmpty else { return "" }
        let list = items.map { "<li>\($0)</li>" }.joined()
        return "<h3>\(escape(words.say(title)))</h3><ul>\(list)</ul>"
    }

    private func name(_ id: ComponentID) -> String {
        components.first { $0.id == id }?.name.reading(words.language)?.text ?? id.rawValue
    }

    /// A text in the reader's language, else in another that is marked as such.
    private func told(_ text: LocalizedText) -> String? { facts.reading(text).map(marked) }

    /// What we said ourselves is final; older records hold places for facts.
    private func said(_ text: LocalizedText) -> String? {
        facts.incident.own == nil ? told(text) : text.reading(words.language).map(marked)
    }

    private func marked(_ reading: LocalizedText.Reading) -> String {
        let lines = escape(reading.text).split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: "<br>")
        return reading.language == words.language ? lines : "<span lang=\"\(reading.language)\">\(lines)</span>"
    }

    private func escape(_ text: String) -> String { Markup.escape(text) }
}
