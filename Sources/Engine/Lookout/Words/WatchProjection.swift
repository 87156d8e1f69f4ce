internal import JSON
package import Journal
internal import Judging

/// Read models of what is watched: `case/<number>` (of ten digits), `target/<name>` and `vantage/<name>`; besides, `open/<number>`
/// lists cases that are not closed, and `symptom/<name>` says to which case a target's illness belongs.
package struct WatchProjection: Projection {
    package static let name: ProjectionName = "watch"

    package init() {}

    package var name: ProjectionName { Self.name }
    package var revision: Int { 2 }

    static func key(_ number: CaseNumber) -> String { "case/" + digits(number) }
    static func openKey(_ number: CaseNumber) -> String { "open/" + digits(number) }
    static func key(target: String) -> String { "target/" + target }
    static func key(vantage: String) -> String { "vantage/" + vantage }
    static func symptomKey(_ target: String) -> String { "symptom/" + target }

    private static func digits(_ number: CaseNumber) -> String {
        let text = String(number.value)
        return String(repeating: "0", count: max(10 - text.utf8.count, 0)) + text
    }

    package func apply(_ entry: Entry, to documents: inout any DocumentEditing) throws(JournalError) {
        let told: LookoutFact?
        do throws(JSONError) {
            told = try LookoutFact(entry)
        } catch {
            throw JournalError(.corrupt, "the entry \(entry.position.rawValue) does not fit: \(error)")
        }
        guard let fact = told else { return }
        switch fact {
        case .caseOpened(let number, let telling):
            let opened = WatchedCase(number: number, telling: telling, openedAt: entry.instant)
            try put(opened, telling.symptoms, &documents)
        case .casePaged(let number, let telling), .caseWithheld(let number, let telling):
            try change(number, telling.symptoms, &documents) { $0.paged(telling, at: entry.instant) }
        case .caseAttached(let number, let symptom):
            try change(number, [symptom], &documents) { $0.attach(symptom) }
        case .caseRevised(let number, let telling):
            try change(number, telling.symptoms, &documents) { $0.revised(telling, at: entry.instant) }
        case .caseDetached(let number, let target):
            try change(number, [], &documents) { $0.ailing.remove(target) }
            try documents.remove(Self.symptomKey(target))
        case .caseReopened(let number, let at, let symptoms):
            try change(number, symptoms, &documents) { $0.reopened(at: at, symptoms: symptoms, told: entry.instant) }
        case .caseMonitoring(let number, let end, let until):
            try change(number, [], &documents) { $0.monitoring(end: end, until: until) }
        case .caseClosed(let number, let end):
            try change(number, [], &documents) { $0.closed(end: end) }
        case .caseNamed(let number, let reference):
            try change(number, [], &documents) { $0.reference = reference }
        case .targetJudged(let name, let verdict):
            try edit(name, &documents) { $0.judged(verdict, at: entry.instant) }
            try follow(name, verdict, &documents)
        case .targetBlinked(let name, let from, let to, _):
            try edit(name, &documents) { $0.blinked(WatchedTarget.Blink(from: from, to: to)) }
        case .targetTicketed(let name, let reason):
            try edit(name, &documents) { $0.ticket = WatchedTarget.Ticket(at: entry.instant, reason: reason) }
        // The verdict that comes with it says the same.
        case .targetRecovered: break
        case .vantageDoubted(let name, let why, let until):
            let key = Self.key(vantage: name)
            var vantage =
                try documents.document(key).map { body throws(JournalError) in
                    try WatchReading.decode(key, body) { json throws(JSONError) in try WatchedVantage(json: json) }
                } ?? WatchedVantage(name: name)
            vantage.doubted(WatchedVantage.Doubt(why: why, at: entry.instant, until: until))
            try documents.put(key, vantage.json.canonicalBytes())
        }
    }

    private func edit(
        _ name: String, _ documents: inout any DocumentEditing, _ body: (inout WatchedTarget) -> Void
    ) throws(JournalError) {
        let key = Self.key(target: name)
        var target = WatchedTarget(name: name)
        if let found = try documents.document(key) {
            target = try WatchReading.decode(key, found) { json throws(JSONError) in try WatchedTarget(json: json) }
        }
        body(&target)
        try documents.put(key, target.json.canonicalBytes())
    }

    private func found(_ number: CaseNumber, _ documents: any DocumentEditing) throws(JournalError) -> WatchedCase? {
        let key = Self.key(number)
        guard let body = try documents.document(key) else { return nil }
        return try WatchReading.decode(key, body) { json throws(JSONError) in try WatchedCase(json: json) }
    }

    private func change(
        _ number: CaseNumber, _ symptoms: [CaseSymptom], _ documents: inout any DocumentEditing,
        _ body: (inout WatchedCase) -> Void
    ) throws(JournalError) {
        guard var known = try found(number, documents) else {
            throw JournalError(.refused, "case \(number.value) must be opened before anything is said of it")
        }
        body(&known)
        try put(known, symptoms, &documents)
    }

    private func put(
        _ known: WatchedCase, _ symptoms: [CaseSymptom], _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        try documents.put(Self.key(known.number), known.json.canonicalBytes())
        if known.isOver {
            try documents.remove(Self.openKey(known.number))
            for symptom in known.telling.symptoms { try documents.remove(Self.symptomKey(symptom.target)) }
            return
        }
        try documents.put(Self.openKey(known.number), Array("{}".utf8))
        for symptom in symptoms {
            let body: JSONValue = ["case": JSONValue(known.number.value)]
            try documents.put(Self.symptomKey(symptom.target), body.canonicalBytes())
        }
    }

    /// A symptom that is well again, ill once more, or down where a part of it failed, while its case goes on.
    private func follow(
        _ name: String, _ verdict: TargetVerdict, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        let key = Self.symptomKey(name)
        guard verdict.standing != .unknown, let body = try documents.document(key) else { return }
        let number = try WatchReading.decode(key, body) { json throws(JSONError) in
            CaseNumber(try JSONObjectReader(json).count("case"))
        }
        guard var known = try found(number, documents), known.state == .open else { return }
        let wasAiling = known.ailing.contains(name)
        let worse = known.telling.symptoms.firstIndex {
            $0.target == name && $0.standing == .degraded && verdict.standing == .down
        }
        guard wasAiling != verdict.isIll || worse != nil else { return }
        if verdict.isIll { known.ailing.insert(name) } else { known.ailing.remove(name) }
        if let worse {
            known.telling.symptoms[worse].standing = .down
            known.telling.symptoms[worse].reason = verdict.reason
        }
        try documents.put(Self.key(number), known.json.canonicalBytes())
    }
}
