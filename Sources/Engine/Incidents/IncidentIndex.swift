package import Vocabulary

/// The keys under which the projection lists incidents, so that nobody has to read all of them to find some.
package enum IncidentIndex {
    /// Incidents by when they began: `began/<time>/<id>`.
    package static let beganPrefix = "began/"
    /// Incidents with an impact window that is open: `open/<id>`.
    package static let openPrefix = "open/"

    /// Every key under which an incident is listed.
    static func keys(of incident: Incident) -> [String] {
        let began = beganKey(incident)
        return incident.windows.contains { $0.end == nil } ? [began, openPrefix + incident.id.rawValue] : [began]
    }

    /// Sorts bytewise as time does: the time's microseconds, moved into the positive numbers, in sixteen digits.
    package static func beganKey(_ incident: Incident) -> String {
        let microseconds = (began(incident) ?? Instant(microseconds: .min)).microseconds
        let digits = String(UInt64(bitPattern: microseconds ^ .min), radix: 16)
        return beganPrefix + String(repeating: "0", count: 16 - digits.utf8.count) + digits + "/" + incident.id.rawValue
    }

    static func id(inKey key: String) -> IncidentID? {
        key.split(separator: "/").last.flatMap { IncidentID($0) }
    }

    /// The first thing known of it: an impact, else a word, else a page.
    static func began(_ incident: Incident) -> Instant? {
        incident.windows.map(\.start).min() ?? incident.updates.map(\.at).min() ?? incident.accounts.map(\.opened).min()
    }
}
