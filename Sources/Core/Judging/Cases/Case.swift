package import Vocabulary

/// One cause, from the first failed sample to its end: what shows it, whose fault it most likely is, and the one page.
package struct Case: Sendable, Hashable {
    package static let symptomsMost = 200
    package static let spansMost = 50

    package enum State: Sendable, Hashable {
        case open
        /// All good again; it may come back.
        case monitoring(until: Instant)
        case closed
    }

    /// From when to when something was wrong.
    package struct Span: Sendable, Hashable {
        package var from: Instant
        package var to: Instant?

        package init(from: Instant, to: Instant? = nil) {
            self.from = from
            self.to = to
        }
    }

    package let number: CaseNumber
    package var state: State = .open
    package var symptoms: [Symptom]
    /// Those of them that are not over.
    package var ailing: Set<TargetNumber>
    package var causes: [Candidate]
    package var signature: Signature
    package var spans: [Span]
    /// What people call it.
    package var reference: String?
    package var reopenings: [Instant] = []
    package var isUnstable = false
    /// Nobody was woken: it happened within this planned work.
    package var withheld: PlannedWork?

    package init(number: CaseNumber, symptoms: [Symptom], causes: [Candidate], signature: Signature, since: Instant) {
        self.number = number
        self.symptoms = Array(symptoms.prefix(Self.symptomsMost))
        ailing = Set(symptoms.map(\.target))
        self.causes = causes
        self.signature = signature
        spans = [Span(from: since)]
    }

    package var since: Instant { spans.last?.from ?? Instant(microseconds: 0) }
    package var firstSince: Instant { spans.first?.from ?? since }
    /// The parts that it is told with.
    package var parts: [PartNumber] { causes.first?.parts ?? [] }

    package mutating func add(_ symptom: Symptom) {
        ailing.insert(symptom.target)
        if let index = symptoms.firstIndex(where: { $0.target == symptom.target }) {
            symptoms[index] = symptom
        } else if symptoms.count < Self.symptomsMost {
            symptoms.append(symptom)
        }
    }

    package mutating func began(at: Instant) {
        if spans.count == Self.spansMost { spans.remove(at: 1) }
        spans.append(Span(from: at))
    }
}
