internal import JSON
internal import Journal
internal import Vocabulary

extension OutboxProjection {
    /// Something to tell about one subject.
    struct News {
        var key: String
        var incident: IncidentID?
        var page: ProviderID?
        var call: Int64?
        var severity: Severity
        var moment: AlertMoment
        /// With what a channel begins that has heard nothing of it; nil when it is too late to begin.
        var opensWith: AlertMoment?
        var matching: [AlertRoute]
        var book: RouteBook
        var instant: Instant
    }

    func write(_ news: News, _ documents: inout any DocumentEditing) throws(JournalError) {
        var subject = try OutboxDocuments.subject(news.key, documents)
        let begun = subject.channels
        var wanted: [AlertChannelID] = []
        for channel in news.matching.flatMap(\.to) + begun where !wanted.contains(channel) { wanted.append(channel) }
        for id in wanted.sorted() {
            guard let channel = news.book.channel(id) else { continue }
            if begun.contains(id) {
                try go(on: channel, news, &documents)
            } else if let moment = news.opensWith {
                try begin(channel, moment == .recurred ? .recurred : moment.opening, news, &documents)
                subject.channels.append(id)
            }
        }
        if let incident = news.incident, !subject.incidents.contains(incident) { subject.incidents.append(incident) }
        guard !subject.channels.isEmpty else { return }
        try OutboxDocuments.put(subject, news.key, &documents)
    }

    private func begin(
        _ channel: AlertChannelProfile, _ moment: AlertMoment, _ news: News,
        _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        let routes = news.matching.filter { $0.to.contains(channel.id) }
        let message = OutboxMessage(
            id: MessageID(subject: news.key, channel: channel.id), subject: news.key,
            incidents: news.incident.map { [$0] } ?? [], page: news.page, call: news.call, channel: channel.id,
            followUp: channel.followUp, routes: routes.map(\.name), language: routes.first?.language ?? .english,
            severity: news.severity, state: .pending, version: 1, deliveredVersion: 0,
            untold: [OutboxMessage.Told(moment: moment, version: 1, isCall: news.call != nil)], foreignID: nil,
            wantedAt: news.instant,
            attempts: 0, error: nil)
        try OutboxDocuments.put(message, &documents)
    }

    /// A channel that has heard of it hears the rest, even when its route would not match any more: who was told that
    /// it began wants to know that it is over.
    private func go(
        on channel: AlertChannelProfile, _ news: News, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        let id = MessageID(subject: news.key, channel: channel.id)
        guard channel.hears(news.moment), var message = try OutboxDocuments.message(id, documents) else { return }
        // Causes are for those who are called: who hears of incidents alone is not told of the case.
        let isCalled = message.call != nil || news.matching.contains { $0.to.contains(channel.id) }
        guard news.call == nil || isCalled else { return }
        // The second incident of an event begins too, and for the message that is news of the event.
        let moment = news.moment == .opened ? AlertMoment.updated : news.moment
        guard channel.hears(moment) else { return }
        message.version += 1
        let told = OutboxMessage.Told(moment: moment, version: message.version, isCall: news.call != nil)
        message.untold = Array((message.untold + [told]).suffix(20))
        message.call = message.call ?? news.call
        message.severity = max(message.severity, news.severity)
        if let incident = news.incident, !message.incidents.contains(incident) {
            message.incidents.append(incident)
        }
        for route in news.matching where route.to.contains(channel.id) && !message.routes.contains(route.name) {
            message.routes.append(route.name)
        }
        if message.state != .pending {
            message.state = .pending
            message.wantedAt = news.instant
            message.attempts = 0
            message.error = nil
        }
        try OutboxDocuments.put(message, &documents)
    }

    // MARK: What became of messages

    func apply(
        _ fact: AlertingFact, _ entry: Entry, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        switch fact {
        case .called(let call): try raise(call, entry, &documents)
        case .callJoined(let number, let incident):
            try OutboxDocuments.setCase(of: incident, number, &documents)
        case .routesSet(let routes, let channels):
            try changeBook(&documents) { $0.set(routes, channels) }
        case .routeChanged(let route): try changeBook(&documents) { $0.change(route) }
        case .routeRemoved(let name): try changeBook(&documents) { $0.remove(name) }
        case .delivered(let id, let record):
            guard var message = try OutboxDocuments.message(id, documents) else { return }
            message.deliveredVersion = max(message.deliveredVersion, record.version)
            message.foreignID = record.foreignID ?? message.foreignID
            message.untold.removeAll { $0.version <= record.version }
            message.attempts = 0
            message.error = nil
            // Something new may have come while it was under way.
            if message.deliveredVersion >= message.version { message.state = .delivered }
            try OutboxDocuments.put(message, &documents)
            try OutboxDocuments.log(id, record, "delivered", entry, &documents)
        case .failed(let id, let record):
            guard var message = try OutboxDocuments.message(id, documents) else { return }
            message.attempts = record.attempts
            message.error = record.error
            try OutboxDocuments.put(message, &documents)
            try OutboxDocuments.log(id, record, "failed", entry, &documents)
        case .dead(let id, let record):
            guard var message = try OutboxDocuments.message(id, documents) else { return }
            message.state = .dead
            message.attempts = record.attempts
            message.error = record.error
            try OutboxDocuments.put(message, &documents)
            try OutboxDocuments.log(id, record, "dead", entry, &documents)
        case .resendRequested(let id):
            guard var message = try OutboxDocuments.message(id, documents) else {
                throw JournalError(.refused, "there is no message \(id); `vigie alerts dead` lists those that failed")
            }
            // What did not arrive keeps its key; what did arrive is sent once more under another.
            if message.deliveredVersion >= message.version {
                message.version += 1
                message.untold = [OutboxMessage.Told(moment: .updated, version: message.version)]
            }
            message.state = .pending
            message.wantedAt = entry.instant
            message.attempts = 0
            try OutboxDocuments.put(message, &documents)
        }
    }

    private func changeBook(
        _ documents: inout any DocumentEditing, _ change: (inout RouteBook) -> Void
    ) throws(JournalError) {
        var book = try OutboxDocuments.book(documents)
        change(&book)
        try documents.put(OutboxDocuments.bookKey, book.json.canonicalBytes())
    }
}

extension AlertMoment {
    /// What a channel that has heard nothing is told first.
    fileprivate var opening: AlertMoment { self == .unreadable ? .unreadable : .opened }
}
