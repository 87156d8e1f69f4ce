package import JSON
package import Vocabulary

extension VendorRecord: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            foreignID: try object.string("foreignID"), url: try object.optionalString("url"),
            format: try object.string("format"), severityWord: try object.optionalString("severityWord"),
            severity: try object.word("severity"), statusWord: try object.optionalString("statusWord"),
            isSample: object.has("isSample"), worstState: try object.optionalWord("worstState"),
            scheduledFor: try object.optionalValue("scheduledFor"),
            scheduledUntil: try object.optionalValue("scheduledUntil"), firstSeen: try object.value("firstSeen"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("foreignID", foreignID)
        members.add("url", url)
        members.add("format", format)
        members.add("severityWord", severityWord)
        members.add("severity", severity.rawValue)
        members.add("statusWord", statusWord)
        members.add("isSample", isSample)
        members.add("worstState", worstState?.rawValue)
        members.add("scheduledFor", scheduledFor)
        members.add("scheduledUntil", scheduledUntil)
        members.add("firstSeen", firstSeen)
        return members.json
    }
}

extension Capture: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            url: try object.string("url"), at: try object.value("at"), digest: try object.string("digest"),
            contentType: try object.optionalString("contentType"),
            bytes: Int(try object.integer("bytes", in: 0...(1 << 32))))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("url", url)
        members.add("at", at)
        members.add("digest", digest)
        members.add("contentType", contentType)
        members.add("bytes", bytes)
        return members.json
    }
}

extension FollowedPage: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            provider: try object.identifier("provider"), brand: try object.identifier("brand"),
            url: try object.string("url"), format: try object.string("format"),
            identity: try object.optionalString("identity"), since: try object.value("since"),
            catalogueID: try object.optionalString("catalogueID"), trouble: try object.optionalValue("trouble"),
            words: try object.optionalValue("words"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("provider", provider.rawValue)
        members.add("brand", brand.rawValue)
        members.add("url", url)
        members.add("format", format)
        members.add("identity", identity)
        members.add("since", since)
        members.add("catalogueID", catalogueID)
        members.add("trouble", trouble)
        members.add("words", words)
        return members.json
    }
}

extension FollowedPage.Trouble: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            since: try object.value("since"), reason: try object.string("reason"),
            message: try object.string("message"))
    }

    package var json: JSONValue {
        ["since": since.json, "reason": .string(reason), "message": .string(message)]
    }
}

extension FollowedPage.Words: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            state: try object.word("state"), sentence: try object.optionalString("sentence"),
            troubled: try object.values("troubled"),
            componentCount: Int(try object.integer("componentCount", in: 0...100_000)),
            warnings: try object.strings("warnings"), saidAt: try object.value("saidAt"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("state", state.rawValue)
        members.add("sentence", sentence)
        members.add("troubled", troubled)
        members.add("componentCount", componentCount)
        members.add("warnings", warnings)
        members.add("saidAt", saidAt)
        return members.json
    }
}

extension FollowedPage.TroubledComponent: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            component: try object.identifier("component"), state: try object.word("state"),
            word: try object.optionalString("word"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("component", component.rawValue)
        members.add("state", state.rawValue)
        members.add("word", word)
        return members.json
    }
}

extension EventDecision: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            first: try object.identifier("first"), second: try object.identifier("second"),
            verdict: try object.word("verdict"), reason: try object.string("reason"),
            actor: try object.optionalString("actor") ?? "", at: try object.optionalValue("at") ?? Instant(seconds: 0))
    }

    /// As an entry says it: who and when are the entry's own, so that the same order sent again is the same command.
    var body: JSONValue {
        [
            "first": .string(first.rawValue), "second": .string(second.rawValue), "verdict": .string(verdict.rawValue),
            "reason": .string(reason),
        ]
    }

    package var json: JSONValue {
        [
            "first": .string(first.rawValue), "second": .string(second.rawValue), "verdict": .string(verdict.rawValue),
            "reason": .string(reason), "actor": .string(actor), "at": at.json,
        ]
    }
}

extension DocumentCapture: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            provider: try object.identifier("provider"), role: try object.string("role"),
            status: Int(try object.integer("status", in: 0...999)), headers: try object.values("headers"),
            capture: try object.value("capture"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("provider", provider.rawValue)
        members.add("role", role)
        members.add("status", status)
        members.add("headers", headers)
        members.add("capture", capture)
        return members.json
    }
}

extension DocumentCapture.Field: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(name: try object.string("name"), value: try object.string("value"))
    }

    package var json: JSONValue { ["name": .string(name), "value": .string(value)] }
}
