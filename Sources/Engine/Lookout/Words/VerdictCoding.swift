package import JSON
internal import Judging
internal import Vocabulary

extension TargetVerdict {
    package init(json: JSONValue, path: JSONPath = .root) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            try object.word("standing"), since: try object.instant("since"), reason: try object.reason("reason"))
    }

    package var json: JSONValue {
        ["standing": .string(standing.rawValue), "since": since.json, "reason": reason.json]
    }
}

extension JudgedReason {
    package init(json: JSONValue, path: JSONPath = .root) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            try Explanation.Rule(object),
            samples: try object.list("samples") { json, path throws(JSONError) in
                try JudgedSample(json: json, path: path)
            })
    }

    package var json: JSONValue {
        var object = rule.members
        if !samples.isEmpty { object["samples"] = .array(samples.map(\.json)) }
        return .object(object)
    }
}

extension JudgedSample {
    init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        let outcome: Outcome
        switch try object.string("outcome") {
        case "good": outcome = .good
        case "refused": outcome = .refused
        case "failed": outcome = .failed(try object.word("stage"), code: try object.optionalString("code") ?? "")
        case "late": outcome = .late
        case "unknown": outcome = .unknown
        default:
            throw JSONError(
                .refusedValue, "expected one of good, refused, failed, late, unknown", path: path.member("outcome"))
        }
        self.init(
            vantage: try object.string("vantage"), at: try object.instant("at"), outcome: outcome,
            latency: try object.span("latencyMicroseconds"))
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "vantage": .string(vantage), "at": at.json, "latencyMicroseconds": .integer(latency.microseconds),
        ]
        switch outcome {
        case .good: object["outcome"] = "good"
        case .refused: object["outcome"] = "refused"
        case .failed(let stage, let code):
            object["outcome"] = "failed"
            object["stage"] = .string(stage.rawValue)
            object["code"] = .string(code)
        case .late: object["outcome"] = "late"
        case .unknown: object["outcome"] = "unknown"
        }
        return .object(object)
    }
}

extension Explanation.Rule {
    init(_ object: JSONObjectReader) throws(JSONError) {
        switch try object.string("rule") {
        case "quiet": self = .quiet
        case "quorum":
            self = .quorum(
                failed: try object.count("failed"), counted: try object.count("counted"),
                vantages: try object.count("vantages"))
        case "no-quorum":
            self = .noQuorum(trusted: try object.count("trusted"), needed: try object.count("needed"))
        case "stale": self = .stale(try object.span("forMicroseconds"))
        case "loss":
            self = .loss(
                failed: try object.count("failed"), of: try object.count("of"),
                evidence: try object.decimal("evidence"), needed: try object.decimal("needed"))
        case "slow":
            self = .slow(
                slow: try object.count("slow"), of: try object.count("of"), evidence: try object.decimal("evidence"),
                needed: try object.decimal("needed"))
        case "gap":
            self = .gap(try object.span("forMicroseconds"), usualPerSecond: try object.decimal("usualPerSecond"))
        case "drop":
            self = .drop(
                usualPerSecond: try object.decimal("usualPerSecond"), evidence: try object.decimal("evidence"),
                needed: try object.decimal("needed"))
        case "burn":
            self = .burn(
                times: try object.decimal("times"), long: try object.span("longMicroseconds"),
                short: try object.span("shortMicroseconds"))
        case "unstable":
            self = .unstable(times: try object.count("times"), within: try object.span("withinMicroseconds"))
        case "silent":
            self = .silent(try object.span("forMicroseconds"), every: try object.span("everyMicroseconds"))
        case "told":
            self = .told(code: try object.string("code"))
        case "recovered":
            self = .recovered(good: try object.count("good"), clean: try object.span("cleanMicroseconds"))
        case let other:
            throw JSONError(.refusedValue, "\(other.prefix(40)) is no rule", path: object.path.member("rule"))
        }
    }

    /// The rule and its figures.
    var members: JSONObject {
        func count(_ value: Int) -> JSONValue { JSONValue(value) }
        func span(_ value: TimeSpan) -> JSONValue { .integer(value.microseconds) }
        return switch self {
        case .quiet: ["rule": "quiet"]
        case .quorum(let failed, let counted, let vantages):
            ["rule": "quorum", "failed": count(failed), "counted": count(counted), "vantages": count(vantages)]
        case .noQuorum(let trusted, let needed):
            ["rule": "no-quorum", "trusted": count(trusted), "needed": count(needed)]
        case .stale(let length): ["rule": "stale", "forMicroseconds": span(length)]
        case .loss(let failed, let all, let evidence, let needed):
            [
                "rule": "loss", "failed": count(failed), "of": count(all), "evidence": .decimal(evidence),
                "needed": .decimal(needed),
            ]
        case .slow(let slow, let all, let evidence, let needed):
            [
                "rule": "slow", "slow": count(slow), "of": count(all), "evidence": .decimal(evidence),
                "needed": .decimal(needed),
            ]
        case .gap(let length, let usual):
            ["rule": "gap", "forMicroseconds": span(length), "usualPerSecond": .decimal(usual)]
        case .drop(let usual, let evidence, let needed):
            [
                "rule": "drop", "usualPerSecond": .decimal(usual), "evidence": .decimal(evidence),
                "needed": .decimal(needed),
            ]
        case .burn(let times, let long, let short):
            [
                "rule": "burn", "times": .decimal(times), "longMicroseconds": span(long),
                "shortMicroseconds": span(short),
            ]
        case .unstable(let times, let within):
            ["rule": "unstable", "times": count(times), "withinMicroseconds": span(within)]
        case .silent(let length, let every):
            ["rule": "silent", "forMicroseconds": span(length), "everyMicroseconds": span(every)]
        case .told(let code): ["rule": "told", "code": .string(code)]
        case .recovered(let good, let clean):
            ["rule": "recovered", "good": count(good), "cleanMicroseconds": span(clean)]
        }
    }
}

extension Instant {
    var json: JSONValue { .string(rfc3339) }
}

extension JSONObjectReader {
    func instant(_ name: String) throws(JSONError) -> Instant {
        try converted(name, "an instant") { try? Instant(rfc3339: $0) }
    }

    func span(_ name: String) throws(JSONError) -> TimeSpan { TimeSpan(microseconds: try integer(name)) }

    func count(_ name: String) throws(JSONError) -> Int { Int(try integer(name, in: 0...(1 << 53))) }

    func instants(_ name: String) throws(JSONError) -> [Instant] {
        try list(name) { json, path throws(JSONError) in
            guard let instant = try? Instant(rfc3339: Self.string(json, path)) else {
                throw JSONError(.refusedValue, "expected an instant", path: path)
            }
            return instant
        }
    }

    func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, as type: Word.Type = Word.self
    ) throws(JSONError) -> Word where Word.RawValue == String {
        try converted(name, "one of " + Word.allCases.map(\.rawValue).joined(separator: ", ")) { Word(rawValue: $0) }
    }

    func optionalWord<Word: RawRepresentable & CaseIterable>(
        _ name: String, as type: Word.Type = Word.self
    ) throws(JSONError) -> Word? where Word.RawValue == String {
        has(name) ? try word(name) : nil
    }

    /// A list that may be missing when it is empty.
    func list<Element>(
        _ name: String, _ read: (JSONValue, JSONPath) throws(JSONError) -> Element
    ) throws(JSONError) -> [Element] {
        has(name) ? try array(name, read) : []
    }

    func reason(_ name: String) throws(JSONError) -> JudgedReason {
        try JudgedReason(json: value(name), path: path.member(name))
    }

    func symptoms(_ name: String) throws(JSONError) -> [CaseSymptom] {
        try list(name) { json, path throws(JSONError) in try CaseSymptom(json: json, path: path) }
    }
}
