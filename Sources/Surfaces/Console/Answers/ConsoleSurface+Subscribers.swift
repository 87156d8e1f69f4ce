internal import Access
internal import HTTP
internal import Incidents
internal import Journal
internal import Markup
internal import Subscribing
internal import Telling
internal import Vocabulary

// Who is told what the pages say: looked for, added, asked again, removed; and messages that were given up.
extension ConsoleSurface {
    static let subscribersShown = 50
    static let givenUpShown = 200

    /// What the page was asked to show of the subscribers of one brand.
    struct SubscriberView: Sendable {
        var brands: [Brand]
        var brand: Brand
        var components: [Component]
        var search: SubscriberSearch
        var found: SubscriberOrders.Found
        /// The ways in which this installation tells.
        var kinds: [SubscriberTarget.Kind]
    }

    /// Which of the page's forms comes back, with what was typed.
    enum SubscriberForm: Sendable { case add, list }

    func subscribers(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        let make = PageMaker(ask, zones: zones)
        guard let orders = subscribing else {
            return show(make.subscribersOff(), ask, status: ask.isTold ? .notFound : .ok)
        }
        switch ask.route {
        case .givenUp, .givenUpResent: return try await givenUp(ask, orders)
        case .deliveries: return try await deliveries(ask, orders)
        case .subscriberAsked:
            guard let id = SubscriberID(ask.fields["subscriber"]) else { throw .notFound }
            let actor = try ask.person().actor
            return try await answered(ask, orders) { () throws(SubscriberOrders.Refusal) in
                guard let asked = try await orders.askAgain(id, actor: actor) else { return nil }
                return Self.done(asked)
            }
        case .subscriberRemoved:
            guard let id = SubscriberID(ask.fields["subscriber"]) else { throw .notFound }
            let actor = try ask.person().actor
            return try await answered(ask, orders) { () throws(SubscriberOrders.Refusal) in
                guard try await orders.subscriber(id) != nil else { return nil }
                try await orders.remove(id, actor: actor)
                return "removed"
            }
        case .subscriberAdded: return try await add(ask, orders)
        case .subscribersImported: return try await take(ask, orders)
        case .subscribersSought where ask.fields["q"].isEmpty:
            // Without an address in it, what is looked for can stand in a link.
            let query = ["brand", "kind", "language", "state"].filter { !ask.fields[$0].isEmpty }
                .map { ($0, ask.fields[$0]) }
            return seeOther(["subscribers"], query, ask)
        default: return try await list(ask, orders)
        }
    }

    private static func done(_ asked: SubscriberOrders.Asked) -> String {
        switch asked {
        case .put: "asked"
        case .tooSoon: "soon"
        case .notWanted: "unwanted"
        }
    }

    private static let doneSubscribers: [String: (ConsolePhrase, ConsolePage.Notice.Kind)] = [
        "asked": (.doneAskedReader, .done), "soon": (.doneTooSoon, .warning),
        "unwanted": (.subscriberNotWanted, .warning), "removed": (.doneRemovedReader, .done),
        "again": (.doneAgain, .done),
    ]

    private func notice(_ ask: Ask) -> [ConsolePage.Notice] {
        guard !ask.isTold, let done = Self.doneSubscribers[ask.query["done"] ?? ""] else { return [] }
        return [.init(kind: done.1, words: .init(ask.words(done.0)))]
    }

    /// What an order gives, or why it was refused, beside the refusals of the console itself.
    private func ordering<Value>(
        _ work: () async throws(SubscriberOrders.Refusal) -> Value
    ) async -> Result<Value, SubscriberOrders.Refusal> {
        do throws(SubscriberOrders.Refusal) {
            return .success(try await work())
        } catch {
            return .failure(error)
        }
    }

    /// Does what a button says of one subscriber, and leads back to the list. Nil is for somebody who is not there.
    private func answered(
        _ ask: Ask, _ orders: SubscriberOrders, _ work: () async throws(SubscriberOrders.Refusal) -> String?
    ) async throws(ConsoleRefusal) -> HTTPResponse {
        switch await ordering(work) {
        case .success(nil): throw .notFound
        case .success(let done?):
            await settled()
            return seeOther(["subscribers"], [("brand", ask.fields["brand"]), ("done", done)], ask)
        case .failure(let refusal):
            var fields = Fields()
            fields.problem = .init(ask.words.say(refusal))
            return try await list(ask, orders, .add, fields)
        }
    }

    private func deliveries(_ ask: Ask, _ orders: SubscriberOrders) async throws(ConsoleRefusal) -> HTTPResponse {
        guard let id = SubscriberID(ask.place["subscriber"]) else { throw .notFound }
        let before = ask.query["before"].flatMap { FanOutJobID($0) }
        let read = await ordering { () throws(SubscriberOrders.Refusal) in
            try await orders.deliveries(to: id, before: before)
        }
        switch read {
        case .success(nil): throw .notFound
        case .success(let found?): return show(PageMaker(ask, zones: zones).deliveries(found), ask)
        case .failure: throw .journal
        }
    }

    // MARK: The list

    /// `form` comes back with what was typed in it.
    private func list(
        _ ask: Ask, _ orders: SubscriberOrders, _ form: SubscriberForm? = nil, _ fields: Fields = Fields(),
        report: SubscriberOrders.ImportReport? = nil
    ) async throws(ConsoleRefusal) -> HTTPResponse {
        let make = PageMaker(ask, zones: zones)
        let site = try await site()
        let ours = Set(site.providers.filter(\.isOurs).map(\.id))
        let brands = site.brands.filter { ours.contains($0.provider) }
        func asked(_ name: String) -> String { ask.isTold ? ask.fields[name] : ask.query[name] ?? "" }
        let name = asked("brand")
        guard let brand = brands.first(where: { $0.id.rawValue == name }) ?? (name.isEmpty ? brands.first : nil) else {
            guard name.isEmpty else { throw .notFound }
            return show(make.subscribersWithoutBrand(), ask)
        }
        var search = SubscriberSearch()
        var after: SubscriberID?
        // A form of another kind has fields of the same names, which say nothing about the list.
        if form == nil, ask.route == .subscribers || ask.route == .subscribersSought {
            search.text = ask.isTold ? String(ask.fields["q"].prefix(TargetRule.urlBytesMost)) : ""
            search.kind = SubscriberTarget.Kind(rawValue: asked("kind"))
            search.language = Language(asked("language"))
            search.state = Subscriber.State(rawValue: asked("state"))
            after = SubscriberID(asked("after"))
        }
        guard
            case .success(let found) = await ordering({ () throws(SubscriberOrders.Refusal) in
                try await orders.find(search, of: brand.id, after: after, limit: Self.subscribersShown)
            })
        else { throw .journal }
        let components = site.components.filter { $0.brands.contains(brand.id) }
            .sorted { ($0.order, $0.id) < ($1.order, $1.id) }
        let view = SubscriberView(
            brands: brands, brand: brand, components: components, search: search, found: found,
            kinds: SubscriberTarget.Kind.allCases.filter { orders.rule.kinds.contains($0) })
        var page = make.subscribers(view, key: newKey(), form, fields, report: report)
        page.notices = notice(ask) + page.notices
        return show(page, ask, status: fields.hasProblems ? .unprocessableContent : .ok)
    }

    // MARK: Adding

    private func add(_ ask: Ask, _ orders: SubscriberOrders) async throws(ConsoleRefusal) -> HTTPResponse {
        var fields = ask.fields
        let actor = try ask.person().actor
        guard let brand = BrandID(fields["brand"]) else { throw .notFound }
        let kind: SubscriberTarget.Kind? = fields.choice("kind", ask.words)
        let language = Language(fields["language"])
        let components: [ComponentID] = fields.identifiers("components", ask.words)
        if kind == nil { fields.refuse("kind", ask.words(.problemChooseOne)) }
        guard let kind, let language, !fields.hasProblems else { return try await list(ask, orders, .add, fields) }
        let asked = await ordering { () throws(SubscriberOrders.Refusal) in
            try await orders.add(
                kind, fields["address"], brand: brand, wish: .init(language: language, components: components),
                actor: actor)
        }
        switch asked {
        case .success(.notWanted): fields.refuse("address", ask.words(.subscriberNotWanted))
        case .success(let asked):
            await settled()
            return seeOther(["subscribers"], [("brand", brand.rawValue), ("done", Self.done(asked))], ask)
        case .failure(let refusal):
            switch refusal {
            case .target: fields.refuse("address", ask.words.say(refusal))
            case .components: fields.refuse("components", ask.words.say(refusal))
            case .language: fields.refuse("language", ask.words.say(refusal))
            default: fields.problem = .init(ask.words.say(refusal))
            }
        }
        return try await list(ask, orders, .add, fields)
    }

    private func take(_ ask: Ask, _ orders: SubscriberOrders) async throws(ConsoleRefusal) -> HTTPResponse {
        var fields = ask.fields
        let actor = try ask.person().actor
        guard let brand = BrandID(fields["brand"]) else { throw .notFound }
        guard let language = Language(fields["language"]),
            let list = SubscriberImport(Array(fields["csv"].utf8), language: language), !fields["csv"].isEmpty
        else {
            fields.refuse("csv", ask.words(.problemFields))
            return try await self.list(ask, orders, .list, fields)
        }
        let taken = await ordering { () throws(SubscriberOrders.Refusal) in
            try await orders.take(list, brand, actor: actor, key: ask.key)
        }
        switch taken {
        case .success(let report):
            await settled()
            return try await self.list(ask, orders, report: report)
        case .failure(let refusal):
            fields.problem = .init(ask.words.say(refusal))
            return try await self.list(ask, orders, .list, fields)
        }
    }

    // MARK: Given up

    private func givenUp(_ ask: Ask, _ orders: SubscriberOrders) async throws(ConsoleRefusal) -> HTTPResponse {
        var problem: String?
        if ask.route == .givenUpResent {
            let job = FanOutJobID(ask.fields["job"])
            let ids = ask.fields.all("subscriber").compactMap { SubscriberID($0) }
            let actor = try ask.person().actor
            let known = await ordering { () throws(SubscriberOrders.Refusal) in
                try await orders.givenUp(limit: Self.givenUpMost)
            }
            guard case .success(let known) = known else { throw .journal }
            let waiting = known.filter { $0.letter.job == job }.map(\.letter.subscriber)
            // Without a name all of a message go again, as many as go at once.
            let chosen = (ids.isEmpty ? waiting : ids.filter(waiting.contains)).prefix(SubscribingFact.resendMost)
            if let job, !chosen.isEmpty {
                let sent = await ordering { () throws(SubscriberOrders.Refusal) in
                    try await orders.resend(job, Array(chosen), actor: actor, key: ask.key)
                }
                switch sent {
                case .success:
                    await settled()
                    return seeOther(["subscribers", "given-up"], [("done", "again")], ask)
                case .failure(let refusal): problem = ask.words.say(refusal)
                }
            } else {
                problem = ask.words(.failedUnknown)
            }
        }
        let letters = await ordering { () throws(SubscriberOrders.Refusal) in
            try await orders.givenUp(limit: Self.givenUpShown + 1)
        }
        guard case .success(let letters) = letters else { throw .journal }
        var page = PageMaker(ask, zones: zones).givenUp(
            Array(letters.prefix(Self.givenUpShown)), hasMore: letters.count > Self.givenUpShown,
            site: try await site(), key: newKey())
        page.notices = notice(ask)
        if let problem { page.notices.append(.init(kind: .problem, words: .init(problem))) }
        return show(page, ask, status: problem == nil ? .ok : .unprocessableContent)
    }

    private static let givenUpMost = 1_000
}
