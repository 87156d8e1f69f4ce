internal import Bytes
internal import Following
internal import Incidents
internal import Journal
internal import Telling
internal import Vocabulary

/// Turns what a page says into entries: only what is new, in few commands.
struct PageRecorder: Sendable {
    static let actor: Actor = "system:tracker"
    /// A command has room for more; smaller ones let others in between.
    static let draftsPerCommand = 250
    static let componentsMost = 1_000
    static let incidentsMost = 10_000

    let store: any JournalStore
    let read: IncidentWordReading

    /// What one page's reading is told with.
    struct Telling: Sendable {
        var page: FollowedPage
        var words: VendorWords
        var now: Instant
        /// The documents that it was read from.
        var captures: [Capture]
        /// A saved page is told, and says nothing of now.
        var isFollowed = true
    }

    /// What the recorder remembers of a page between reads, so that what did not change costs nothing.
    struct Memory: Sendable {
        var incidents: [String: Int] = [:]
        var components: [String: ComponentID] = [:]
        var openIDs: Set<IncidentID> = []
        var wasRead = false
    }

    struct Result: Sendable {
        var page: FollowedPage
        var memory: Memory
        var hasOpenIncident: Bool
        var lastResolved: Instant?
        var factCount: Int
    }

    func record(
        _ said: VendorPage, _ telling: Telling, _ memory: Memory
    ) async throws(JournalError) -> Result {
        var memory = memory
        var facts = try await components(said.components, telling, &memory)
        let all = (said.incidents + said.maintenances).prefix(Self.incidentsMost)
        let fresh = all.filter { memory.incidents[$0.id] != $0.hashValue }
        let provider = telling.page.provider
        let known = try await known(fresh, of: provider, alsoOpen: !memory.wasRead)
        memory.openIDs.formUnion(known.open)
        var maker = IncidentMaker(
            provider: provider, brand: telling.page.brand, format: said.format, components: memory.components,
            now: telling.now)
        for vendor in fresh {
            let id = IncidentNaming.incident(vendor.id, of: provider)
            let said = await words(vendor, telling.words)
            if vendor.components.isEmpty, !said.channels.isEmpty {
                facts += try await components(Self.channels(said.channels), telling, &memory)
                maker.components = memory.components
            }
            let next = maker.incident(vendor, said, known: known.incidents[id])
            let changes = maker.facts(next, known: known.incidents[id])
            if !changes.isEmpty {
                facts += changes
                if let capture = Self.capture(telling.captures) { facts.append(.captureKept(id, capture)) }
            }
            memory.incidents[vendor.id] = vendor.hashValue
            if Self.isOpen(next) { memory.openIDs.insert(id) } else { memory.openIDs.remove(id) }
        }
        if said.listsAllOpenIncidents {
            facts += try await vanished(from: all.map(\.id), telling, &memory)
        }
        var page = telling.page
        let current = Self.words(said, memory.components, saidAt: telling.now)
        if telling.isFollowed && (Self.isNews(current, since: page.words) || page.trouble != nil) {
            page.words = current
            page.trouble = nil
            facts.append(.pageFollowed(page))
        }
        try await append(facts, now: telling.now)
        memory.wasRead = true
        let ends = said.incidents.compactMap(\.resolvedAt)
        return Result(
            page: page, memory: memory,
            hasOpenIncident: !memory.openIDs.isEmpty, lastResolved: ends.max(), factCount: facts.count)
    }

    func append(_ facts: [Fact], now: Instant) async throws(JournalError) {
        var rest = facts[...]
        while !rest.isEmpty {
            // Bodies of whole incidents can be large: a command is bounded by bytes too.
            var bytes = 0
            let part = rest.prefix(Self.draftsPerCommand).map(\.draft).prefix { draft in
                bytes += draft.body.count
                return bytes <= AppendCommand.commandBytesMost / 2
            }
            let drafts = Array(part.isEmpty ? rest.prefix(1).map(\.draft)[...] : part)
            _ = try await store.append(AppendCommand(actor: Self.actor, instant: now, drafts: drafts))
            rest = rest.dropFirst(drafts.count)
        }
    }

    /// Off whatever actor asked: reading words costs time.
    @concurrent
    private func words(_ vendor: VendorIncident, _ words: VendorWords) async -> WordFacts { read(vendor, words) }

    private func components(
        _ said: [VendorComponent], _ telling: Telling, _ memory: inout Memory
    ) async throws(JournalError) -> [Fact] {
        var facts: [Fact] = []
        let provider = telling.page.provider
        let unknown = said.prefix(Self.componentsMost).enumerated().filter {
            memory.components[$0.element.id] == nil
        }
        guard !unknown.isEmpty else { return [] }
        let ids = unknown.map { IncidentNaming.component($0.element.id, of: provider) }
        let recorded = try await store.read { documents throws(JournalError) -> Set<ComponentID> in
            let reading = IncidentReading(documents)
            var found: Set<ComponentID> = []
            for id in ids where try reading.component(id) != nil { found.insert(id) }
            return found
        }
        for (place, component) in unknown {
            let id = IncidentNaming.component(component.id, of: provider)
            memory.components[component.id] = id
            guard !recorded.contains(id) else { continue }
            let name = component.group.map { "\($0) – \(component.name)" } ?? component.name
            var described = Component(
                id: id, provider: provider, channel: ChannelWords.channel(of: name),
                name: LocalizedText([telling.words.language: name]), brands: [telling.page.brand], order: place)
            if let channel = Channel.allCases.first(where: { IncidentMaker.key(of: $0) == component.id }) {
                described.channel = channel
                for words in LanguagePack.all { described.name[words.language] = words.name(channel) }
            }
            facts.append(.componentDescribed(described))
        }
        return facts
    }

    /// A page that names no components is told by the channels that its words name.
    private static func channels(_ channels: [Channel]) -> [VendorComponent] {
        channels.map { VendorComponent(id: IncidentMaker.key(of: $0), name: $0.rawValue, state: .unknown) }
    }

    private func known(
        _ vendors: [VendorIncident], of provider: ProviderID, alsoOpen: Bool
    ) async throws(JournalError) -> (incidents: [IncidentID: Incident], open: Set<IncidentID>) {
        let ids = vendors.map { IncidentNaming.incident($0.id, of: provider) }
        guard !ids.isEmpty || alsoOpen else { return ([:], []) }
        let (incidents, open) = try await store.read {
            documents throws(JournalError) -> ([IncidentID: Incident], Set<IncidentID>) in
            let reading = IncidentReading(documents)
            var incidents: [IncidentID: Incident] = [:]
            for id in ids { incidents[id] = try reading.incident(id) }
            let latest = alsoOpen ? try reading.latest(of: provider, limit: 200) : []
            return (incidents, Set(latest.filter(Self.isOpen).map(\.id)))
        }
        return (incidents, open)
    }

    /// An incident that a complete list of open ones no longer holds is over on that page, as of this read.
    private func vanished(
        from listed: [String], _ telling: Telling, _ memory: inout Memory
    ) async throws(JournalError) -> [Fact] {
        let provider = telling.page.provider
        let present = Set(listed.map { IncidentNaming.incident($0, of: provider) })
        let gone = memory.openIDs.subtracting(present).sorted()
        guard !gone.isEmpty else { return [] }
        let incidents = try await store.read { documents throws(JournalError) -> [Incident] in
            let reading = IncidentReading(documents)
            var found: [Incident] = []
            for id in gone { if let incident = try reading.incident(id) { found.append(incident) } }
            return found
        }
        memory.openIDs.subtract(gone)
        return incidents.compactMap { incident in
            guard var account = incident.accounts.first(where: { $0.brand == telling.page.brand }),
                account.closed == nil
            else { return nil }
            account.closed = telling.now
            return .pageAccountRecorded(incident.id, account)
        }
    }

    private static func isOpen(_ incident: Incident) -> Bool {
        incident.record?.isSample != true && incident.severity != .maintenance
            && incident.accounts.contains { $0.closed == nil }
    }

    /// Of the documents the one that tells incidents, else the first.
    private static func capture(_ captures: [Capture]) -> Capture? { captures.max { $0.bytes < $1.bytes } }

    private static func words(
        _ said: VendorPage, _ ids: [String: ComponentID], saidAt: Instant
    ) -> FollowedPage.Words {
        let troubled = said.components.filter { $0.state != .operational }.prefix(200).compactMap { component in
            ids[component.id].map {
                FollowedPage.TroubledComponent(component: $0, state: component.state, word: component.stateWord)
            }
        }
        return FollowedPage.Words(
            state: said.state, sentence: said.stateWords.map { String($0.prefix(500)) }, troubled: Array(troubled),
            componentCount: min(said.components.count, 100_000),
            warnings: said.warnings.prefix(50).map { String("\($0.place): \($0.text)".prefix(500)) }, saidAt: saidAt)
    }

    private static func isNews(_ words: FollowedPage.Words, since last: FollowedPage.Words?) -> Bool {
        guard var last else { return true }
        last.saidAt = words.saidAt
        return last != words
    }
}
