internal import Incidents
package import Journal
package import Telling
package import Vocabulary

/// The dry run: what every route would do about an incident if it began now, and why.
package struct AlertExplanation: Sendable, Equatable {
    package var incident: Incident
    package var subject: AlertSubject
    package var state: IncidentState
    package var routes: [AlertRoute]
    /// One for each route, in their order.
    package var verdicts: [RouteVerdict]
    package var channels: [AlertChannelProfile]
    package var now: Instant

    /// Nil when there is no such incident. `book` is the routes in force: the journal's, unless somebody knows better.
    package init?(
        of id: IncidentID, in documents: any DocumentReading, book: RouteBook, now: Instant, zones: ZoneCatalogue
    ) throws(JournalError) {
        let reading = IncidentReading(documents)
        guard let incident = try reading.incident(id)?.seen(by: .everyone(brand: nil)) else { return nil }
        let components = incident.components + incident.windows.flatMap(\.components)
        let catalogue = try reading.catalogue(of: incident.provider, brands: [], components: components)
        let channels = Dictionary(
            catalogue.components.map { ($0.id, $0.channel) }, uniquingKeysWith: { first, _ in first })
        self.init(
            incident, book: book, now: now, zones: zones, channelOf: { channels[$0] })
    }

    /// `incident` as everyone may see it.
    package init(
        _ incident: Incident, book: RouteBook, now: Instant, zones: ZoneCatalogue,
        channelOf: (ComponentID) -> Channel?
    ) {
        self.incident = incident
        subject = AlertSubject(incident, moment: .opened, channelOf: channelOf)
        state = incident.state(now: now)
        routes = book.routes
        verdicts = RouteRule.explain(subject, routes: routes, now: now, zones: zones)
        channels = book.channels
        self.now = now
    }
}
