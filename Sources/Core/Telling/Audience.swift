package import Vocabulary

/// Who is looking.
package enum Audience: Sendable, Hashable {
    /// Anybody on the internet; on one brand's page, or on none in particular.
    case everyone(brand: BrandID?)
    /// People of the house, signed in.
    case team
}

extension Incident {
    /// The one visibility function: the incident as somebody may see it, or nil when they may not know that there is one.
    /// No surface shows an incident that did not go through here.
    ///
    /// What we say of an incident of our own is said once; here it becomes the updates of each brand that tells it.
    package func seen(by audience: Audience) -> Incident? {
        switch audience {
        case .team: return told(on: own?.brands ?? [])
        case .everyone(let brand):
            if let own {
                guard own.visibility == .everyone else { return nil }
                if let brand, !own.brands.contains(brand) { return nil }
            }
            var seen = told(on: brand.map { [$0] } ?? own?.brands ?? [])
            seen.insideEvents.keep { $0.visibility == .everyone }
            seen.statements = []
            seen.postmortemDraft = nil
            seen.postmortem = postmortem?.public
            seen.own?.declaredBy = ""
            if let brand {
                seen.updates.keep { $0.brand == brand }
                seen.accounts.keep { $0.brand == brand }
            }
            return seen
        }
    }

    /// With what was said in public as each brand's updates, and with when each brand's page opened and closed it.
    private func told(on brands: [BrandID]) -> Incident {
        let said = statements.filter { $0.subject == .update && $0.standing.isPublic }
        guard own != nil, !said.isEmpty else { return self }
        var incident = self
        for brand in brands {
            let words = said.filter { $0.brands.isEmpty || $0.brands.contains(brand) }
            incident.updates += words.map { statement in
                // Work that will not take place is not done, whatever its sentence calls it.
                let isCancelled = own?.plan?.phase == .cancelled && statement.status == .completed
                return Update(
                    brand: brand, status: isCancelled ? .cancelled : statement.status, at: statement.at,
                    text: statement.text,
                    missingLanguages: statement.missingLanguages, foreignID: statement.id.rawValue,
                    enteredAt: statement.enteredAt, earlier: statement.earlier)
            }
            guard let first = words.first else { continue }
            let last = words.last { $0.status != .postmortem } ?? first
            let isClosed = [.resolved, .completed, .cancelled].contains(last.status)
            incident.accounts.append(
                PageAccount(
                    brand: brand, severityWord: severity.rawValue, opened: first.at, closed: isClosed ? last.at : nil))
        }
        incident.updates.sort { ($0.at, $0.brand) < ($1.at, $1.brand) }
        return incident
    }

    /// When customers were hit again after an update had said that it was over; nil when they were not, or when the update
    /// says something else. Whoever shows such an update shows this beside it.
    package func recurrence(after update: Update) -> Instant? {
        guard update.status == .resolved || update.status == .completed else { return nil }
        return windows.map(\.start).filter { $0 > update.at }.min()
    }
}

extension Postmortem {
    /// Without what only the team reads.
    fileprivate var `public`: Postmortem {
        var seen = self
        seen.internalNotes = LocalizedText()
        seen.author = nil
        seen.approvedBy = nil
        for index in seen.actions.indices { seen.actions[index].owner = nil }
        return seen
    }
}

extension Array {
    /// Without the others. Where there are none the storage stays shared: status pages hold years of incidents for each
    /// brand, most of which read the same on all of them.
    package mutating func keep(_ isKept: (Element) -> Bool) {
        if !allSatisfy(isKept) { removeAll { !isKept($0) } }
    }
}
