internal import JSON
internal import Journal
internal import Moving
internal import Vocabulary

/// Long work as programs order it, and how far it is as they are told.
enum MovingDocument {
    /// A saved page as a JSON text, of which some letters take several bytes.
    static let limits = JSONLimits(bytes: 12 << 20, depth: 2)
    private static let urlMost = 2_048

    private static let brand = Schema.identifier
    static let moveIn = Schema.closed([
        "work": ["type": "string", "enum": ["move-in"]], "brand": brand, "language": Schema.language,
        "url": ["type": "string", "minLength": 1, "maxLength": JSONValue(urlMost)],
    ])
    static let saved = Schema.closed([
        "work": ["type": "string", "enum": ["move-in"]], "brand": brand, "language": Schema.language,
        "document": ["type": "string", "minLength": 1],
    ])
    static let export = Schema.closed(["work": ["type": "string", "enum": ["export"]]])

    static func order(_ json: JSONValue) throws(JSONError) -> MovingOrder {
        let object = try JSONObjectReader(
            json, path: .root, allowing: ["work", "brand", "language", "url", "document"])
        let kind = try object.converted("work", "move-in or export") { text in
            MovingOrder.Kind(rawValue: text).flatMap { $0 == .subscribers ? nil : $0 }
        }
        guard kind == .page else {
            guard object.object.members.count == 1 else {
                throw JSONError(.unknownMember, "an export takes nothing beside work")
            }
            return .export
        }
        let brand = try object.converted("brand", "a brand's id") { BrandID($0) }
        let language = try object.converted("language", "two letters, such as fr") { Language($0) }
        switch (object.has("url"), object.has("document")) {
        case (true, false):
            let url = try object.converted("url", "1 to \(urlMost) characters") { text in
                (1...urlMost).contains(text.unicodeScalars.count) ? text : nil
            }
            return .page(.url(url), into: brand, in: language)
        case (false, true):
            let text = try object.converted("document", "what a page said, as it was saved") { $0.isEmpty ? nil : $0 }
            return .page(.file(Array(text.utf8)), into: brand, in: language)
        default: throw JSONError(.missingMember, "give either url or document: a page's address, or what it said")
        }
    }

    // MARK: How far

    private static let counts: JSONValue = {
        var properties = JSONObject()
        for count in MovingOutcome.Count.allCases { properties[count.rawValue] = Schema.count }
        return ["type": "object", "properties": .object(properties)]
    }()

    static let schema = Schema.object(
        [
            "id": Schema.count, "work": Schema.words(MovingOrder.Kind.self),
            "state": ["type": "string", "enum": ["running", "done", "failed"]], "startedBy": Schema.text,
            "startedAt": Schema.instant, "endedAt": Schema.instant, "about": Schema.text,
            "step": Schema.words(MovingJob.Step.self), "done": Schema.count, "all": Schema.count, "counts": counts,
            "refused": Schema.array(Schema.object(["line": Schema.count, "reason": Schema.text])),
            "remarks": Schema.array(Schema.text), "reason": Schema.words(MovingRefusal.Reason.self),
            "message": Schema.text,
        ],
        optional: [
            "endedAt", "about", "step", "done", "all", "counts", "refused", "remarks", "reason", "message",
        ])

    static func document(_ job: MovingJob) -> JSONValue {
        var object: JSONObject = [
            "id": .integer(Int64(job.id)), "work": .string(job.kind.rawValue),
            "startedBy": .string(job.startedBy.rawValue), "startedAt": .string(job.startedAt.rfc3339),
        ]
        if !job.subject.isEmpty { object["about"] = .string(job.subject) }
        if let ended = job.endedAt { object["endedAt"] = .string(ended.rfc3339) }
        switch job.state {
        case .running(let step, let done, let all):
            object["state"] = "running"
            object["step"] = .string(step.rawValue)
            object["done"] = .integer(Int64(done))
            if let all { object["all"] = .integer(Int64(all)) }
        case .done(let outcome):
            object["state"] = "done"
            var counts = JSONObject()
            for count in MovingOutcome.Count.allCases {
                if let n = outcome.counts[count] { counts[count.rawValue] = .integer(Int64(n)) }
            }
            object["counts"] = .object(counts)
            object["refused"] = .array(
                outcome.lines.map { ["line": .integer(Int64($0.number)), "reason": .string($0.reason)] })
            object["remarks"] = JSONValue(outcome.remarks)
        case .failed(let refusal):
            object["state"] = "failed"
            object["reason"] = .string(refusal.reason.rawValue)
            object["message"] = .string(refusal.message)
        }
        return .object(object)
    }
}
