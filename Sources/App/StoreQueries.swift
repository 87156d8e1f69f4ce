internal import Bytes
internal import Incidents
internal import Journal
internal import Telling
internal import Vocabulary

/// What no snapshot holds, read out of the store, as everyone may see it.
struct StoreQueries: SiteQueries {
    let store: any JournalStore & Archive

    func incident(_ id: IncidentID) async throws(QueryFailure) -> Incident? {
        try await ask { reading throws(JournalError) in try reading.incident(id)?.seen(by: .everyone(brand: nil)) }
    }

    func incidents(
        of provider: ProviderID, before: IncidentID?, limit: Int
    ) async throws(QueryFailure) -> [Incident] {
        try await ask { reading throws(JournalError) in
            try reading.latest(of: provider, before: before, limit: limit)
                .compactMap { $0.seen(by: .everyone(brand: nil)) }
        }
    }

    func around(_ incident: Incident, limit: Int) async throws(QueryFailure) -> [Incident] {
        let start = incident.windows.map(\.start).min() ?? incident.accounts.map(\.opened).min()
        guard let start = start ?? incident.updates.map(\.at).min() else { return [] }
        return try await ask { reading throws(JournalError) in
            try reading.around(start, Self.eventSpan, limit: limit).compactMap { $0.seen(by: .everyone(brand: nil)) }
        }
    }

    /// Incidents of one event begin within a day of each other; what shares a ticket is looked for besides.
    private static let eventSpan = TimeSpan.hours(24)

    func original(_ digest: String) async throws(QueryFailure) -> [UInt8]? {
        guard let address = SHA256Digest(hexadecimal: digest) else { return nil }
        do throws(JournalError) {
            return try await store.captured(address)
        } catch {
            throw Self.failure(error)
        }
    }

    func search(_ question: SearchQuestion) async throws(QueryFailure) -> SearchPage {
        typealias Facet = IncidentSearch.Facet
        let groups = [
            question.providers.map { Facet.provider.of($0.rawValue) },
            question.channels.map { Facet.channel.of($0.rawValue) },
            question.categories.map { Facet.cause.of($0.rawValue) },
            question.severities.map { Facet.severity.of($0.rawValue) },
            question.entities.map { Facet.entity.of($0) },
        ]
        let query = SearchQuery(
            typed: question.words, facets: groups.filter { !$0.isEmpty }, from: question.from?.microseconds,
            until: question.to?.microseconds, after: question.after.flatMap(Self.hit), limit: question.limit)
        do throws(JournalError) {
            return try await store.read { documents throws(JournalError) in
                let answer = try documents.search(IncidentProjection.name, query)
                let reading = IncidentReading(documents)
                var page = SearchPage()
                page.incidents = try reading.incidents(answer.hits.compactMap(IncidentSearch.id))
                    .compactMap { $0.seen(by: .everyone(brand: nil)) }
                page.next = answer.hasMore ? answer.hits.last.map { "\($0.order).\($0.key)" } : nil
                switch answer.count {
                case .exactly(let count)?: page.count = count
                case .moreThan(let count)?:
                    page.count = count
                    page.countIsExact = false
                case nil: page.countIsExact = false
                }
                return page
            }
        } catch {
            throw Self.failure(error)
        }
    }

    private static func hit(_ cursor: String) -> SearchHit? {
        guard let dot = cursor.firstIndex(of: "."), let order = Int64(cursor[..<dot]) else { return nil }
        let key = String(cursor[cursor.index(after: dot)...])
        return JournalWordRule.accepts(key, most: DocumentRule.keyBytesMost) ? SearchHit(order: order, key: key) : nil
    }

    private func ask<Answer: Sendable>(
        _ work: @escaping @Sendable (IncidentReading) throws(JournalError) -> Answer
    ) async throws(QueryFailure) -> Answer {
        do throws(JournalError) {
            return try await store.read { documents throws(JournalError) in try work(IncidentReading(documents)) }
        } catch {
            throw Self.failure(error)
        }
    }

    private static func failure(_ error: JournalError) -> QueryFailure {
        QueryFailure("The journal can't be read at the moment; try again soon.")
    }
}
