package import JSON
package import Journal

/// What may be shown of an entry about access to who reads the audit: everything but digests, verifiers and what is sealed.
package enum AccessAudit {
    /// Members that say who, what and from where. What is not here is not shown, so a new member is hidden until somebody
    /// thought about it.
    private static let shown: Set<String> = [
        "name", "email", "roles", "language", "user", "owner", "scopes", "because", "address", "agent", "seconds",
    ]

    /// Nil for an entry that is not about access.
    package static func body(of entry: Entry) -> JSONValue? {
        guard ["access", "user", "session", "token"].contains(entry.stream.category) else { return nil }
        var shown = JSONObject()
        if let object = try? JSONValue(reading: entry.body).object {
            for member in object.members where Self.shown.contains(member.name) { shown[member.name] = member.value }
        }
        return .object(shown)
    }
}
