package import JSON
package import Vocabulary

extension Incident: JSONCoded {
    /// The whole incident, as read models keep it.
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        try self.init(head: json, path: path)
        let object = try JSONObjectReader(json, path: path)
        windows = try object.values("windows")
        updates = try object.values("updates")
        accounts = try object.values("accounts")
        claims = try object.values("claims")
        insideEvents = try object.values("insideEvents")
        contradictions = try object.values("contradictions")
        postmortem = try object.optionalValue("postmortem")
        captures = try object.values("captures")
        statements = try object.values("statements")
        postmortemDraft = try object.optionalValue("postmortemDraft")
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.merge(head)
        members.add("windows", windows)
        members.add("updates", updates)
        members.add("accounts", accounts)
        members.add("claims", claims)
        members.add("insideEvents", insideEvents)
        members.add("contradictions", contradictions)
        members.add("postmortem", postmortem)
        members.add("captures", captures)
        members.add("statements", statements)
        members.add("postmortemDraft", postmortemDraft)
        return members.json
    }

    /// Only the head, as the entry `incident.described` says it.
    init(head json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        var reference: Reference?
        if object.has("reference") {
            reference = try object.converted("reference", "a ticket such as TSR-1532, without spaces") { Reference($0) }
        }
        self.init(
            id: try object.identifier("id"), provider: try object.identifier("provider"), reference: reference,
            title: try object.value("title"), summary: try object.optionalValue("summary") ?? LocalizedText(),
            severity: try object.word("severity"), priority: try object.optionalWord("priority"),
            category: try object.word("category"), responsibility: try object.word("responsibility"),
            components: try object.identifiers("components"))
        record = try object.optionalValue("record")
        own = try object.optionalValue("own")
        otherReferences = try object.strings("otherReferences").compactMap { Reference($0) }
        entities = try object.strings("entities")
    }

    var head: JSONValue {
        var members = JSONMembers()
        members.add("id", id.rawValue)
        members.add("provider", provider.rawValue)
        members.add("reference", reference?.rawValue)
        members.add("title", title)
        members.add("summary", summary)
        members.add("severity", severity.rawValue)
        members.add("priority", priority?.rawValue)
        members.add("category", category.rawValue)
        members.add("responsibility", responsibility.rawValue)
        members.add("components", components)
        members.add("record", record)
        members.add("own", own)
        members.add("otherReferences", otherReferences.map(\.rawValue))
        members.add("entities", entities)
        return members.json
    }
}

extension ImpactWindow: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            id: try object.identifier("id"), start: try object.value("start"), end: try object.optionalValue("end"),
            components: try object.identifiers("components"), origin: try object.word("origin"),
            evidence: try object.optionalValue("evidence") ?? LocalizedText(), confidence: try object.word("confidence")
        )
        if let end, end < start {
            throw JSONError(.refusedValue, "the end lies before the start", path: path.member("end"))
        }
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("id", id.rawValue)
        members.add("start", start)
        members.add("end", end)
        members.add("components", components)
        members.add("origin", origin.rawValue)
        members.add("evidence", evidence)
        members.add("confidence", confidence.rawValue)
        return members.json
    }
}

extension Update: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            brand: try object.identifier("brand"), status: try object.word("status"), at: try object.value("at"),
            text: try object.value("text"), missingLanguages: try object.values("missingLanguages"),
            foreignID: try object.optionalString("foreignID"), enteredAt: try object.optionalValue("enteredAt"),
            earlier: try object.values("earlier"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("brand", brand.rawValue)
        members.add("status", status.rawValue)
        members.add("at", at)
        members.add("text", text)
        members.add("missingLanguages", missingLanguages)
        members.add("foreignID", foreignID)
        members.add("enteredAt", enteredAt)
        members.add("earlier", earlier)
        return members.json
    }
}

extension Update.EarlierText: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(text: try object.value("text"), replacedAt: try object.value("replacedAt"))
    }

    package var json: JSONValue { ["text": text.json, "replacedAt": replacedAt.json] }
}

extension PageAccount: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            brand: try object.identifier("brand"), severityWord: try object.optionalString("severityWord"),
            opened: try object.value("opened"), closed: try object.optionalValue("closed"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("brand", brand.rawValue)
        members.add("severityWord", severityWord)
        members.add("opened", opened)
        members.add("closed", closed)
        return members.json
    }
}

extension Claim: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            subject: try object.word("subject"), instant: try object.value("instant"),
            source: try object.value("source"), statedAt: try object.value("statedAt"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("subject", subject.rawValue)
        members.add("instant", instant)
        members.add("source", source)
        members.add("statedAt", statedAt)
        return members.json
    }
}

extension InsideEvent: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            at: try object.value("at"), kind: try object.word("kind"), text: try object.value("text"),
            visibility: try object.word("visibility"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("at", at)
        members.add("kind", kind.rawValue)
        members.add("text", text)
        members.add("visibility", visibility.rawValue)
        return members.json
    }
}

extension Contradiction: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(kind: try object.word("kind"), text: try object.value("text"))
    }

    package var json: JSONValue { ["kind": .string(kind.rawValue), "text": text.json] }
}
