internal import Access
internal import Incidents
internal import Markup
internal import Telling
internal import Vocabulary

// Words of the catalogue that wait for a second person, with what agrees to them.
extension PageMaker {
    func waitingWords(_ site: Site, _ names: [String: String], isAlone: Bool) -> [ConsolePage.Part] {
        let sentences = SentenceBook.waiting(site.sentences).compactMap { sentence -> ConsolePage.Item? in
            guard let proposal = sentence.proposal else { return nil }
            let text = [words.name(proposal.phase), sentence.id.rawValue].joined(separator: " · ")
            return waiting(
                text, proposal.author, names, ["sentence", sentence.id.rawValue], [proposal.text],
                seen: Seen.digest(of: proposal.text), isAlone: isAlone)
        }
        let series = site.series.compactMap { series -> ConsolePage.Item? in
            guard let author = series.proposedBy, !series.isEnded else { return nil }
            return waiting(
                series.id.rawValue, author, names, ["series", series.id.rawValue], [series.title, series.summary],
                seen: Seen.digest(of: series.title) + Seen.digest(of: series.summary), isAlone: isAlone)
        }
        guard !sentences.isEmpty || !series.isEmpty else { return [] }
        return [.section(title: words(.wordsWaiting), id: "waiting", [.list(sentences + series)])]
    }

    private func waiting(
        _ title: String, _ author: String, _ names: [String: String], _ place: [String], _ texts: [LocalizedText],
        seen: String, isAlone: Bool
    ) -> ConsolePage.Item {
        let isMine = author == ask.me
        let what: ConsolePhrase = (isMine && !isAlone) || !ask.may(.approveText) ? .waitsOther : .waitsYou
        var item = ConsolePage.Item(lines: [
            .init(title), .init(words(what, ["name": name(author, names)]), symbol: isMine ? .unknown : .minor),
        ])
        for text in texts where !text.isEmpty {
            item.parts.append(.columns(text.languages.map { [.prose(text[$0] ?? "", $0)] }))
        }
        guard ask.may(.approveText) else { return item }
        if isMine, !isAlone {
            item.parts.append(.text(.init(words(.ownWords), isQuiet: true)))
        } else {
            if isMine { item.parts.append(.text(.init(words(.agreeAlone), isQuiet: true))) }
            item.parts.append(
                .form(
                    small(
                        ["catalogue"] + place + ["agree"], words(.approve), [("seen", seen)],
                        label: words(.approveThis))))
        }
        if place.first == "sentence" {
            item.parts.append(.form(small(["catalogue"] + place + ["decline"], words(.decline), isQuiet: true)))
        }
        return item
    }
}
