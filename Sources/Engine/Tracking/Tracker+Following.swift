internal import Following
internal import HTTP
internal import Incidents
package import Journal
package import Vocabulary

extension Tracker {
    /// Follows a page by its address, or a vendor of the catalogue by its name there; it is read once before it counts.
    /// With `wanted` the provider gets that name here.
    package func follow(
        url: String?, vendor: String?, name wanted: ProviderID? = nil, actor: Actor
    ) async throws(FollowRefusal) -> FollowedPage {
        try await begun()
        let entry = try self.entry(vendor)
        guard let typed = url ?? entry?.page else {
            throw FollowRefusal(
                .unknownVendor,
                entry.map { "No status page is known of \($0.name). Give its address, or that of its feed." }
                    ?? "Give the address of a status page, or a vendor of the catalogue.")
        }
        let address = try PageFinder.address(typed)
        if let known = pages.values.first(where: { Self.isSame($0.page.url, address.text) }) {
            throw FollowRefusal(
                .alreadyFollowed, "\(known.words.name) (\(known.page.url)) is followed already", page: known.page)
        }
        let finder = PageFinder(fetcher: fetcher, formats: parts.formats)
        let found = try await finder.find(address, random: parts.random())
        if let known = pages.values.first(where: { $0.page.url == found.page }) {
            throw FollowRefusal(
                .alreadyFollowed, "\(known.words.name) (\(known.page.url)) is followed already", page: known.page)
        }
        let host = (try? FetchURL(found.page).host) ?? address.host
        let id = try freeName(
            wanted ?? entry.flatMap { ProviderID($0.id) } ?? IncidentNaming.provider(ofHost: address.host))
        guard let brand = BrandID(id.rawValue) else { throw FollowRefusal(.malformed, "\(host) gives no name") }
        let now = parts.now()
        let page = FollowedPage(
            provider: id, brand: brand, url: found.page, format: found.format.rawValue,
            identity: found.identity.id ?? found.identity.name, since: now, catalogueID: entry?.id)
        let name = entry?.name ?? found.identity.name ?? address.host
        var provider = Provider(
            id: id, name: String(name.prefix(100)), zone: entry?.zone ?? found.identity.zone ?? "UTC",
            followedSince: now, family: entry?.family, country: entry?.country)
        // What is known of a provider by this name stays.
        if let known = try await self.provider(id) { provider = known }
        var tracked = TrackedPage(
            page: page, words: words(of: page, provider),
            poll: schedule.started(page: id.rawValue, tier: .first, now: now), generation: nextGeneration())
        tracked.isBusy = true
        pages[id] = tracked
        do throws(FollowRefusal) {
            try await begin(tracked, provider, actor)
        } catch {
            if pages[id]?.generation == tracked.generation { pages[id] = nil }
            throw error
        }
        parts.log(.followed(id, format: page.format))
        return pages[id]?.page ?? page
    }

    package func unfollow(_ id: ProviderID, actor: Actor) async throws(FollowRefusal) {
        try await begun()
        guard pages[id] != nil else { throw FollowRefusal(.notFollowed, "No page of \(id) is followed.") }
        // What is being read of it is finished first, so that nothing is recorded after it was left.
        pages[id]?.isLeaving = true
        var rounds = 0
        while pages[id]?.isBusy == true, rounds < Self.patienceRounds {
            await parts.pause(TimeSpan(microseconds: 50_000))
            rounds += 1
        }
        do throws(FollowRefusal) {
            try await append([.pageUnfollowed(id)], actor)
        } catch {
            pages[id]?.isLeaving = false
            throw error
        }
        pages[id] = nil
        parts.log(.unfollowed(id))
    }

    /// A read takes at most about this many waits of 50 ms.
    private static let patienceRounds = 1_200

    /// Orders may come before the tracker's first round.
    private func begun() async throws(FollowRefusal) {
        do throws(JournalError) {
            try await begin()
        } catch {
            throw FollowRefusal(.unavailable, "The journal can't be read at the moment: \(error.message)")
        }
    }

    private func provider(_ id: ProviderID) async throws(FollowRefusal) -> Provider? {
        do throws(JournalError) {
            return try await parts.store.read { documents throws(JournalError) in
                try IncidentReading(documents).provider(id)
            }
        } catch {
            throw FollowRefusal(.unavailable, "The journal can't be read at the moment: \(error.message)")
        }
    }

    /// Reads it first: a page that can't be read is not followed, and leaves nothing behind.
    private func begin(
        _ tracked: TrackedPage, _ provider: Provider, _ actor: Actor
    ) async throws(FollowRefusal) {
        let id = provider.id
        let (round, said): (Round, VendorPage)
        do throws(ReadProblem) {
            let format = try Self.format(of: tracked)
            round = try await fetch(tracked, format)
            said = try await understood(tracked, format, round)
        } catch {
            throw FollowRefusal(.unreachable, "The page was found, but could not be read: \(error.message)")
        }
        let brand = Brand(
            id: tracked.page.brand, provider: id, name: provider.name, languages: [tracked.words.language])
        try await append(
            [.providerDescribed(provider), .brandDescribed(brand), .pageFollowed(tracked.page)], actor)
        // From here on it is followed: whatever comes of this read, the next ones are at their places.
        var outcome = PollOutcome.unchanged
        do throws(ReadProblem) {
            outcome = try await record(id, tracked, said, round)
        } catch {
            outcome = .failed(error.failure)
        }
        var generator = Generator(source: parts.random)
        let next = schedule.after(outcome, of: tracked.poll, now: parts.now(), using: &generator)
        pages[id]?.poll = next
        pages[id]?.isBusy = false
    }

    private func append(_ facts: [Fact], _ actor: Actor) async throws(FollowRefusal) {
        do throws(JournalError) {
            _ = try await parts.store.append(
                AppendCommand(actor: actor, instant: parts.now(), drafts: facts.map(\.draft)))
        } catch {
            throw FollowRefusal(.unavailable, "The journal can't take it at the moment: \(error.message)")
        }
    }

    private func entry(_ vendor: String?) throws(FollowRefusal) -> KnownVendor? {
        guard let vendor else { return nil }
        guard let entry = parts.vendor(vendor) else {
            throw FollowRefusal(
                .unknownVendor,
                "The catalogue has no vendor \(vendor.prefix(64)). Search it, or give the page's address.")
        }
        return entry
    }

    private func freeName(_ wanted: ProviderID?) throws(FollowRefusal) -> ProviderID {
        guard let wanted else { throw FollowRefusal(.malformed, "The address gives no name for its vendor.") }
        if pages[wanted] == nil { return wanted }
        for number in 2..<100 {
            if let id = ProviderID("\(wanted.rawValue.prefix(60))-\(number)"), pages[id] == nil { return id }
        }
        throw FollowRefusal(.alreadyFollowed, "Many pages of \(wanted) are followed already.")
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        func bare(_ text: String) -> Substring {
            var text = text[...]
            while text.hasSuffix("/") { text.removeLast() }
            return text
        }
        return bare(left) == bare(right)
    }
}
