internal import JSON
internal import Journal
internal import Synchronization
internal import Vocabulary

/// Reads the incidents of our own providers, and decodes only those that changed since the last reading: status pages show
/// years of them, and are made again with each entry.
package final class OwnIncidents: Sendable {
    /// The documents themselves would take as much memory again as what is read out of them.
    private struct Known {
        var fingerprint: Int
        var incident: Incident
    }

    /// Each of our providers' latest.
    package static let incidentsMost = 1_000
    /// How many documents are held at once while they are read.
    private static let gathering = 100
    private let known = Mutex<[String: Known]>([:])

    package init() {}

    /// The latest to begin first, and whether there are older ones.
    func read(
        of providers: [Provider], _ documents: any DocumentReading
    ) throws(JournalError) -> (incidents: [Incident], hasOlder: Bool) {
        var next: [String: Known] = [:]
        let before = known.withLock { $0 }
        var incidents: [Incident] = []
        var hasOlder = false
        for provider in providers where provider.isOurs {
            var listed = try keys(of: provider.id, documents)
            if listed.count > Self.incidentsMost {
                hasOlder = true
                listed.removeLast(listed.count - Self.incidentsMost)
            }
            for start in stride(from: 0, to: listed.count, by: Self.gathering) {
                let keys = Array(listed[start..<min(start + Self.gathering, listed.count)])
                let bodies = try documents.documents(IncidentProjection.name, keys: keys)
                for key in keys {
                    guard let body = bodies[key] else { continue }
                    let fingerprint = Self.fingerprint(body)
                    let entry: Known
                    if let held = before[key], held.fingerprint == fingerprint {
                        entry = held
                    } else {
                        entry = Known(
                            fingerprint: fingerprint,
                            incident: try IncidentReading.decode(key, body) { json throws(JSONError) in
                                try Incident(json: json, path: .root)
                            })
                    }
                    next[key] = entry
                    incidents.append(entry.incident)
                }
            }
        }
        known.withLock { $0 = next }
        return (incidents, hasOlder)
    }

    private static func fingerprint(_ body: [UInt8]) -> Int {
        var hasher = Hasher()
        unsafe body.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        return hasher.finalize()
    }

    private func keys(
        of provider: ProviderID, _ documents: any DocumentReading
    ) throws(JournalError) -> [String] {
        let range = DocumentRange(
            prefix: IncidentIndex.ofProviderPrefix(provider), descending: true, limit: Self.incidentsMost + 1)
        return try documents.documents(IncidentProjection.name, range)
            .compactMap { IncidentIndex.id(inKey: $0.key) }.map { Fact.stream(of: $0).rawValue }
    }
}
