// APISamples: a site with what the API's tests and its schema check need, and the API's ports filled from it.
// Start reading at `SampleSite.swift`.
package import API
package import HTTP
package import Incidents
internal import Journal
package import Vocabulary

/// The API on the sample, as a server is given it.
package struct SampleAPI: HTTPHandler {
    package let answers: APIAnswers
    package let router: Router

    package init(
        site: Site = SampleSite.site, now: Instant = SampleSite.now, origin: String? = nil,
        zones: ZoneCatalogue = ZoneCatalogue { _ in nil }, writing: APIWriting? = nil
    ) {
        let answers = APIAnswers()
        answers.update(site, asOf: now, now: now)
        self.init(answers: answers, site: site, now: now, origin: origin, zones: zones, writing: writing)
    }

    /// `answers` may be empty still, as they are when the program starts.
    package init(
        answers: APIAnswers, site: Site, now: Instant, origin: String?, zones: ZoneCatalogue, writing: APIWriting?
    ) {
        self.answers = answers
        let queries = SampleQueries(site: site)
        let journal = SampleJournal(site)
        let sources = APISources(
            queries: queries,
            latest: { (before, limit) throws(QueryFailure) in queries.latest(before: before, limit: limit) },
            history: { (id, after, limit) throws(QueryFailure) in journal.entries(of: id, after: after, limit: limit) },
            feed: EventFeed(), writing: writing)
        var router = Router()
        APIRoutes(answers: answers, sources: sources, zones: zones, origin: origin, now: { now }).add(to: &router)
        self.router = router
    }

    package func reply(to request: HTTPRequest) -> HTTPReply { router.reply(to: request, failure: failure) }

    package func bodyLimit(method: HTTPMethod, path: String) -> Int {
        router.bodyLimit(method: method, path: path) ?? 1_024
    }

    package func failure(_ failure: HTTPFailure) -> HTTPResponse { ProblemDetails.response(failure) }
}
