internal import Bytes
internal import Incidents
internal import JSON
package import Journal
internal import Telling
internal import Vocabulary

/// Who subscribed, and what is to be told to whom: written in the transaction of the fact, so that nobody is forgotten.
///
/// Its documents: `subscriber/…` is each subscriber, `roster/<brand>/…` are those who get something, `token/…` leads from a
/// question to who was asked; `job/…` is each thing that is told to many, with how far it is, `chunk/…` who is to be told and
/// `waiting/…` who of them still waits; `dead/…` is what was given up and `log/…` the latest that was sent.
///
/// Telling rests on what everybody may see: an incident is told on the brands for which `Incident.seen(by:)` shows it.
package struct SubscriptionProjection: Projection {
    package static let name: ProjectionName = "subscriptions"
    package static let logMost = 1_000
    package static let deadMost = 10_000
    /// Jobs that are kept to be looked at.
    package static let jobsMost = 500
    private static let statementsMost = 500
    private static let componentsMost = 1_000

    package init() {}

    package var name: ProjectionName { Self.name }
    package var revision: Int { 2 }

    package func apply(_ entry: Entry, to documents: inout any DocumentEditing) throws(JournalError) {
        let fact: SubscribingFact?
        do throws(JSONError) {
            fact = try SubscribingFact(entry)
        } catch {
            throw JournalError(.refused, "\(entry.kind) can't be read: \(error)")
        }
        if let fact { return try apply(fact, entry, &documents) }
        guard entry.stream.category == "incident", let fact = try Fact.told(by: entry) else { return }
        try tell(fact, entry, &documents)
    }

    // MARK: Subscribers

    private func apply(
        _ fact: SubscribingFact, _ entry: Entry, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        switch fact {
        case .asked(let id, let brand, let target, let question, let at):
            let before = try SubscriptionDocuments.subscriber(id, documents)
            var subscriber =
                before
                ?? Subscriber(
                    id: id, brand: brand, target: target, wish: question.wish, state: .unconfirmed, askedAt: at)
            // Who is told already, or said no, stays so: a stranger who types their address changes nothing.
            subscriber.question = question
            subscriber.askedAt = at
            try SubscriptionDocuments.put(subscriber, before: before, &documents)
            let member = FanOutChunk.Member(subscriber: id, lane: target.lane)
            try write(.question, brand, [member], entry, number: 0, &documents)
        case .imported(let id, let brand, let target, let wish):
            let before = try SubscriptionDocuments.subscriber(id, documents)
            // Who said no, or has a wish, is not overruled by a list.
            guard before == nil || before?.state == .unconfirmed else { return }
            let subscriber = Subscriber(
                id: id, brand: brand, target: target, wish: wish, state: .confirmed, askedAt: entry.instant,
                confirmedAt: entry.instant)
            try SubscriptionDocuments.put(subscriber, before: before, &documents)
        case .confirmed(let id):
            try change(id, &documents) { subscriber in
                if let question = subscriber.question { subscriber.wish = question.wish }
                subscriber.question = nil
                subscriber.state = .confirmed
                subscriber.confirmedAt = entry.instant
                subscriber.failures = 0
            }
        case .changed(let id, let wish): try change(id, &documents) { $0.wish = wish }
        case .unsubscribed(let id):
            try change(id, &documents) { subscriber in
                subscriber.state = .unsubscribed
                subscriber.question = nil
            }
        case .removed(let id):
            let before = try SubscriptionDocuments.subscriber(id, documents)
            try SubscriptionDocuments.put(nil, before: before, &documents)
        case .told(let job, let report): try settle(job, report, entry, &documents)
        case .resendRequested(let job, let subscribers): try resend(job, subscribers, &documents)
        }
    }

    private func change(
        _ id: SubscriberID, _ documents: inout any DocumentEditing, _ body: (inout Subscriber) -> Void
    ) throws(JournalError) {
        guard let before = try SubscriptionDocuments.subscriber(id, documents) else { return }
        var subscriber = before
        body(&subscriber)
        try SubscriptionDocuments.put(subscriber, before: before, &documents)
    }

    // MARK: What is told

    private func tell(_ fact: Fact, _ entry: Entry, _ documents: inout any DocumentEditing) throws(JournalError) {
        let key = fact.stream.rawValue
        var told = try ToldIncident.read(key, documents)
        switch fact {
        case .incidentDescribed(let incident):
            // A vendor's incident is told by alerts, not here.
            guard incident.own != nil || told != nil else { return }
            let wasSeen = told?.isSeen ?? true
            var next = told ?? ToldIncident(incident)
            next.describe(incident)
            if !wasSeen, next.isSeen { try tellLatest(&next, entry, &documents) }
            told = next
        case .incidentRecorded(let incident):
            guard incident.own != nil || told != nil else { return }
            // What came as a whole is history: it was said elsewhere.
            var next = ToldIncident(incident)
            for statement in incident.statements where statement.subject == .update {
                next.take(statement, isTold: true)
            }
            if let postmortem = incident.postmortem { next.take(postmortem, isTold: true) }
            told = next
        case .impactWindowRecorded(_, let window): told?.add(window.components, most: Self.componentsMost)
        case .statementRecorded(_, let statement):
            // A title or a note that was agreed to is seen in its place; nobody is written to about it.
            guard var next = told, statement.subject == .update else { return }
            next.take(statement, isTold: false)
            next.trim(to: Self.statementsMost)
            if statement.standing.isPublic, next.isSeen { try tell(statement.id.rawValue, &next, entry, &documents) }
            told = next
        case .postmortemPublished(_, let postmortem):
            guard var next = told else { return }
            next.take(postmortem, isTold: false)
            if next.isSeen { try tell(ToldIncident.postmortem, &next, entry, &documents) }
            told = next
        default: return
        }
        if let told { try documents.put(key, told.json.canonicalBytes()) }
    }

    /// The embargo is over: what was said last is told, and what was said before it counts as told.
    private func tellLatest(
        _ incident: inout ToldIncident, _ entry: Entry, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        guard let last = incident.latestPublic else { return }
        try tell(last, &incident, entry, &documents)
        incident.countAllAsTold()
    }

    private func tell(
        _ name: String, _ incident: inout ToldIncident, _ entry: Entry, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        guard let version = incident.tell(name) else { return }
        let subject: FanOutJob.Subject
        if name == ToldIncident.postmortem {
            subject = .postmortem(incident.id, version: version)
        } else {
            guard let id = StatementID(name) else { return }
            subject = .statement(incident.id, id, version: version)
        }
        // Corrected words go to everybody; who still waits for the old ones is told the new ones alone.
        for job in incident.jobs(of: name) { try cancel(job, &documents) }
        var jobs: [FanOutJobID] = []
        for (number, brand) in incident.brands(of: name).enumerated() {
            let members = try SubscriptionDocuments.matching(brand, incident.components, documents)
            let job = try write(subject, brand, members, entry, number: number, &documents)
            if let job { jobs.append(job) }
        }
        incident.setJobs(jobs, of: name)
    }

    /// Nil when there is nobody to tell.
    @discardableResult
    private func write(
        _ subject: FanOutJob.Subject, _ brand: BrandID, _ members: [FanOutChunk.Member], _ entry: Entry, number: Int,
        _ documents: inout any DocumentEditing
    ) throws(JournalError) -> FanOutJobID? {
        guard !members.isEmpty else { return nil }
        let id = FanOutJobID.make(subject, position: entry.position.rawValue, number: number)
        var chunks = 0
        for start in stride(from: 0, to: members.count, by: FanOutChunk.size) {
            let chunk = FanOutChunk(members: Array(members[start...].prefix(FanOutChunk.size)))
            try SubscriptionDocuments.put(chunk, FanOutChunk.ID(job: id, number: chunks), &documents)
            chunks += 1
        }
        let job = FanOutJob(
            id: id, brand: brand, subject: subject, at: entry.instant, chunks: chunks, total: members.count)
        try SubscriptionDocuments.put(job, &documents)
        if subject != .question {
            try SubscriptionDocuments.keepMembers(of: id, &documents)
            try forgetOldest(&documents)
        }
        return id
    }

    /// The oldest job that nobody waits for goes when there are too many.
    private func forgetOldest(_ documents: inout any DocumentEditing) throws(JournalError) {
        let prefix = SubscriptionDocuments.jobPrefix + "1-"
        guard try SubscriptionDocuments.next("job", &documents) >= Self.jobsMost,
            let oldest = try documents.documents(prefix: prefix, limit: 1).first
        else { return }
        let job = try SubscriptionDocuments.decode(oldest.key, oldest.body) { json throws(JSONError) in
            try FanOutJob(json: json)
        }
        guard job.waiting == 0 else { return }
        try documents.remove(oldest.key)
        try SubscriptionDocuments.forgetMembers(of: job, &documents)
        let dead = try documents.documents(prefix: SubscriptionDocuments.deadKey(job.id), limit: Self.deadMost)
        for letter in dead { try documents.remove(letter.key) }
        try SubscriptionDocuments.addDead(-dead.count, &documents)
    }

    /// Who still waits for a job is told nothing by it.
    private func cancel(_ id: FanOutJobID, _ documents: inout any DocumentEditing) throws(JournalError) {
        guard var job = try SubscriptionDocuments.job(id, documents), job.waiting > 0 else { return }
        for number in 0..<job.chunks {
            let chunk = FanOutChunk.ID(job: id, number: number)
            guard let waiting = try SubscriptionDocuments.waiting(chunk, documents) else { continue }
            job.skipped += waiting.count
            try SubscriptionDocuments.put(FanOutWaiting(count: 0), chunk, &documents)
        }
        try SubscriptionDocuments.put(job, &documents)
    }

    // MARK: What became of it

    private func settle(
        _ id: FanOutJobID, _ report: FanOutReport, _ entry: Entry, _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        guard var job = try SubscriptionDocuments.job(id, documents) else { return }
        let before = job
        for part in report.chunks {
            let place = FanOutChunk.ID(job: id, number: part.number)
            guard var waiting = try SubscriptionDocuments.waiting(place, documents) else { continue }
            for index in part.told where waiting.remove(index) { job.told += 1 }
            for index in part.skipped where waiting.remove(index) { job.skipped += 1 }
            if !part.dead.isEmpty || !part.recovered.isEmpty {
                let members = try SubscriptionDocuments.chunk(place, documents)?.members ?? []
                for dead in part.dead where waiting.remove(dead.place) && members.indices.contains(dead.place) {
                    job.dead += 1
                    try bury(members[dead.place].subscriber, dead, job, entry, &documents)
                }
                for index in part.recovered where members.indices.contains(index) {
                    try change(members[index].subscriber, &documents) { $0.failures = 0 }
                }
            }
            try SubscriptionDocuments.put(waiting, place, &documents)
        }
        if case .question = job.subject, job.waiting == 0 {
            // A question that was put is worth no place of its own, nor is one that can't be: who still wants to be told
            // asks again.
            try documents.remove(SubscriptionDocuments.jobPrefix + id.rawValue)
        } else {
            try SubscriptionDocuments.put(job, &documents)
        }
        let line: JSONValue = [
            "job": .string(id.rawValue), "at": .string(entry.instant.rfc3339),
            "told": JSONValue(job.told - before.told), "dead": JSONValue(job.dead - before.dead),
            "skipped": JSONValue(job.skipped - before.skipped),
        ]
        try SubscriptionDocuments.log(line, most: Self.logMost, &documents)
    }

    private func bury(
        _ subscriber: SubscriberID, _ dead: FanOutReport.Dead, _ job: FanOutJob, _ entry: Entry,
        _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        // That nobody can be asked there says nothing about one who is told already.
        if case .question = job.subject { return }
        let body: JSONValue = [
            "job": .string(job.id.rawValue), "subscriber": .string(subscriber.rawValue),
            "brand": .string(job.brand.rawValue), "at": .string(entry.instant.rfc3339),
            "attempts": JSONValue(dead.attempts), "error": .string(dead.error),
        ]
        try documents.put(SubscriptionDocuments.deadKey(job.id, subscriber), body.canonicalBytes())
        if try SubscriptionDocuments.addDead(1, &documents) > Self.deadMost,
            let oldest = try documents.documents(prefix: SubscriptionDocuments.deadPrefix, limit: 1).first
        {
            try documents.remove(oldest.key)
            try SubscriptionDocuments.addDead(-1, &documents)
        }
        try change(subscriber, &documents) { subscriber in
            subscriber.failures += 1
            if subscriber.failures >= Subscriber.failuresMost, subscriber.state == .confirmed {
                subscriber.state = .failing
            }
        }
    }

    private func resend(
        _ id: FanOutJobID, _ subscribers: [SubscriberID], _ documents: inout any DocumentEditing
    ) throws(JournalError) {
        guard var job = try SubscriptionDocuments.job(id, documents) else { return }
        var members: [FanOutChunk.Member] = []
        for subscriber in subscribers.prefix(SubscribingFact.resendMost) {
            let key = SubscriptionDocuments.deadKey(id, subscriber)
            guard try documents.document(key) != nil else { continue }
            try documents.remove(key)
            try SubscriptionDocuments.addDead(-1, &documents)
            job.dead = max(job.dead - 1, 0)
            guard let known = try SubscriptionDocuments.subscriber(subscriber, documents) else {
                job.skipped += 1
                continue
            }
            // A person says that it works again.
            try change(subscriber, &documents) { subscriber in
                if subscriber.state == .failing { subscriber.state = .confirmed }
                subscriber.failures = 0
            }
            members.append(FanOutChunk.Member(subscriber: subscriber, lane: known.target.lane))
        }
        if !members.isEmpty {
            try SubscriptionDocuments.put(
                FanOutChunk(members: members), FanOutChunk.ID(job: id, number: job.chunks), &documents)
            job.chunks += 1
        }
        try SubscriptionDocuments.put(job, &documents)
    }
}
