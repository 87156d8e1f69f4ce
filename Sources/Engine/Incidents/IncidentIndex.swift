package import Vocabulary

/// The keys under which the projection lists incidents, so that nobody has to read all of them to find some.
package enum IncidentIndex {
    /// Incidents by when they began: `began/<time>/<id>`.
    package static let beganPrefix = "began/"
    /// Incidents with an impact window that is open: `open/<id>`.
    package static let openPrefix = "open/"

    /// The latest capture of each document of a page: `document/<provider>/<role>`.
    static func documentPrefix(_ provider: ProviderID) -> String { "document/" + provider.rawValue + "/" }

    /// A provider's incidents by when they began: `of/<provider>/<time>/<id>`.
    package static func ofProviderPrefix(_ provider: ProviderID) -> String { "of/" + provider.rawValue + "/" }

    static func ofProviderKey(_ incident: Incident) -> String {
        ofProviderPrefix(incident.provider) + beganKey(incident).dropFirst(beganPrefix.utf8.count)
    }

    /// Every key under which an incident is listed.
    static func keys(of incident: Incident) -> [String] {
        let began = beganKey(incident)
        let keys = [began, ofProviderKey(incident)]
        let isOpen =
            incident.windows.contains { $0.end == nil }
            || incident.record?.isSample == false && incident.record?.statusWord != nil
                && incident.accounts.contains { $0.closed == nil }
            || incident.own.map { isUndone($0, incident.statements) } ?? false
        return isOpen ? keys + [openPrefix + incident.id.rawValue] : keys
    }

    /// Of our own: work that is still to come or under way, an embargo, or a last word that was not the last one.
    private static func isUndone(_ own: OwnRecord, _ statements: [Statement]) -> Bool {
        if own.embargoUntil != nil { return true }
        if let plan = own.plan { return plan.phase == .scheduled || plan.phase == .inProgress }
        let word = statements.last { $0.subject == .update && $0.standing.isPublic && $0.status != .postmortem }
        return word?.status != .resolved
    }

    /// Sorts bytewise as time does: the time's microseconds, moved into the positive numbers, in sixteen digits.
    package static func beganKey(_ incident: Incident) -> String {
        beganPrefix + digits(began(incident) ?? Instant(microseconds: .min)) + "/" + incident.id.rawValue
    }

    /// Stands behind every key of that instant and before, and before every key of a later one.
    static func beganKey(after instant: Instant) -> String { beganPrefix + digits(instant) + "0" }

    private static func digits(_ instant: Instant) -> String {
        let digits = String(UInt64(bitPattern: instant.microseconds ^ .min), radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    static func id(inKey key: String) -> IncidentID? {
        key.split(separator: "/").last.flatMap { IncidentID($0) }
    }

    /// The first thing known of it: an impact, else what was planned, else a word, else a page, else its declaration.
    static func began(_ incident: Incident) -> Instant? {
        incident.windows.map(\.start).min() ?? incident.own?.plan?.start ?? incident.updates.map(\.at).min()
            ?? incident.accounts.map(\.opened).min() ?? incident.own?.declaredAt
    }
}
