package import Vocabulary

/// Who is looking.
package enum Audience: Sendable, Hashable {
    /// Anybody on the internet; on one brand's page, or on none in particular.
    case everyone(brand: BrandID?)
    /// People of the house, signed in.
    case team
}

extension Incident {
    /// The one visibility function: the incident as somebody may see it. No surface shows an incident that did not go
    /// through here.
    package func seen(by audience: Audience) -> Incident {
        switch audience {
        case .team: return self
        case .everyone(let brand):
            var seen = self
            seen.insideEvents = insideEvents.filter { $0.visibility == .everyone }
            if let brand {
                seen.updates = updates.filter { $0.brand == brand }
                seen.accounts = accounts.filter { $0.brand == brand }
            }
            return seen
        }
    }
}
