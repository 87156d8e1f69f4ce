package import Incidents
internal import Telling
package import Vocabulary

/// Answers what the store would be asked from incidents that are held in memory: for a site that is written to files, and
/// for a program without a search. What it does not hold, `older` may find.
package struct HeldQueries: SiteQueries {
    package typealias Finding = @Sendable (IncidentID) async -> Incident?

    private let incidents: [Incident]
    private let older: Finding
    /// Whether what is held is all there is: else lists and searches are refused rather than wrong.
    private let isAll: Bool

    /// For a program that can find one incident by its id, and cannot search.
    package init(older: @escaping Finding) {
        incidents = []
        self.older = older
        isAll = false
    }

    /// All incidents that there are, in any order.
    package init(_ incidents: [Incident] = []) {
        older = { _ in nil }
        isAll = true
        self.incidents = incidents.map { ($0, $0.firstInstant ?? Instant(seconds: 0)) }
            .sorted { ($1.1, $1.0.id) < ($0.1, $0.0.id) }
            .map(\.0)
    }

    package func incident(_ id: IncidentID) async throws(QueryFailure) -> Incident? {
        if let held = incidents.first(where: { $0.id == id }) { return held }
        return await older(id)
    }

    package func incidents(
        of provider: ProviderID, before: IncidentID?, limit: Int
    ) async throws(QueryFailure) -> [Incident] {
        try check()
        let own = incidents.filter { $0.provider == provider }
        guard let before else { return Array(own.prefix(limit)) }
        guard let place = own.firstIndex(where: { $0.id == before }) else { return [] }
        return Array(own.dropFirst(place + 1).prefix(limit))
    }

    /// Those that began at about the time of this one, which may tell the same event.
    package func around(_ incident: Incident, limit: Int) async throws(QueryFailure) -> [Incident] {
        try check()
        guard let at = incident.firstInstant else { return [] }
        let near = incidents.filter { other in
            guard other.id != incident.id, let begun = other.firstInstant else { return false }
            return begun - at <= .days(1) && at - begun <= .days(1)
        }
        return Array(near.prefix(limit))
    }

    package func search(_ question: SearchQuestion) async throws(QueryFailure) -> SearchPage {
        try check()
        let wanted = TextFold.words(question.words)
        let found = incidents.filter { Self.fits($0, question) && Self.holds($0, wanted) }
        let start = question.after.flatMap { after in found.firstIndex { $0.id.rawValue == after } }.map { $0 + 1 } ?? 0
        let page = found.dropFirst(start).prefix(question.limit)
        return SearchPage(
            incidents: Array(page), next: start + page.count < found.count ? page.last?.id.rawValue : nil,
            count: found.count)
    }

    package func original(_ digest: String) async throws(QueryFailure) -> [UInt8]? { nil }

    private func check() throws(QueryFailure) {
        guard isAll else { throw QueryFailure("Older incidents can't be listed or searched here.") }
    }

    /// Components are not held here, so a channel can't be looked for: nothing fits it.
    private static func fits(_ incident: Incident, _ question: SearchQuestion) -> Bool {
        func any<Value: Equatable>(_ wanted: [Value], _ own: Value) -> Bool { wanted.isEmpty || wanted.contains(own) }
        let at = incident.firstInstant
        return question.channels.isEmpty && any(question.providers, incident.provider)
            && any(question.categories, incident.category) && any(question.severities, incident.severity)
            && question.entities.allSatisfy { incident.entities.contains($0) }
            && (question.from.map { from in at.map { $0 >= from } ?? false } ?? true)
            && (question.to.map { to in at.map { $0 < to } ?? false } ?? true)
    }

    private static func holds(_ incident: Incident, _ wanted: [String]) -> Bool {
        guard !wanted.isEmpty else { return true }
        guard let seen = incident.seen(by: .everyone(brand: nil)) else { return false }
        var texts = [seen.title, seen.summary] + seen.updates.map(\.text)
        texts += [seen.postmortem?.rootCause, seen.postmortem?.clientImpact].compactMap(\.self)
        let words = Set(texts.flatMap { text in text.languages.compactMap { text[$0] } }.flatMap(TextFold.all))
        let more = Set((seen.entities + [seen.reference?.rawValue ?? ""]).flatMap(TextFold.all))
        return wanted.allSatisfy { word in words.union(more).contains { $0.hasPrefix(word) } }
    }
}
