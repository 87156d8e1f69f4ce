package import Vocabulary

extension Incident {
    /// The incident after a fact about it. Pure; facts about other things leave it as it is.
    package mutating func apply(_ fact: Fact) {
        switch fact {
        case .providerDescribed, .brandDescribed, .componentDescribed, .pageFollowed, .pageUnfollowed, .eventDecided,
            .documentCaptured, .sentenceDescribed, .maintenanceSeriesDescribed:
            break
        case .incidentDescribed(let head): replaceHead(with: head)
        case .impactWindowRecorded(_, let window):
            windows.removeAll { $0.id == window.id }
            windows.append(window)
            windows.sort { ($0.start, $0.id) < ($1.start, $1.id) }
        case .updatePublished(_, let update):
            updates.append(update)
            updates.sortStably { $0.at < $1.at }
        case .pageAccountRecorded(_, let account):
            accounts.removeAll { $0.brand == account.brand }
            accounts.append(account)
            accounts.sort { ($0.opened, $0.brand) < ($1.opened, $1.brand) }
        case .claimRecorded(_, let claim):
            claims.append(claim)
            claims.sortStably { $0.statedAt < $1.statedAt }
        case .insideEventNoted(_, let event):
            insideEvents.append(event)
            insideEvents.sortStably { $0.at < $1.at }
        case .contradictionNoted(_, let contradiction): contradictions.append(contradiction)
        case .postmortemPublished(_, let postmortem):
            self.postmortem = postmortem
            postmortemDraft = nil
        case .postmortemDrafted(_, let postmortem): postmortemDraft = postmortem
        case .statementRecorded(_, let statement):
            statements.removeAll { $0.id == statement.id }
            statements.append(statement)
            statements.sortStably { $0.at < $1.at }
        case .impactWindowWithdrawn(_, let window): windows.removeAll { $0.id == window }
        case .incidentRecorded(let incident): self = incident
        case .updateRevised(_, let update): revise(update)
        case .captureKept(_, let capture):
            captures.append(capture)
            // The first shows how it began; of the others the latest are kept at hand, and the journal has them all.
            if captures.count > Self.capturesMost { captures.remove(at: 1) }
        }
    }

    static let capturesMost = 50
    static let earlierTextsMost = 50

    private mutating func revise(_ update: Update) {
        let place = updates.firstIndex { $0.brand == update.brand && $0.foreignID == update.foreignID }
        guard let place, update.foreignID != nil else {
            updates.append(update)
            return updates.sortStably { $0.at < $1.at }
        }
        // The revision carries what stood here before, so that the entry can be read alone.
        updates[place] = update
        updates[place].earlier = Array(update.earlier.suffix(Self.earlierTextsMost))
        updates.sortStably { $0.at < $1.at }
    }

    /// An incident as the facts that make it.
    package var facts: [Fact] {
        [.incidentDescribed(self)]
            + windows.map { .impactWindowRecorded(id, $0) }
            + accounts.map { .pageAccountRecorded(id, $0) }
            + updates.map { .updatePublished(id, $0) }
            + claims.map { .claimRecorded(id, $0) }
            + insideEvents.map { .insideEventNoted(id, $0) }
            + contradictions.map { .contradictionNoted(id, $0) }
            + (postmortem.map { [.postmortemPublished(id, $0)] } ?? [])
            + (postmortemDraft.map { [.postmortemDrafted(id, $0)] } ?? [])
            + statements.map { .statementRecorded(id, $0) }
            + captures.map { .captureKept(id, $0) }
    }

    private mutating func replaceHead(with head: Incident) {
        var next = head
        next.windows = windows
        next.updates = updates
        next.accounts = accounts
        next.claims = claims
        next.insideEvents = insideEvents
        next.contradictions = contradictions
        next.postmortem = postmortem
        next.captures = captures
        next.statements = statements
        next.postmortemDraft = postmortemDraft
        self = next
    }
}

extension Array {
    /// Sorts so that equal elements keep their order: what was told first at one instant stays first.
    fileprivate mutating func sortStably(by areInIncreasingOrder: (Element, Element) -> Bool) {
        let sorted = enumerated().sorted { left, right in
            if areInIncreasingOrder(left.element, right.element) { return true }
            if areInIncreasingOrder(right.element, left.element) { return false }
            return left.offset < right.offset
        }
        self = sorted.map(\.element)
    }
}
