package import Alerting
package import HTTP
internal import Telling
package import Vocabulary
internal import Markup

/// The pages about alerts: made for each request, for readers who may see them, and kept by nobody. Whoever answers the
/// request asks first who reads; see `WebForms` in App.
package struct AlertPages: Sendable {
    private let settings: SiteSettings

    package init(settings: SiteSettings) { self.settings = settings }

    /// The same pages for somebody who is signed in.
    package func read(by reader: SiteReader?) -> AlertPages { AlertPages(settings: settings.read(by: reader)) }

    package var zones: ZoneCatalogue { settings.zones }

    @concurrent
    package func list(
        _ picture: OutboxPicture, outcome: AlertOutcome? = nil, language: Language, now: Instant,
        status: HTTPStatus = .ok
    ) async -> HTTPResponse {
        response(status, language, html(AlertsPage(picture, outcome: outcome, context: context(language, now))))
    }

    /// `refusal` is why what was typed can't be recorded, when no single field is at fault.
    @concurrent
    package func routeForm(
        _ fields: RouteFields, changing route: AlertRoute?, book: RouteBook, refusal: String? = nil,
        language: Language, now: Instant, status: HTTPStatus = .ok
    ) async -> HTTPResponse {
        let page = RouteFormPage(
            fields, changing: route, book: book, refusal: refusal, context: context(language, now))
        return response(status, language, html(page))
    }

    /// `asked` is what stands in the field; nil where there is no such incident, or nothing was asked.
    @concurrent
    package func explain(
        asked: String, _ explanation: AlertExplanation?, language: Language, now: Instant
    ) async -> HTTPResponse {
        let status: HTTPStatus = explanation == nil && !asked.isEmpty ? .notFound : .ok
        return response(
            status, language, html(ExplainPage(asked: asked, explanation, context: context(language, now))))
    }

    /// These pages are read from the journal as it is now, so they are never stale.
    private func context(_ language: Language, _ now: Instant) -> PageContext {
        PageContext(
            words: .of(language), zone: settings.zone(settings.homeZone), now: now, asOf: now, settings: settings)
    }

    private func response(_ status: HTTPStatus, _ language: Language, _ page: HTML) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [
                "Content-Type": "text/html; charset=utf-8", "Content-Language": language.code,
                "Cache-Control": "no-store",
            ], body: .bytes(page.bytes))
    }
}
