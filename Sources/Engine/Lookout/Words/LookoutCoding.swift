package import JSON
package import Judging
internal import Vocabulary

extension CaseTelling {
    package init(json: JSONValue, path: JSONPath = .root) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            since: try object.instant("since"), symptoms: try object.symptoms("symptoms"),
            causes: try object.list("causes") { json, path throws(JSONError) in
                try CaseCause(json: json, path: path)
            },
            signature: try object.optional("signature") { object throws(JSONError) in
                try Signature(json: object.value("signature"), path: path.member("signature"))
            } ?? Signature(parts: [], stage: nil, codes: []),
            recurrence: try object.optional("recurrence") { object throws(JSONError) in
                try Recurrence(json: object.value("recurrence"), path: path.member("recurrence"))
            },
            missing: try object.optional("missing") { object throws(JSONError) in
                let missing = try object.object("missing")
                return CaseMissingProbe(
                    through: try missing.strings("through"), notThrough: try missing.strings("notThrough"))
            },
            isUnstable: try object.optionalBool("isUnstable") ?? false,
            withheld: try object.optional("withheld") { object throws(JSONError) in
                try CaseWork(json: object.value("withheld"), path: path.member("withheld"))
            })
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "since": since.json, "symptoms": .array(symptoms.map(\.json)), "causes": .array(causes.map(\.json)),
            "signature": signature.json,
        ]
        object["recurrence"] = recurrence?.json
        object["missing"] = missing.map {
            ["through": JSONValue($0.through), "notThrough": JSONValue($0.notThrough)]
        }
        if isUnstable { object["isUnstable"] = true }
        object["withheld"] = withheld?.json
        return .object(object)
    }
}

extension CaseSymptom {
    package init(json: JSONValue, path: JSONPath = .root) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            target: try object.string("target"), standing: try object.word("standing"),
            since: try object.instant("since"), stage: try object.optionalWord("stage"),
            code: try object.optionalString("code"), reason: try object.reason("reason"))
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "target": .string(target), "standing": .string(standing.rawValue), "since": since.json,
            "reason": reason.json,
        ]
        object["stage"] = stage.map { .string($0.rawValue) }
        object["code"] = code.map { .string($0) }
        return .object(object)
    }
}

extension CaseCause {
    package init(json: JSONValue, path: JSONPath = .root) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            parts: try object.strings("parts"), probability: try object.decimal("probability"),
            explains: try object.strings("explains"), explained: try object.count("explained"),
            failing: try object.count("failing"), contradictedBy: try object.strings("contradictedBy"),
            contradicting: try object.count("contradicting"), passing: try object.count("passing"),
            change: try object.optional("change") { object throws(JSONError) in
                let change = try object.object("change")
                return CaseChange(name: try change.string("name"), at: try change.instant("at"))
            },
            recent: try object.optionalString("recent"), indistinct: try object.strings("indistinct"))
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "parts": JSONValue(parts), "probability": .decimal(probability), "explains": JSONValue(explains),
            "explained": JSONValue(explained), "failing": JSONValue(failing),
            "contradictedBy": JSONValue(contradictedBy), "contradicting": JSONValue(contradicting),
            "passing": JSONValue(passing), "indistinct": JSONValue(indistinct),
        ]
        object["change"] = change.map { ["name": .string($0.name), "at": $0.at.json] }
        object["recent"] = recent.map { .string($0) }
        return .object(object)
    }
}

extension CaseWork {
    package init(json: JSONValue, path: JSONPath = .root) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            name: try object.string("name"), parts: try object.strings("parts"),
            // Cases that were written before work could be told by components have none.
            components: try object.optional("components") { reader throws(JSONError) in try reader.strings("components")
            }
                ?? [],
            from: try object.instant("from"), until: try object.instant("until"))
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "name": .string(name), "parts": JSONValue(parts), "from": from.json, "until": until.json,
        ]
        if !components.isEmpty { object["components"] = JSONValue(components) }
        return .object(object)
    }
}

extension Signature {
    init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            parts: try object.strings("parts"), stage: try object.optionalWord("stage"),
            codes: try object.strings("codes"))
    }

    package var json: JSONValue {
        var object: JSONObject = ["parts": JSONValue(parts), "codes": JSONValue(codes)]
        object["stage"] = stage.map { .string($0.rawValue) }
        return .object(object)
    }
}

extension Recurrence {
    init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            number: CaseNumber(try object.count("case")), reference: try object.optionalString("reference"),
            ago: try object.span("agoMicroseconds"), isExact: try object.bool("isExact"))
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "case": JSONValue(number.value), "agoMicroseconds": .integer(ago.microseconds), "isExact": .bool(isExact),
        ]
        object["reference"] = reference.map { .string($0) }
        return .object(object)
    }
}
