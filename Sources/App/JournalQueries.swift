internal import Bytes
internal import Incidents
internal import Journal
internal import Vocabulary

/// What no snapshot holds, read out of any journal store. A store without an index of words is searched among the
/// incidents of a site alone, and the count says so.
struct JournalQueries: SiteQueries {
    /// Incidents of one event begin within a day of each other.
    private static let aroundSpan = TimeSpan.days(1)

    let store: any JournalStore & Archive

    func incident(_ id: IncidentID) async throws(QueryFailure) -> Incident? {
        try await ask { documents throws(JournalError) in try IncidentReading(documents).incident(id) }
    }

    func incidents(
        of provider: ProviderID, before: IncidentID?, limit: Int
    ) async throws(QueryFailure) -> [Incident] {
        try await ask { documents throws(JournalError) in
            try IncidentReading(documents).latest(of: provider, before: before, limit: limit)
        }
    }

    func around(_ incident: Incident, limit: Int) async throws(QueryFailure) -> [Incident] {
        guard let start = Self.start(incident) else { return [] }
        let site = try await ask { documents throws(JournalError) in try Site(documents) }
        let near = site.incidents.filter { other in
            guard other.id != incident.id, let begun = Self.start(other) else { return false }
            return begun >= start - Self.aroundSpan && begun <= start + Self.aroundSpan
        }
        return Array(near.prefix(limit))
    }

    func search(_ question: SearchQuestion) async throws(QueryFailure) -> SearchPage {
        let site = try await ask { documents throws(JournalError) in try Site(documents) }
        let channels = Dictionary(site.components.map { ($0.id, $0.channel) }) { first, _ in first }
        let found = site.incidents.filter { Self.fits($0, question, channels) }
        let first = question.after.flatMap { after in found.firstIndex { $0.id.rawValue == after } }.map { $0 + 1 } ?? 0
        let page = Array(found[first...].prefix(question.limit))
        let hasMore = first + page.count < found.count
        return SearchPage(
            incidents: page, next: hasMore ? page.last?.id.rawValue : nil, count: found.count,
            countIsExact: !site.hasOlder)
    }

    func original(_ digest: String) async throws(QueryFailure) -> [UInt8]? {
        guard let digest = SHA256Digest(hexadecimal: digest) else { return nil }
        do throws(JournalError) {
            return try await store.captured(digest)
        } catch {
            throw .unreadable
        }
    }

    private func ask<Answer: Sendable>(
        _ work: @escaping @Sendable (any DocumentReading) throws(JournalError) -> Answer
    ) async throws(QueryFailure) -> Answer {
        do throws(JournalError) {
            return try await store.read(work)
        } catch {
            throw .unreadable
        }
    }

    private static func fits(
        _ incident: Incident, _ question: SearchQuestion, _ channels: [ComponentID: Channel]
    ) -> Bool {
        func any<Value: Hashable>(_ wanted: [Value], _ own: [Value]) -> Bool {
            wanted.isEmpty || !Set(wanted).isDisjoint(with: own)
        }
        let hit = (incident.components + incident.windows.flatMap(\.components)).compactMap { channels[$0] }
        let at = start(incident)
        let texts = ([incident.title, incident.summary] + incident.updates.map(\.text)).flatMap(\.texts.values)
        let text = ([incident.reference?.rawValue ?? ""] + texts).joined(separator: " ").lowercased()
        return any(question.providers, [incident.provider]) && any(question.channels, hit)
            && any(question.categories, [incident.category]) && any(question.severities, [incident.severity])
            && any(question.entities, incident.entities)
            && question.from.map { from in at.map { $0 >= from } ?? false } ?? true
            && question.to.map { to in at.map { $0 < to } ?? false } ?? true
            && question.words.lowercased().split(separator: " ").allSatisfy { text.contains($0) }
    }

    private static func start(_ incident: Incident) -> Instant? {
        incident.windows.first?.start ?? incident.accounts.map(\.opened).min() ?? incident.updates.first?.at
    }
}
