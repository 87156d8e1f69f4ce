internal import Following
internal import Vocabulary

/// One format: what to fetch, and what it says. Each file of this folder holds one.
protocol PageReader {
    init(context: PageContext)
    static func documents(_ page: String) -> [DocumentRequest]
    func read() throws(UnreadablePage) -> VendorPage
}

/// What a reader is given.
struct PageContext {
    /// The page's address, as ``Detection`` or a person gave it.
    var page: String
    var source: DocumentSet
    var now: Instant
    var zones: ZoneCatalogue
    /// The zone that people stated for this page.
    var zone: String?

    var notes: ReadingNotes { source.notes }

    /// A wall clock's time, in the page's zone; nil, and one warning, where that is not known.
    func instant(naive fields: Fields, _ name: String, zone: Zone?) -> Instant? {
        guard let text = fields.text(name) else { return nil }
        if let instant = VendorTimes.zoned(text) { return instant }
        guard let civil = VendorTimes.naive(text) else {
            notes.warn(fields.place(of: name), "expected a time, found “\(ReadingNotes.excerpt(text))”")
            return nil
        }
        guard let zone else {
            notes.warn("times", "the page's times have no zone, so they are left out: state the page's zone")
            return nil
        }
        return VendorTimes.instant(civil, in: zone)
    }

    func zone(named name: String?) -> Zone? { name.flatMap { zones.zone($0) } }
}
