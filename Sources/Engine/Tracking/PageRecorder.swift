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
        /// A saved page is told, and says nothing of now.
        var isFollowed = true
    }

    /// What the recorder remembers of a page between reads, so that what did not change costs nothing.
    struct Memory: Sendable {
        var incidents: [String: Int] = [:]
        var components: [String: ComponentID] = [:]
        var channels: [ComponentID: Channel] = [:]
        /// Open on this page, each with the vendor's id for it where this process has read it.
        var open: [IncidentID: String] = [:]
        var wasRead = false
    }

    struct Result: Sendable {
        var page: FollowedPage
        var memory: Memory
        var hasOpenIncident: Bool
        var lastResolved: Instant?
        /// What must be recorded, together: first what is about the page, then each incident's.
        var pageFacts: [Fact]
        var incidentFacts: [[Fact]]

        var factCount: Int { pageFacts.count + incidentFacts.reduce(0) { $0 + $1.count } }
    }

    /// What a page's words make of what is known; nothing is recorded yet.
    func compare(
        _ said: VendorPage, _ telling: Telling, _ memory: Memory
    ) async throws(JournalError) -> Result {
        var memory = memory
        var pageFacts = try await components(said.components, telling, &memory)
        var incidentFacts: [[Fact]] = []
        let all = (said.incidents + said.maintenances).prefix(Self.incidentsMost)
        let fresh = all.filter { memory.incidents[$0.id] != $0.hashValue }
        let provider = telling.page.provider
        let known = try await known(fresh, of: provider)
        var maker = IncidentMaker(
            provider: provider, brand: telling.page.brand, format: said.format, components: memory.components,
            now: telling.now)
        maker.channels = memory.channels
        maker.states = Dictionary(said.components.map { ($0.id, $0.state) }, uniquingKeysWith: { first, _ in first })
        for vendor in fresh {
            let id = IncidentNaming.incident(vendor.id, of: provider)
            memory.incidents[vendor.id] = vendor.hashValue
            let before = known[id]
            if let before, vendor.isBackfill || !telling.isFollowed && !Self.isNewer(vendor, than: before) { continue }
            let words = await words(vendor, telling.words)
            if vendor.components.isEmpty, !words.channels.isEmpty {
                pageFacts += try await components(Self.channels(words.channels), telling, &memory)
                maker.components = memory.components
                maker.channels = memory.channels
            }
            let next = maker.incident(vendor, words, known: before)
            let changes = maker.facts(next, known: before)
            if !changes.isEmpty { incidentFacts.append(changes) }
            memory.open[id] = Self.isOpen(next, now: telling.now) ? vendor.id : nil
        }
        if said.listsAllOpenIncidents, telling.isFollowed {
            incidentFacts += try await vanished(from: all.map(\.id), telling, &memory)
        }
        var page = telling.page
        let current = Self.words(said, memory.components, saidAt: telling.now)
        if telling.isFollowed && (Self.isNews(current, since: page.words) || page.trouble != nil) {
            page.words = current
            page.trouble = nil
            pageFacts.append(.pageFollowed(page))
        }
        memory.wasRead = true
        return Result(
            page: page, memory: memory, hasOpenIncident: !memory.open.isEmpty,
            lastResolved: said.incidents.compactMap(\.resolvedAt).max(), pageFacts: pageFacts,
            incidentFacts: incidentFacts)
    }

    /// Records a comparison, with the captures that it rests on. An incident that the journal refuses is left out and
    /// named, so that the others are told all the same.
    func record(
        _ result: Result, captures: [Capture], documents: [Fact], now: Instant
    ) async throws(JournalError) -> [JournalError] {
        let capture = Self.capture(captures)
        let groups = result.incidentFacts.map { facts in
            guard let capture, let id = facts.first.flatMap(Self.incident) else { return facts }
            return facts + [.captureKept(id, capture)]
        }
        var refused: [JournalError] = []
        do throws(JournalError) {
            try await append(documents + result.pageFacts + groups.flatMap(\.self), now: now)
        } catch {
            guard error.code == .refused else { throw error }
            try await append(documents + result.pageFacts, now: now)
            for group in groups {
                do throws(JournalError) {
                    try await append(group, now: now)
                } catch {
                    guard error.code == .refused else { throw error }
                    refused.append(error)
                }
            }
        }
        return refused
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

    private static func incident(_ fact: Fact) -> IncidentID? {
        fact.stream.category == "incident" ? IncidentID(fact.stream.id) : nil
    }

    /// Whether a saved page tells later words than those that are known: an old file corrects nothing.
    private static func isNewer(_ vendor: VendorIncident, than known: Incident) -> Bool {
        guard let last = vendor.updates.compactMap(\.at).max() else { return known.record?.foreignID == vendor.id }
        return known.updates.map(\.at).max().map { last > $0 } ?? true
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
        let recorded = try await store.read { documents throws(JournalError) -> [ComponentID: Channel] in
            let reading = IncidentReading(documents)
            var found: [ComponentID: Channel] = [:]
            for id in ids { found[id] = try reading.component(id)?.channel }
            return found
        }
        for (place, component) in unknown {
            let id = IncidentNaming.component(component.id, of: provider)
            memory.components[component.id] = id
            if let channel = recorded[id] {
                memory.channels[id] = channel
                continue
            }
            let name = String((component.group.map { "\($0) – \(component.name)" } ?? component.name).prefix(200))
            var described = Component(
                id: id, provider: provider, channel: ChannelWords.channel(of: name),
                name: LocalizedText([telling.words.language: name]), brands: [telling.page.brand], order: place)
            if let channel = Channel.allCases.first(where: { IncidentMaker.key(of: $0) == component.id }) {
                described.channel = channel
                for words in LanguagePack.all { described.name[words.language] = words.name(channel) }
            }
            memory.channels[id] = described.channel
            facts.append(.componentDescribed(described))
        }
        return facts
    }

    /// A page that names no components is told by the channels that its words name.
    private static func channels(_ channels: [Channel]) -> [VendorComponent] {
        channels.map { VendorComponent(id: IncidentMaker.key(of: $0), name: $0.rawValue, state: .unknown) }
    }

    private func known(
        _ vendors: [VendorIncident], of provider: ProviderID
    ) async throws(JournalError) -> [IncidentID: Incident] {
        let ids = vendors.map { IncidentNaming.incident($0.id, of: provider) }
        guard !ids.isEmpty else { return [:] }
        return try await store.read { documents throws(JournalError) -> [IncidentID: Incident] in
            let reading = IncidentReading(documents)
            var incidents: [IncidentID: Incident] = [:]
            for incident in try reading.incidents(ids) { incidents[incident.id] = incident }
            return incidents
        }
    }

    /// An incident that a complete list of open ones no longer holds is over on that page, as of this read. When it
    /// ended for customers nobody has said: a window that is still open is taken back, and its start stays as a claim.
    private func vanished(
        from listed: [String], _ telling: Telling, _ memory: inout Memory
    ) async throws(JournalError) -> [[Fact]] {
        let provider = telling.page.provider
        let present = Set(listed.map { IncidentNaming.incident($0, of: provider) })
        let gone = memory.open.keys.filter { !present.contains($0) }.sorted()
        guard !gone.isEmpty else { return [] }
        let incidents = try await store.read { documents throws(JournalError) -> [Incident] in
            let reading = IncidentReading(documents)
            var found: [Incident] = []
            for id in gone { if let incident = try reading.incident(id) { found.append(incident) } }
            return found
        }
        for id in gone {
            // Should it come back as it was, it is news again.
            if let vendor = memory.open[id] { memory.incidents[vendor] = nil }
            memory.open[id] = nil
        }
        return incidents.compactMap { incident in
            guard incident.record?.format == telling.page.format,
                var account = incident.accounts.first(where: { $0.brand == telling.page.brand }), account.closed == nil
            else { return nil }
            account.closed = max(telling.now, account.opened)
            let open = incident.windows.filter { $0.end == nil && $0.origin == .statedByVendor }
            return [.pageAccountRecorded(incident.id, account)]
                + open.map { .impactWindowWithdrawn(incident.id, $0.id) }
        }
    }

    /// Whether a page says that it goes on. What nobody gave a status, and of which nobody has spoken for a day, does not.
    static func isOpen(_ incident: Incident, now: Instant) -> Bool {
        guard incident.record?.isSample != true, incident.severity != .maintenance else { return false }
        return incident.state(now: now) == .reported || incident.state(now: now) == .ongoing
            || incident.record?.statusWord != nil && incident.accounts.contains { $0.closed == nil }
    }

    /// Of the documents the one that tells incidents, else the first.
    private static func capture(_ captures: [Capture]) -> Capture? { captures.max { $0.bytes < $1.bytes } }

    private static func words(
        _ said: VendorPage, _ ids: [String: ComponentID], saidAt: Instant
    ) -> FollowedPage.Words {
        let troubled = said.components.filter { $0.state != .operational }.prefix(200).compactMap { component in
            ids[component.id].map {
                FollowedPage.TroubledComponent(
                    component: $0, state: component.state, word: component.stateWord.map { String($0.prefix(100)) })
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
