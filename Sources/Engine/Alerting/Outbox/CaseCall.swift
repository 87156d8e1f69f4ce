package import JSON
package import Vocabulary

/// A case that people are woken for, as they are told of it: one call per cause. Names and figures only; the words are made in each
/// receiver's language when it is sent.
package struct CaseCall: Sendable, Hashable {
    package static let namesMost = 20

    /// What would explain it, and what speaks against that.
    package struct Cause: Sendable, Hashable {
        package var parts: [String]
        /// In hundredths.
        package var percent: Int
        package var explains: Int
        package var failing: Int
        package var contradictedBy: [String]
        package var passing: Int
        package var change: String?

        package init(
            parts: [String], percent: Int, explains: Int, failing: Int, contradictedBy: [String], passing: Int,
            change: String?
        ) {
            self.parts = parts
            self.percent = percent
            self.explains = explains
            self.failing = failing
            self.contradictedBy = contradictedBy
            self.passing = passing
            self.change = change
        }
    }

    package var number: Int64
    package var moment: AlertMoment
    /// The organisation whose components are hit.
    package var provider: ProviderID
    package var components: [ComponentID]
    package var severity: Severity
    /// The first failed sample, and the first good one after the last.
    package var since: Instant
    package var end: Instant?
    package var down: [String]
    package var degraded: [String]
    package var causes: [Cause]
    /// The earlier case that it looks like, and how long ago that was, in seconds.
    package var recurrence: String?
    package var recurrenceSeconds: Int64?
    /// The probe that would tell the best two causes apart.
    package var missing: String?
    package var isUnstable: Bool

    package init(
        number: Int64, moment: AlertMoment, provider: ProviderID, components: [ComponentID] = [], severity: Severity,
        since: Instant, end: Instant? = nil, down: [String] = [], degraded: [String] = [], causes: [Cause] = [],
        recurrence: String? = nil, recurrenceSeconds: Int64? = nil, missing: String? = nil, isUnstable: Bool = false
    ) {
        self.number = number
        self.moment = moment
        self.provider = provider
        self.components = Array(components.prefix(Self.namesMost))
        self.severity = severity
        self.since = since
        self.end = end
        self.down = Array(down.prefix(Self.namesMost))
        self.degraded = Array(degraded.prefix(Self.namesMost))
        self.causes = Array(causes.prefix(3))
        self.recurrence = recurrence
        self.recurrenceSeconds = recurrenceSeconds
        self.missing = missing
        self.isUnstable = isUnstable
    }
}

extension CaseCall {
    package init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        self.init(
            number: try object.integer("case", in: 0...Int64.max), moment: try object.word("moment"),
            provider: try object.identifier("provider"), components: try object.identifiers("components"),
            severity: try object.word("severity"),
            since: try object.converted("since", "an instant") { try? Instant(rfc3339: $0) },
            end: try object.has("end") ? object.converted("end", "an instant") { try? Instant(rfc3339: $0) } : nil,
            down: try object.strings("down"), degraded: try object.strings("degraded"),
            causes: try object.array("causes") { json, path throws(JSONError) in try Cause(json: json, path: path) },
            recurrence: try object.optionalString("recurrence"),
            recurrenceSeconds: try object.optionalInteger("recurrenceSeconds"),
            missing: try object.optionalString("missing"), isUnstable: try object.bool("isUnstable"))
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "case": .integer(number), "moment": .string(moment.rawValue), "provider": .string(provider.rawValue),
            "severity": .string(severity.rawValue), "since": .string(since.rfc3339), "down": JSONValue(down),
            "degraded": JSONValue(degraded), "causes": .array(causes.map(\.json)), "isUnstable": .bool(isUnstable),
        ]
        if !components.isEmpty { object["components"] = JSONValue(components.map(\.rawValue)) }
        object["end"] = end.map { .string($0.rfc3339) }
        object["recurrence"] = recurrence.map { .string($0) }
        object["recurrenceSeconds"] = recurrenceSeconds.map { .integer($0) }
        object["missing"] = missing.map { .string($0) }
        return .object(object)
    }
}

extension CaseCall.Cause {
    init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        func count(_ name: String) throws(JSONError) -> Int { Int(try object.integer(name, in: 0...1_000_000)) }
        self.init(
            parts: try object.strings("parts"), percent: try count("percent"), explains: try count("explains"),
            failing: try count("failing"), contradictedBy: try object.strings("contradictedBy"),
            passing: try count("passing"), change: try object.optionalString("change"))
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "parts": JSONValue(parts), "percent": JSONValue(percent), "explains": JSONValue(explains),
            "failing": JSONValue(failing), "contradictedBy": JSONValue(contradictedBy), "passing": JSONValue(passing),
        ]
        object["change"] = change.map { .string($0) }
        return .object(object)
    }
}
