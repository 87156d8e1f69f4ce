package import Vocabulary

/// The facts of one incident, ready to be inserted into text of one language.
package struct IncidentFacts: Sendable {
    package var incident: Incident
    package var figures: IncidentFigures
    package var zone: Zone
    package var words: LanguagePack

    package init(_ incident: Incident, now: Instant, zone: Zone, words: LanguagePack) {
        self.incident = incident
        figures = IncidentFigures(incident, now: now)
        self.zone = zone
        self.words = words
    }

    /// A fact as the language writes it; nil when the incident does not hold it.
    package func text(_ place: FactPlace) -> String? {
        switch place {
        case .impact: figures.impact.isEmpty ? nil : words.duration(figures.totalImpact)
        case .start: figures.start.map(clock)
        case .end: figures.impact.last?.end.map(clock)
        case .date: figures.start.map { words.date($0, in: zone) }
        case .reference: incident.reference?.rawValue
        case .pageTime: figures.pageTimes.first.map { words.duration($0.length) }
        case .firstWord: figures.firstWord.map { clock($0.at) }
        case .firstWordAfter: figures.firstWord.map { words.duration($0.after) }
        case .firstWordAfterEnd: figures.firstWord?.afterEnd.map(words.duration)
        case .causeAfter: figures.causeAfter.map(words.duration)
        case .detectedAfter: figures.detectedAfter.map(words.duration)
        case .recurrenceAfter: figures.recurrencesAfterResolved.first.map { words.duration($0.after) }
        case .window(let index, let fact): window(index, fact)
        case .page(let brand, let fact): page(brand, fact)
        case .event(let index):
            element(incident.insideEvents.sorted { $0.at < $1.at }, index).map { clock($0.at) }
        case .claim(let subject, let index):
            element(incident.claims.filter { $0.subject == subject }.sorted { $0.statedAt < $1.statedAt }, index)
                .map { clock($0.instant) }
        }
    }

    /// A text of the incident in the language of the reader (or the nearest there is), with its facts inserted. What is
    /// no template is shown as it was written.
    package func reading(_ text: LocalizedText, otherwise others: [Language] = [.english]) -> LocalizedText.Reading? {
        guard var reading = text.reading(words.language, otherwise: others) else { return nil }
        // A text that falls back to another language also writes its facts as that language does.
        var facts = self
        facts.words = LanguagePack.of(reading.language)
        if let template = try? FactText(reading.text) { reading.text = template.expanded(facts) }
        return reading
    }

    /// Refuses a text with an unknown place, or a place for which the incident holds no fact.
    package func check(_ text: LocalizedText) throws(FactTextError) {
        for language in text.languages {
            let template = try FactText(text[language] ?? "")
            if let place = template.unfilled(self).first {
                throw FactTextError(reason: .noFact, place: place.description)
            }
        }
    }

    private func clock(_ instant: Instant) -> String { words.clock(instant, in: zone) }

    private func element<Element>(_ elements: [Element], _ position: Int) -> Element? {
        (1...max(1, elements.count)).contains(position) && !elements.isEmpty ? elements[position - 1] : nil
    }

    private func window(_ index: Int, _ fact: FactPlace.WindowFact) -> String? {
        guard let stretch = element(figures.impact, index) else { return nil }
        switch fact {
        case .length: return words.duration(stretch.length)
        case .start: return clock(stretch.start)
        case .end: return stretch.end.map(clock)
        }
    }

    private func page(_ brand: BrandID, _ fact: FactPlace.PageFact) -> String? {
        let account = incident.accounts.first { $0.brand == brand }
        let firstWord = incident.updates.filter { $0.brand == brand && $0.status != .postmortem }.map(\.at).min()
        switch fact {
        case .opened: return account.map { clock($0.opened) }
        case .closed: return account?.closed.map(clock)
        case .length: return account.flatMap { page in page.closed.map { words.duration($0 - page.opened) } }
        case .severity: return account?.severityWord
        case .firstWord: return firstWord.map(clock)
        case .firstWordAfter:
            return firstWord.flatMap { word in figures.start.map { words.duration(word - $0) } }
        }
    }
}
