internal import Incidents
internal import Synchronization
internal import Vocabulary

/// The entries of brands' feeds that were made before: of fifty, a change touches one.
package final class BrandFeedMemory: Sendable {
    /// What all entries of a feed share.
    struct Frame: Hashable {
        var brand: Brand
        var components: [Component]
        var language: Language
        var zone: String
        var base: String
    }

    struct Known {
        var incident: Incident
        var entry: FeedEntry
    }

    private struct Place: Hashable {
        var brand: BrandID
        var language: Language
    }

    private let feeds = Mutex<[Place: (frame: Frame, entries: [IncidentID: Known])]>([:])

    package init() {}

    /// Nothing where the frame is another by now.
    func entries(_ frame: Frame) -> [IncidentID: Known] {
        let place = Place(brand: frame.brand.id, language: frame.language)
        return feeds.withLock { feeds in
            guard let known = feeds[place], known.frame == frame else { return [:] }
            return known.entries
        }
    }

    func keep(_ entries: [IncidentID: Known], _ frame: Frame) {
        let place = Place(brand: frame.brand.id, language: frame.language)
        feeds.withLock { $0[place] = (frame, entries) }
    }
}
