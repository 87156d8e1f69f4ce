// Desk: where our own incidents are declared, told, opened again, closed and learned from, and where the organisation's
// brands, components and sentences are kept. The console, the API and the command line give it orders; the decisions are pure
// (`DeskDecision`), and this shell reads what they rest on, appends what they make, and refuses what somebody else was faster with. docs/desk.md tells the rules. May import: Engine and Core.

internal import Bytes
package import Incidents
internal import JSON
package import Journal
internal import Telling
package import Vocabulary

package struct Desk: Sendable {
    let store: any JournalStore & Archive
    let zones: ZoneCatalogue
    let now: @Sendable () -> Instant
    /// For names of incidents that have no number.
    let random: @Sendable () -> UInt64
    package let rules: DeskRules

    /// How often an order that names no version is made again when somebody else was faster.
    static let attemptsMost = 8

    package init(
        store: any JournalStore & Archive, zones: ZoneCatalogue, now: @escaping @Sendable () -> Instant,
        random: @escaping @Sendable () -> UInt64, rules: DeskRules = DeskRules()
    ) {
        self.store = store
        self.zones = zones
        self.now = now
        self.random = random
        self.rules = rules
    }

    // MARK: Orders

    /// Declares an incident, with its first word where it has one: all of it or nothing.
    package func declare(_ declaration: Declaration, by caller: DeskCaller) async throws(DeskRefusal) -> DeskOutcome {
        let fingerprint = "declare \(Self.digest(String(describing: declaration)))"
        for attempt in 1... {
            let picture = try await picture(
                nil, provider: declaration.provider,
                naming: declaration.name == nil ? .incident(declaration.reference) : nil, caller)
            if let done = try picture.done(fingerprint) { return done }
            if let reference = declaration.reference, let holder = picture.holder {
                throw Self.taken(reference, by: holder)
            }
            var facts: [EntryDraft] = []
            var expectations: [StreamExpectation] = []
            let reference = declaration.reference ?? picture.next?.reference
            let id = declaration.name ?? self.name(reference, avoiding: declaration.provider)
            let made = try DeskDecision(picture.context).declare(declaration, id: id, reference: reference)
            if let next = picture.next {
                facts.append(DeskFact.numberTaken(declaration.provider, next.number, id).draft)
                expectations.append(
                    StreamExpectation(
                        stream: DeskFact.numbering(declaration.provider), version: picture.numberVersion))
            }
            facts += made.facts.map(\.draft)
            expectations.append(StreamExpectation(stream: Fact.stream(of: id), version: .none))
            let outcome = DeskOutcome(
                incident: id, made: made.id, isWaiting: made.isWaiting, waiting: made.waiting,
                version: Int64(made.facts.count))
            if try await append(
                facts, expectations, outcome, fingerprint, caller, mayTryAgain: attempt < Self.attemptsMost)
            {
                return outcome
            }
        }
        throw DeskRefusal(.unavailable, .journalAway)
    }

    /// Does something with an incident. With `version` only when the incident is still as it was then.
    package func perform(
        _ order: DeskOrder, on incident: IncidentID, version: Int64? = nil, by caller: DeskCaller
    ) async throws(DeskRefusal) -> DeskOutcome {
        let fingerprint = "\(incident) \(Self.digest(String(describing: order)))"
        for attempt in 1... {
            var wanted: Reference?
            if case .describe(let change) = order { wanted = change.reference }
            let picture = try await picture(incident, provider: nil, naming: wanted.map { .reference($0) }, caller)
            if let done = try picture.done(fingerprint) { return done }
            guard let known = picture.incident else {
                throw DeskRefusal(.notFound, .noIncident, ["id": "\(incident)"])
            }
            if let wanted, wanted != known.reference, let holder = picture.holder, holder != incident {
                throw Self.taken(wanted, by: holder)
            }
            if let version, version != picture.version {
                throw DeskRefusal(
                    .conflict, .changedMeanwhile,
                    ["incident": "\(incident)", "seen": "\(version)", "now": "\(picture.version)"])
            }
            let made = try DeskDecision(picture.context).make(order, on: known)
            let outcome = DeskOutcome(
                incident: incident, made: made.id, isWaiting: made.isWaiting, waiting: made.waiting,
                version: picture.version + Int64(made.facts.count))
            let expected = StreamExpectation(
                stream: Fact.stream(of: incident), version: StreamVersion(picture.version))
            if made.facts.isEmpty, caller.key == nil { return outcome }
            let mayTryAgain = version == nil && attempt < Self.attemptsMost
            if try await append(
                made.facts.map(\.draft), [expected], outcome, fingerprint, caller, mayTryAgain: mayTryAgain)
            {
                return outcome
            }
        }
        throw DeskRefusal(.unavailable, .journalAway)
    }

    /// Describes a part of the organisation, or a sentence. With `isAsSeen` only while the site is still what the editor saw
    /// of it: it is asked about a picture after which nobody may have described the same thing. With `version` only while it
    /// was described so often; sent again with its key, such an order is answered as it was. A provider of which nobody says
    /// since when it is watched keeps what was said; a new one is watched from now on. A brand or component that is retired
    /// stays so, whatever else is said of it: that is for ``retire(_:_:by:while:)``.
    package func describe(
        _ order: CatalogueOrder, by caller: DeskCaller, version: Int64? = nil, keepsStanding: Bool = true,
        while isAsSeen: (@Sendable (Site) -> Bool)? = nil
    ) async throws(DeskRefusal) {
        for attempt in 1... {
            do throws(DeskRefusal) {
                return try await describeOnce(
                    order, by: caller, version, keepsStanding: keepsStanding, while: isAsSeen)
            } catch {
                let mayTryAgain = version == nil && isAsSeen == nil && attempt < Self.attemptsMost
                guard error == .describedMeanwhile, mayTryAgain else { throw error }
            }
        }
        throw DeskRefusal(.unavailable, .journalAway)
    }

    private func describeOnce(
        _ order: CatalogueOrder, by caller: DeskCaller, _ seen: Int64?, keepsStanding: Bool,
        while isAsSeen: (@Sendable (Site) -> Bool)?
    ) async throws(DeskRefusal) {
        let stream = CatalogueRules.fact(order).draft.stream
        var isOfWhatIsThere = isAsSeen != nil
        switch order {
        case .provider(let provider): if provider.followedSince == nil { isOfWhatIsThere = true }
        case .brand, .component: if keepsStanding { isOfWhatIsThere = true }
        case .sentence, .series: break
        }
        // Read before the site: what comes in between is then noticed by the journal.
        var version = seen.map { StreamVersion($0) }
        if version == nil, isOfWhatIsThere { version = try await self.version(of: stream) }
        let site = try await site()
        if let isAsSeen, !isAsSeen(site) { throw .describedMeanwhile }
        let whole = Self.whole(order, site, now(), caller, keepsStanding: keepsStanding)
        try CatalogueRules(site: site, zones: zones, now: now()).check(whole)
        do throws(JournalError) {
            _ = try await store.append(
                AppendCommand(
                    actor: caller.actor, instant: now(), drafts: [CatalogueRules.fact(whole).draft],
                    expectations: version.map { [StreamExpectation(stream: stream, version: $0)] } ?? [],
                    idempotencyKey: caller.key))
        } catch {
            throw error.code == .versionConflict ? .describedMeanwhile : Self.refusal(error)
        }
    }

    private static func whole(
        _ order: CatalogueOrder, _ site: Site, _ now: Instant, _ caller: DeskCaller, keepsStanding: Bool
    ) -> CatalogueOrder {
        switch order {
        case .provider(var provider):
            guard provider.followedSince == nil else { return order }
            let known = site.providers.first { $0.id == provider.id }
            provider.followedSince = known == nil ? now : known?.followedSince
            return .provider(provider)
        case .brand, .component:
            guard keepsStanding, let part = order.part else { return order }
            return order.retired(part.found(in: site)?.isRetired ?? false)
        case .sentence(let sentence):
            let known = site.sentences.first { $0.id == sentence.id }
            let ours = SentenceBook.builtIn.first { $0.id == sentence.id }
            return .sentence(sentence.described(over: known ?? ours, by: caller, at: now))
        case .series(let series):
            return .series(series.described(over: site.series.first { $0.id == series.id }, by: caller))
        }
    }

    /// Puts a logo on a brand's pages, or takes it away; answers how the brand names it now.
    package func put(
        logo picture: BrandPicture?, on brand: BrandID, by caller: DeskCaller
    ) async throws(DeskRefusal) -> String? {
        for attempt in 1... {
            guard let seen = try await site().brands.first(where: { $0.id == brand }) else {
                throw DeskRefusal(.notFound, .noBrand, ["id": "\(brand)"])
            }
            if let picture {
                do throws(JournalError) {
                    _ = try await store.keep(picture.bytes)
                } catch {
                    throw Self.refusal(error)
                }
            }
            var described = seen
            described.face.logo = picture?.name
            do throws(DeskRefusal) {
                try await describe(.brand(described), by: caller) { site in
                    site.brands.first { $0.id == brand } == seen
                }
                return described.face.logo
            } catch {
                guard error.reason == .conflict, attempt < Self.attemptsMost else { throw error }
            }
        }
        throw DeskRefusal(.unavailable, .journalAway)
    }

    /// How often this part of the organisation was described; a sentence that comes with the program: never.
    package func version(of order: CatalogueOrder) async throws(DeskRefusal) -> Int64 {
        try await version(of: CatalogueRules.fact(order).draft.stream).rawValue
    }

    /// How often something was described: such streams are short.
    func version(of stream: StreamName) async throws(DeskRefusal) -> StreamVersion {
        do throws(JournalError) {
            var version = StreamVersion.none
            while let last = try await store.entries(of: stream, after: version, limit: 1_000).last {
                version = last.version
            }
            return version
        } catch {
            throw Self.refusal(error)
        }
    }

    // MARK: Looking

    /// An incident as the team sees it, with its version; nil when there is none of our own.
    package func incident(_ id: IncidentID) async throws(DeskRefusal) -> (incident: Incident, version: Int64)? {
        do throws(JournalError) {
            return try await store.read { documents throws(JournalError) -> (Incident, Int64)? in
                guard let incident = try IncidentReading(documents).incident(id), incident.own != nil else {
                    return nil
                }
                return (incident, try Self.version(id, documents))
            }
        } catch {
            throw Self.refusal(error)
        }
    }

    package func site() async throws(DeskRefusal) -> Site {
        do throws(JournalError) {
            return try await store.read { documents throws(JournalError) in try Site(documents) }
        } catch {
            throw Self.refusal(error)
        }
    }

    // MARK: Reading and appending

    struct Picture: Sendable {
        var context: DeskContext
        var incident: Incident?
        var version: Int64
        /// The next number that no incident has, when one is to be given.
        var next: (number: Int64, reference: Reference)?
        var numberVersion: StreamVersion
        /// Which incident has the reference that was asked for.
        var holder: IncidentID?
        /// What an order with the caller's key came to before.
        var before: (order: String, outcome: DeskOutcome)?

        func done(_ order: String) throws(DeskRefusal) -> DeskOutcome? {
            guard let before else { return nil }
            guard before.order == order else {
                throw DeskRefusal(.keyReused, .keyUsed)
            }
            return before.outcome
        }
    }

    /// What an order names.
    private enum Naming: Sendable {
        /// A new incident: with this reference, or with the next number.
        case incident(Reference?)
        /// One that there is.
        case reference(Reference)
    }

    private func picture(
        _ id: IncidentID?, provider asked: ProviderID?, naming: Naming?, _ caller: DeskCaller
    ) async throws(DeskRefusal) -> Picture {
        let (zones, instant, rules) = (zones, now(), rules)
        let read: Result<Picture, DeskRefusal>
        do throws(JournalError) {
            read = try await store.read { documents throws(JournalError) -> Result<Picture, DeskRefusal> in
                let reading = IncidentReading(documents)
                let incident = try id.flatMap { (id) throws(JournalError) in try reading.incident(id) }
                let site = try Site(catalogueOf: documents)
                guard let owner = asked ?? incident?.provider else {
                    return .failure(DeskRefusal(.notFound, .noIncident, ["id": "\(id.map(\.rawValue) ?? "")"]))
                }
                guard let provider = site.providers.first(where: { $0.id == owner }), provider.isOurs else {
                    let ours = site.providers.filter(\.isOurs).map(\.id.rawValue).joined(separator: ", ")
                    return .failure(
                        DeskRefusal(
                            .refused, ours.isEmpty ? .noneOfOurs : .otherOfOurs,
                            ["provider": "\(owner)", "all": ours], field: "provider"))
                }
                let context = DeskContext(
                    provider: provider, brands: site.brands.filter { $0.provider == owner },
                    components: site.components.filter { $0.provider == owner },
                    sentences: SentenceBook.all(site.sentences), zone: zones.zone(provider.zone) ?? .utc,
                    now: instant, caller: caller, rules: rules)
                let (number, numberVersion) = try Self.number(owner, documents)
                var next: (Int64, Reference)?
                var holder: IncidentID?
                switch naming {
                case .incident(let reference?), .reference(let reference):
                    holder = try Self.holders(owner, reading).holder(of: reference)
                case .incident(nil):
                    if let numbering = provider.numbering {
                        next = try Self.holders(owner, reading).next(after: number, numbering)
                    }
                case nil: break
                }
                return .success(
                    Picture(
                        context: context, incident: incident,
                        version: try id.map { (id) throws(JournalError) in try Self.version(id, documents) } ?? 0,
                        next: next, numberVersion: numberVersion, holder: holder,
                        before: try caller.key.flatMap { (key) throws(JournalError) in try Self.done(key, documents) }))
            }
        } catch {
            throw Self.refusal(error)
        }
        return try read.get()
    }

    private static func taken(_ reference: Reference, by holder: IncidentID) -> DeskRefusal {
        DeskRefusal(
            .conflict, .referenceTaken, ["reference": "\(reference)", "holder": "\(holder)"], field: "reference")
    }

    private static func holders(
        _ provider: ProviderID, _ reading: IncidentReading
    ) throws(JournalError) -> ReferenceHolders {
        ReferenceHolders(reading, try reading.latest(of: provider, limit: ReferenceHolders.comparedMost))
    }

    private static func version(
        _ id: IncidentID, _ documents: any DocumentReading
    ) throws(JournalError) -> Int64 {
        let body = try documents.document(DeskProjection.name, DeskProjection.version(Fact.stream(of: id)))
        return body.flatMap { Int64(String(decoding: $0, as: UTF8.self)) } ?? 0
    }

    private static func number(
        _ provider: ProviderID, _ documents: any DocumentReading
    ) throws(JournalError) -> (Int64, StreamVersion) {
        guard
            let body = try documents.document(DeskProjection.name, DeskFact.numbering(provider).rawValue),
            let object = try? JSONObjectReader(try JSONValue(reading: body), path: .root),
            let number = try? object.integer("number", in: 0...Int64.max),
            let version = try? object.integer("version", in: 0...Int64.max)
        else { return (0, .none) }
        return (number, StreamVersion(version))
    }

    private static func done(
        _ key: IdempotencyKey, _ documents: any DocumentReading
    ) throws(JournalError) -> (order: String, outcome: DeskOutcome)? {
        guard
            let body = try documents.document(DeskProjection.name, DeskFact.order(key).rawValue),
            let object = try? JSONObjectReader(try JSONValue(reading: body), path: .root),
            let order = try? object.string("order"), let incident = try? object.string("incident"),
            let id = IncidentID(incident), let isWaiting = try? object.bool("isWaiting"),
            let version = try? object.integer("version", in: 0...Int64.max)
        else { return nil }
        let made = (try? object.optionalString("made")) ?? nil
        // Journals of before the statements were named have none.
        let waiting = ((try? object.strings("waiting")) ?? []).compactMap { StatementID($0) }
        return (
            order, DeskOutcome(incident: id, made: made, isWaiting: isWaiting, waiting: waiting, version: version)
        )
    }

    /// A name that no incident has: the reference's, or the day's with some letters.
    private func name(_ reference: Reference?, avoiding provider: ProviderID) -> IncidentID {
        if let id = reference.flatMap(ReferenceHolders.name) { return id }
        let date = CivilTime(now()).date
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let letters = String(random() % 1_679_616 + 1_679_616, radix: 36).suffix(4)
        return IncidentID(checked: "\(provider)-\(date.year)\(two(date.month))\(two(date.day))-\(letters)".suffixed(64))
    }

    /// False when somebody else was faster and the order is to be made again.
    private func append(
        _ drafts: [EntryDraft], _ expectations: [StreamExpectation], _ outcome: DeskOutcome, _ order: String,
        _ caller: DeskCaller, mayTryAgain: Bool
    ) async throws(DeskRefusal) -> Bool {
        var (drafts, expectations) = (drafts, expectations)
        if let key = caller.key {
            drafts.append(DeskFact.orderDone(key, order: order, outcome).draft)
            expectations.append(StreamExpectation(stream: DeskFact.order(key), version: .none))
        }
        do throws(JournalError) {
            _ = try await store.append(
                AppendCommand(actor: caller.actor, instant: now(), drafts: drafts, expectations: expectations))
            return true
        } catch {
            guard error.code == .versionConflict else { throw Self.refusal(error) }
            if mayTryAgain { return false }
            throw DeskRefusal(.conflict, .changedAtOnce)
        }
    }

    static func refusal(_ error: JournalError) -> DeskRefusal {
        switch error.code {
        case .idempotencyConflict: DeskRefusal(.keyReused, .keyUsed)
        case .refused: because(error, .refused, .journalRefused)
        case .unavailable, .closed, .versionConflict: because(error, .unavailable, .journalAway)
        case .full: because(error, .unavailable, .journalFull)
        case .corrupt, .schema, .failed: because(error, .unavailable, .journalFault)
        }
    }

    /// Programs, and whoever operates it, are told what the journal says; people are told in their language what it means.
    private static func because(
        _ error: JournalError, _ reason: DeskRefusal.Reason, _ phrase: DeskPhrase
    ) -> DeskRefusal {
        var refusal = DeskRefusal(reason, phrase)
        refusal.message += " (\(error.message))"
        return refusal
    }

    private static func digest(_ text: String) -> String {
        SHA256Digest(of: Array(text.utf8)).hexadecimal
    }
}

extension String {
    /// At most so many bytes of an identifier, its end kept.
    fileprivate func suffixed(_ most: Int) -> String { utf8.count <= most ? self : String(suffix(most)) }
}
