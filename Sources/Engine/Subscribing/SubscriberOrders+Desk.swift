package import Journal
package import Vocabulary

/// Which of a brand's subscribers somebody looks for.
package struct SubscriberSearch: Sendable, Hashable {
    /// A whole address, which is found however many there are, or a part of one.
    package var text: String
    package var kind: SubscriberTarget.Kind?
    package var language: Language?
    package var state: Subscriber.State?

    package init(
        text: String = "", kind: SubscriberTarget.Kind? = nil, language: Language? = nil,
        state: Subscriber.State? = nil
    ) {
        self.text = text
        self.kind = kind
        self.language = language
        self.state = state
    }

    func finds(_ subscriber: Subscriber) -> Bool {
        if let kind, subscriber.target.kind != kind { return false }
        if let language, subscriber.wish.language != language { return false }
        if let state, subscriber.state != state { return false }
        guard !text.isEmpty else { return true }
        // What stands before the colon is the kind, which is no part of the address.
        let address = subscriber.target.identity.drop { $0 != ":" }.dropFirst()
        return subscriber.id.rawValue == text || address.lowercased().contains(text.lowercased())
    }
}

// What the team looks at and does, besides lists and imports.
extension SubscriberOrders {
    /// So many are looked at for one page of what is looked for.
    package static let lookedAtMost = 5_000

    package struct Found: Sendable {
        package var subscribers: [Subscriber]
        package var counts: [Subscriber.State: Int]
        /// Where to go on; nil when all were looked at.
        package var next: SubscriberID?
    }

    package func find(
        _ search: SubscriberSearch, of brand: BrandID, after: SubscriberID? = nil, limit: Int,
        lookedAtMost: Int = Self.lookedAtMost
    ) async throws(Refusal) -> Found {
        let named = names(search.text, brand)
        return try await read { documents throws(JournalError) in
            let reading = SubscriptionReading(documents)
            var found = Found(subscribers: [], counts: try reading.counts(of: brand), next: nil)
            for id in named where after == nil {
                if let subscriber = try reading.subscriber(id), search.finds(subscriber) {
                    found.subscribers.append(subscriber)
                }
            }
            var last = after
            var lookedAt = 0
            while true {
                let page = try reading.subscribers(of: brand, after: last, limit: Self.lookedAtOnce)
                for subscriber in page {
                    guard found.subscribers.count < limit, lookedAt < lookedAtMost else {
                        found.next = last
                        return found
                    }
                    lookedAt += 1
                    last = subscriber.id
                    if search.finds(subscriber), !named.contains(subscriber.id) { found.subscribers.append(subscriber) }
                }
                guard page.count == Self.lookedAtOnce else { return found }
            }
        }
    }

    private static let lookedAtOnce = 250

    /// Whom a whole address names, in each way in which it is one.
    private func names(_ text: String, _ brand: BrandID) -> [SubscriberID] {
        guard !text.isEmpty else { return [] }
        var names: [SubscriberID] = []
        for kind in SubscriberTarget.Kind.allCases {
            let target = try? rule.target(kind, text, signingKey: keys.signingKey(brand, text))
            if let target { names.append(keys.id(brand, target)) }
        }
        return names
    }

    package func subscriber(_ id: SubscriberID) async throws(Refusal) -> Subscriber? {
        try await read { documents throws(JournalError) in try SubscriptionReading(documents).subscriber(id) }
    }

    /// Asks for somebody else: unlike a reader, the team learns whether a question went out. Who unsubscribed may be asked
    /// by their own hand alone.
    package enum Asked: Sendable, Hashable { case put, tooSoon, notWanted }

    package func add(
        _ kind: SubscriberTarget.Kind, _ text: String, brand: BrandID, wish: Subscriber.Wish, actor: Actor
    ) async throws(Refusal) -> Asked {
        let target: SubscriberTarget
        do throws(TargetRule.Problem) {
            target = try rule.target(kind, text, signingKey: keys.signingKey(brand, text))
        } catch {
            throw .target(error)
        }
        let id = keys.id(brand, target)
        if let known = try await subscriber(id), known.state == .confirmed || known.state == .unsubscribed {
            return .notWanted
        }
        return try await put(id, target, brand, wish, actor) ? .put : .tooSoon
    }

    /// Puts the question once more to who did not answer it, or could not be told any more. Nil when there is nobody.
    package func askAgain(_ id: SubscriberID, actor: Actor) async throws(Refusal) -> Asked? {
        guard let known = try await subscriber(id) else { return nil }
        guard known.state == .unconfirmed || known.state == .failing else { return .notWanted }
        let wish = known.question?.wish ?? known.wish
        return try await put(id, known.target, known.brand, wish, actor) ? .put : .tooSoon
    }

    /// A message that was given up, with whom it was for and what it told, as far as they are still there.
    package struct GivenUp: Sendable {
        package var letter: DeadLetter
        package var subscriber: Subscriber?
        package var job: FanOutJob?
    }

    package func givenUp(limit: Int) async throws(Refusal) -> [GivenUp] {
        try await read { documents throws(JournalError) in
            let reading = SubscriptionReading(documents)
            var jobs: [FanOutJobID: FanOutJob] = [:]
            var found: [GivenUp] = []
            for letter in try reading.dead(limit: min(max(limit, 1), 1_000)) {
                if jobs[letter.job] == nil { jobs[letter.job] = try reading.job(letter.job) }
                found.append(
                    GivenUp(
                        letter: letter, subscriber: try reading.subscriber(letter.subscriber), job: jobs[letter.job]))
            }
            return found
        }
    }
}
