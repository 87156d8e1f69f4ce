internal import Access
internal import Desk
internal import HTTP
internal import Markup
internal import Telling
internal import Vocabulary

// A post-mortem as it reads: for each brand in each of its languages side by side, and inside with owners and notes.
extension PageMaker {
    func preview(_ postmortem: Postmortem, _ room: Room, _ zone: Zone, isWritten: Bool) -> ConsolePage.Part {
        var parts: [ConsolePage.Part] = [
            .text(.init(words(isWritten ? .postmortemLead : .postmortemSaved), isQuiet: true))
        ]
        for (number, brand) in room.telling.enumerated() {
            let own = brand.face.zone.flatMap { zones.zone($0) } ?? zone
            let shown = Set(room.components(on: brand).map(\.id))
            parts.append(
                .fold(
                    title: brand.name, isOpen: number == 0,
                    [
                        .columns(
                            brand.languages.map { version(postmortem, room, shown, in: $0, own, isInside: false) })
                    ]))
        }
        let all = Set(room.components.map(\.id))
        parts.append(
            .fold(
                title: words(.postmortemInside), isOpen: room.telling.isEmpty,
                [.columns(room.languages.map { version(postmortem, room, all, in: $0, zone, isInside: true) })]))
        return .section(title: words(.previewTitle), id: "preview", parts)
    }

    /// One language's version, with everything that a post-mortem has.
    private func version(
        _ postmortem: Postmortem, _ room: Room, _ shown: Set<ComponentID>, in tongue: Language, _ zone: Zone,
        isInside: Bool
    ) -> [ConsolePage.Part] {
        let incident = room.incident
        let hit = Set(incident.components + incident.windows.flatMap(\.components)).intersection(shown)
        let services = room.components.filter { hit.contains($0.id) }.map { said($0.name, in: tongue) }
        var parts: [ConsolePage.Part] = [
            .text(.init(words.name(tongue))),
            .facts([
                .init(label: words(.referenceField), words: [.init(incident.reference?.rawValue ?? "–")]),
                .init(label: words(.partServices), words: services.isEmpty ? [.init("–")] : services),
            ]),
        ]
        let texts: [(ConsolePhrase, LocalizedText)] = [
            (.partImpact, postmortem.clientImpact), (.partOverview, postmortem.overview),
            (.partContext, postmortem.context), (.partCause, postmortem.rootCause),
        ]
        for (phrase, text) in texts {
            parts.append(.text(.init(words(phrase), isQuiet: true)))
            parts += reading(text, in: tongue, declared: postmortem.missingLanguages)
        }
        parts.append(.text(.init(words(.partActions), isQuiet: true)))
        parts.append(actions(postmortem.actions, in: tongue, zone, isInside: isInside))
        if isInside, !postmortem.internalNotes.isEmpty {
            parts.append(.text(.init(words(.partNotes), isQuiet: true)))
            parts += reading(postmortem.internalNotes, in: tongue, declared: [])
        }
        return parts
    }

    private func actions(
        _ actions: [Postmortem.Action], in tongue: Language, _ zone: Zone, isInside: Bool
    ) -> ConsolePage.Part {
        guard !actions.isEmpty else { return .text(.init(words(.nothingWritten), symbol: .unknown)) }
        return .list(
            actions.map { action in
                let due = action.due.map { words(.actionDue) + ": " + words.date($0, in: zone) }
                let owner = isInside ? words(.actionOwner) + ": " + (action.owner ?? "–") : nil
                return .init(lines: [
                    .init(words(.actionSymptom), isQuiet: true), said(action.symptom, in: tongue),
                    .init(words(.actionDeed), isQuiet: true), said(action.action, in: tongue),
                    .init(
                        [due, words(.state) + ": " + words.name(action.state), owner].compactMap(\.self)
                            .joined(separator: " · "), isQuiet: true),
                ])
            })
    }

    /// The text in a language; without it what its readers get instead, or that it is declared missing.
    private func reading(
        _ text: LocalizedText, in tongue: Language, declared: [Language]
    ) -> [ConsolePage.Part] {
        if let own = text[tongue] { return [.prose(own, tongue)] }
        guard let other = text.reading(tongue) else {
            return [.text(.init(words(.nothingWritten), symbol: .unknown))]
        }
        let note =
            declared.contains(tongue)
            ? words(.declaredMissing, ["language": words.name(tongue)])
            : words(.readsInstead, ["language": words.name(tongue), "other": words.name(other.language)])
        return [.text(.init(note, symbol: .unknown)), .prose(other.text, other.language)]
    }

    private func said(_ text: LocalizedText, in tongue: Language) -> ConsolePage.Words {
        guard let reading = text.reading(tongue) else { return .init("–") }
        return .init(reading.text, language: reading.language == language ? nil : reading.language)
    }
}
