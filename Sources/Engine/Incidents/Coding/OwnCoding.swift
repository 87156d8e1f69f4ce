package import JSON
package import Vocabulary

extension OwnRecord: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            declaredAt: try object.value("declaredAt"), declaredBy: try object.optionalString("declaredBy") ?? "",
            visibility: try object.word("visibility"), embargoUntil: try object.optionalValue("embargoUntil"),
            brands: try object.identifiers("brands"), plan: try object.optionalValue("plan"),
            titleSentence: object.has("titleSentence") ? try object.identifier("titleSentence") : nil)
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("declaredAt", declaredAt)
        members.add("declaredBy", declaredBy.isEmpty ? nil : declaredBy)
        members.add("visibility", visibility.rawValue)
        members.add("embargoUntil", embargoUntil)
        members.add("brands", brands)
        members.add("plan", plan)
        members.add("titleSentence", titleSentence?.rawValue)
        return members.json
    }
}

extension MaintenancePlan: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            start: try object.value("start"), end: try object.value("end"), phase: try object.word("phase"),
            series: object.has("series") ? try object.identifier("series") : nil,
            seriesStart: try object.optionalValue("seriesStart"))
        if end < start {
            throw JSONError(.refusedValue, "the end lies before the start", path: path.member("end"))
        }
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("start", start)
        members.add("end", end)
        members.add("phase", phase.rawValue)
        members.add("series", series?.rawValue)
        members.add("seriesStart", seriesStart)
        return members.json
    }
}

extension MaintenanceSeries: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            id: try object.identifier("id"), provider: try object.identifier("provider"),
            title: try object.value("title"), summary: try object.optionalValue("summary") ?? LocalizedText(),
            components: try object.identifiers("components"), brands: try object.identifiers("brands"),
            firstStart: try object.value("firstStart"),
            length: TimeSpan(microseconds: try object.integer("lengthMicroseconds", in: 0...(400 * 86_400_000_000))),
            zone: try object.string("zone"), rhythm: try object.word("rhythm"),
            interval: Int(try object.integer("interval", in: 1...1_000)), until: try object.optionalValue("until"),
            isEnded: try object.flag("isEnded"), proposedBy: try object.optionalString("proposedBy"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("id", id.rawValue)
        members.add("provider", provider.rawValue)
        members.add("title", title)
        members.add("summary", summary)
        members.add("components", components)
        members.add("brands", brands)
        members.add("firstStart", firstStart)
        members.object["lengthMicroseconds"] = .integer(length.microseconds)
        members.add("zone", zone)
        members.add("rhythm", rhythm.rawValue)
        members.object["interval"] = JSONValue(interval)
        members.add("until", until)
        members.add("isEnded", flag: isEnded)
        members.add("proposedBy", proposedBy)
        return members.json
    }
}

extension Sentence: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            id: try object.identifier("id"), phase: try object.word("phase"), status: try object.word("status"),
            text: try object.value("text"), isWithdrawn: try object.flag("isWithdrawn"),
            isAgreed: try !object.flag("isProposed"), proposal: try object.optionalValue("proposal"),
            agreement: try object.optionalValue("agreement"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("id", id.rawValue)
        members.add("phase", phase.rawValue)
        members.add("status", status.rawValue)
        members.add("text", text)
        members.add("isWithdrawn", flag: isWithdrawn)
        members.add("isProposed", flag: !isAgreed)
        members.add("proposal", proposal)
        members.add("agreement", agreement)
        return members.json
    }
}

extension Sentence.Proposal: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            phase: try object.word("phase"), status: try object.word("status"), text: try object.value("text"),
            author: try object.string("author"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("phase", phase.rawValue)
        members.add("status", status.rawValue)
        members.add("text", text)
        members.add("author", author)
        return members.json
    }
}

extension Sentence.Agreement: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            author: try object.string("author"), second: try object.string("second"), at: try object.value("at"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("author", author)
        members.add("second", second)
        members.add("at", at)
        // Said outright, so that who reads the audit need not compare names.
        members.add("isAlone", flag: isAlone)
        return members.json
    }
}

extension Statement: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            id: try object.identifier("id"), subject: try object.optionalValue("subject") ?? .update,
            status: try object.word("status"), at: try object.value("at"),
            enteredAt: try object.optionalValue("enteredAt"), text: try object.value("text"),
            sentence: object.has("sentence") ? try object.identifier("sentence") : nil,
            brands: try object.identifiers("brands"), missingLanguages: try object.values("missingLanguages"),
            author: try object.string("author"), standing: try object.value("standing"),
            earlier: try object.values("earlier"), correction: try object.optionalValue("correction"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("id", id.rawValue)
        members.add("subject", subject == .update ? nil : subject)
        members.add("status", status.rawValue)
        members.add("at", at)
        members.add("enteredAt", enteredAt)
        members.add("text", text)
        members.add("sentence", sentence?.rawValue)
        members.add("brands", brands)
        members.add("missingLanguages", missingLanguages)
        members.add("author", author)
        members.add("standing", standing)
        members.add("earlier", earlier)
        members.add("correction", correction)
        return members.json
    }
}

extension Statement.Subject: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self =
            switch try object.string("word") {
            case "update": .update
            case "title": .title
            case "summary": .summary
            case "evidence": .evidence(try object.identifier("window"))
            case "note": .note(at: try object.value("at"), try object.word("kind"))
            default:
                throw JSONError(
                    .refusedValue, "expected one of update, title, summary, evidence, note", path: path.member("word"))
            }
    }

    /// The word that names it, for documents.
    package var word: String {
        switch self {
        case .update: "update"
        case .title: "title"
        case .summary: "summary"
        case .evidence: "evidence"
        case .note: "note"
        }
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("word", word)
        switch self {
        case .update, .title, .summary: break
        case .evidence(let window): members.add("window", window.rawValue)
        case .note(let at, let kind):
            members.add("at", at)
            members.add("kind", kind.rawValue)
        }
        return members.json
    }
}

extension Statement.Correction: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            text: try object.value("text"), missingLanguages: try object.values("missingLanguages"),
            author: try object.string("author"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("text", text)
        members.add("missingLanguages", missingLanguages)
        members.add("author", author)
        return members.json
    }
}

extension Statement.Standing: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        func by() throws(JSONError) -> String { try object.string("by") }
        func at() throws(JSONError) -> Instant { try object.value("at") }
        self =
            switch try object.string("word") {
            case "pre-approved": .preApproved
            case "waiting": .waiting
            case "review-due": .reviewDue
            case "approved": .approved(by: try by(), at: try at())
            case "reviewed": .reviewed(by: try by(), at: try at())
            case "declined": .declined(by: try by(), at: try at(), reason: try object.string("reason"))
            default:
                throw JSONError(
                    .refusedValue,
                    "expected one of pre-approved, waiting, review-due, approved, reviewed, declined",
                    path: path.member("word"))
            }
    }

    /// The word that names it, for documents and columns.
    package var word: String {
        switch self {
        case .preApproved: "pre-approved"
        case .waiting: "waiting"
        case .reviewDue: "review-due"
        case .approved: "approved"
        case .reviewed: "reviewed"
        case .declined: "declined"
        }
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("word", word)
        switch self {
        case .preApproved, .waiting, .reviewDue: break
        case .approved(let by, let at), .reviewed(let by, let at):
            members.add("by", by)
            members.add("at", at)
        case .declined(let by, let at, let reason):
            members.add("by", by)
            members.add("at", at)
            members.add("reason", reason)
        }
        return members.json
    }
}
