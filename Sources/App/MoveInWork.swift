internal import Following
internal import HTTP
internal import Incidents
internal import Journal
internal import Machine
internal import Network
internal import Settings
internal import Tracking
internal import Vendors
internal import Vocabulary

/// Makes what another status page holds our own: read, and recorded in parts.
struct MoveInWork {
    struct Done: Sendable {
        var made: MoveIn.Made
        var format: PageFormat
        /// More than is taken of one page.
        var leftOut: Int
    }

    let move: MoveIn
    let store: any JournalStore
    let actor: Actor

    private static let atOnce = 200

    init(
        provider: Provider, brand: Brand, language: Language, store: any JournalStore, actor: Actor, now: Instant
    ) {
        move = MoveIn(
            provider: provider, brand: brand, language: language,
            read: { WordReader(zones: ZoneFiles.catalogue).read($0, $1) }, now: now)
        self.store = store
        self.actor = actor
    }

    /// Records what is not here yet. What was recorded before it was cancelled stays.
    func record(
        _ page: VendorPage, progress: (_ done: Int, _ all: Int) -> Void
    ) async throws(JournalError) -> Done {
        let components = try await store.read { documents throws(JournalError) in
            Set(try Site(catalogueOf: documents).components.map(\.id))
        }
        let first = move.make(page, knownComponents: components, knownIncidents: [])
        let known = try await store.read { documents throws(JournalError) in
            Set(try IncidentReading(documents).incidents(first.incidents).map(\.id))
        }
        let made = move.make(page, knownComponents: components, knownIncidents: known)
        var rest = made.facts[...]
        while !rest.isEmpty, !Task.isCancelled {
            progress(made.facts.count - rest.count, made.facts.count)
            let part = rest.prefix(Self.atOnce)
            _ = try await store.append(
                AppendCommand(actor: actor, instant: ServeLog.now(), drafts: part.map(\.draft)))
            rest = rest.dropFirst(part.count)
        }
        let all = page.incidents.count + page.maintenances.count
        return Done(made: made, format: page.format, leftOut: all - made.incidents.count - made.known.count)
    }

    // MARK: Reading

    /// Nil for what is nothing that Vigie reads.
    static func page(saved bytes: [UInt8], now: Instant) -> VendorPage? {
        let page = PageLook(formats: VendorCatalogue.formats, now: now).read(bytes, as: nil)
        // Anything at all can be read as somebody's words; nobody moves in with that.
        return page?.format == .text ? nil : page
    }

    /// Over the network, under the tracker's rules.
    static func page(at url: String, _ settings: Settings, now: Instant) async throws(FollowRefusal) -> VendorPage {
        var tracker = TrackerSettings()
        let networks = settings.trackerPrivateNetworks
        tracker.addresses = networks.isEmpty ? .publicOnly : .publicAndNetworks(networks)
        let client: ClientLoop
        do throws(FetchError) {
            client = try ClientLoop(userAgent: "Vigie/\(Program.version)")
        } catch {
            throw FollowRefusal(.unavailable, error.message)
        }
        let look = PageLook(formats: VendorCatalogue.formats, now: now)
        do throws(FollowRefusal) {
            let page = try await look.read(
                url: url, client: client.client, settings: tracker, random: Entropy.number())
            await client.close()
            return page
        } catch {
            await client.close()
            throw error
        }
    }
}
