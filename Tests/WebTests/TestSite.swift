import Demo
import Foundation
import HTTP
import Incidents
import Telling
import Testing
import Vocabulary
import Web

/// The demo as a site, and small functions that look at pages as text.
enum TestSite {
    static let now = Instant(seconds: 1_765_274_400)  // 2025-12-09T10:00:00Z

    static let zones = ZoneCatalogue { name in
        (try? Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/" + name))).map { Array($0) }
    }

    static let settings = SiteSettings(zones: zones, homeZone: "Europe/Paris")

    static var demo: SiteSnapshot {
        SiteSnapshot(
            providers: [DemoSite.provider], brands: DemoSite.brands, components: DemoSite.components,
            incidents: DemoSite.incidents, position: 1, asOf: now, watchedSince: DemoSite.watchedSince)
    }

    static func surface(_ site: SiteSnapshot? = nil, settings: SiteSettings = settings) -> WebSurface {
        let surface = WebSurface(settings: settings)
        surface.update(site ?? demo, now: now)
        return surface
    }

    /// Invented vendors in every state, as on a site that takes what changes something.
    static var tracked: SiteSnapshot {
        SiteSnapshot(
            providers: TrackedSite.providers, brands: TrackedSite.brands, components: TrackedSite.components,
            incidents: TrackedSite.incidents, position: 1, asOf: TrackedSite.now,
            watchedSince: TrackedSite.providers[0].followedSince, pages: TrackedSite.pages,
            decisions: TrackedSite.decisions)
    }

    static func trackedSurface(
        _ site: SiteSnapshot = tracked, writing: Writing = .open, queries: (any SiteQueries)? = nil,
        isPrepared: Bool = false
    ) -> WebSurface {
        var settings = settings
        settings.writing = writing
        settings.preparedIncidentsMost = 8
        let surface = WebSurface(settings: settings, queries: queries ?? HeldQueries(TrackedSite.incidents))
        if isPrepared { surface.update(site, now: TrackedSite.now) } else { surface.begin(site, now: TrackedSite.now) }
        return surface
    }

    private static let trackedRendered = trackedSurface(isPrepared: true)

    /// A page of the invented site, prepared or not.
    static func get(
        _ path: String, _ query: String? = nil, on surface: WebSurface? = nil
    ) async -> (status: Int, headers: HTTPHeaders, text: String) {
        await body((surface ?? trackedRendered).reply(to: HTTPRequest(method: .get, path: path, query: query)))
    }

    /// The words of a page of the invented site.
    static func read(_ path: String, _ query: String? = nil, on surface: WebSurface? = nil) async -> String {
        words(await get(path, query, on: surface).text)
    }

    static func text(_ response: PreparedResponse?) -> String {
        String(decoding: response?.identity.body ?? [], as: UTF8.self)
    }

    /// The demo rendered once for all tests that only read it.
    private static let rendered = surface()

    static func page(_ target: String, _ site: SiteSnapshot? = nil) -> String {
        text((site.map { surface($0) } ?? rendered).prepared(target: target))
    }

    static func body(_ reply: HTTPReply) async -> (status: Int, headers: HTTPHeaders, text: String) {
        switch reply {
        case .now(let response):
            guard case .bytes(let bytes) = response.body else { return (response.status.code, response.headers, "") }
            return (response.status.code, response.headers, String(decoding: bytes, as: UTF8.self))
        case .prepared(let response): return (response.status.code, response.headers, text(response))
        case .later(let make): return await body(make())
        }
    }

    static func count(_ needle: String, in text: String) -> Int { text.components(separatedBy: needle).count - 1 }

    /// The words of a page without its markup.
    static func words(_ page: String) -> String {
        page.replacingOccurrences(of: "<[^>]*>", with: " ", options: .regularExpression)
            .replacingOccurrences(of: "[ \\n]+", with: " ", options: .regularExpression)
    }
}

/// Numbers that are the same in every run with the same seed.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
