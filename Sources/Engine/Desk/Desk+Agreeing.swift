internal import Incidents
internal import Journal
internal import Telling
package import Vocabulary

// The words that are agreed to in peace time: sentences, and what planned work that comes again is called. One person writes them,
// another one agrees. Where nobody else could, one person may alone; the entry says so.
extension Desk {
    /// Agrees to the words of a sentence that wait, exactly as they were read; or says no.
    package func decide(
        sentence id: SentenceID, agreeing text: LocalizedText?, by caller: DeskCaller
    ) async throws(DeskRefusal) {
        for attempt in 1... {
            let site = try await site()
            guard var sentence = site.sentences.first(where: { $0.id == id }) else {
                throw DeskRefusal(.notFound, .noSentenceWaiting, ["id": "\(id)"])
            }
            guard let proposal = sentence.proposal else {
                throw DeskRefusal(.conflict, .sentenceDecided, ["id": "\(id)"])
            }
            if let text {
                guard text == proposal.text else {
                    throw DeskRefusal(.conflict, .textChanged)
                }
                try caller.requireSecond(to: proposal.author)
                sentence.settle(proposal, Sentence.Agreement(author: proposal.author, second: caller.person, at: now()))
            } else {
                sentence.proposal = nil
                if !sentence.isAgreed { sentence.isWithdrawn = true }
            }
            if try await put(
                .sentenceDescribed(sentence), caller, isLast: attempt >= Self.attemptsMost,
                { site in
                    site.sentences.first { $0.id == id }?.proposal == proposal
                })
            {
                return
            }
        }
    }

    /// Agrees to what a series is called, exactly as it was read.
    package func agree(
        series id: SeriesID, title: LocalizedText, summary: LocalizedText, by caller: DeskCaller
    ) async throws(DeskRefusal) {
        for attempt in 1... {
            guard var series = try await site().series.first(where: { $0.id == id }) else {
                throw DeskRefusal(.notFound, .noSeries, ["id": "\(id)"])
            }
            guard let author = series.proposedBy else {
                throw DeskRefusal(.conflict, .seriesDecided, ["id": "\(id)"])
            }
            guard title == series.title, summary == series.summary else {
                throw DeskRefusal(.conflict, .textChanged)
            }
            try caller.requireSecond(to: author)
            let seen = series
            series.proposedBy = nil
            if try await put(
                .maintenanceSeriesDescribed(series), caller, isLast: attempt >= Self.attemptsMost,
                { site in
                    site.series.first { $0.id == id } == seen
                })
            {
                return
            }
        }
    }

    /// False when somebody was faster and it is to be looked at again.
    private func put(
        _ fact: Fact, _ caller: DeskCaller, isLast: Bool, _ isAsSeen: @Sendable (Site) -> Bool
    ) async throws(DeskRefusal) -> Bool {
        let stream = fact.draft.stream
        let version = try await version(of: stream)
        guard isAsSeen(try await site()) else { return false }
        do throws(JournalError) {
            _ = try await store.append(
                AppendCommand(
                    actor: caller.actor, instant: now(), drafts: [fact.draft],
                    expectations: [StreamExpectation(stream: stream, version: version)], idempotencyKey: caller.key))
            return true
        } catch {
            guard error.code == .versionConflict else { throw Self.refusal(error) }
            if isLast { throw .describedMeanwhile }
            return false
        }
    }
}

extension Sentence {
    fileprivate mutating func settle(_ proposal: Proposal, _ agreement: Agreement) {
        (phase, status, text) = (proposal.phase, proposal.status, proposal.text)
        self.agreement = agreement
        self.proposal = nil
        isAgreed = true
        isWithdrawn = false
    }

    /// What a description makes of what is there: fewer sentences need nobody, other words need a second person.
    func described(over known: Sentence?, by caller: DeskCaller, at now: Instant) -> Sentence {
        let proposal = Proposal(phase: phase, status: status, text: text, author: caller.person)
        guard var next = known else {
            var new = Sentence(id: id, phase: phase, status: status, text: text, isAgreed: false, proposal: proposal)
            if caller.isAlone {
                new.settle(proposal, Agreement(author: caller.person, second: caller.person, at: now))
            }
            new.isWithdrawn = isWithdrawn
            return new
        }
        // Words that were agreed to are taken back by one person, and words that nobody agreed to are withdrawn by one.
        let isSame = (phase, status) == (next.phase, next.status) && text == next.text
        if isSame, isWithdrawn || next.isAgreed {
            next.isWithdrawn = isWithdrawn
            next.proposal = nil
            return next
        }
        if isWithdrawn { next.isWithdrawn = true }
        next.proposal = proposal
        if !next.isAgreed { (next.phase, next.status, next.text) = (phase, status, text) }
        if caller.isAlone {
            next.settle(proposal, Agreement(author: caller.person, second: caller.person, at: now))
            next.isWithdrawn = isWithdrawn
        }
        return next
    }
}

extension MaintenanceSeries {
    func described(over known: MaintenanceSeries?, by caller: DeskCaller) -> MaintenanceSeries {
        var next = self
        let isSame = known.map { $0.title == title && $0.summary == summary } ?? false
        // Words that are agreed to stay so; words that wait are still those of who wrote them, unless nobody had a name.
        next.proposedBy = isSame ? known?.proposedBy : caller.person
        if isSame, let author = next.proposedBy, DeskCaller.nameless.contains(author) {
            next.proposedBy = caller.person
        }
        if caller.isAlone { next.proposedBy = nil }
        return next
    }
}
