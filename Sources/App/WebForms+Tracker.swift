internal import API
internal import Catalogue
internal import HTTP
internal import Telling
internal import Vocabulary
internal import Web

// Following, and people's word on events.
extension WebForms {
    private static let urlMost = 2_048
    private static let reasonMost = 500

    func follow(_ asked: Asked, _ fields: QueryParameters) async -> HTTPResponse {
        let words = LanguagePack.of(asked.language)
        let order: FollowOrder
        switch (fields["vendor"], fields["url"].map(Self.trimmed)) {
        case (let vendor?, nil):
            guard ProviderID(vendor) != nil else { return await show(.noVendor(String(vendor.prefix(80))), asked) }
            order = .vendor(vendor)
        case (nil, let url?):
            guard !url.isEmpty, url.utf8.count <= Self.urlMost else {
                return await show(
                    .refusedAddress(String(url.prefix(200)), reason: words.say(.problemFollowNothing)), asked)
            }
            order = .url(url)
        default: return refused(.badRequest, "Give either a vendor or an address.", asked.request)
        }
        do throws(CommandRefusal) {
            let outcome = try await tracker.follow(order, by: asked.caller)
            await settled()
            return seeOther(
                .follow(), [(outcome.isNew ? "followed" : "known", outcome.page.provider.rawValue)], asked)
        } catch {
            switch order {
            case .url(let url): return await show(.refusedAddress(url, reason: error.message), asked, error.status)
            case .vendor(let id):
                guard let vendor = Catalogue.builtIn.vendors.first(where: { $0.id.rawValue == id }) else {
                    return await show(.noVendor(id), asked)
                }
                return await show(.refusedVendor(vendor.name, reason: error.message), asked, error.status)
            }
        }
    }

    func unfollow(_ asked: Asked, _ fields: QueryParameters) async -> HTTPResponse {
        let text = fields["provider"] ?? ""
        guard let provider = ProviderID(text) else {
            return refused(.badRequest, "Name the provider that is not to be followed any more.", asked.request)
        }
        do throws(CommandRefusal) {
            try await tracker.unfollow(provider, reason: nil, by: asked.caller)
            await settled()
            return seeOther(.follow(), [("unfollowed", provider.rawValue)], asked)
        } catch {
            return await show(.refusedVendor(provider.rawValue, reason: error.message), asked, error.status)
        }
    }

    private func show(
        _ outcome: Web.FollowOutcome, _ asked: Asked, _ status: HTTPStatus = .unprocessableContent
    ) async -> HTTPResponse {
        await web.followPage(outcome, language: asked.language, status: status, for: asked.reader)
            ?? refused(.serviceUnavailable, "Vigie is starting; try again in a moment.", asked.request)
    }

    // MARK: Events

    func join(_ asked: Asked, _ fields: QueryParameters, event: String) async -> HTTPResponse {
        guard let first = IncidentID(event) else { return notFound(asked) }
        return await decide(asked, fields, event: first) { other, members in
            members.contains(other)
                ? [] : [(members.first ?? first, other)]
        } verdict: {
            .joined
        }
    }

    func split(_ asked: Asked, _ fields: QueryParameters, event: String) async -> HTTPResponse {
        guard let first = IncidentID(event) else { return notFound(asked) }
        // Out of its event: apart from each of the others.
        return await decide(asked, fields, event: first) { one, members in
            members.contains(one) ? members.filter { $0 != one }.map { ($0, one) } : []
        } verdict: {
            .apart
        }
    }

    private func decide(
        _ asked: Asked, _ fields: QueryParameters, event: IncidentID,
        pairs: (IncidentID, [IncidentID]) -> [(IncidentID, IncidentID)], verdict: () -> EventDecision.Verdict
    ) async -> HTTPResponse {
        let words = LanguagePack.of(asked.language)
        let verdict = verdict()
        let typed = Self.trimmed(fields["incident"] ?? "")
        let reason = Self.trimmed(fields["reason"] ?? "")
        func again(_ problem: String, _ status: HTTPStatus = .unprocessableContent) async -> HTTPResponse {
            let outcome = EventOutcome.refused(
                isSplit: verdict == .apart, incident: String(typed.prefix(300)), reason: String(reason.prefix(1_000)),
                problem: problem)
            return await web.eventPage(
                event.rawValue, outcome, language: asked.language, status: status, for: asked.reader)
                ?? refused(status, problem, asked.request)
        }
        guard let incident = Self.incident(typed) else {
            return await again(words.say(.problemIncident, ["value": String(typed.prefix(80))]))
        }
        guard (1...Self.reasonMost).contains(reason.unicodeScalars.count) else {
            return await again(words.say(.problemReason))
        }
        let pairs = pairs(incident, web.event(of: event)?.incidents ?? [event])
        guard !pairs.isEmpty else {
            return await again(
                verdict == .joined
                    ? words.say(.problemSameIncident)
                    : words.say(.problemIncident, ["value": String(typed.prefix(80))]))
        }
        do throws(CommandRefusal) {
            for (one, other) in pairs {
                _ = try await tracker.decide(
                    DecisionOrder(first: one, second: other, verdict: verdict, reason: reason), by: asked.caller)
            }
        } catch {
            return await again(
                error.reason == .notFound
                    ? words.say(.problemIncident, ["value": String(typed.prefix(80))]) : error.message, error.status)
        }
        await settled()
        // With another incident in it, the event may have another name.
        return seeOther(.event(web.event(of: event)?.id ?? event.rawValue), [("done", "1")], asked)
    }

    /// A number, or the address of its page, which ends with it.
    private static func incident(_ text: String) -> IncidentID? {
        let path = text.prefix { $0 != "?" && $0 != "#" }
        guard path.contains("/") else { return IncidentID(text) }
        let parts = path.split(separator: "/")
        guard parts.count >= 2, ["incidents", "events"].contains(parts[parts.count - 2]), let last = parts.last else {
            return nil
        }
        return IncidentID(last)
    }

    static func trimmed(_ text: String) -> String {
        let start = text.drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
