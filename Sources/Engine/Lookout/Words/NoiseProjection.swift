internal import JSON
package import Journal
internal import Judging

/// Read models of how much was said, of what: `target/<name>`. Doubts of vantages are with ``WatchProjection``.
package struct NoiseProjection: Projection {
    package static let name: ProjectionName = "noise"

    package init() {}

    package var name: ProjectionName { Self.name }
    package var revision: Int { 1 }

    private static func key(_ target: String) -> String { "target/" + target }

    package func apply(_ entry: Entry, to documents: inout any DocumentEditing) throws(JournalError) {
        let told: LookoutFact?
        do throws(JSONError) {
            told = try LookoutFact(entry)
        } catch {
            throw JournalError(.corrupt, "the entry \(entry.position.rawValue) does not fit: \(error)")
        }
        let at = entry.instant
        switch told {
        case .targetJudged(let name, let verdict) where verdict.standing != .up:
            try edit(name, &documents) { $0.add(VerdictRule(verdict.reason.rule), at: at) { $0.judged += 1 } }
        case .targetBlinked(let name, _, _, let reason):
            try edit(name, &documents) { $0.add(VerdictRule(reason.rule), at: at) { $0.blinked += 1 } }
        case .caseOpened(_, let telling), .casePaged(_, let telling), .caseWithheld(_, let telling):
            for symptom in telling.symptoms {
                try edit(symptom.target, &documents) { record in
                    record.add(VerdictRule(symptom.reason.rule), at: at) { line in
                        if telling.isToWake { line.page(at: at) } else { line.withheld += 1 }
                    }
                }
            }
        default: break
        }
    }

    private func edit(
        _ name: String, _ documents: inout any DocumentEditing, _ body: (inout NoiseRecord) -> Void
    ) throws(JournalError) {
        let key = Self.key(name)
        var record = NoiseRecord(name: name)
        if let found = try documents.document(key) {
            record = try WatchReading.decode(key, found) { json throws(JSONError) in try NoiseRecord(json: json) }
        }
        body(&record)
        try documents.put(key, record.json.canonicalBytes())
    }

    /// In the order of names, at most so many.
    package static func records(
        _ documents: any DocumentReading, limit: Int
    ) throws(JournalError) -> [NoiseRecord] {
        var found: [NoiseRecord] = []
        for document in try documents.documents(name, DocumentRange(prefix: "target/", limit: limit)) {
            found.append(
                try WatchReading.decode(document.key, document.body) { json throws(JSONError) in
                    try NoiseRecord(json: json)
                })
        }
        return found
    }
}
