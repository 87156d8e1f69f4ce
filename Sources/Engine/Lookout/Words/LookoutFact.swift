package import JSON
package import Journal
package import Judging
package import Vocabulary

/// What an entry says about what is watched: every kind, with its value. A kind's name and the form of its body never change
/// once released.
package enum LookoutFact: Sendable, Hashable {
    /// A cause of trouble, told once: people are woken, unless planned work withholds it.
    case caseOpened(CaseNumber, CaseTelling)
    /// A known case wakes people again: it came back, it is unstable, or the planned work is over and it is still broken.
    case casePaged(CaseNumber, CaseTelling)
    /// A known case came back within planned work: nobody is woken.
    case caseWithheld(CaseNumber, CaseTelling)
    /// One more symptom of the same cause.
    case caseAttached(CaseNumber, CaseSymptom)
    /// Another cause explains it better, and what came since, too: whoever was woken is told, and nobody is woken.
    case caseRevised(CaseNumber, CaseTelling)
    /// A symptom's target is no longer watched, so nothing will say that it is well again.
    case caseDetached(CaseNumber, target: String)
    /// Another span begins. Nobody is woken by this alone.
    case caseReopened(CaseNumber, at: Instant, symptoms: [CaseSymptom])
    /// All of it is good again since `end`, and watched until then.
    case caseMonitoring(CaseNumber, end: Instant, until: Instant)
    case caseClosed(CaseNumber, end: Instant)
    /// What people call it.
    case caseNamed(CaseNumber, String)
    case targetJudged(String, TargetVerdict)
    /// It was down and good again before anybody was woken.
    case targetBlinked(String, from: Instant, to: Instant, JudgedReason)
    case targetRecovered(String, from: Instant, to: Instant)
    /// Its allowance is burnt too fast, and not fast enough for a page.
    case targetTicketed(String, JudgedReason)
    case vantageDoubted(String, why: VantageDoubt, until: Instant)

    package static let actor: Actor = "system:lookout"

    package var kind: EntryKind {
        switch self {
        case .caseOpened: "case.opened"
        case .casePaged: "case.paged"
        case .caseWithheld: "case.withheld"
        case .caseAttached: "case.attached"
        case .caseRevised: "case.revised"
        case .caseDetached: "case.detached"
        case .caseReopened: "case.reopened"
        case .caseMonitoring: "case.monitoring"
        case .caseClosed: "case.closed"
        case .caseNamed: "case.named"
        case .targetJudged: "target.judged"
        case .targetBlinked: "target.blinked"
        case .targetRecovered: "target.recovered"
        case .targetTicketed: "target.ticketed"
        case .vantageDoubted: "vantage.doubted"
        }
    }

    package var stream: StreamName {
        switch self {
        case .caseOpened(let number, _), .casePaged(let number, _), .caseWithheld(let number, _),
            .caseAttached(let number, _), .caseRevised(let number, _), .caseDetached(let number, _),
            .caseReopened(let number, _, _),
            .caseMonitoring(let number, _, _), .caseClosed(let number, _), .caseNamed(let number, _):
            Self.stream(of: number)
        case .targetJudged(let name, _), .targetBlinked(let name, _, _, _), .targetRecovered(let name, _, _),
            .targetTicketed(let name, _):
            StreamName(category: "target", id: name)
        case .vantageDoubted(let name, _, _): StreamName(category: "vantage", id: name)
        }
    }

    package static func stream(of number: CaseNumber) -> StreamName {
        StreamName(category: "case", id: String(number.value))
    }

    package var draft: EntryDraft { EntryDraft(stream: stream, kind: kind, body: body.canonicalBytes()) }

    private var body: JSONValue {
        switch self {
        case .caseOpened(_, let telling), .casePaged(_, let telling), .caseWithheld(_, let telling),
            .caseRevised(_, let telling):
            telling.json
        case .caseAttached(_, let symptom): symptom.json
        case .caseDetached(_, let target): ["target": .string(target)]
        case .caseReopened(_, let at, let symptoms): ["at": at.json, "symptoms": .array(symptoms.map(\.json))]
        case .caseMonitoring(_, let end, let until): ["end": end.json, "until": until.json]
        case .caseClosed(_, let end): ["end": end.json]
        case .caseNamed(_, let reference): ["reference": .string(reference)]
        case .targetJudged(_, let verdict): verdict.json
        case .targetBlinked(_, let from, let to, let reason):
            ["from": from.json, "to": to.json, "reason": reason.json]
        case .targetRecovered(_, let from, let to): ["from": from.json, "to": to.json]
        case .targetTicketed(_, let reason): ["reason": reason.json]
        case .vantageDoubted(_, let why, let until): ["why": .string(why.rawValue), "until": until.json]
        }
    }

    /// Reads an entry back; nil for a kind that is not about what is watched.
    package init?(_ entry: Entry) throws(JSONError) {
        let id = String(entry.stream.id)
        switch entry.stream.category {
        case "case":
            guard let number = Int(id), let fact = try Self.ofCase(CaseNumber(number), entry) else { return nil }
            self = fact
        case "target":
            guard let fact = try Self.ofTarget(id, entry) else { return nil }
            self = fact
        case "vantage":
            guard entry.kind == "vantage.doubted" else { return nil }
            let object = try JSONObjectReader(JSONValue(reading: entry.body))
            self = .vantageDoubted(id, why: try object.word("why"), until: try object.instant("until"))
        default: return nil
        }
    }

    private static func ofCase(_ number: CaseNumber, _ entry: Entry) throws(JSONError) -> LookoutFact? {
        let json = try JSONValue(reading: entry.body)
        let object = try JSONObjectReader(json)
        return switch entry.kind {
        case "case.opened": .caseOpened(number, try CaseTelling(json: json))
        case "case.paged": .casePaged(number, try CaseTelling(json: json))
        case "case.withheld": .caseWithheld(number, try CaseTelling(json: json))
        case "case.attached": .caseAttached(number, try CaseSymptom(json: json))
        case "case.revised": .caseRevised(number, try CaseTelling(json: json))
        case "case.detached": .caseDetached(number, target: try object.string("target"))
        case "case.reopened":
            .caseReopened(number, at: try object.instant("at"), symptoms: try object.symptoms("symptoms"))
        case "case.monitoring":
            .caseMonitoring(number, end: try object.instant("end"), until: try object.instant("until"))
        case "case.closed": .caseClosed(number, end: try object.instant("end"))
        case "case.named": .caseNamed(number, try object.string("reference"))
        default: nil
        }
    }

    private static func ofTarget(_ name: String, _ entry: Entry) throws(JSONError) -> LookoutFact? {
        let json = try JSONValue(reading: entry.body)
        let object = try JSONObjectReader(json)
        return switch entry.kind {
        case "target.judged": .targetJudged(name, try TargetVerdict(json: json))
        case "target.blinked":
            .targetBlinked(
                name, from: try object.instant("from"), to: try object.instant("to"), try object.reason("reason"))
        case "target.recovered":
            .targetRecovered(name, from: try object.instant("from"), to: try object.instant("to"))
        case "target.ticketed": .targetTicketed(name, try object.reason("reason"))
        default: nil
        }
    }
}
