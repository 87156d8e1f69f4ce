internal import HTTP
internal import Incidents
internal import Journal
internal import Markup
internal import Moving
internal import Telling
internal import Vocabulary

// Moving in and out: how far it is, and the forms that begin it.
extension PageMaker {
    private static let place = ["moving"]
    private static let linesShown = 20

    func moving(_ view: ConsoleSurface.MovingView, typed: Fields?) -> ConsolePage {
        var page = page(words(.navMoving))
        page.lead = [.init(words(.movingLead))]
        page.parts.append(far(view))
        if view.brands.isEmpty {
            page.parts.append(.empty(words(.subscribersNoBrand)))
            page.parts.append(.ways([link(words(.navCatalogue), "catalogue")]))
        } else {
            page.parts.append(
                .section(
                    title: words(.movingIn), id: "in",
                    [
                        .text(.init(words(.movingInLead))),
                        .form(byAddress(view, own(.movingAddressSent, typed))),
                        .form(byFile(view, own(.movingFileSent, typed))),
                    ]))
        }
        if view.takesSubscribers, !view.brands.isEmpty {
            page.parts.append(
                .section(
                    title: words(.movingListTitle), id: "list",
                    [
                        .text(.init(words(.movingListLead))), .form(byList(view, own(.movingListSent, typed))),
                    ]))
        }
        page.parts.append(.section(title: words(.movingExport), id: "export", export(view, typed)))
        return page
    }

    private func own(_ route: ConsoleRoute, _ typed: Fields?) -> Fields? { ask.route == route ? typed : nil }

    // MARK: How far

    private func far(_ view: ConsoleSurface.MovingView) -> ConsolePage.Part {
        guard let latest = view.jobs.first else {
            return .section(
                title: words(.movingNow), id: "far", [.text(.init(words(.movingNothingYet), isQuiet: true))])
        }
        var parts: [ConsolePage.Part] = [
            .progress(
                [progress(latest, view)], id: "moving-progress",
                live: latest.isRunning ? Self.address(language, Self.place) : nil)
        ]
        if latest.isRunning { parts.append(.ways([link(words(.movingLook), "moving")])) }
        if view.jobs.count > 1 {
            parts.append(
                .fold(
                    title: words(.movingLatest), isOpen: false,
                    [
                        .list(
                            view.jobs.dropFirst().map { job in
                                let shown = progress(job, view)
                                return .init(lines: [shown.title] + shown.words)
                            })
                    ]))
        }
        return .section(title: words(.movingNow), id: "far", parts)
    }

    private func progress(_ job: MovingJob, _ view: ConsoleSurface.MovingView) -> ConsolePage.Progress {
        let title: ConsolePhrase =
            switch job.kind {
            case .page: .movingIn
            case .subscribers: .movingListTitle
            case .export: .movingExport
            }
        let who = view.names[job.startedBy.rawValue] ?? job.startedBy.rawValue
        var lines: [ConsolePage.Words] = []
        var (done, all) = (0, 1)
        switch job.state {
        case .running(let step, let count, let total):
            var line = words(step == .reading ? .movingReading : step == .recording ? .movingRecording : .movingWriting)
            if let total {
                (done, all) = (count, total)
                line += " · " + words(.movingCount, ["done": words.number(count), "all": words.number(total)])
            }
            lines.append(.init(line, symbol: .minor))
        case .done(let outcome):
            (done, all) = (1, 1)
            lines.append(.init(words(.movingEnded, ["clock": ended(job)]), symbol: .fine))
            lines += told(outcome)
        case .failed(let refusal):
            lines.append(
                .init(
                    words(.movingFailed, ["clock": ended(job)]) + " · " + words(refusal.phrase), symbol: .critical,
                    tone: "critical"))
            // What a page or a disk said, in English.
            if let detail = refusal.detail { lines.append(english(detail)) }
        }
        lines.append(
            .init(words(.movingStarted, ["name": who, "clock": when(job.startedAt, in: .utc)]), isQuiet: true))
        let name = [words(title), job.subject].filter { !$0.isEmpty }.joined(separator: " · ")
        return .init(title: .init(name), done: done, all: all, words: lines)
    }

    private func told(_ outcome: MovingOutcome) -> [ConsolePage.Words] {
        let counts = MovingOutcome.Count.allCases.compactMap { count in
            outcome.counts[count].map { words(name(count), ["n": words.number($0)]) }
        }
        var lines = [ConsolePage.Words(counts.joined(separator: " · "))]
        lines += outcome.remarks.map(english)
        lines += outcome.lines.prefix(Self.linesShown).map { line in
            english("\(line.number): " + line.reason)
        }
        return lines
    }

    private func name(_ count: MovingOutcome.Count) -> ConsolePhrase {
        switch count {
        case .components: .movingComponents
        case .incidents: .movingIncidents
        case .known: .movingKnown
        case .subscribers: .movingSubscribers
        case .others: .movingOthers
        case .refused: .movingRefused
        case .brands: .movingBrands
        case .written: .movingWritten
        case .unchanged: .movingUnchanged
        case .removed: .movingRemoved
        }
    }

    private func ended(_ job: MovingJob) -> String { when(job.endedAt ?? job.startedAt, in: .utc) }

    private func english(_ text: String) -> ConsolePage.Words {
        .init(text, language: language == .english ? nil : .english)
    }

    // MARK: Forms

    private func byAddress(_ view: ConsoleSurface.MovingView, _ typed: Fields?) -> ConsoleForm {
        form(
            "move-in", Self.place + ["address"], typed: typed, hidden: [(FormField.key, view.key + "a")],
            buttons: [button(.movingBegin)]
        ) { form in
            form.line(
                "url", words(.movingURL), type: "url", hint: words(.movingURLHint), isRequired: true, isFirst: true)
            place(view, &form)
        }
    }

    private func byFile(_ view: ConsoleSurface.MovingView, _ typed: Fields?) -> ConsoleForm {
        form(
            "move-in-file", Self.place + ["file"], typed: typed, hidden: [(FormField.key, view.key + "f")],
            buttons: [button(.movingFileBegin)]
        ) { form in
            form.file(
                "file", words(.movingFile), accept: ".json,.xml,.atom,.rss,.html,.txt", hint: words(.movingFileHint))
            place(view, &form)
        }
    }

    private func byList(_ view: ConsoleSurface.MovingView, _ typed: Fields?) -> ConsoleForm {
        form(
            "move-list", Self.place + ["list"], typed: typed, hidden: [(FormField.key, view.key + "l")],
            buttons: [button(.subscriberTake)]
        ) { form in
            form.file("file", words(.movingListFile), accept: ".csv,.txt")
            place(view, &form)
        }
    }

    /// Into which brand, and in which language.
    private func place(_ view: ConsoleSurface.MovingView, _ form: inout FormMaker) {
        let languages = ConsoleSurface.Room.languages(view.brands)
        form.side { form in
            form.select(
                "brand", words(.subscriberBrand), view.brands.map { .init(value: $0.id.rawValue, text: $0.name) },
                view.brands.first?.id.rawValue ?? "")
            form.select(
                "language", words(.movingLanguageField), languages.map { .init(value: $0.code, text: words.name($0)) },
                languages.first?.code ?? "", hint: words(.movingLanguageHint))
        }
    }

    private func export(_ view: ConsoleSurface.MovingView, _ typed: Fields?) -> [ConsolePage.Part] {
        var parts: [ConsolePage.Part] = [.text(.init(words(.movingExportLead)))]
        guard view.canExport else { return parts + [.text(.init(words(.movingNoFolder), isQuiet: true))] }
        parts.append(
            .form(
                form(
                    "move-out", Self.place + ["export"], typed: own(.movingExported, typed),
                    hidden: [(FormField.key, view.key + "e")], buttons: [button(.movingExportBegin)]
                ) { _ in }))
        return parts
    }
}
