internal import Bytes
internal import HTTP
internal import Incidents
internal import Journal
internal import Settings
internal import StatusPages
internal import Vocabulary

/// Every public page, feed and JSON file of our brands, written below a folder.
struct ExportWork: Sendable {
    private let settings: StatusSettings
    private let folder: String
    private let isPrecompressed: Bool

    init(_ settings: Settings, folder: String, isPrecompressed: Bool) {
        self.settings = StatusSettings(
            zones: ZoneFiles.catalogue, origin: settings.publicURLs.first, isLive: false, takesSubscribers: false)
        self.folder = folder
        self.isPrecompressed = isPrecompressed
    }

    /// Writes what changed. Nothing is half written where it is cancelled: the next run goes on.
    func write(
        _ store: any JournalTransfer, progress: (_ done: Int, _ all: Int) -> Void
    ) async throws(JournalError) -> (ExportFolder, brands: Int) {
        let site = try await store.read { documents throws(JournalError) in try Site(documents, own: OwnIncidents()) }
        let now = ServeLog.now()
        var folder = try ExportFolder(self.folder)
        var told: [(site: BrandSite, logo: [UInt8]?, documents: [StatusDocument])] = []
        for brand in site.brands {
            guard var one = BrandSite(brand.id, in: site, asOf: now) else { continue }
            var logo: [UInt8]?
            if let digest = brand.face.logoDigest.flatMap({ SHA256Digest(hexadecimal: $0) }) {
                logo = try await store.captured(digest)
            }
            if logo.flatMap(StatusAssets.pictureType) == nil {
                logo = nil
                one.brand.face.logo = nil
            }
            let documents = StatusDocument.all(of: one, settings: settings, now: now) + (logo == nil ? [] : [.logo])
            told.append((one, logo, documents))
        }
        try folder.plan(
            told.flatMap { one in
                one.documents.flatMap { names(of: Self.name($0, one.site)) } + [Self.entrance(one.site)]
                    + Self.missing(one.site).map(\.name)
            })
        let machine = StatusService.machine()
        let total = told.reduce(0) { $0 + $1.documents.count }
        var done = 0
        for one in told {
            for document in one.documents {
                done += 1
                progress(done, total)
                if Task.isCancelled { throw JournalError(.closed, "the work was stopped") }
                let response = document.response(
                    one.site, settings: settings, logo: one.logo, machine: machine, now: now,
                    compress: isPrecompressed)
                guard let response, response.status == .ok else { continue }
                let name = Self.name(document, one.site)
                try folder.put(name, response.identity.body)
                guard isPrecompressed else { continue }
                if let gzip = response.gzip { try folder.put(name + ".gz", gzip.body) }
                if let brotli = response.brotli { try folder.put(name + ".br", brotli.body) }
            }
            try folder.put(
                Self.entrance(one.site), StatusPages.entrance(one.site))
            for (name, language) in Self.missing(one.site) {
                let place = "/" + one.site.brand.id.rawValue + "/"
                try folder.put(
                    name, StatusPages.missingFile(one.site, language, folder: place, settings: settings, now: now))
            }
        }
        try folder.finish()
        return (folder, told.count)
    }

    private static func entrance(_ site: BrandSite) -> String { site.brand.id.rawValue + "/index.html" }

    /// What servers of files answer with where nothing is: of the brand's folder, in its first language, and of each
    /// language's folder.
    private static func missing(_ site: BrandSite) -> [(name: String, language: Language)] {
        let root = site.brand.id.rawValue + "/"
        return [(root + "404.html", site.languages[0])] + site.languages.map { (root + $0.code + "/404.html", $0) }
    }

    /// A page is the index of its folder.
    private static func name(_ document: StatusDocument, _ site: BrandSite) -> String {
        let path = site.brand.id.rawValue + "/" + document.path(of: site.brand)
        return path.hasSuffix("/") ? path + "index.html" : path
    }

    private func names(of name: String) -> [String] {
        isPrecompressed ? [name, name + ".gz", name + ".br"] : [name]
    }
}
