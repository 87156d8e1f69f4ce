package import HTTP
package import Incidents
internal import Markup
internal import Telling
package import Vocabulary

/// One address of a brand, below the brand's folder.
package enum StatusDocument: Sendable, Hashable {
    case page(Language, StatusPlace)
    case calendar(Language)
    case badge(Language)
    /// Feeds and JSON, which another surface makes: their path below the brand's folder.
    case machine(String)
    case stylesheet
    case script
    case icon
    case logo

    /// Its path below the brand's folder.
    package func path(of brand: Brand) -> String {
        switch self {
        case .page(let language, let place):
            ([language.code] + place.segments).joined(separator: "/") + "/"
        case .calendar(let language): language.code + "/maintenance.ics"
        case .badge(let language): language.code + "/badge.svg"
        case .machine(let path): path
        case .stylesheet: StatusAssets(brand).stylesheet
        case .script: StatusAssets.script
        case .icon: StatusAssets.icon
        case .logo: StatusAssets(brand).logo ?? "logo"
        }
    }

    /// What a path asks for: a document, a place that is written with a slash at the end, or nothing.
    package enum Route: Sendable, Hashable {
        case document(StatusDocument)
        /// The brand's folder itself: go to a language.
        case root
        /// Go to this name with a slash, from where the request stands.
        case slash(String)
        case missing(Language?)
    }

    /// `path` is what follows the brand's folder and its slash.
    package static func route(_ path: Substring, of site: BrandSite) -> Route {
        var segments = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard segments.count <= 8 else { return .missing(nil) }
        let isFolder = segments.last == ""
        if isFolder { segments.removeLast() }
        guard let first = segments.first else { return .root }
        guard let language = Language(first) else { return file(segments, isFolder, path, of: site) }
        guard site.languages.contains(language) else { return .missing(nil) }
        if !isFolder, segments.count == 2 {
            switch segments[1] {
            case "maintenance.ics": return .document(.calendar(language))
            case "badge.svg": return .document(.badge(language))
            case "feed.atom", "feed.rss", "feed.json": return .document(.machine(String(path)))
            default: break
            }
        }
        guard let place = StatusPlace(Array(segments.dropFirst())), exists(place, in: site) else {
            return .missing(language)
        }
        guard isFolder else { return .slash((segments.last ?? "") + "/") }
        return .document(.page(language, place))
    }

    private static func file(
        _ segments: [String], _ isFolder: Bool, _ path: Substring, of site: BrandSite
    ) -> Route {
        guard !isFolder else { return .missing(nil) }
        if segments.count > 2, segments[0] == "api", segments[1] == "v2",
            StatusAssets.statuspageFiles.contains(segments.dropFirst(2).joined(separator: "/"))
        {
            return .document(.machine(String(path)))
        }
        guard segments.count == 1, let name = segments.first else { return .missing(nil) }
        let assets = StatusAssets(site.brand)
        switch name {
        case assets.stylesheet: return .document(.stylesheet)
        case StatusAssets.script: return .document(.script)
        case StatusAssets.icon: return .document(.icon)
        default: return name == assets.logo ? .document(.logo) : .missing(nil)
        }
    }

    private static func exists(_ place: StatusPlace, in site: BrandSite) -> Bool {
        if case .incident(let id) = place { return site.incident(id) != nil }
        return true
    }

    /// Every document of a brand but its logo, for those who write all of them.
    package static func all(of site: BrandSite, settings: StatusSettings, now: Instant) -> [StatusDocument] {
        var all: [StatusDocument] = [.stylesheet, .script, .icon]
        all += StatusAssets.statuspageFiles.map { .machine("api/v2/" + $0) }
        for language in site.languages {
            let context = StatusContext(site, language, settings: settings, now: now)
            let places: [StatusPlace] = [.home, .history, .maintenance, .follow, .banner]
            all += places.map { .page(language, $0) }
            all += StatusMonths.all(context).dropFirst().map { .page(language, .month($0)) }
            all += site.incidents.map { .page(language, .incident($0.id)) }
            all += [.calendar(language), .badge(language)]
            all += ["atom", "rss", "json"].map { .machine("\(language.code)/feed.\($0)") }
        }
        return all
    }
}

/// Makes what is not HTML, calendar or badge: feeds and JSON, which the API's surface knows. Given the path below the brand's
/// folder; nil when there is no such document.
package typealias StatusMachine =
    @Sendable (_ path: String, _ site: BrandSite, _ settings: StatusSettings, _ now: Instant) -> PreparedResponse?

extension StatusDocument {
    /// The document as it is answered; nil when it is not there. Pure.
    package func response(
        _ site: BrandSite, settings: StatusSettings, logo: [UInt8]?, machine: StatusMachine, now: Instant,
        compress: Bool = true
    ) -> PreparedResponse? {
        func context(_ language: Language) -> StatusContext {
            StatusContext(site, language, settings: settings, now: now)
        }
        switch self {
        case .page(let language, .banner):
            return Self.page(html(BannerModel(context(language))), language, isBanner: true, compress: compress)
        case .page(let language, let place):
            return Self.content(place, context(language)).map { Self.page($0, language, compress: compress) }
        case .calendar(let language):
            return PreparedResponse(
                headers: Self.open(
                    ["Content-Type": "text/calendar; charset=utf-8", "Cache-Control": "public, max-age=60"]),
                body: MaintenanceCalendar.ics(context(language)))
        case .badge(let language):
            return PreparedResponse(
                headers: Self.open([
                    "Content-Type": "image/svg+xml", "Content-Language": language.code,
                    "Cache-Control": "public, max-age=30", "Content-Security-Policy": Self.pictureRule,
                ]), body: StatusBadge.svg(context(language)))
        case .machine(let path): return machine(path, site, settings, now)
        case .stylesheet: return Self.asset("text/css; charset=utf-8", StatusAssets(site.brand).style)
        case .script: return Self.asset("text/javascript; charset=utf-8", StatusScript.bytes)
        case .icon:
            return PreparedResponse(
                headers: ["Content-Type": "image/svg+xml", "Cache-Control": "public, max-age=86400"],
                body: StatusAssets.iconBytes)
        case .logo:
            guard let logo, let type = StatusAssets.pictureType(logo) else { return nil }
            // A drawing that is opened by itself runs nothing either.
            return PreparedResponse(
                headers: [
                    "Content-Type": type, "Cache-Control": "public, max-age=31536000, immutable",
                    "Content-Security-Policy": Self.pictureRule,
                ], body: logo, compress: type == "image/svg+xml")
        }
    }

    private static func content(_ place: StatusPlace, _ context: StatusContext) -> HTML? {
        let zone = context.zone.identifier
        switch place {
        case .home: return html(HomeModel(context), zone: zone)
        case .history: return html(HistoryModel(nil, context), zone: zone)
        case .month(let first):
            guard StatusMonths.all(context).contains(first) else { return nil }
            return html(HistoryModel(first, context), zone: zone)
        case .incident(let id):
            return context.site.incident(id).map { html(IncidentModel($0, context), zone: zone) }
        case .maintenance: return html(MaintenanceModel(context), zone: zone)
        case .follow: return html(FollowModel(context), zone: zone)
        case .manage, .banner: return nil
        }
    }

    private static let pictureRule = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"

    /// Others' pages may show and read it.
    static func open(_ headers: HTTPHeaders) -> HTTPHeaders {
        var headers = headers
        headers.set("Access-Control-Allow-Origin", "*")
        headers.set("Cross-Origin-Resource-Policy", "cross-origin")
        return headers
    }

    private static func asset(_ type: String, _ bytes: [UInt8]) -> PreparedResponse {
        PreparedResponse(
            headers: ["Content-Type": type, "Cache-Control": "public, max-age=31536000, immutable"], body: bytes)
    }

    private static func page(_ page: HTML, _ language: Language, isBanner: Bool = false, compress: Bool)
        -> PreparedResponse
    {
        var headers = StatusHeaders.page(language)
        if isBanner { StatusHeaders.allowFrames(&headers) }
        return PreparedResponse(headers: headers, body: page.bytes, compress: compress)
    }
}

/// What status pages are answered with.
package enum StatusHeaders {
    /// One script of ours and nothing else; events and pages from where the page itself is.
    static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors "

    package static func page(_ language: Language, cache: String = "no-cache") -> HTTPHeaders {
        [
            "Content-Type": "text/html; charset=utf-8", "Content-Language": language.code, "Cache-Control": cache,
            "Content-Security-Policy": policy + "'none'",
        ]
    }

    /// The banner alone may stand in others' frames.
    static func allowFrames(_ headers: inout HTTPHeaders) {
        headers.set(
            "Content-Security-Policy",
            policy.replacing("script-src 'self'", with: "script-src 'none'") + "*")
        // Older browsers read this one; no value of it allows all, and an unknown one is ignored.
        headers.set("X-Frame-Options", "ALLOWALL")
        headers.set("Cross-Origin-Resource-Policy", "cross-origin")
    }
}
