internal import Announcing
internal import JSON
internal import Vocabulary

/// What is made of cases, and how rules stand, as programs are told.
enum AnnouncingDocument {
    static let schema = Schema.object(
        [
            "case": Schema.count, "incident": Schema.identifier, "label": Schema.words(Announcement.Label.Verdict.self),
            "pending": Schema.object([
                "due": Schema.instant, "secondsLeft": Schema.count, "components": Schema.array(Schema.identifier),
                "kinds": Schema.array(Schema.words(EvidenceKind.self)),
            ]), "rounds": Schema.array(["type": "object"]), "calls": Schema.array(["type": "object"]),
        ], optional: ["incident", "label", "pending"])

    static func announcement(_ known: Announcement, now: Instant) -> JSONValue {
        var object: JSONObject = [
            "case": .integer(known.number), "rounds": .array(known.rounds.map(\.json)),
            "calls": .array(
                known.calls.map { ["at": .string($0.at.rfc3339), "moment": .string($0.moment.rawValue)] }),
        ]
        object["incident"] = known.incident.map { .string($0.rawValue) }
        object["label"] = known.label.map { .string($0.verdict.rawValue) }
        if let round = known.rounds.last, round.isPending, let due = round.due {
            object["pending"] = [
                "due": .string(due.rfc3339), "secondsLeft": .integer(max(0, (due - now).wholeSeconds)),
                "components": JSONValue(round.measured.map(\.rawValue)),
                "kinds": JSONValue(round.kinds.map(\.rawValue)),
            ]
        }
        return .object(object)
    }

    private static let share: JSONValue = ["type": ["number", "null"], "minimum": 0, "maximum": 1]
    static let ruleSchema = Schema.object(
        [
            "rule": Schema.words(RuleName.self), "isDemoted": Schema.flag, "proposal": ["type": "object"],
            "cases": Schema.count, "real": Schema.count, "false": Schema.count, "knownWork": Schema.count,
            "unlabelled": Schema.count, "missed": Schema.count, "precision": share, "recall": share,
            "calls": Schema.count, "callsByNight": Schema.count, "leadSeconds": ["type": ["integer", "null"]],
        ], optional: ["proposal"])

    static func rule(_ view: AnnouncingDesk.RuleView) -> JSONValue {
        let figures = view.figures
        var object: JSONObject = [
            "rule": .string(view.standing.name.rawValue), "isDemoted": .bool(view.standing.isDemoted),
            "cases": JSONValue(figures.cases), "real": JSONValue(figures.real), "false": JSONValue(figures.false),
            "knownWork": JSONValue(figures.knownWork), "unlabelled": JSONValue(figures.unlabelled),
            "missed": JSONValue(figures.missed), "precision": figures.precision.map { .decimal($0) } ?? .null,
            "recall": figures.recall.map { .decimal($0) } ?? .null, "calls": JSONValue(figures.calls),
            "callsByNight": JSONValue(figures.callsByNight),
            "leadSeconds": figures.lead.map { .integer($0.wholeSeconds) } ?? .null,
        ]
        if let proposal = view.standing.proposal {
            object["proposal"] = [
                "by": .string(proposal.by), "at": .string(proposal.at.rfc3339), "reason": .string(proposal.reason),
            ]
        }
        return .object(object)
    }
}
