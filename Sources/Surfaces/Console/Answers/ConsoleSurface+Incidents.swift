internal import Access
internal import Desk
internal import HTTP
internal import Incidents
internal import Journal
internal import Markup
internal import Subscribing
internal import Telling
internal import Vocabulary

// What goes on, what waits, and one incident with everything that can be done about it.
extension ConsoleSurface {
    func lists(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        let (site, names) = (try await site(), try await names())
        let make = PageMaker(ask, zones: zones)
        var page: ConsolePage
        if ask.route == .overview {
            page = make.overview(site, names: names, me: ask.me)
        } else {
            page = make.incidents(site)
        }
        if ask.query["done"] == "saved" {
            page.notices = [.init(kind: .done, words: .init(ask.words(.doneSaved)))]
        }
        return show(page, ask)
    }

    /// Everything that the page of one incident rests on.
    struct Room: Sendable {
        var incident: Incident
        var version: Int64
        var site: Site
        var names: [String: String]
        var history: [Entry] = []
        /// How far its words are told to subscribers; nil where nobody can subscribe.
        var jobs: [FanOutJob]?

        var provider: Provider? { site.providers.first { $0.id == incident.provider } }
        var brands: [Brand] { site.brands.filter { $0.provider == incident.provider } }
        var components: [Component] {
            site.components.filter { $0.provider == incident.provider }.sorted { ($0.order, $0.id) < ($1.order, $1.id) }
        }
        /// Those of the components that a brand's page shows, or showed.
        func components(on brand: Brand) -> [Component] {
            let listed = Set(brand.face.sections.flatMap(\.components))
            return components.filter { listed.isEmpty ? $0.brands.contains(brand.id) : listed.contains($0.id) }
        }
        /// Brands that can tell it: those in use, and whichever does already.
        var tellable: [Brand] {
            brands.filter { !$0.isRetired || incident.own?.brands.contains($0.id) ?? false }
        }
        /// Brands that tell it.
        var telling: [Brand] { brands.filter { incident.own?.brands.contains($0.id) ?? false } }
        /// Languages that these promise.
        var languages: [Language] { Self.languages(telling.isEmpty ? brands : telling) }

        /// In the order in which languages are offered.
        static func languages(_ brands: [Brand]) -> [Language] {
            let promised = Set(brands.filter { !$0.isRetired }.flatMap(\.languages))
            let known = LanguagePack.all.map(\.language).filter { promised.contains($0) }
            return promised.isEmpty ? [.english] : known + promised.subtracting(known).sorted()
        }

        func name(_ person: String) -> String { names[person] ?? person }
    }

    func room(_ ask: Ask) async throws(ConsoleRefusal) -> Room {
        guard let id = IncidentID(ask.place["incident"]) else { throw .notFound }
        return try await room(id)
    }

    private func room(_ id: IncidentID) async throws(ConsoleRefusal) -> Room {
        let known = try await desking { () throws(DeskRefusal) in try await desk.incident(id) }
        guard let known else { throw .notFound }
        var room = Room(
            incident: known.incident, version: known.version, site: try await site(), names: try await names())
        if let subscribing {
            do throws(SubscriberOrders.Refusal) {
                room.jobs = try await subscribing.jobs(about: id)
            } catch {
                throw .journal
            }
        }
        do throws(JournalError) {
            let after = StreamVersion(max(0, room.version - Self.historyMost))
            room.history = try await store.entries(
                of: Fact.stream(of: id), after: after, limit: Int(Self.historyMost)
            ).reversed()
        } catch {
            throw .journal
        }
        return room
    }

    private static let historyMost: Int64 = 50

    func context(_ room: Room, _ ask: Ask) throws(ConsoleRefusal) -> DeskContext {
        guard let provider = room.provider else { throw .notFound }
        return DeskContext(
            provider: provider, brands: room.brands, components: room.components,
            sentences: SentenceBook.all(room.site.sentences), zone: zones.zone(provider.zone) ?? .utc, now: ask.now,
            caller: try ask.caller(), rules: desk.rules)
    }

    func incident(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        guard ask.isTold else { return try await shown(ask, Back(), .ok) }
        let room = try await room(ask)
        var fields = ask.fields
        let order = order(&fields, room, ask)
        guard let order, !fields.hasProblems else {
            return try await shown(ask, Back(route: ask.route, fields: fields), .unprocessableContent)
        }
        if fields.isPreview { return try await preview(order, ask, fields, room) }
        guard let version = Int64(fields[FormField.version]) else {
            fields.problem = .init(ask.words(.problemFields))
            return try await shown(ask, Back(route: ask.route, fields: fields), .unprocessableContent)
        }
        let caller = try ask.caller()
        let outcome: DeskOutcome
        do throws(DeskRefusal) {
            outcome = try await desk.perform(order, on: room.incident.id, version: version, by: caller)
        } catch {
            if error.reason == .conflict || error.reason == .keyReused, error.field == nil {
                var back = Back(route: ask.route, fields: fields)
                back.isConflict = true
                back.fields.problem = .init(error, on: ask.language)
                return try await shown(ask, back, .conflict)
            }
            fields.take(error, on: ask.language, as: Self.fieldNames[ask.route] ?? [:])
            return try await shown(ask, Back(route: ask.route, fields: fields), Self.status(error))
        }
        await settled()
        return seeOther(
            ["incidents", room.incident.id.rawValue],
            [("done", Self.waits(outcome, ask.route) ? "waits" : ask.route.deed)], ask)
    }

    /// Whether words of something that was saved wait, which the word for it does not say by itself.
    private static func waits(_ outcome: DeskOutcome, _ route: ConsoleRoute) -> Bool {
        outcome.isWaiting && [.headSent, .windowSent, .noted, .reopened].contains(route)
    }

    /// What the desk calls a field is called otherwise in some forms.
    private static let fieldNames: [ConsoleRoute: [String: String]] = [
        .planMoved: ["plan": "start"], .noted: ["at": "at"],
    ]

    /// A form that comes back: which, with what was typed, and what it would say.
    struct Back: Sendable {
        var route: ConsoleRoute?
        var fields = Fields()
        var isConflict = false
        var preview: Statement?
        /// Which of several forms of the route it is.
        var item: String { fields["item"] }

        func typed(_ route: ConsoleRoute, _ item: String = "") -> Fields? {
            self.route == route && self.item == item ? fields : nil
        }
    }

    private func shown(
        _ ask: Ask, _ back: Back, _ status: HTTPStatus
    ) async throws(ConsoleRefusal) -> HTTPResponse {
        let room = try await room(ask)
        var page = PageMaker(ask, zones: zones).incident(room, back, context: try context(room, ask))
        if let done = ask.query["done"], let phrase = Self.done[done] {
            page.notices.append(.init(kind: .done, words: .init(ask.words(phrase))))
        }
        return show(page, ask, status: status)
    }

    /// How far the words are told, alone: what the script of the incident's page asks for.
    func told(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        let room = try await room(ask)
        return show(PageMaker(ask, zones: zones).told(room, try context(room, ask)), ask)
    }

    /// The decision is made and not recorded: what it says is exactly what would be said.
    private func preview(
        _ order: DeskOrder, _ ask: Ask, _ fields: Fields, _ room: Room
    ) async throws(ConsoleRefusal) -> HTTPResponse {
        var back = Back(route: ask.route, fields: fields)
        let decision = DeskDecision(try context(room, ask))
        do throws(DeskRefusal) {
            back.preview = try decision.make(order, on: room.incident).incident.statements.last
        } catch {
            back.fields.take(error, on: ask.language)
            return try await shown(ask, back, Self.status(error))
        }
        return try await shown(ask, back, .ok)
    }

    static let done: [String: ConsolePhrase] = [
        "declare": .doneDeclared, "declare-waits": .doneDeclaredWaits, "waits": .doneWaits, "head": .doneSaved,
        "window": .doneWindow, "withdraw-window": .doneWindowWithdrawn,
        "say": .doneSaid, "propose": .doneProposed, "approve": .doneApproved, "decline": .doneDeclined,
        "review": .doneReviewed, "correct": .doneCorrected, "reopen": .doneReopened, "resolve": .doneResolved,
        "publish": .doneShown, "embargo": .doneEmbargoed, "withhold": .doneWithheld, "note": .doneNoted,
        "move-plan": .donePlanned, "begin-plan": .donePlanned, "complete-plan": .donePlanned,
        "cancel-plan": .donePlanned, "postmortem": .doneSaved,
    ]
}
