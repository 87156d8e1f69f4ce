internal import Access
internal import Desk
internal import HTTP
internal import Markup
internal import Telling
internal import Vocabulary

// At the door: the first run, signing in with one step or two, joining, a new password, and signing out.
extension ConsoleSurface {
    func door(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        let make = PageMaker(ask, zones: zones)
        switch ask.route {
        case .firstRun:
            if try await isSetUp() { return seeOther(["sign-in"], [], ask) }
            return show(make.firstRun(ask.fields), ask)
        case .firstRunSent: return try await firstRun(ask)
        case .signIn:
            guard try await isSetUp() else { return seeOther(["first-run"], [], ask) }
            if ask.identity != nil { return seeOther([], [], ask) }
            var page = make.signIn(ask.fields, next: ask.query["next"] ?? "")
            if ask.query["done"] == "password" {
                page.notices = [.init(kind: .done, words: .init(ask.words(.donePassword)))]
            } else if ask.query["done"] == "out" {
                page.notices = [.init(kind: .done, words: .init(ask.words(.doneSignedOut)))]
            } else if ask.query["done"] == "forgotten" {
                page.notices = [.init(kind: .done, words: .init(ask.words(.doneForgotten)))]
            } else if ask.query["done"] == "passwords" {
                page.notices = [.init(kind: .warning, words: .init(ask.words(.refusalPasswords)))]
            }
            return show(page, ask)
        case .signInSent: return try await signIn(ask)
        case .secondStepSent: return await secondStep(ask)
        case .openIDAsked, .openIDAnswered: return try await byOpenID(ask)
        // A code of an invitation is not needed where nobody chooses a password: the identity provider's word is enough.
        case .join where !ask.ways.hasPasswords, .newPassword where !ask.ways.hasPasswords:
            return seeOther(["sign-in"], [("done", "passwords")], ask)
        case .join: return show(make.join(ask.fields), ask)
        case .joinSent: return await join(ask)
        case .newPassword:
            // A mail's link brings its code along.
            let code = ask.query["code"].map { Fields(["code": [String($0.prefix(100))]]) }
            return show(make.newPassword(code ?? ask.fields), ask)
        case .forgotten, .forgottenSent: return forgotten(ask)
        case .newPasswordSent: return await newPassword(ask)
        default: return try await signOut(ask)
        }
    }

    func isSetUp() async throws(ConsoleRefusal) -> Bool {
        try await asking { () throws(AccessRefusal) in try await access.isSetUp() }
    }

    private func firstRun(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        var fields = ask.fields
        guard fields.isTypedTwice(ask.words) else {
            return show(PageMaker(ask, zones: zones).firstRun(fields), ask, status: .unprocessableContent)
        }
        do throws(AccessRefusal) {
            let opened = try await access.setUp(joining(fields, ask), email: fields["email"], language: ask.language)
            return entered(opened, next: "", ask)
        } catch {
            fields.take(error, ask.words)
            return show(PageMaker(ask, zones: zones).firstRun(fields), ask, status: Self.status(error))
        }
    }

    private func signIn(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        let attempt = SignInAttempt(
            email: ask.fields["email"], password: Password(ask.fields.exactly("password")), address: ask.address,
            client: ask.client, replacing: ask.session)
        let next = ask.fields["next"]
        do throws(AccessRefusal) {
            switch try await access.signIn(attempt) {
            case .signedIn(let opened): return entered(opened, next: next, ask)
            case .codeNeeded(let challenge):
                return show(
                    PageMaker(ask, zones: zones).secondStep(Fields(), challenge: challenge.text, next: next), ask)
            }
        } catch {
            var fields = ask.fields
            fields.problem = .init(ask.words.say(error))
            return waiting(error, show(PageMaker(ask, zones: zones).signIn(fields, next: next), ask))
        }
    }

    private func secondStep(_ ask: Ask) async -> HTTPResponse {
        let next = ask.fields["next"]
        do throws(AccessRefusal) {
            guard let challenge = SignInChallenge(ask.fields["challenge"]) else {
                throw AccessRefusal(.notSignedIn, ask.words(.refusedTooSlow))
            }
            let opened = try await access.finishSignIn(
                challenge, code: ask.fields["code"], address: ask.address, client: ask.client, replacing: ask.session)
            return entered(opened, next: next, ask)
        } catch {
            var fields = ask.fields
            if error.code == .notSignedIn {
                fields = Fields()
                fields.problem = .init(ask.words(.refusedTooSlow))
                return show(
                    PageMaker(ask, zones: zones).signIn(fields, next: next), ask, status: .unprocessableContent)
            }
            fields.refuse("code", ask.words.say(error))
            let page = PageMaker(ask, zones: zones)
                .secondStep(fields, challenge: ask.fields["challenge"], next: next)
            return waiting(error, show(page, ask))
        }
    }

    private func join(_ ask: Ask) async -> HTTPResponse {
        var fields = ask.fields
        guard fields.isTypedTwice(ask.words) else {
            return show(PageMaker(ask, zones: zones).join(fields), ask, status: .unprocessableContent)
        }
        do throws(AccessRefusal) {
            return entered(try await access.join(joining(fields, ask)), next: "", ask)
        } catch {
            fields.take(error, ask.words)
            return waiting(error, show(PageMaker(ask, zones: zones).join(fields), ask))
        }
    }

    private func newPassword(_ ask: Ask) async -> HTTPResponse {
        var fields = ask.fields
        guard fields.isTypedTwice(ask.words) else {
            return show(PageMaker(ask, zones: zones).newPassword(fields), ask, status: .unprocessableContent)
        }
        do throws(AccessRefusal) {
            try await access.setPassword(
                code: fields["code"], Password(fields.exactly("password")), from: ask.address)
            return seeOther(["sign-in"], [("done", "password")], ask)
        } catch {
            fields.take(error, ask.words)
            return waiting(error, show(PageMaker(ask, zones: zones).newPassword(fields), ask))
        }
    }

    private func signOut(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        if let session = ask.session {
            try await asking { () throws(AccessRefusal) in try await access.signOut(session) }
        }
        var response = seeOther(["sign-in"], [("done", "out")], ask)
        response.headers.add("Set-Cookie", ask.cookies.removing(.session))
        return response
    }

    private func joining(_ fields: Fields, _ ask: Ask) -> Joining {
        Joining(
            code: fields["code"], name: fields["name"], password: Password(fields.exactly("password")),
            address: ask.address, client: ask.client)
    }

    /// A new session, whatever the browser had before, and on to where somebody wanted to go.
    func entered(_ opened: OpenedSession, next: String, _ ask: Ask) -> HTTPResponse {
        var response = seeOther([], [], ask)
        if Self.isOurs(next), let address = Address(next) { response.headers.set("Location", address.text) }
        response.headers.add("Set-Cookie", ask.cookies.setting(.session, to: opened.token))
        return response
    }

    func waiting(_ refusal: AccessRefusal, _ response: HTTPResponse) -> HTTPResponse {
        var response = response
        response.status = Self.status(refusal)
        if let wait = refusal.retryAfter { response.headers.set("Retry-After", "\(max(1, wait.wholeSeconds))") }
        return response
    }
}
