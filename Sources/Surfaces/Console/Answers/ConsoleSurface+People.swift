internal import Access
internal import Desk
internal import HTTP
internal import Markup
internal import Telling
internal import Vocabulary

// Tokens of one's own, and the people who work here.
extension ConsoleSurface {
    func tokens(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        let identity = try ask.person()
        var fields = ask.fields
        var secret: String?
        var refusal: AccessRefusal?
        switch ask.route {
        case .tokenIssued:
            let days = fields.number("days", in: 1...366, ask.words)
            let scopes = Set(fields.all("scopes").compactMap { Right(rawValue: $0) })
            guard let days else { break }
            do throws(AccessRefusal) {
                secret = try await access.issueToken(
                    by: identity, name: fields["name"], scopes: scopes, life: .days(Int64(days)), key: ask.key
                ).secret.text
            } catch {
                fields.take(error, ask.words)
                refusal = error
            }
        case .tokenRevoked:
            if let id = APITokenID(fields["token"]) {
                try await asking { () throws(AccessRefusal) in try await access.revoke(id, by: identity) }
            }
            return seeOther(["tokens"], [("done", "revoked")], ask)
        default: break
        }
        let tokens = try await asking { () throws(AccessRefusal) in try await access.tokens(of: identity) }
        var page = PageMaker(ask, zones: zones)
            .tokens(tokens, key: newKey(), fields.hasProblems ? fields : nil, secret: secret)
        if ask.query["done"] == "revoked" {
            page.notices = [.init(kind: .done, words: .init(ask.words(.doneRevoked)))]
        }
        let status: HTTPStatus = refusal.map(Self.status) ?? (fields.hasProblems ? .unprocessableContent : .ok)
        return show(page, ask, status: status)
    }

    func people(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        switch ask.route {
        case .users: return try await users(ask, Fields(), .ok)
        case .userInvited: return try await invite(ask)
        case .user: return try await user(ask, Fields(), nil)
        default: return try await change(ask)
        }
    }

    private func users(
        _ ask: Ask, _ fields: Fields, _ status: HTTPStatus, invited: (name: String, code: String)? = nil
    ) async throws(ConsoleRefusal) -> HTTPResponse {
        let users = try await asking { () throws(AccessRefusal) in try await access.users(for: ask.identity) }
        let page = PageMaker(ask, zones: zones)
            .users(users, key: newKey(), fields.hasProblems ? fields : nil, invited: invited)
        return show(page, ask, status: status)
    }

    private func invite(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        let identity = try ask.person()
        var fields = ask.fields
        do throws(AccessRefusal) {
            let language = LanguagePack.all.map(\.language).first { $0.code == fields["language"] }
            let (user, code) = try await access.invite(
                by: identity, name: fields["name"], email: fields["email"],
                roles: Set(fields.all("roles").compactMap { Role(rawValue: $0) }), language: language ?? ask.language,
                key: ask.key)
            return await asking(ask) { () throws(ConsoleRefusal) in
                try await users(ask, Fields(), .ok, invited: (user.name, code.text))
            }
        } catch {
            fields.take(error, ask.words)
            return waiting(error, try await users(ask, fields, .ok))
        }
    }

    /// What comes after the order was done is no refusal of the order.
    private func asking(
        _ ask: Ask, _ work: () async throws(ConsoleRefusal) -> HTTPResponse
    ) async -> HTTPResponse {
        do throws(ConsoleRefusal) {
            return try await work()
        } catch {
            return refused(error, ask)
        }
    }

    private func user(
        _ ask: Ask, _ fields: Fields, _ code: String?
    ) async throws(ConsoleRefusal) -> HTTPResponse {
        guard let id = UserID(ask.place["user"]) else { throw .notFound }
        let user = try await asking { () throws(AccessRefusal) in try await access.user(id) }
        guard let user else { throw .notFound }
        let admin = try ask.person()
        let sessions = try await asking { () throws(AccessRefusal) in try await access.sessions(of: id, for: admin) }
        var page = PageMaker(ask, zones: zones).user(user, sessions, fields.hasProblems ? fields : nil, code: code)
        if ask.query["done"] == "saved" {
            page.notices.append(.init(kind: .done, words: .init(ask.words(.doneSaved))))
        }
        return show(page, ask)
    }

    private func change(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        let identity = try ask.person()
        guard let id = UserID(ask.place["user"]) else { throw .notFound }
        var fields = ask.fields
        do throws(AccessRefusal) {
            switch ask.route {
            case .rolesSent:
                try await access.changeRoles(
                    of: id, to: Set(fields.all("roles").compactMap { Role(rawValue: $0) }),
                    edition: Int(fields["edition"]) ?? 0, by: identity)
            case .userDisabled: try await access.disable(id, by: identity)
            case .userEnabled: try await access.enable(id, by: identity)
            case .userReset:
                let code = try await access.issueReset(of: id, by: identity).text
                return await asking(ask) { () throws(ConsoleRefusal) in try await user(ask, Fields(), code) }
            case .userFactorRemoved: try await access.removeSecondFactor(of: id, by: identity)
            default: try await access.revokeSessions(of: id, by: identity)
            }
            return seeOther(["users", id.rawValue], [("done", "saved")], ask)
        } catch {
            if error.code == .notFound { throw .notFound }
            fields.take(error, ask.words)
            return waiting(error, try await user(ask, fields, nil))
        }
    }
}
