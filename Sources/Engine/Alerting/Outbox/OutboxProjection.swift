internal import Incidents
internal import JSON
package import Journal
package import Vocabulary

/// Writes what is to be said into the outbox, in the transaction of the fact that it tells: what happened and the duty to
/// tell it are recorded together, or neither is.
///
/// There is one message for each event and channel. Incidents of one event share it: an event is the case that was called, else what
/// `eventOf` says, else what people joined, else the incident alone. `eventOf` must be a pure function of the incident, so that a rebuild
/// comes out the same. A message has versions; each raises the last, and what waits is always the latest.
///
/// Documents: `incident/…`, `component/…`, `page/…` and `event/…` are what it has to know to decide; `routes` is the book of
/// routes; `call/…` is what was last said of a case, `case-of/…` the case that an incident tells; `subject/…` lists the channels of one subject; `message/…` are all messages, `pending/…` and `dead/…` those that
/// wait and that nobody tries any more; `log/…` are the latest outcomes.
package struct OutboxProjection: Projection {
    package static let name: ProjectionName = "outbox"
    package static let logMost = 1_000

    let eventOf: @Sendable (Incident) -> String?

    package init(eventOf: @escaping @Sendable (Incident) -> String? = { _ in nil }) { self.eventOf = eventOf }

    package var name: ProjectionName { Self.name }
    package var revision: Int { 2 }

    package func apply(_ entry: Entry, to documents: inout any DocumentEditing) throws(JournalError) {
        if let fact = try Self.reading(entry, AlertingFact.init) {
            return try apply(fact, entry, &documents)
        }
        guard let fact = try Fact.told(by: entry) else { return }
        switch fact {
        case .componentDescribed(let component):
            let body: JSONValue = ["channel": .string(component.channel.rawValue)]
            try documents.put(fact.stream.rawValue, body.canonicalBytes())
        case .providerDescribed, .brandDescribed, .documentCaptured, .sentenceDescribed, .maintenanceSeriesDescribed:
            break
        case .pageFollowed(let page): try follow(page, entry, &documents)
        case .pageUnfollowed(let provider): try documents.remove(Fact.stream(ofPage: provider).rawValue)
        case .eventDecided(let decision): try decide(decision, &documents)
        case .incidentDescribed, .incidentRecorded, .impactWindowRecorded, .updatePublished, .updateRevised,
            .pageAccountRecorded, .claimRecorded, .insideEventNoted, .contradictionNoted, .postmortemPublished,
            .captureKept, .impactWindowWithdrawn, .statementRecorded, .postmortemDrafted:
            try tell(fact, entry, &documents)
        }
    }

    // MARK: Incidents

    private func tell(_ fact: Fact, _ entry: Entry, _ documents: inout any DocumentEditing) throws(JournalError) {
        let key = fact.stream.rawValue
        var record = try OutboxDocuments.incident(key, documents)
        switch fact {
        case .incidentDescribed(let incident), .incidentRecorded(let incident):
            record = record ?? OutboxDocuments.IncidentRecord(incident: MomentRule.lean(incident))
        case .claimRecorded, .insideEventNoted, .captureKept, .postmortemDrafted: return
        case .contradictionNoted(_, let contradiction) where contradiction.kind != .hiddenRecurrence: return
        default: break
        }
        guard var record else {
            throw JournalError(.refused, "\(key) must be described before anything is said of it")
        }
        record.incident.apply(fact)
        record.incident = MomentRule.lean(record.incident)
        let moment = MomentRule.moment(of: record.incident, after: fact, told: record.told, now: entry.instant)
        if let moment {
            try tell(record.incident, moment, entry, &documents)
            record.told = MomentRule.Told(
                severity: record.incident.severity,
                phase: MomentRule.phase(of: record.incident, now: entry.instant))
        } else if record.told != nil {
            // What was not worth a word still moves what the next one is compared with.
            record.told?.phase = MomentRule.phase(of: record.incident, now: entry.instant)
        }
        try documents.put(key, record.json.canonicalBytes())
    }

    private func tell(
        _ incident: Incident, _ moment: AlertMoment, _ entry: Entry, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        let book = try OutboxDocuments.book(documents)
        guard !book.channels.isEmpty else { return }
        var channels: [ComponentID: Channel] = [:]
        for component in incident.components + incident.windows.flatMap(\.components) {
            channels[component] = try OutboxDocuments.channel(of: component, documents)
        }
        let subject = AlertSubject(incident, moment: moment) { channels[$0] }
        let matching = book.routes.filter { RouteRule.matches($0.match, subject) }
        let phase = MomentRule.phase(of: incident, now: entry.instant)
        try write(
            News(
                key: try subjectKey(of: incident, documents), incident: incident.id, page: nil,
                severity: incident.severity, moment: moment, opensWith: phase == .ongoing ? moment : nil,
                matching: matching, book: book, instant: entry.instant),
            &documents)
    }

    private func subjectKey(of incident: Incident, _ documents: any DocumentEditing) throws(JournalError) -> String {
        let root = try OutboxDocuments.root(of: incident.id, documents)
        // Whoever was called for a case hears of its incident in the same thread: one outage wakes people once.
        for id in [incident.id, root] {
            if let number = try OutboxDocuments.caseNumber(of: id, documents) { return Self.caseKey(number) }
        }
        if let event = eventOf(incident) { return "event/" + event }
        return "incident/" + root.rawValue
    }

    /// Two incidents that a person joined share what is sent from now on; the lesser name stands for both.
    private func decide(_ decision: EventDecision, _ documents: inout any DocumentEditing) throws(JournalError) {
        let (first, second) = (
            try OutboxDocuments.root(of: decision.first, documents),
            try OutboxDocuments.root(of: decision.second, documents)
        )
        switch decision.verdict {
        case .joined where first != second:
            try OutboxDocuments.setRoot(of: max(first, second), min(first, second), &documents)
        case .joined: break
        case .apart:
            try OutboxDocuments.setRoot(of: max(decision.first, decision.second), nil, &documents)
        }
    }

    // MARK: Cases

    private static func caseKey(_ number: Int64) -> String { "case/\(number)" }

    /// What is called for a case goes where the routes say; who heard that it began hears that it is over.
    func raise(_ call: CaseCall, _ entry: Entry, _ documents: inout any DocumentEditing) throws(JournalError) {
        try documents.put(OutboxDocuments.callKey(call.number), call.json.canonicalBytes())
        let book = try OutboxDocuments.book(documents)
        guard !book.channels.isEmpty else { return }
        var channels: [Channel] = []
        for component in call.components {
            guard let channel = try OutboxDocuments.channel(of: component, documents), !channels.contains(channel)
            else { continue }
            channels.append(channel)
        }
        let subject = AlertSubject(
            kind: .call, provider: call.provider, components: call.components, channels: channels,
            severity: call.severity)
        // A better cause is told to whom the case concerns now, too, and is never how a case begins.
        let isKnown = try !OutboxDocuments.subject(Self.caseKey(call.number), documents).channels.isEmpty
        let opening: AlertMoment? =
            switch call.moment {
            case .resolved: nil
            case .updated: isKnown ? .opened : nil
            default: call.moment
            }
        try write(
            News(
                key: Self.caseKey(call.number), incident: nil, page: nil, call: call.number, severity: call.severity,
                moment: call.moment, opensWith: opening,
                matching: book.routes.filter { RouteRule.matches($0.match, subject) }, book: book,
                instant: entry.instant),
            &documents)
    }

    // MARK: Pages

    private func follow(
        _ page: FollowedPage, _ entry: Entry, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        let key = Fact.stream(ofPage: page.provider).rawValue
        let since = try OutboxDocuments.troubleSince(key, documents)
        // What is our own fault is no trouble of the page.
        let trouble = page.trouble.flatMap { $0.reason == FollowedPage.Trouble.ownFault ? nil : $0 }
        let moment: AlertMoment? =
            switch (since, trouble?.since) {
            case (nil, _?): .unreadable
            case (_?, nil): .readable
            default: nil
            }
        guard let moment, let began = since ?? trouble?.since else { return }
        try OutboxDocuments.setTroubleSince(key, trouble == nil ? nil : began, &documents)
        let book = try OutboxDocuments.book(documents)
        guard !book.channels.isEmpty else { return }
        let subject = AlertSubject(unreadable: page.provider)
        try write(
            News(
                key: "\(key)@\(began.rfc3339)", incident: nil, page: page.provider, severity: subject.severity,
                moment: moment, opensWith: moment == .unreadable ? moment : nil,
                matching: book.routes.filter { RouteRule.matches($0.match, subject) }, book: book,
                instant: entry.instant),
            &documents)
    }

    static func reading<Value>(
        _ entry: Entry, _ read: (Entry) throws(JSONError) -> Value?
    ) throws(JournalError) -> Value? {
        do throws(JSONError) {
            return try read(entry)
        } catch {
            throw JournalError(.refused, "\(entry.kind) in \(entry.stream) can't be read: \(error)")
        }
    }
}
