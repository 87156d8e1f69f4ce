internal import Access
internal import Markup
internal import Telling
internal import Vocabulary

// The pages for whoever is not signed in.
extension PageMaker {
    func firstRun(_ typed: Fields) -> ConsolePage {
        var page = page(words(.firstRunTitle))
        page.lead = [.init(words(.firstRunLead))]
        if let name = ask.ways.identityProvider, !ask.ways.hasPasswords {
            page.lead.append(.init(words(.firstRunOpenID, ["name": name])))
        }
        page.parts = [
            .form(
                form("first-run", ["first-run"], typed: sent(typed), buttons: [button(.firstRunSend)]) { form in
                    form.line(
                        "code", words(.firstRunCode), type: "text", hint: words(.firstRunCodeHint), isRequired: true,
                        isFirst: true)
                    form.line("name", words(.yourName), autocomplete: "name", isRequired: true)
                    form.line("email", words(.email), type: "email", autocomplete: "username", isRequired: true)
                    passwords(&form)
                })
        ]
        return page
    }

    func signIn(_ typed: Fields, next: String) -> ConsolePage {
        var page = page(words(.signInTitle))
        if let way = wayByOpenID(next) { page.parts.append(.ways([way])) }
        guard ask.ways.hasPasswords else {
            if let problem = typed.problem { page.notices.append(.init(kind: .problem, words: problem)) }
            return page
        }
        page.parts += [
            .form(
                form(
                    "sign-in", ["sign-in"], typed: sent(typed), hidden: next.isEmpty ? [] : [("next", next)],
                    buttons: [button(.signIn)]
                ) { form in
                    form.line(
                        "email", words(.email), type: "email", autocomplete: "username", isRequired: true, isFirst: true
                    )
                    form.password("password", words(.password), autocomplete: "current-password")
                }),
            .ways(
                (ask.ways.hasMail ? [link(words(.forgottenLink), "forgotten-password")] : [])
                    + [link(words(.haveInvitation), "join"), link(words(.haveReset), "new-password")]),
        ]
        return page
    }

    private func wayByOpenID(_ next: String) -> ConsolePage.Link? {
        ask.ways.identityProvider.map { name in
            .init(
                text: words(.signInBy, ["name": name]),
                address: address("sign-in", "openid").with([("next", next)]))
        }
    }

    /// Somebody came back from the identity provider, or could not go there: why, and what they can do.
    func notLetIn(_ refusal: AccessRefusal, next: String) -> ConsolePage {
        var page = page(words(.signInTitle))
        page.notices = [.init(kind: .problem, words: .init(words.say(refusal)))]
        var ways = [wayByOpenID(next)].compactMap(\.self)
        if ask.ways.hasPasswords {
            ways.append(
                .init(text: words(.signInByPassword), address: address("sign-in").with([("next", next)])))
        }
        page.parts.append(.ways(ways))
        if refusal.code == .notBelieved {
            let tongue: Language? = language == .english ? nil : .english
            page.parts.append(.text(.init(refusal.message, language: tongue, isQuiet: true)))
        }
        return page
    }

    func secondStep(_ typed: Fields, challenge: String, next: String) -> ConsolePage {
        var page = page(words(.secondStepTitle))
        page.lead = [.init(words(.secondStepLead))]
        page.parts = [
            .form(
                form(
                    "second-step", ["sign-in", "code"], typed: sent(typed),
                    hidden: [("challenge", challenge)] + (next.isEmpty ? [] : [("next", next)]),
                    buttons: [button(.signIn)]
                ) { form in form.code("code", words(.code), hint: words(.codeHint), isFirst: true) }),
            .ways([link(words(.signInAgain), "sign-in")]),
        ]
        return page
    }

    func join(_ typed: Fields) -> ConsolePage {
        var page = page(words(.joinTitle))
        page.lead = [.init(words(.joinLead))]
        page.parts = [
            .form(
                form("join", ["join"], typed: sent(typed), buttons: [button(.joinSend)]) { form in
                    form.line("code", words(.invitationCode), isRequired: true, isFirst: true)
                    form.line("name", words(.yourName), autocomplete: "name", isRequired: true)
                    passwords(&form)
                })
        ]
        return page
    }

    func forgotten(_ typed: Fields) -> ConsolePage {
        var page = page(words(.forgottenTitle))
        page.lead = [.init(words(.forgottenLead))]
        page.parts = [
            .form(
                form(
                    "forgotten", ["forgotten-password"], typed: sent(typed), buttons: [button(.forgottenSend)]
                ) { form in
                    form.line(
                        "email", words(.email), type: "email", autocomplete: "username", isRequired: true, isFirst: true
                    )
                }), .ways([link(words(.signInAgain), "sign-in")]),
        ]
        return page
    }

    func newPassword(_ typed: Fields) -> ConsolePage {
        var page = page(words(.newPasswordTitle))
        page.lead = [.init(words(.newPasswordLead))]
        page.parts = [
            .form(
                form("new-password", ["new-password"], typed: sent(typed), buttons: [button(.newPasswordSend)]) {
                    form in
                    form.line("code", words(.resetCode), isRequired: true, isFirst: true)
                    passwords(&form)
                })
        ]
        return page
    }

    func passwords(_ form: inout FormMaker, _ name: String = "password") {
        form.password(
            name, words(.choosePassword), autocomplete: "new-password",
            hint: words(.passwordHint, ["n": "12"]))
        form.password("again", words(.passwordAgain), autocomplete: "new-password")
    }

    /// What comes back with something typed or something wrong; a page that is asked for has nothing of both.
    private func sent(_ typed: Fields) -> Fields? { typed.names.isEmpty && !typed.hasProblems ? nil : typed }
}
