import Demo
import HTTP
import Incidents
import StatusPages
import Telling
import Vocabulary

/// Pages of a brand's status page that no link leads to: answers to forms, facts that are too old, and what is not there.
/// Each stands as deep as in service, because their links are relative.
enum StatusSite {
    static func pages(zones: ZoneCatalogue, now: Instant) -> [(path: String, bytes: [UInt8])] {
        let settings = StatusSettings(zones: zones, origin: nil, staleAfter: .minutes(1), takesSubscribers: true)
        let all = Site(
            providers: [DemoSite.provider], brands: DemoSite.brands, components: DemoSite.components,
            incidents: DemoSite.incidents)
        guard let brand = DemoSite.brands.last, let site = BrandSite(brand.id, in: all, asOf: now) else { return [] }
        let root = StatusSurface.place + brand.id.rawValue + "/"
        func made(_ document: StatusDocument, at moment: Instant) -> [UInt8] {
            document.response(site, settings: settings, logo: nil, machine: { _, _, _, _ in nil }, now: moment)?
                .identity.body ?? []
        }
        let files: [StatusDocument] = [.stylesheet, .icon]
        return files.map { (root + $0.path(of: brand), made($0, at: now)) }
            // Nobody publishes anything here: a script that does nothing keeps the page from asking for news.
            + [(root + StatusDocument.script.path(of: brand), Array("'use strict'\n".utf8))]
            + site.languages.flatMap { language in
                answers(site, language, root, settings, now: now).map { (root + "\(language)/" + $0, body($1)) }
                    + [(root + "\(language)/", made(.page(language, .home), at: now + .minutes(20)))]
            }
    }

    private static func answers(
        _ site: BrandSite, _ language: Language, _ root: String, _ settings: StatusSettings, now: Instant
    ) -> [(String, HTTPResponse)] {
        let words = LanguagePack.of(language)
        let token = "a-token-of-a-letter"
        let fields = SubscribeFields(
            address: "ada@example.com", components: site.components.prefix(2).map(\.id), language: language)
        let wrong = SubscribeFields(address: "ada", language: language)
        let problem = SubscribeProblem(address: words.say(subscription: .problemLater))
        return [
            (
                "refused",
                StatusPages.subscribePage(
                    site, language, fields: wrong, problem: problem, settings: settings, now: now)
            ),
            (
                "subscribed",
                StatusPages.subscribedPage(
                    site, language, address: "ada@example.com", needsConfirmation: true, settings: settings, now: now)
            ),
            (
                "manage/token",
                StatusPages.managePage(
                    site, language, token: token, fields: fields, settings: settings, now: now)
            ),
            (
                "manage/saved",
                StatusPages.managePage(
                    site, language, token: token, fields: fields, isSaved: true, settings: settings, now: now)
            ),
            ("manage/ended", StatusPages.unsubscribedPage(site, language, token: token, settings: settings, now: now)),
            ("missing", StatusPages.missingPage(site, language, root: root, settings: settings, now: now)),
        ]
    }

    private static func body(_ response: HTTPResponse) -> [UInt8] {
        if case .bytes(let bytes) = response.body { bytes } else { [] }
    }
}
