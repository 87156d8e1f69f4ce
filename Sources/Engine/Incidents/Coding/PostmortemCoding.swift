package import JSON
package import Vocabulary

extension Postmortem: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        func text(_ name: String) throws(JSONError) -> LocalizedText {
            try object.optionalValue(name) ?? LocalizedText()
        }
        self.init(
            publishedAt: try object.value("publishedAt"), clientImpact: try text("clientImpact"),
            rootCause: try text("rootCause"), actions: try object.values("actions"), overview: try text("overview"),
            context: try text("context"), internalNotes: try text("internalNotes"),
            missingLanguages: try object.values("missingLanguages"), author: try object.optionalString("author"),
            approvedBy: try object.optionalString("approvedBy"))
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("publishedAt", publishedAt)
        members.add("clientImpact", clientImpact)
        members.add("rootCause", rootCause)
        members.add("actions", actions)
        members.add("overview", overview)
        members.add("context", context)
        members.add("internalNotes", internalNotes)
        members.add("missingLanguages", missingLanguages)
        members.add("author", author)
        members.add("approvedBy", approvedBy)
        return members.json
    }
}

extension Postmortem.Action: JSONCoded {
    package init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(
            symptom: try object.value("symptom"), action: try object.value("action"),
            owner: try object.optionalString("owner"), due: try object.optionalValue("due"),
            state: try object.optionalWord("state") ?? .open)
    }

    package var json: JSONValue {
        var members = JSONMembers()
        members.add("symptom", symptom)
        members.add("action", action)
        members.add("owner", owner)
        members.add("due", due)
        // Actions of vendors have no state that we know; leaving the usual one out keeps their entries as they were.
        if state != .open { members.add("state", state.rawValue) }
        return members.json
    }
}
