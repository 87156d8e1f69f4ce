internal import Telling
internal import Vocabulary
internal import Markup

/// Makes the parts of an incident's page from its facts.
struct IncidentPageMaker {
    let incident: Incident
    let site: SiteSnapshot
    let context: PageContext
    let facts: IncidentFacts

    init(_ incident: Incident, site: SiteSnapshot, context: PageContext) {
        self.incident = incident
        self.site = site
        self.context = context
        facts = IncidentFacts(incident, now: context.now, zone: context.zone, words: context.words)
    }

    var words: LanguagePack { context.words }
    var zone: Zone { context.zone }
    var figures: IncidentFigures { facts.figures }

    func brandName(_ id: BrandID) -> String { site.brands.first { $0.id == id }?.name ?? id.rawValue }

    func told(_ text: LocalizedText) -> Told? { facts.reading(text).map { Told($0, on: words.language) } }

    /// A text that falls back follows its brand's own languages first.
    func told(_ text: LocalizedText, brand: BrandID) -> Told? {
        let own = site.brands.first { $0.id == brand }?.languages ?? []
        return facts.reading(text, otherwise: [.english] + own).map { Told($0, on: words.language) }
    }

    func componentNames(_ ids: [ComponentID]) -> String {
        ids.map { id in
            site.components.first { $0.id == id }?.name.reading(words.language)?.text ?? id.rawValue
        }
        .joined(separator: ", ")
    }

    var chips: [Chip] {
        var chips = [
            Chip(incident.severity, text: words.name(incident.severity) + " · " + words.say(.ourReading))
        ]
        // Where the page's word stands in its record, the account repeats it.
        for account in incident.accounts {
            guard let word = account.severityWord else { continue }
            let theirs = words.say(.theirWord, ["brand": brandName(account.brand)])
            chips.append(Chip(text: words.quote(word) + " · " + theirs))
        }
        if let priority = incident.priority {
            chips.append(Chip(text: priority.rawValue + " · " + words.say(.theirPriority)))
        }
        chips.append(Chip(incident.state(now: context.now), words: words))
        if incident.category != .unknown { chips.append(Chip(text: words.name(incident.category))) }
        if incident.responsibility != .unknown && incident.category != .externalProvider {
            chips.append(Chip(text: words.name(incident.responsibility)))
        }
        return chips
    }

    var failed: String? {
        incident.components.isEmpty
            ? nil : words.say(.whatFailed, ["components": componentNames(incident.components)])
    }

    var allFigures: [IncidentPage.Figure] { [impactFigure, pageFigure, wordFigure, causeFigure] }

    private var impactFigure: IncidentPage.Figure {
        var note = words.say(.notKnown)
        if figures.impact.count == 1, let only = figures.impact.first {
            note = only.end == nil ? words.say(.stillGoingOn) : words.range(only.start, only.end, in: zone)
        } else if figures.impact.count > 1 {
            note = words.say(
                .severalWindows,
                [
                    "lengths": figures.impact.map { words.duration($0.length) }.joined(separator: " + "),
                    "windows": words.count(.windows, figures.impact.count),
                ])
        }
        let value = figures.impact.isEmpty ? "–" : words.duration(figures.totalImpact)
        return IncidentPage.Figure(
            label: words.say(.realImpact), value: value, note: note, isHurt: !figures.impact.isEmpty)
    }

    private var pageFigure: IncidentPage.Figure {
        let longest = figures.pageTimes.first
        let notes = figures.pageTimes.map { time in
            let range = words.range(time.opened, time.closed, in: zone)
            return figures.pageTimes.count == 1
                ? range : brandName(time.brand) + "\u{A0}· " + words.duration(time.length)
        }
        return IncidentPage.Figure(
            label: words.say(.theirPageSays), value: longest.map { words.duration($0.length) } ?? "–",
            note: notes.isEmpty ? words.say(.noPageTime) : notes.joined(separator: ", "), isHurt: false)
    }

    private var wordFigure: IncidentPage.Figure {
        let word = figures.firstWord
        // Without an impact there is nothing to measure from; the word was said all the same.
        let spoken = incident.updates.filter { $0.status != .postmortem }.map(\.at).min()
        let note =
            word == nil
            ? spoken.map { words.say(.atClock, ["clock": words.clock($0, in: zone)]) } ?? words.say(.noWord)
            : word?.afterEnd.map { words.say(.afterItWasOver, ["span": words.duration($0)]) }
                ?? words.say(.whileCustomersHit)
        return IncidentPage.Figure(
            label: words.say(.firstPublicWord), value: word.map { words.lag($0.after) } ?? "–", note: note,
            isHurt: false)
    }

    private var causeFigure: IncidentPage.Figure {
        guard let start = figures.start else {
            return IncidentPage.Figure(
                label: words.say(.causeNamed), value: "–", note: words.say(.notTold), isHurt: false)
        }
        // Where nobody told when the cause was found, when somebody noticed is the next best fact.
        let phrase: Phrase = figures.causeAfter == nil && figures.detectedAfter != nil ? .noticed : .causeNamed
        let after = figures.causeAfter ?? figures.detectedAfter
        return IncidentPage.Figure(
            label: words.say(phrase), value: after.map { words.lag($0) } ?? "–",
            note: after.map { words.say(.atClock, ["clock": words.clock(start + $0, in: zone)]) }
                ?? words.say(.notTold),
            isHurt: false)
    }

    var windowRows: [IncidentPage.WindowRow] {
        incident.windows.sorted { ($0.start, $0.id) < ($1.start, $1.id) }.map { window in
            let sureness = words.name(window.origin) + ", " + words.name(window.confidence)
            // What a vendor's page says is quoted as it stands; what a person or a probe says is told.
            let isQuote = incident.record != nil && window.origin == .statedByVendor
            var evidence = isQuote ? Told(sureness) : told(window.evidence) ?? Told(sureness)
            if !isQuote, evidence.language == nil, !window.evidence.isEmpty { evidence.text += " · " + sureness }
            return IncidentPage.WindowRow(
                from: Told(words.dateAndClock(window.start, in: zone)),
                to: Told(window.end.map { clockAfter(window.start, $0) } ?? words.say(.stillGoingOn)),
                length: words.duration(window.length(now: context.now)),
                components: componentNames(window.components), quote: isQuote ? literally(window.evidence) : nil,
                evidence: evidence)
        }
    }

    /// A clock, with its day where that is not the day of the one before.
    private func clockAfter(_ first: Instant, _ second: Instant) -> String {
        zone.civilTime(first).date == zone.civilTime(second).date
            ? words.clock(second, in: zone) : words.dateAndClock(second, in: zone)
    }

    /// A text of our own gets its facts inserted; a vendor's stays as it is.
    func written(_ text: LocalizedText) -> Told? { incident.record == nil ? told(text) : literally(text) }

    /// A text as it was written, in the language it was written in: nothing is inserted into a quotation.
    func literally(_ text: LocalizedText) -> Told? {
        text.reading(words.language).map { Told($0, on: words.language) }
    }

    var claimRows: [IncidentPage.ClaimRow] {
        incident.claims.sorted { ($0.subject.rawValue, $0.statedAt) < ($1.subject.rawValue, $1.statedAt) }
            .sorted { order($0.subject) < order($1.subject) }
            .map { claim in
                IncidentPage.ClaimRow(
                    fact: words.name(claim.subject), value: words.clock(claim.instant, in: zone),
                    source: told(claim.source) ?? Told(words.say(.notKnown)),
                    stated: words.shortDate(claim.statedAt, in: zone) + ", " + words.clock(claim.statedAt, in: zone))
            }
    }

    private func order(_ subject: Claim.Subject) -> Int { Claim.Subject.allCases.firstIndex(of: subject) ?? 0 }

    var learned: IncidentPage.Learned? {
        incident.postmortem.map { postmortem in
            var published = words.dateAndClock(postmortem.publishedAt, in: zone)
            if let start = figures.start {
                published +=
                    " · " + words.say(.publishedAfter, ["span": words.wait(postmortem.publishedAt - start)])
            }
            return IncidentPage.Learned(
                published: published, impact: written(postmortem.clientImpact).map { Prose($0) },
                rootCause: written(postmortem.rootCause).map { Prose($0) },
                actions: postmortem.actions.compactMap { action in
                    guard let symptom = written(action.symptom), let step = written(action.action) else { return nil }
                    return IncidentPage.Learned.Action(symptom: symptom, action: step)
                })
        }
    }
}
