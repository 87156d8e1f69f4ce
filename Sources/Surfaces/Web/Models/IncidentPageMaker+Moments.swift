internal import Telling
internal import Vocabulary
internal import Markup

extension IncidentPageMaker {
    /// Every public word in order, with the silences that should have been words.
    var moments: [IncidentPage.Moment] {
        var moments = incident.updates.map(moment)
        for recurrence in figures.recurrencesAfterResolved where !recurrence.wasTold {
            let stretch = figures.impact.first { $0.start == recurrence.start }
            moments.append(
                IncidentPage.Moment(
                    tone: .hurt, heading: words.say(.recurrenceNotAnnounced), brand: nil, at: recurrence.start,
                    when: words.range(recurrence.start, stretch?.end, in: zone),
                    text: Prose(Told(words.say(.recurrenceText, ["span": words.duration(recurrence.after)]))),
                    notes: [], edits: [], link: nil))
        }
        moments.sort { $0.at < $1.at }
        return withZones(moments)
    }

    private func moment(_ update: Update) -> IncidentPage.Moment {
        let brand = brandName(update.brand)
        let isPostmortem = update.status == .postmortem
        let tone: IncidentPage.Moment.Tone =
            switch update.status {
            case .resolved: .fine
            case .postmortem: .quiet
            case .investigating, .identified, .monitoring, .scheduled, .inProgress, .completed, .cancelled, .unknown:
                .word
            }
        var notes: [String] = []
        if let entered = update.enteredAt {
            notes.append(words.say(status: .entered, ["moment": words.dateAndClock(entered, in: zone)]))
        }
        if !update.missingLanguages.isEmpty {
            let languages = update.missingLanguages.map { words.name($0) }.joined(separator: ", ")
            notes.append(words.say(.missingLanguages, ["brand": brand, "languages": languages]))
        }
        let text = (incident.record == nil ? told(update.text, brand: update.brand) : literally(update.text)).map {
            Prose($0)
        }
        return IncidentPage.Moment(
            tone: tone, heading: words.name(update.status), brand: brand, at: update.at, when: "",
            text: isPostmortem && incident.postmortem != nil ? text?.begun : text,
            notes: notes, edits: edits(of: update),
            link: isPostmortem && incident.postmortem != nil
                ? Link(text: words.say(.readPostmortem), address: .fragment("postmortem")) : nil)
    }

    /// Says the day when it changes, and the zone with its UTC time once per day: the rest are plain clocks.
    private func withZones(_ moments: [IncidentPage.Moment]) -> [IncidentPage.Moment] {
        var day: CivilDate?
        return moments.map { moment in
            var moment = moment
            let date = zone.civilTime(moment.at).date
            let isNewDay = date != day
            defer { day = date }
            let clock =
                moment.when.isEmpty
                ? isNewDay ? words.clockWithZone(moment.at, in: zone) : words.clock(moment.at, in: zone)
                : moment.when
            moment.when = isNewDay ? words.date(date) + ", " + clock : clock
            // Only what comes days later says how much later it came.
            if let start = figures.start, isNewDay, day != nil {
                moment.when += " · " + words.say(.laterBy, ["span": words.wait(moment.at - start)])
            }
            return moment
        }
    }
}

extension AxisFacts {
    /// Nil when there is nothing to draw.
    init?(_ maker: IncidentPageMaker) {
        let words = maker.words
        let incident = maker.incident
        self.init(
            language: words.language, zone: maker.zone,
            names: RowNames(
                impact: words.say(.rowImpact), silence: words.say(.rowSilence), words: words.say(.rowWords),
                inside: words.say(.rowInside)))
        let now = maker.context.now
        impact = maker.figures.impact.map { stretch in
            Stretch(
                name: names.impact, start: stretch.start, end: stretch.end ?? now, label: words.duration(stretch.length)
            )
        }
        pages = incident.accounts.sorted { ($0.opened, $0.brand) < ($1.opened, $1.brand) }.map { account in
            let length = words.duration((account.closed ?? now) - account.opened)
            let label = account.closed == nil ? words.say(.openUntilNow) : words.say(.lasting, ["span": length])
            return Stretch(
                name: words.say(.rowPage, ["brand": maker.brandName(account.brand)]), start: account.opened,
                end: account.closed ?? now, label: label)
        }
        silences = Self.silences(maker)
        let hasBrands = Set(incident.updates.map(\.brand)).count > 1
        self.words = incident.updates.sorted { $0.at < $1.at }.map { update in
            let status = words.name(update.status)
            let brand = maker.brandName(update.brand)
            let look: AxisLook =
                switch update.status {
                case .resolved: .resolved
                case .postmortem: .postmortem
                case .investigating, .identified, .monitoring, .scheduled, .inProgress, .completed, .cancelled,
                    .unknown:
                    .word
                }
            let clock = words.clock(update.at, in: maker.zone)
            let short = hasBrands ? brand + " · " + status : status
            return Mark(at: update.at, look: look, label: clock + " " + short, sentence: brand + " · " + status)
        }
        inside = incident.insideEvents.sorted { $0.at < $1.at }.map { event in
            let kind = words.name(event.kind)
            let text = maker.told(event.text)?.text ?? kind
            // The event's own words where they are short, else what kind of event it is.
            let short =
                TextMeasure.width(text, size: AxisDrawing.labelSize) <= 190
                ? text : kind.prefix(1).uppercased() + kind.dropFirst()
            return Mark(
                at: event.at, look: .inside, label: words.clock(event.at, in: maker.zone) + " " + short,
                sentence: names.inside + " · " + text)
        }
        moments = Self.moments(maker, hasBrands: hasBrands, silences: silences)
        let all = instants
        guard let first = all.first, let last = all.last else { return nil }
        description = words.say(
            .axisDescription,
            [
                "start": words.dateAndClock(first, in: maker.zone),
                "end": words.dateAndClock(last, in: maker.zone),
            ])
    }

    /// From when customers were hit until somebody said so: per brand where there are several, and once for each
    /// recurrence.
    private static func silences(_ maker: IncidentPageMaker) -> [Stretch] {
        let words = maker.words
        let name = words.say(.rowSilence)
        guard let first = maker.figures.impact.first else { return [] }
        let brands = Array(Set(maker.incident.accounts.map(\.brand) + maker.incident.updates.map(\.brand))).sorted()
        var silences: [Stretch] = []
        for brand in brands {
            let word = maker.incident.updates.filter { $0.brand == brand && $0.status != .postmortem }.map(\.at).min()
            guard let word, word > first.start else { continue }
            let span = words.duration(word - first.start)
            let label =
                brands.count == 1
                ? words.say(.silenceOf, ["span": span])
                : words.say(.silenceOfBrand, ["brand": maker.brandName(brand), "span": span])
            silences.append(Stretch(name: name, start: first.start, end: word, label: label))
        }
        if brands.isEmpty {
            let end = first.end ?? maker.context.now
            silences.append(Stretch(name: name, start: first.start, end: end, label: words.say(.neverTold)))
        }
        for recurrence in maker.figures.recurrencesAfterResolved where !recurrence.wasTold {
            let stretch = maker.figures.impact.first { $0.start == recurrence.start }
            silences.append(
                Stretch(
                    name: name, start: recurrence.start, end: stretch?.end ?? maker.context.now,
                    label: words.say(.recurrenceNeverTold)))
        }
        return silences
    }

    private static func moments(_ maker: IncidentPageMaker, hasBrands: Bool, silences: [Stretch]) -> [Mark] {
        let words = maker.words
        var moments: [Mark] = []
        func add(_ at: Instant, _ look: AxisLook, _ label: String, _ sentence: String? = nil) {
            moments.append(Mark(at: at, look: look, label: label, sentence: sentence ?? label))
        }
        for (index, stretch) in maker.figures.impact.enumerated() {
            let wasHidden = maker.figures.recurrencesAfterResolved.contains {
                $0.start == stretch.start && !$0.wasTold
            }
            let begins = words.say(index == 0 ? .impactBegins : .impactReturns)
            add(stretch.start, .impact, wasHidden ? begins + ", " + words.say(.neverTold) : begins)
            if let end = stretch.end {
                add(end, .over, words.say(.impactOver, ["span": words.duration(stretch.length)]))
            }
        }
        for silence in silences where maker.incident.updates.contains(where: { $0.at == silence.end }) {
            add(silence.end, .silence, silence.label)
        }
        for update in maker.incident.updates {
            let status = words.name(update.status)
            let brand = maker.brandName(update.brand)
            let look: AxisLook =
                update.status == .resolved ? .resolved : update.status == .postmortem ? .postmortem : .word
            add(update.at, look, hasBrands ? brand + " · " + status : status, brand + " · " + status)
        }
        for event in maker.incident.insideEvents {
            let kind = words.name(event.kind)
            let sentence = maker.told(event.text)?.text ?? kind
            add(event.at, .inside, sentence, words.say(.rowInside) + " · " + sentence)
        }
        // Sorted by the order above where the instant is the same, which `sorted` alone does not promise.
        return moments.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }
}
