internal import Incidents
package import Journal
internal import Telling
package import Vocabulary

/// What readers and the team may ask for about subscriptions: checked against what the journal holds, then recorded.
///
/// A reader's answers are the same whether or not somebody had subscribed before: nobody learns from this page who reads it.
package struct SubscriberOrders: Sendable {
    /// A question is good for so long.
    package static let questionGoodFor = TimeSpan.hours(48)
    /// One target is asked no more often.
    package static let askedApart = TimeSpan.minutes(15)
    /// Of one brand, questions that nobody answered yet.
    package static let unconfirmedMost = 20_000
    package static let subscribersMost = 250_000

    package let store: any JournalStore
    package let keys: SubscriberKeys
    package let rule: TargetRule
    package let now: @Sendable () -> Instant

    package init(
        store: any JournalStore, keys: SubscriberKeys, rule: TargetRule, now: @escaping @Sendable () -> Instant
    ) {
        self.store = store
        self.keys = keys
        self.rule = rule
        self.now = now
    }

    package enum Refusal: Error, Sendable, Hashable {
        case target(TargetRule.Problem)
        /// No brand of ours has this name.
        case brand
        /// The brand's page is not in this language.
        case language
        /// The brand's page shows no such component.
        case components
        /// There are as many as this installation takes.
        case full
        /// No link of ours, or a question that is no longer good.
        case token
        /// The journal says why.
        case journal(String)
    }

    // MARK: Readers

    /// Puts a question to the target. Asked again too soon, nothing happens, and the answer is the same.
    package func ask(
        _ kind: SubscriberTarget.Kind, _ text: String, signingKey: String? = nil, brand: BrandID,
        wish: Subscriber.Wish, actor: Actor
    ) async throws(Refusal) {
        let key = signingKey.flatMap { $0.isEmpty ? nil : $0 } ?? keys.signingKey(brand, text)
        let target: SubscriberTarget
        do throws(TargetRule.Problem) {
            target = try rule.target(kind, text, signingKey: key)
        } catch {
            throw .target(error)
        }
        _ = try await put(keys.id(brand, target), target, brand, wish, actor)
    }

    /// Puts the question, unless it was put lately; whether it was put now.
    func put(
        _ id: SubscriberID, _ target: SubscriberTarget, _ brand: BrandID, _ wish: Subscriber.Wish, _ actor: Actor
    ) async throws(Refusal) -> Bool {
        let instant = now()
        let (objection, known, counts) = try await read { documents throws(JournalError) in
            let reading = SubscriptionReading(documents)
            return (
                try Self.objection(to: wish, brand, IncidentReading(documents)), try reading.subscriber(id),
                try reading.counts(of: brand)
            )
        }
        if let objection { throw objection }
        if let known, instant - known.askedAt < Self.askedApart, instant >= known.askedAt { return false }
        if known == nil {
            let all = counts.values.reduce(0, +)
            guard counts[.unconfirmed] ?? 0 < Self.unconfirmedMost, all < Self.subscribersMost else { throw .full }
        }
        let token = keys.confirmationToken(id, askedAt: instant)
        guard let digest = SubscriberKeys.digest(ofToken: token) else { throw .token }
        let question = Subscriber.Question(digest: digest, expires: instant + Self.questionGoodFor, wish: wish)
        // Two who ask at the same time ask once.
        let period = instant.seconds / Self.askedApart.wholeSeconds
        do throws(JournalError) {
            _ = try await store.append(
                AppendCommand(
                    actor: actor, instant: instant,
                    drafts: [SubscribingFact.asked(id, brand, target, question, at: instant).draft],
                    idempotencyKey: IdempotencyKey("ask:\(id):\(period)")))
            return true
        } catch  where error.code == .idempotencyConflict {
            return false
        } catch {
            throw .journal(error.message)
        }
    }

    /// Who was asked by this token, while the question is good.
    package func asked(_ token: String) async throws(Refusal) -> Subscriber {
        guard let digest = SubscriberKeys.digest(ofToken: token) else { throw .token }
        let instant = now()
        let subscriber = try await read { documents throws(JournalError) in
            try SubscriptionReading(documents).subscriber(asked: digest)
        }
        guard let subscriber, let question = subscriber.question, question.digest == digest,
            question.expires > instant
        else { throw .token }
        return subscriber
    }

    /// Who reads there said yes. Gives the token of the link under which they change it.
    package func confirm(_ token: String, actor: Actor) async throws(Refusal) -> (Subscriber, manageToken: String) {
        let subscriber = try await asked(token)
        try await append(
            .confirmed(subscriber.id), actor: actor,
            key: IdempotencyKey("confirm:\(subscriber.id):\(subscriber.askedAt.microseconds)"))
        guard let manage = keys.manageToken(subscriber.id) else { throw .token }
        return (subscriber, manage)
    }

    /// Whom a link belongs to.
    package func managed(_ token: String) async throws(Refusal) -> Subscriber {
        guard let id = keys.subscriber(ofToken: token) else { throw .token }
        let subscriber = try await read { documents throws(JournalError) in
            try SubscriptionReading(documents).subscriber(id)
        }
        guard let subscriber else { throw .token }
        return subscriber
    }

    package func change(
        _ token: String, _ wish: Subscriber.Wish, actor: Actor, key: IdempotencyKey? = nil
    ) async throws(Refusal) {
        let subscriber = try await managed(token)
        let objection = try await read { documents throws(JournalError) in
            try Self.objection(to: wish, subscriber.brand, IncidentReading(documents))
        }
        if let objection { throw objection }
        guard wish != subscriber.wish else { return }
        try await append(.changed(subscriber.id, wish), actor: actor, key: key)
    }

    /// Once is enough, and twice is no mistake.
    package func unsubscribe(_ token: String, actor: Actor) async throws(Refusal) -> Subscriber {
        let subscriber = try await managed(token)
        guard subscriber.state != .unsubscribed else { return subscriber }
        try await append(.unsubscribed(subscriber.id), actor: actor, key: nil)
        return subscriber
    }

    // MARK: The team

    package func list(
        _ brand: BrandID, after: SubscriberID? = nil, limit: Int
    ) async throws(Refusal) -> ([Subscriber], counts: [Subscriber.State: Int]) {
        try await read { documents throws(JournalError) in
            let reading = SubscriptionReading(documents)
            let page = try reading.subscribers(of: brand, after: after, limit: min(max(limit, 1), 500))
            return (page, try reading.counts(of: brand))
        }
    }

    package func remove(_ id: SubscriberID, actor: Actor, key: IdempotencyKey? = nil) async throws(Refusal) {
        try await append(.removed(id), actor: actor, key: key)
    }

    /// Forgets somebody of this brand; false when there is nobody. Sent again with its key, the order is answered as it was.
    package func remove(
        _ id: SubscriberID, of brand: BrandID, actor: Actor, key: IdempotencyKey? = nil
    ) async throws(Refusal) -> Bool {
        if let known = try await subscriber(id), known.brand == brand {
            try await remove(id, actor: actor, key: key)
            return true
        }
        guard let key else { return false }
        let draft = SubscribingFact.removed(id).draft
        // A version that no stream has: what was recorded under this key has its receipt, and nothing new is recorded.
        let never = StreamExpectation(stream: draft.stream, version: StreamVersion(Int64.max))
        do throws(JournalError) {
            _ = try await store.append(
                AppendCommand(
                    actor: actor, instant: now(), drafts: [draft], expectations: [never], idempotencyKey: key))
            return true
        } catch  where error.code == .versionConflict {
            return false
        } catch {
            throw .journal(error.message)
        }
    }

    package struct ImportReport: Sendable, Hashable {
        package var added = 0
        /// Who was there already, in whatever state, stays as they are.
        package var known = 0
        /// The first lines that could not be taken, by number.
        package var problems: [SubscriberImport.Problem] = []
        package var refused = 0
        /// Lines that are no mail: they are not taken and nothing is wrong with them.
        package var others = 0
        /// What is to be said of the whole list, in English.
        package var remarks: [String] = []
    }

    /// Takes the lines that can be taken, as confirmed, and tells of the others.
    package func take(
        _ list: SubscriberImport, _ brand: BrandID, actor: Actor, key: IdempotencyKey? = nil,
        progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
    ) async throws(Refusal) -> ImportReport {
        var report = ImportReport()
        report.problems = list.problems
        report.refused = list.refused
        report.others = list.others.values.reduce(0, +)
        report.remarks = list.remarks
        func refuse(_ line: Int, _ reason: String) {
            report.refused += 1
            if report.problems.count < SubscriberImport.problemsMost {
                report.problems.append(SubscriberImport.Problem(line: line, reason: reason))
            }
        }
        let (counts, components) = try await read { documents throws(JournalError) in
            (
                try SubscriptionReading(documents).counts(of: brand),
                ComponentNames(try IncidentReading(documents).components(of: brand))
            )
        }
        var room = Self.subscribersMost - counts.values.reduce(0, +)
        for start in stride(from: 0, to: list.lines.count, by: Self.importedAtOnce) where !Task.isCancelled {
            progress(start, list.lines.count)
            var facts: [(SubscriberID, SubscribingFact)] = []
            var seen: Set<SubscriberID> = []
            var lines: [(number: Int, address: String, wish: Subscriber.Wish)] = []
            for line in list.lines[start...].prefix(Self.importedAtOnce) {
                do throws(ComponentNames.Problem) {
                    let wish = Subscriber.Wish(
                        language: line.language, components: try components.find(line.components))
                    lines.append((line.number, line.address, wish))
                } catch {
                    refuse(line.number, error.reason)
                }
            }
            let wishes = lines.map(\.wish)
            let objections = try await read { documents throws(JournalError) in
                try Self.objections(to: wishes, brand, IncidentReading(documents))
            }
            for line in lines {
                if let objection = objections[line.wish] ?? nil {
                    if objection == .brand { throw objection }
                    refuse(
                        line.number,
                        objection == .language ? "the page is not in this language" : "it names too many components")
                    continue
                }
                do throws(TargetRule.Problem) {
                    let target = try rule.target(.mail, line.address, signingKey: "")
                    let id = keys.id(brand, target)
                    if seen.insert(id).inserted { facts.append((id, .imported(id, brand, target, line.wish))) }
                } catch {
                    refuse(line.number, error == .kind ? "no mail is sent here" : "this is no address of mail")
                }
            }
            let ids = facts.map(\.0)
            let known = try await read { documents throws(JournalError) in
                let reading = SubscriptionReading(documents)
                var known: Set<SubscriberID> = []
                for id in ids where try reading.subscriber(id).map({ $0.state != .unconfirmed }) ?? false {
                    known.insert(id)
                }
                return known
            }
            report.known += known.count
            let new = facts.filter { !known.contains($0.0) }
            guard new.count <= room else { throw .full }
            room -= new.count
            guard !new.isEmpty else { continue }
            let part = key.flatMap { IdempotencyKey("\($0).\(start)") }
            do throws(JournalError) {
                _ = try await store.append(
                    AppendCommand(
                        actor: actor, instant: now(), drafts: new.map { $0.1.draft }, idempotencyKey: part))
            } catch {
                throw .journal(error.message)
            }
            report.added += new.count
        }
        return report
    }

    private static let importedAtOnce = 500

    package func jobs(before: FanOutJobID? = nil, limit: Int) async throws(Refusal) -> [FanOutJob] {
        try await read { documents throws(JournalError) in
            try SubscriptionReading(documents).jobs(before: before, limit: min(max(limit, 1), 200))
        }
    }

    /// What tells the words of one incident, as it stands now; the latest first.
    package func jobs(about incident: IncidentID) async throws(Refusal) -> [FanOutJob] {
        try await read { documents throws(JournalError) in try SubscriptionReading(documents).jobs(about: incident) }
    }

    package func deadLetters(limit: Int) async throws(Refusal) -> [DeadLetter] {
        try await read { documents throws(JournalError) in
            try SubscriptionReading(documents).dead(limit: min(max(limit, 1), 1_000))
        }
    }

    package func log(limit: Int) async throws(Refusal) -> [LoggedTelling] {
        try await read { documents throws(JournalError) in
            try SubscriptionReading(documents).log(limit: min(max(limit, 1), 1_000))
        }
    }

    /// Sends once more what was given up, at most ``SubscribingFact/resendMost`` at a time.
    package func resend(
        _ job: FanOutJobID, _ subscribers: [SubscriberID], actor: Actor, key: IdempotencyKey? = nil
    ) async throws(Refusal) {
        guard !subscribers.isEmpty, subscribers.count <= SubscribingFact.resendMost else {
            throw .journal("name 1 to \(SubscribingFact.resendMost) subscribers")
        }
        try await append(.resendRequested(job, subscribers), actor: actor, key: key)
    }

    /// Forgets those who never answered, some at a time; gives how many.
    package func forgetUnconfirmed() async throws(Refusal) -> Int {
        let instant = now()
        let expired = try await read { documents throws(JournalError) in
            try SubscriptionReading(documents).expired(now: instant, limit: 500)
        }
        guard !expired.isEmpty else { return 0 }
        do throws(JournalError) {
            _ = try await store.append(
                AppendCommand(
                    actor: "system:subscribers", instant: instant,
                    drafts: expired.map { SubscribingFact.removed($0).draft }))
        } catch {
            throw .journal(error.message)
        }
        return expired.count
    }

    // MARK: Parts

    private static func objection(
        to wish: Subscriber.Wish, _ id: BrandID, _ reading: IncidentReading
    ) throws(JournalError) -> Refusal? {
        try objections(to: [wish], id, reading)[wish] ?? nil
    }

    private static func objections(
        to wishes: [Subscriber.Wish], _ id: BrandID, _ reading: IncidentReading
    ) throws(JournalError) -> [Subscriber.Wish: Refusal?] {
        var objections: [Subscriber.Wish: Refusal?] = [:]
        var isShown: [ComponentID: Bool] = [:]
        let brand = try reading.brand(id)
        var isOurs = false
        if let brand, !brand.isRetired { isOurs = try reading.provider(brand.provider)?.isOurs ?? false }
        for wish in Set(wishes) {
            guard let brand, isOurs else {
                objections.updateValue(.brand, forKey: wish)
                continue
            }
            var objection: Refusal?
            if !brand.languages.contains(wish.language) || !LanguagePack.exists(for: wish.language) {
                objection = .language
            }
            if wish.components.count > Subscriber.Wish.componentsMost { objection = .components }
            for component in wish.components.prefix(Subscriber.Wish.componentsMost) where objection == nil {
                if isShown[component] == nil {
                    isShown[component] =
                        try reading.component(component).map { $0.brands.contains(id) && !$0.isRetired } ?? false
                }
                if isShown[component] != true { objection = .components }
            }
            objections.updateValue(objection, forKey: wish)
        }
        return objections
    }

    func append(_ fact: SubscribingFact, actor: Actor, key: IdempotencyKey?) async throws(Refusal) {
        do throws(JournalError) {
            _ = try await store.append(
                AppendCommand(actor: actor, instant: now(), drafts: [fact.draft], idempotencyKey: key))
        } catch {
            throw .journal(error.message)
        }
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any DocumentReading) throws(JournalError) -> Value
    ) async throws(Refusal) -> Value {
        do throws(JournalError) {
            return try await store.read(body)
        } catch {
            throw .journal(error.message)
        }
    }
}
