internal import Bytes
internal import CLI
internal import HTTP
internal import Incidents
internal import JSON
internal import Journal
internal import Settings
internal import StatusPages
internal import Vocabulary

/// `vigie export DIR`: the brands' status pages as files, so that they survive the outage that they report.
enum ExportRun {
    static func run(_ command: ExportCommand, on console: Console) async throws(ProgramFailure) -> ExitCode {
        let settings = try SettingsFile.load(command.source)
        try LanguageCommands.load(settings)
        let pages = StatusSettings(
            zones: ZoneFiles.catalogue, origin: settings.publicURLs.first, isLive: false, takesSubscribers: false)
        let (folder, brands) = try await OpenedJournal.with(command.source) { store throws(JournalError) in
            try await write(command, pages, store, console)
        }
        guard brands > 0 else {
            console.line("There is no brand of our own, so there is no page to export.")
            console.answer(["brands": .integer(0), "written": .integer(0), "unchanged": .integer(0)])
            return .success
        }
        console.line(
            "✓ \(brands) brand(s) in \(folder.path): \(folder.written) file(s) written, \(folder.unchanged) "
                + "unchanged, \(folder.removed) removed")
        console.answer([
            "folder": .string(folder.path), "brands": .integer(Int64(brands)),
            "written": .integer(Int64(folder.written)), "unchanged": .integer(Int64(folder.unchanged)),
            "removed": .integer(Int64(folder.removed)),
        ])
        return .success
    }

    private static func write(
        _ command: ExportCommand, _ settings: StatusSettings, _ store: any JournalTransfer,
        _ console: Console
    ) async throws(JournalError) -> (ExportFolder, brands: Int) {
        let site = try await store.read { documents throws(JournalError) in try Site(documents, own: OwnIncidents()) }
        let now = ServeLog.now()
        var folder = try ExportFolder(command.folder)
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
                one.documents.flatMap { names(of: name($0, one.site), command) } + [entrance(one.site)]
                    + missing(one.site).map(\.name)
            })
        let machine = StatusService.machine()
        let progress = Progress("writing", on: console)
        let total = told.reduce(0) { $0 + $1.documents.count }
        var done = 0
        for one in told {
            for document in one.documents {
                done += 1
                progress.update(done, of: total)
                let response = document.response(
                    one.site, settings: settings, logo: one.logo, machine: machine, now: now,
                    compress: command.isPrecompressed)
                guard let response, response.status == .ok else { continue }
                let name = name(document, one.site)
                try folder.put(name, response.identity.body)
                guard command.isPrecompressed else { continue }
                if let gzip = response.gzip { try folder.put(name + ".gz", gzip.body) }
                if let brotli = response.brotli { try folder.put(name + ".br", brotli.body) }
            }
            try folder.put(
                entrance(one.site), StatusPages.entrance(one.site))
            for (name, language) in missing(one.site) {
                let place = "/" + one.site.brand.id.rawValue + "/"
                try folder.put(
                    name, StatusPages.missingFile(one.site, language, folder: place, settings: settings, now: now))
            }
        }
        progress.finish()
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

    private static func names(of name: String, _ command: ExportCommand) -> [String] {
        command.isPrecompressed ? [name, name + ".gz", name + ".br"] : [name]
    }
}
