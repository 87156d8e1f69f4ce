internal import Bytes
package import Following
internal import Incidents
package import Journal
package import Vocabulary

/// Records what a saved page, feed or text says, once.
package struct PageImporter: Sendable {
    /// A file as somebody kept it.
    package struct Saved: Sendable {
        package var bytes: [UInt8]
        /// The file's name: what its capture says it came from.
        package var name: String
        package var provider: ProviderID
        package var providerName: String?
        package var zone: String?
        /// Nil: whatever it is found to be.
        package var format: PageFormat?

        package init(
            bytes: [UInt8], name: String, provider: ProviderID, providerName: String? = nil, zone: String? = nil,
            format: PageFormat? = nil
        ) {
            self.bytes = bytes
            self.name = name
            self.provider = provider
            self.providerName = providerName
            self.zone = zone
            self.format = format
        }
    }

    package struct Told: Sendable, Hashable {
        package var provider: ProviderID
        package var format: PageFormat
        package var incidents: [IncidentID]
        package var entries: Int
    }

    package enum Outcome: Sendable {
        case recorded(Told)
        case unreadable(String)
        case failed(JournalError)
    }

    private let store: any JournalStore & Archive
    private let formats: any VendorFormats
    private let vendor: @Sendable (String) -> KnownVendor?
    private let now: Instant
    private let recorder: PageRecorder

    package init(
        store: any JournalStore & Archive, formats: any VendorFormats, read: @escaping IncidentWordReading,
        vendor: @escaping @Sendable (String) -> KnownVendor?, now: Instant
    ) {
        self.store = store
        self.formats = formats
        self.vendor = vendor
        self.now = now
        recorder = PageRecorder(store: store, read: read)
    }

    package func record(_ saved: Saved) async -> Outcome {
        guard var said = PageLook(formats: formats, now: now).read(saved.bytes, as: saved.format) else {
            return .unreadable("\(saved.name) is nothing that Vigie reads: it was tried as every format, and as text")
        }
        if said.format == .text { Self.name(&said, saved) }
        do throws(JournalError) {
            return .recorded(try await record(said, saved))
        } catch {
            return .failed(error)
        }
    }

    private func record(_ said: VendorPage, _ saved: Saved) async throws(JournalError) -> Told {
        let digest = try await store.keep(saved.bytes)
        let capture = Capture(
            url: "file:" + (saved.name.split(separator: "/").last.map(String.init) ?? saved.name), at: now,
            digest: digest.hexadecimal, contentType: nil, bytes: saved.bytes.count)
        let entry = vendor(saved.provider.rawValue)
        let known = try await store.read { documents throws(JournalError) in
            try IncidentReading(documents).provider(saved.provider)
        }
        let provider =
            known
            ?? Provider(
                id: saved.provider, name: saved.providerName ?? entry?.name ?? saved.provider.rawValue,
                zone: saved.zone ?? entry?.zone ?? "UTC", family: entry?.family, country: entry?.country)
        let brand = BrandID(checked: saved.provider.rawValue)
        let language = entry?.language ?? .english
        if known == nil {
            try await recorder.append(
                [
                    .providerDescribed(provider),
                    .brandDescribed(
                        Brand(id: brand, provider: provider.id, name: provider.name, languages: [language])),
                ], now: now)
        }
        // A page that is not followed is told all the same; it only has no state of now.
        let page = FollowedPage(
            provider: provider.id, brand: brand, url: capture.url, format: said.format.rawValue, since: now)
        let words = VendorWords(name: provider.name, zone: saved.zone ?? entry?.zone ?? known?.zone, language: language)
        let result = try await recorder.compare(
            said, PageRecorder.Telling(page: page, words: words, now: now, isFollowed: false), PageRecorder.Memory())
        let refused = try await recorder.record(result, captures: [capture], documents: [], now: now)
        if let first = refused.first { throw first }
        return Told(
            provider: provider.id, format: said.format,
            incidents: (said.incidents + said.maintenances).map { IncidentNaming.incident($0.id, of: provider.id) },
            entries: result.factCount)
    }

    /// A text has no id of its own: its bytes are one.
    private static func name(_ said: inout VendorPage, _ saved: Saved) {
        let digest = SHA256Digest(of: saved.bytes)
        for place in said.incidents.indices {
            said.incidents[place].id = "text-" + digest.hexadecimal.prefix(12) + (place == 0 ? "" : "-\(place)")
        }
    }
}
