// StatusPages: the public status page of each brand of our own.
//
// `BrandSite` (Engine/Incidents: what a brand tells) -> view models of finished text (`Models/`) -> HTML (`Pages/`), calendars
// and badges (`Files/`) -> `StatusDocument.response`, all of it pure -> `StatusSurface`, which keeps prepared responses and
// makes again only what changed. Start reading in `Models/HomeModel.swift`; docs/status-pages.md tells the rest.
// May import: Core, Engine, Markup.
internal import Telling
package import HTTP
package import Incidents
internal import Markup
package import Vocabulary

/// The pages that answer a form: whoever takes subscriptions makes them from plain values.
package enum StatusPages {
    /// The form again, with what was written and what is wrong with it; 422 when there is a problem.
    package static func subscribePage(
        _ site: BrandSite, _ language: Language, fields: SubscribeFields? = nil, problem: SubscribeProblem? = nil,
        settings: StatusSettings, now: Instant
    ) -> HTTPResponse {
        let context = StatusContext(site, language, settings: settings, now: now)
        let model = FollowModel(context, fields: fields, problem: problem)
        return answer(
            html(model, zone: context.zone.identifier), context,
            status: problem == nil ? .ok : .unprocessableContent)
    }

    /// After subscribing; with `needsConfirmation` nothing is sent until the link in a message was opened.
    package static func subscribedPage(
        _ site: BrandSite, _ language: Language, address: String, needsConfirmation: Bool, settings: StatusSettings,
        now: Instant
    ) -> HTTPResponse {
        let context = StatusContext(site, language, settings: settings, now: now)
        let model = NoticeModel(
            .follow, title: context.say(needsConfirmation ? .subscribedTitle : .manage),
            text: context.say(
                needsConfirmation ? .subscribedText : .subscribedDirect, ["address": address]), context)
        return answer(html(model, zone: context.zone.identifier), context)
    }

    /// A subscription as its owner sees it behind the link with the secret `token`.
    package static func managePage(
        _ site: BrandSite, _ language: Language, token: String, fields: SubscribeFields, isSaved: Bool = false,
        problem: SubscribeProblem? = nil, settings: StatusSettings, now: Instant
    ) -> HTTPResponse {
        let context = StatusContext(site, language, settings: settings, now: now)
        let model = ManageModel(token, fields: fields, isSaved: isSaved, problem: problem, context)
        return answer(
            html(model, zone: context.zone.identifier), context,
            status: problem == nil ? .ok : .unprocessableContent)
    }

    /// `token` is the one of the address that this answers.
    package static func unsubscribedPage(
        _ site: BrandSite, _ language: Language, token: String, settings: StatusSettings, now: Instant
    ) -> HTTPResponse {
        let context = StatusContext(site, language, settings: settings, now: now)
        let model = NoticeModel(
            .manage(token), title: context.say(.unsubscribedTitle),
            text: context.say(.unsubscribedText, ["brand": site.brand.name]), context)
        return answer(html(model, zone: context.zone.identifier), context)
    }

    /// Nothing stands at an address. `root` is the brand's folder there, with its slashes: `/` or `/status/BRAND/`.
    package static func missingPage(
        _ site: BrandSite, _ language: Language, root: String, settings: StatusSettings, now: Instant
    ) -> HTTPResponse {
        let context = StatusContext(site, language, settings: settings, now: now)
        return answer(
            html(NoticeModel(missingBelow: root, context), zone: context.zone.identifier), context, status: .notFound)
    }

    /// The same page for a server of files, which knows nothing of who asks. `folder` is where the brand's files stand when
    /// nobody has said how the public reaches them.
    package static func missingFile(
        _ site: BrandSite, _ language: Language, folder: String, settings: StatusSettings, now: Instant
    ) -> [UInt8] {
        let context = StatusContext(site, language, settings: settings, now: now)
        let root = settings.base(of: site.brand).map(Self.pathAfterHost) ?? folder
        return html(NoticeModel(missingBelow: root, context), zone: context.zone.identifier).bytes
    }

    /// `/status/acme/` of `https://example.com/status/acme`.
    private static func pathAfterHost(_ base: String) -> String {
        let place = base.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        return place.count > 3 ? "/" + place[3] + "/" : "/"
    }

    /// The brand's folder itself, where no server can choose a language: a page that lets the reader choose.
    package static func entrance(_ site: BrandSite) -> [UInt8] {
        html(EntranceModel(site)).bytes
    }

    private static func answer(
        _ page: HTML, _ context: StatusContext, status: HTTPStatus = .ok
    ) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: StatusHeaders.page(context.language, cache: "no-store"),
            body: .bytes(page.bytes))
    }
}
