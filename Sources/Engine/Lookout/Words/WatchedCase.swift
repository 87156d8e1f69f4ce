package import JSON
package import Judging
package import Vocabulary

/// What is known of a case: the document `case/<number>` of the projection "watch".
package struct WatchedCase: Sendable, Hashable {
    package static let pagesMost = 20

    package var number: CaseNumber
    package var state: Case.State
    /// The latest telling, with all symptoms that came since.
    package var telling: CaseTelling
    /// Symptoms' targets that are not well again.
    package var ailing: Set<String>
    /// From when to when something was wrong; the first one began with the case.
    package var spans: [Case.Span]
    /// What people call it, such as TSR-2641.
    package var reference: String?
    /// When it came back while it was watched.
    package var reopenings: [Instant]
    package var openedAt: Instant
    /// When people were to be woken, latest last.
    package var pagedAt: [Instant]
    /// When another cause was last found for it.
    package var revisedAt: Instant?

    package init(number: CaseNumber, telling: CaseTelling, openedAt: Instant) {
        self.number = number
        self.telling = telling
        self.openedAt = openedAt
        state = .open
        ailing = Set(telling.symptoms.map(\.target))
        spans = [Case.Span(from: telling.since)]
        reopenings = []
        pagedAt = telling.isToWake ? [openedAt] : []
    }

    package var isOver: Bool { state == .closed }
    package var since: Instant { spans.first?.from ?? telling.since }
    package var end: Instant? { spans.last?.to }
    /// The parts that it is told with.
    package var parts: [String] { telling.causes.first?.parts ?? [] }

    mutating func paged(_ telling: CaseTelling, at: Instant) {
        self.telling = telling
        ailing.formUnion(telling.symptoms.map(\.target))
        if telling.isToWake { pagedAt = Array((pagedAt + [at]).suffix(Self.pagesMost)) }
    }

    mutating func revised(_ telling: CaseTelling, at: Instant) {
        // What was well again is told of, and stays well.
        let before = Set(self.telling.symptoms.map(\.target))
        self.telling = telling
        ailing.formUnion(telling.symptoms.map(\.target).filter { !before.contains($0) })
        revisedAt = at
    }

    mutating func attach(_ symptom: CaseSymptom) {
        ailing.insert(symptom.target)
        if let place = telling.symptoms.firstIndex(where: { $0.target == symptom.target }) {
            telling.symptoms[place] = symptom
        } else if telling.symptoms.count < CaseTelling.symptomsMost {
            telling.symptoms.append(symptom)
        }
    }

    mutating func reopened(at: Instant, symptoms: [CaseSymptom], told: Instant) {
        if state != .closed {
            reopenings = Array((reopenings + [told]).suffix(Self.pagesMost))
        } else {
            // What was ill the last time says nothing of this time.
            telling.symptoms = []
            ailing = []
        }
        state = .open
        if spans.count == Case.spansMost { spans.remove(at: 1) }
        spans.append(Case.Span(from: at))
        for symptom in symptoms { attach(symptom) }
    }

    mutating func monitoring(end: Instant, until: Instant) {
        state = .monitoring(until: until)
        ailing = []
        if !spans.isEmpty { spans[spans.count - 1].to = end }
    }

    mutating func closed(end: Instant) {
        state = .closed
        ailing = []
        if !spans.isEmpty, spans[spans.count - 1].to == nil { spans[spans.count - 1].to = end }
    }
}

extension WatchedCase {
    package init(json: JSONValue, path: JSONPath = .root) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            number: CaseNumber(try object.count("number")),
            telling: try CaseTelling(json: object.value("telling"), path: path.member("telling")),
            openedAt: try object.instant("openedAt"))
        switch try object.string("state") {
        case "open": state = .open
        case "monitoring": state = .monitoring(until: try object.instant("monitoringUntil"))
        case "closed": state = .closed
        default: throw JSONError(.refusedValue, "expected one of open, monitoring, closed", path: path.member("state"))
        }
        ailing = Set(try object.strings("ailing"))
        spans = try object.list("spans") { json, path throws(JSONError) in
            let span = try JSONObjectReader(json, path: path)
            return Case.Span(from: try span.instant("from"), to: span.has("to") ? try span.instant("to") : nil)
        }
        reference = try object.optionalString("reference")
        reopenings = try object.instants("reopenings")
        pagedAt = try object.instants("pagedAt")
        if object.has("revisedAt") { revisedAt = try object.instant("revisedAt") }
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "number": JSONValue(number.value), "telling": telling.json, "openedAt": openedAt.json,
            "ailing": JSONValue(ailing.sorted()), "reopenings": .array(reopenings.map(\.json)),
            "pagedAt": .array(pagedAt.map(\.json)),
            "spans": .array(
                spans.map { span in
                    var object: JSONObject = ["from": span.from.json]
                    object["to"] = span.to?.json
                    return .object(object)
                }),
        ]
        switch state {
        case .open: object["state"] = "open"
        case .monitoring(let until):
            object["state"] = "monitoring"
            object["monitoringUntil"] = until.json
        case .closed: object["state"] = "closed"
        }
        object["revisedAt"] = revisedAt?.json
        object["reference"] = reference.map { .string($0) }
        return .object(object)
    }
}
