package import Access
internal import HTTP
internal import Markup
internal import Telling
package import Vocabulary

/// A mail that leads whoever reads it to where a new password is set.
package struct PasswordMail: Sendable {
    package struct Letter: Sendable, Hashable {
        package var to: EmailAddress
        package var language: Language
        package var title: String
        package var words: String
        package var label: String
        package var link: String
    }

    /// Where people open the console; nobody's request says so.
    let origin: String
    let send: @Sendable (Letter) async -> Void

    package init(origin: String, send: @escaping @Sendable (Letter) async -> Void) {
        self.origin = origin.hasSuffix("/") ? String(origin.dropLast()) : origin
        self.send = send
    }
}

// A forgotten password. What is answered is the same whether somebody of this address works here or not, and as fast: what
// is done about it is done afterwards.
extension ConsoleSurface {
    func forgotten(_ ask: Ask) -> HTTPResponse {
        guard let mail, ask.ways.hasMail else { return seeOther(["sign-in"], [], ask) }
        let make = PageMaker(ask, zones: zones)
        guard ask.isTold else { return show(make.forgotten(Fields()), ask) }
        let email = ask.fields["email"]
        guard !email.isEmpty else {
            var fields = ask.fields
            fields.refuse("email", ask.words(.problemEmail))
            return show(make.forgotten(fields), ask, status: .unprocessableContent)
        }
        do throws(AccessRefusal) {
            try access.admitForgotten(email: email, from: ask.address)
        } catch {
            var fields = ask.fields
            fields.problem = .init(ask.words.say(error))
            return waiting(error, show(make.forgotten(fields), ask))
        }
        Task { [access] in
            guard let (user, code) = try? await access.forgotten(email: email) else { return }
            await mail.send(Self.letter(user, code, mail.origin, life: access.rules.mailedResetLife))
        }
        return seeOther(["sign-in"], [("done", "forgotten")], ask)
    }

    /// In the language of who gets it.
    private static func letter(
        _ user: User, _ code: OneTimeCode, _ origin: String, life: TimeSpan
    ) -> PasswordMail.Letter {
        let words = LanguagePack.of(user.language)
        let place = PageMaker.address(words.language, ["new-password"]).with([("code", code.text)])
        return .init(
            to: user.email, language: words.language, title: words(.forgottenMailTitle),
            words: words(.forgottenMailText, ["name": user.name, "span": words.duration(life)]),
            label: words(.newPasswordTitle), link: origin + place.text)
    }
}
