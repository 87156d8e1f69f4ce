internal import API
internal import Access
internal import Alerting
internal import HTTP
internal import Vocabulary
internal import Web

// Alerts: their pages and their forms.
extension WebForms {
    func addAlerts(_ language: Language, _ router: inout Router) {
        let place = "/" + language.code + "/alerts"
        page(place, .readAlerts, language, &router) { asked, query, _ in
            await list(asked, AlertOutcome(done: query["done"], name: query["name"]))
        }
        page(place + "/explain", .readAlerts, language, &router) { asked, query, _ in
            await explain(asked, Self.trimmed(query["incident"] ?? ""))
        }
        page(place + "/routes", .manageAlerts, language, &router) { asked, _, _ in await newRoute(asked) }
        page(place + "/routes/:name", .manageAlerts, language, &router) { asked, _, place in
            await route(asked, place["name"])
        }
        form(place + "/routes", .manageAlerts, nil, language, &router) { asked, fields, _ in
            await save(asked, fields, nil)
        }
        form(place + "/routes/:name", .manageAlerts, nil, language, &router) { asked, fields, place in
            await save(asked, fields, place["name"])
        }
        form(place + "/routes/:name/remove", .manageAlerts, ["route"], language, &router) { asked, _, place in
            await remove(asked, place["name"])
        }
        form(place + "/outbox/:message/resend", .manageAlerts, ["message"], language, &router) { asked, _, place in
            await resend(asked, place["message"])
        }
        form(place + "/channels/:name/test", .manageAlerts, ["channel"], language, &router) { asked, _, place in
            await test(asked, place["name"])
        }
    }

    private func pages(_ asked: Asked) -> AlertPages { pages.read(by: asked.reader) }

    // MARK: Pages

    private func list(_ asked: Asked, _ outcome: AlertOutcome?, _ status: HTTPStatus = .ok) async -> HTTPResponse {
        await shown(asked) { () throws(CommandRefusal) in
            let picture = try await alerting.picture()
            return await pages(asked).list(
                picture, outcome: outcome, language: asked.language, now: now(), status: status)
        }
    }

    private func explain(_ asked: Asked, _ text: String) async -> HTTPResponse {
        await shown(asked) { () throws(CommandRefusal) in
            var explanation: AlertExplanation?
            do throws(CommandRefusal) {
                if let id = IncidentID(text) { explanation = try await alerting.explain(id) }
            } catch {
                guard error.reason == .notFound else { throw error }
            }
            return await pages(asked).explain(
                asked: text, explanation, language: asked.language, now: now())
        }
    }

    private func newRoute(_ asked: Asked) async -> HTTPResponse {
        await shown(asked) { () throws(CommandRefusal) in
            let book = try await alerting.picture().book
            return await pages(asked).routeForm(
                RouteFields(), changing: nil, book: book, language: asked.language, now: now())
        }
    }

    private func route(_ asked: Asked, _ name: String) async -> HTTPResponse {
        await shown(asked) { () throws(CommandRefusal) in
            let book = try await alerting.picture().book
            guard let route = book.routes.first(where: { $0.name.rawValue == name }) else { return notFound(asked) }
            return await pages(asked).routeForm(
                RouteFields(route), changing: route, book: book, language: asked.language, now: now())
        }
    }

    // MARK: Forms

    private func save(_ asked: Asked, _ form: QueryParameters, _ name: String?) async -> HTTPResponse {
        guard var fields = RouteFields(form) else {
            return refused(.badRequest, "This form has a field that nobody reads, or one too often.", asked.request)
        }
        return await shown(asked) { () throws(CommandRefusal) in
            let book = try await alerting.picture().book
            let known = name.flatMap { name in book.routes.first { $0.name.rawValue == name } }
            if name != nil, known == nil { return notFound(asked) }
            let route = fields.route(
                changing: known?.name, taken: Set(book.routes.map(\.name)), channels: Set(book.channels.map(\.id)),
                zones: pages.zones)
            guard let route else {
                return await pages(asked).routeForm(
                    fields, changing: known, book: book, language: asked.language, now: now(),
                    status: .unprocessableContent)
            }
            do throws(CommandRefusal) {
                _ = try await alerting.change(route, by: asked.caller)
            } catch {
                return await pages(asked).routeForm(
                    fields, changing: known, book: book, refusal: error.message, language: asked.language, now: now(),
                    status: error.status)
            }
            return seeOther(.alerts, AlertOutcome.routeKept(route.name.rawValue).query, asked)
        }
    }

    private func remove(_ asked: Asked, _ name: String) async -> HTTPResponse {
        guard let route = RouteName(name) else { return notFound(asked) }
        return await done(asked, .routeRemoved(route.rawValue)) { () throws(CommandRefusal) in
            try await alerting.remove(route, by: asked.caller)
        }
    }

    private func resend(_ asked: Asked, _ name: String) async -> HTTPResponse {
        guard let message = MessageID(name) else { return notFound(asked) }
        return await done(asked, .resent) { () throws(CommandRefusal) in
            try await alerting.resend(message, by: asked.caller)
        }
    }

    private func test(_ asked: Asked, _ name: String) async -> HTTPResponse {
        guard let channel = AlertChannelID(name) else { return notFound(asked) }
        return await done(asked, .tested(channel.rawValue)) { () throws(CommandRefusal) in
            try await alerting.test(channel)
        }
    }

    /// Does what a button says, and leads to the list, which says what came of it.
    private func done(
        _ asked: Asked, _ outcome: AlertOutcome, _ work: () async throws(CommandRefusal) -> Void
    ) async -> HTTPResponse {
        do throws(CommandRefusal) {
            try await work()
            return seeOther(.alerts, outcome.query, asked)
        } catch {
            return await list(asked, .refused(error.message), error.status)
        }
    }

    private func shown(
        _ asked: Asked, _ work: () async throws(CommandRefusal) -> HTTPResponse
    ) async -> HTTPResponse {
        do throws(CommandRefusal) {
            return try await work()
        } catch {
            return refused(error.status, error.message, asked.request)
        }
    }
}
