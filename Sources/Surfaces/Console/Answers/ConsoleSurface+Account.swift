internal import Access
internal import Desk
internal import HTTP
internal import Markup
internal import Telling
internal import Vocabulary

// One's own account. What changes how one signs in asks for the password again.
extension ConsoleSurface {
    func own(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        let identity = try ask.person()
        var fields = ask.fields
        let password = Password(fields.exactly("password"))
        do throws(AccessRefusal) {
            switch ask.route {
            case .account: return try await account(ask, nil, Fields(), .ok)
            case .profileSent:
                let language = LanguagePack.all.map(\.language).first { $0.code == fields["language"] }
                try await access.changeProfile(of: identity, name: fields["name"], language: language ?? ask.language)
                return seeOther(["account"], [("done", "saved")], ask)
            case .emailSent:
                try await access.changeEmail(
                    of: identity, to: fields["email"], password: password, address: ask.address)
                return seeOther(["account"], [("done", "email")], ask)
            case .passwordSent:
                guard fields.isTypedTwice(ask.words, "new") else {
                    return try await account(ask, .password, fields, .unprocessableContent)
                }
                let opened = try await access.changePassword(
                    of: identity, current: password, new: Password(fields.exactly("new")), address: ask.address,
                    client: ask.client)
                return replaced(opened, seeOther(["account"], [("done", "password")], ask), ask)
            case .factorBegun:
                let enrolment = try await access.beginSecondFactor(
                    of: identity, password: password, address: ask.address)
                return show(
                    PageMaker(ask, zones: zones)
                        .enrolment(enrolment.secret, enrolment.address, note: enrolment.note, Fields()), ask)
            case .factorConfirmed:
                let (codes, opened) = try await access.confirmSecondFactor(
                    of: identity, note: fields["note"], code: fields["code"], client: ask.client)
                var after = ask
                after.formToken = opened.token.formToken
                let page = PageMaker(after, zones: zones).recoveryCodes(codes.map(\.text))
                return replaced(opened, show(page, ask), ask)
            case .factorRemoved:
                let opened = try await access.removeSecondFactor(
                    of: identity, password: password, code: fields["code"], address: ask.address, client: ask.client)
                return replaced(opened, seeOther(["account"], [("done", "factor")], ask), ask)
            case .recoverySent:
                let codes = try await access.replaceRecoveryCodes(
                    of: identity, password: password, code: fields["code"], address: ask.address)
                return show(PageMaker(ask, zones: zones).recoveryCodes(codes.map(\.text)), ask)
            case .sessionRevoked:
                if let session = SessionID(fields["session"]) { try await access.revoke(session, of: identity) }
                return seeOther(["account"], [("done", "revoked")], ask)
            default:
                try await access.revokeOtherSessions(of: identity)
                return seeOther(["account"], [("done", "revoked")], ask)
            }
        } catch {
            fields.take(error, ask.words)
            if ask.route == .emailSent, error.code == .invalid {
                fields.problem = nil
                fields.refuse("email", ask.words(.problemEmail))
            }
            if ask.route == .factorConfirmed, error.code == .wrongCode {
                let page = PageMaker(ask, zones: zones)
                    .enrolment(fields["secret"], fields["address"], note: fields["note"], fields)
                return waiting(error, show(page, ask))
            }
            let form: AccountForm =
                switch ask.route {
                case .profileSent: .profile
                case .emailSent: .email
                case .passwordSent: .password
                case .recoverySent: .recovery
                default: .factor
                }
            do throws(AccessRefusal) {
                return waiting(error, try await account(ask, form, fields, .ok))
            } catch {
                throw .access(error)
            }
        }
    }

    /// Which of the page's forms comes back.
    enum AccountForm: Sendable { case profile, email, password, factor, recovery }

    private func account(
        _ ask: Ask, _ form: AccountForm?, _ fields: Fields, _ status: HTTPStatus
    ) async throws(AccessRefusal) -> HTTPResponse {
        guard let identity = ask.identity else { throw AccessRefusal(.notSignedIn, "") }
        let sessions = try await access.sessions(of: identity)
        var current: SessionID?
        if case .person(_, let id) = identity { current = id }
        var page = PageMaker(ask, zones: zones).account(sessions, current: current, form, fields)
        if let done = ask.query["done"], let phrase = Self.doneAccount[done] {
            page.notices = [.init(kind: .done, words: .init(ask.words(phrase)))]
        }
        return show(page, ask, status: status)
    }

    private static let doneAccount: [String: ConsolePhrase] = [
        "saved": .doneSaved, "email": .doneEmail, "password": .donePasswordChanged, "factor": .doneFactorRemoved,
        "revoked": .doneRevoked,
    ]

    private func replaced(_ opened: OpenedSession, _ response: HTTPResponse, _ ask: Ask) -> HTTPResponse {
        var response = response
        response.headers.add("Set-Cookie", ask.cookies.setting(.session, to: opened.token))
        return response
    }
}
