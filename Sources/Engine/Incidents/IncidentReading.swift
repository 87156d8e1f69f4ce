internal import JSON
package import Journal
package import Vocabulary

/// Reads incidents out of one consistent picture, some at a time.
package struct IncidentReading {
    private let documents: any DocumentReading

    package init(_ documents: any DocumentReading) { self.documents = documents }

    package func incident(_ id: IncidentID) throws(JournalError) -> Incident? {
        let key = Fact.stream(of: id).rawValue
        guard let body = try documents.document(IncidentProjection.name, key) else { return nil }
        return try Self.decode(key, body) { json throws(JSONError) in try Incident(json: json, path: .root) }
    }

    /// These incidents in this order, without those that there are not.
    package func incidents(_ ids: [IncidentID]) throws(JournalError) -> [Incident] {
        let keys = ids.map { Fact.stream(of: $0).rawValue }
        let bodies = try documents.documents(IncidentProjection.name, keys: keys)
        var incidents: [Incident] = []
        for key in keys {
            guard let body = bodies[key] else { continue }
            incidents.append(
                try Self.decode(key, body) { json throws(JSONError) in try Incident(json: json, path: .root) })
        }
        return incidents
    }

    /// The latest to begin first, at most `limit`; with `before` those that come after that incident in this order.
    package func latest(before: IncidentID? = nil, limit: Int) throws(JournalError) -> [Incident] {
        var after: String?
        if let before {
            guard let incident = try incident(before) else { return [] }
            after = IncidentIndex.beganKey(incident)
        }
        let range = DocumentRange(prefix: IncidentIndex.beganPrefix, descending: true, after: after, limit: limit)
        return try incidents(listedIn: range)
    }

    /// A provider's latest to begin first, at most `limit`.
    package func latest(
        of provider: ProviderID, before: IncidentID? = nil, limit: Int
    ) throws(JournalError) -> [Incident] {
        var after: String?
        if let before {
            guard let incident = try incident(before), incident.provider == provider else { return [] }
            after = IncidentIndex.ofProviderKey(incident)
        }
        let prefix = IncidentIndex.ofProviderPrefix(provider)
        return try incidents(
            listedIn: DocumentRange(prefix: prefix, descending: true, after: after, limit: limit))
    }

    package func provider(_ id: ProviderID) throws(JournalError) -> Provider? {
        try one("provider/" + id.rawValue) { json throws(JSONError) in try Provider(json: json, path: .root) }
    }

    package func component(_ id: ComponentID) throws(JournalError) -> Component? {
        try one("component/" + id.rawValue) { json throws(JSONError) in try Component(json: json, path: .root) }
    }

    /// What a brand's pages show.
    package func components(of brand: BrandID) throws(JournalError) -> [Component] {
        let all: [Component] = try all("component/") { json throws(JSONError) in
            try Component(json: json, path: .root)
        }
        return all.filter { $0.brands.contains(brand) }
    }

    package func brand(_ id: BrandID) throws(JournalError) -> Brand? {
        try one("brand/" + id.rawValue) { json throws(JSONError) in try Brand(json: json, path: .root) }
    }

    private func one<Value>(
        _ key: String, _ read: (JSONValue) throws(JSONError) -> Value
    ) throws(JournalError) -> Value? {
        guard let body = try documents.document(IncidentProjection.name, key) else { return nil }
        return try Self.decode(key, body, read)
    }

    package func page(of provider: ProviderID) throws(JournalError) -> FollowedPage? {
        let key = Fact.stream(ofPage: provider).rawValue
        guard let body = try documents.document(IncidentProjection.name, key) else { return nil }
        return try Self.decode(key, body) { json throws(JSONError) in try FollowedPage(json: json, path: .root) }
    }

    /// The latest capture of each document of a provider's page.
    package func captures(of provider: ProviderID) throws(JournalError) -> [DocumentCapture] {
        try all(IncidentIndex.documentPrefix(provider)) { json throws(JSONError) in
            try DocumentCapture(json: json, path: .root)
        }
    }

    package func pages() throws(JournalError) -> [FollowedPage] {
        try all("page/") { json throws(JSONError) in try FollowedPage(json: json, path: .root) }
    }

    package func decisions() throws(JournalError) -> [EventDecision] {
        try all("event/") { json throws(JSONError) in try EventDecision(json: json, path: .root) }
    }

    /// Those that began within a span before and after an instant, the latest first, at most `limit`.
    package func around(_ instant: Instant, _ span: TimeSpan, limit: Int) throws(JournalError) -> [Incident] {
        let range = DocumentRange(
            prefix: IncidentIndex.beganPrefix, descending: true, after: IncidentIndex.beganKey(after: instant + span),
            limit: limit)
        let earliest = IncidentIndex.beganKey(after: instant - span)
        let listed = try documents.documents(IncidentProjection.name, range).prefix { $0.key > earliest }
        return try incidents(listed.compactMap { IncidentIndex.id(inKey: $0.key) })
    }

    /// Those whose impact goes on, or whose page says so.
    package func open(limit: Int) throws(JournalError) -> [Incident] {
        try incidents(listedIn: DocumentRange(prefix: IncidentIndex.openPrefix, limit: limit))
    }

    /// All documents of a kind, page by page.
    func all<Value>(
        _ prefix: String, _ read: (JSONValue) throws(JSONError) -> Value
    ) throws(JournalError) -> [Value] {
        var values: [Value] = []
        var after: String?
        while true {
            let range = DocumentRange(prefix: prefix, after: after, limit: DocumentRange.limitMost)
            let page = try documents.documents(IncidentProjection.name, range)
            for document in page { values.append(try Self.decode(document.key, document.body, read)) }
            guard page.count == DocumentRange.limitMost, let last = page.last else { break }
            after = last.key
        }
        return values
    }

    private func incidents(listedIn range: DocumentRange) throws(JournalError) -> [Incident] {
        let listed = try documents.documents(IncidentProjection.name, range)
        let incidents = try incidents(listed.compactMap { IncidentIndex.id(inKey: $0.key) })
        guard incidents.count == listed.count else {
            let names = Set(incidents.map(\.id))
            let gap = listed.first { IncidentIndex.id(inKey: $0.key).map { !names.contains($0) } ?? true }
            throw JournalError(.corrupt, "\(gap?.key ?? range.prefix) lists no incident; run `vigie rebuild`")
        }
        return incidents
    }

    static func decode<Value>(
        _ key: String, _ body: [UInt8], _ read: (JSONValue) throws(JSONError) -> Value
    ) throws(JournalError) -> Value {
        do throws(JSONError) {
            return try read(JSONValue(reading: body, limits: .readModel))
        } catch {
            throw JournalError(.corrupt, "the read model \(key) does not fit: \(error); run `vigie rebuild`")
        }
    }
}
