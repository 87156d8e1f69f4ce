internal import Incidents
internal import JSON
package import Journal
internal import Telling
package import Vocabulary

/// Reads the facts of a message as they are now, and has them written.
package struct AlertRenderer: Sendable {
    private let store: any JournalStore
    private let zones: ZoneCatalogue
    private let origin: String?

    /// `origin` is where readers reach the pages: links begin with it.
    package init(store: any JournalStore, zones: ZoneCatalogue, origin: String?) {
        self.store = store
        self.zones = zones
        self.origin = origin.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    }

    /// Nil when there is nothing left to tell.
    package func render(_ job: DeliveryQueue.Job, now: Instant) async throws(JournalError) -> OutgoingMessage? {
        let (zones, origin) = (zones, origin)
        let rendered = try await store.read { documents throws(JournalError) in
            var texts: [AlertText] = []
            for message in job.messages {
                let reading = MessageFacts(documents: documents, zones: zones, origin: origin, now: now)
                if let text = try reading.text(of: message) { texts.append(text) }
            }
            return texts
        }
        guard let first = job.messages.first, let text = rendered.first else { return nil }
        guard job.isDigest else {
            return OutgoingMessage(
                key: first.idempotencyKey, thread: first.id.rawValue, text: text, foreignID: first.foreignID,
                isFollowUp: first.deliveredVersion > 0, wantedAt: first.wantedAt)
        }
        let composer = AlertComposer(language: first.language, zone: .utc, now: now, origin: origin)
        // The same messages make the same digest: its name comes from theirs.
        let name = MessageID(
            subject: job.messages.map(\.idempotencyKey).sorted().joined(separator: "+"), channel: job.channel)
        return OutgoingMessage(
            key: "\(name).digest", thread: name.rawValue,
            text: composer.digest(rendered, route: first.routes.first), wantedAt: first.wantedAt)
    }
}

/// One message's facts in one consistent picture.
private struct MessageFacts {
    let documents: any DocumentReading
    let zones: ZoneCatalogue
    let origin: String?
    let now: Instant

    func text(of message: OutboxMessage) throws(JournalError) -> AlertText? {
        let reading = IncidentReading(documents)
        let moments = message.untold.map(\.moment)
        if let page = message.page {
            guard let followed = try reading.page(of: page) else { return nil }
            let (composer, names) = try surroundings(of: page, nil, message.language)
            return composer.page(followed, moments: moments, names: names, route: message.routes.first)
        }
        if let number = message.toCall {
            guard let call = try OutboxReading(documents).call(number) else { return nil }
            let (composer, names) = try surroundings(of: call.provider, call.components, message.language)
            return composer.call(call, moments: moments, names: names, route: message.routes.first)
        }
        var incidents: [Incident] = []
        for id in message.incidents {
            if let incident = try reading.incident(id) { incidents.append(incident) }
        }
        guard let first = incidents.first else { return nil }
        let (composer, names) = try surroundings(of: first.provider, first, message.language)
        return composer.incident(
            first, others: Array(incidents.dropFirst()), moments: moments, names: names, route: message.routes.first)
    }

    private func surroundings(
        of id: ProviderID, _ incident: Incident?, _ language: Language
    ) throws(JournalError) -> (AlertComposer, AlertComposer.Names) {
        try surroundings(
            of: id, incident?.components ?? [], brands: incident?.updates.map(\.brand) ?? [], language)
    }

    private func surroundings(
        of id: ProviderID, _ components: [ComponentID], brands: [BrandID] = [], _ language: Language
    ) throws(JournalError) -> (AlertComposer, AlertComposer.Names) {
        let catalogue = try IncidentReading(documents).catalogue(of: id, brands: brands, components: components)
        let zone = catalogue.provider.flatMap { zones.zone($0.zone) } ?? .utc
        let names = AlertComposer.Names(
            provider: catalogue.provider?.name ?? id.rawValue,
            brands: Dictionary(catalogue.brands.map { ($0.id, $0.name) }) { first, _ in first },
            components: Dictionary(catalogue.components.map { ($0.id, $0.name) }) { first, _ in first })
        return (AlertComposer(language: language, zone: zone, now: now, origin: origin), names)
    }
}
