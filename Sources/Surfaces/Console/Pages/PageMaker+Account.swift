internal import Access
internal import Desk
internal import HTTP
internal import Markup
internal import Telling
internal import Vocabulary

// One's own account, and the tokens of one's programs.
extension PageMaker {
    func account(
        _ sessions: [Session], current: SessionID?, _ back: ConsoleSurface.AccountForm?, _ typed: Fields
    ) -> ConsolePage {
        var page = page(words(.accountTitle))
        guard let user = ask.identity?.user else { return page }
        page.lead = [.init(words(.accountLead, ["email": user.email.text, "roles": roles(user.roles)]))]
        let profile = form(
            "profile", ["account", "profile"], typed: back == .profile ? typed : nil, buttons: [button(.save)]
        ) { form in
            form.side { form in
                form.line("name", words(.yourName), user.name, autocomplete: "name", isRequired: true)
                form.select("language", words(.languageOfYours), languages(), user.language.code)
            }
        }
        let email = form(
            "email", ["account", "email"], typed: back == .email ? typed : nil, buttons: [button(.changeEmail)]
        ) { form in
            form.side { form in
                form.line(
                    "email", words(.newEmail), type: "email", autocomplete: "email", isRequired: true)
                form.password("password", words(.currentPassword), autocomplete: "current-password")
            }
        }
        let password = form(
            "password", ["account", "password"], typed: back == .password ? typed : nil,
            buttons: [button(.changePassword)]
        ) { form in
            form.password("password", words(.currentPassword), autocomplete: "current-password")
            passwords(&form, "new")
        }
        page.parts = [.section(title: words(.profile), id: "profile-part", [.form(profile)])]
        if ask.ways.hasPasswords {
            page.parts += [
                .section(
                    title: words(.email), id: "email-part", [.text(.init(words(.changeEmailRule))), .form(email)]),
                .section(
                    title: words(.password), id: "password-part",
                    [.text(.init(words(.changePasswordRule))), .form(password)]),
                .section(title: words(.secondFactor), id: "factor-part", secondFactor(user, back, typed)),
            ]
        } else {
            page.parts.append(
                .text(.init(words(.accountOpenID, ["name": ask.ways.identityProvider ?? ""]))))
        }
        page.parts += [
            .section(title: words(.sessionsTitle), id: "sessions-part", self.sessions(sessions, current))
        ]
        return page
    }

    func languages() -> [ConsoleForm.Option] {
        LanguagePack.all.map { .init(value: $0.language.code, text: $0.ownName) }
    }

    private func secondFactor(
        _ user: User, _ back: ConsoleSurface.AccountForm?, _ typed: Fields
    ) -> [ConsolePage.Part] {
        func ask(_ id: String, _ path: [String], _ typed: Fields?, _ phrase: ConsolePhrase, withCode: Bool)
            -> ConsoleForm
        {
            form(id, path, typed: typed, buttons: [button(phrase)]) { form in
                form.side { form in
                    form.password("password", words(.currentPassword), autocomplete: "current-password")
                    if withCode { form.code("code", words(.code), hint: words(.codeHint)) }
                }
            }
        }
        guard user.hasSecondFactor else {
            return [
                .text(.init(words(.factorNone))),
                .form(
                    ask(
                        "factor", ["account", "second-factor"], back == .factor ? typed : nil, .factorBegin,
                        withCode: false)),
            ]
        }
        return [
            .text(.init(words(.factorThere), symbol: .fine)),
            .fold(
                title: words(.recoveryNew), isOpen: back == .recovery,
                [
                    .form(
                        ask(
                            "recovery", ["account", "recovery-codes"], back == .recovery ? typed : nil, .recoveryNew,
                            withCode: true))
                ]),
            .fold(
                title: words(.factorRemove), isOpen: back == .factor,
                [
                    .form(
                        ask(
                            "factor", ["account", "second-factor", "remove"], back == .factor ? typed : nil,
                            .factorRemove, withCode: true))
                ]),
        ]
    }

    /// The secret is shown as text, and as the address that an app on the same device opens.
    func enrolment(_ secret: String, _ link: String, note: String, _ typed: Fields) -> ConsolePage {
        var page = page(words(.factorTitle), trail: [self.link(words(.accountTitle), "account")])
        page.lead = [.init(words(.factorLead))]
        page.parts = [
            .secret([secret]), .text(.init(words(.factorLink), isQuiet: true)), .secret([link]),
            .form(
                form(
                    "factor-confirm", ["account", "second-factor", "confirm"],
                    typed: typed.hasProblems ? typed : nil,
                    hidden: [("note", note), ("secret", secret), ("address", link)], buttons: [button(.factorConfirm)]
                ) { form in form.code("code", words(.code), hint: words(.factorCodeHint), isFirst: true) }),
        ]
        return page
    }

    func recoveryCodes(_ codes: [String]) -> ConsolePage {
        var page = page(words(.recoveryTitle), trail: [link(words(.accountTitle), "account")])
        page.notices = [.init(kind: .done, words: .init(words(.recoveryDone)))]
        page.lead = [.init(words(.recoveryLead))]
        page.parts = [.secret(codes), .ways([link(words(.recoveryKept), "account")])]
        return page
    }

    private func sessions(_ sessions: [Session], _ current: SessionID?) -> [ConsolePage.Part] {
        let items = sessions.map { session in
            let isHere = session.id == current
            var item = ConsolePage.Item(lines: [
                .init(session.client.agent.isEmpty ? words(.unknownBrowser) : session.client.agent),
                .init(
                    words(
                        .sessionFacts,
                        [
                            "address": session.client.address, "opened": when(session.opened, in: .utc),
                            "seen": when(session.seen, in: .utc),
                        ]), isQuiet: true),
            ])
            if isHere {
                item.parts = [.text(.init(words(.sessionHere), symbol: .fine))]
            } else {
                item.parts = [
                    .form(
                        small(
                            ["account", "sessions", "revoke"], words(.revoke), [("session", session.id.rawValue)],
                            label: words(.revokeSessionOf, ["address": session.client.address])))
                ]
            }
            return item
        }
        let others = sessions.count > 1
        return [.list(items)]
            + (others ? [.form(small(["account", "sessions", "revoke-others"], words(.revokeOthers)))] : [])
    }

    // MARK: Tokens

    func tokens(_ tokens: [APIToken], key: String, _ typed: Fields?, secret: String? = nil) -> ConsolePage {
        var page = page(words(.tokensTitle))
        page.lead = [.init(words(.tokensLead))]
        if let secret {
            page.notices = [.init(kind: .done, words: .init(words(.tokenOnce)))]
            page.parts.append(.secret([secret]))
        }
        let now = ask.now
        let rows = tokens.map { token -> ConsolePage.Item in
            let isOver = token.until <= now
            let scopes = token.scopes.sorted().map { words.name($0) }.joined(separator: ", ")
            return ConsolePage.Item(
                lines: [
                    .init(token.name), .init(scopes, isQuiet: true),
                    .init(
                        words(
                            .tokenFacts,
                            [
                                "issued": when(token.issued, in: .utc), "until": when(token.until, in: .utc),
                                "used": token.used.map { when($0, in: .utc) } ?? words(.never),
                            ]), isQuiet: true),
                ] + (isOver ? [.init(words(.tokenOver), symbol: .unknown)] : []),
                parts: [
                    .form(
                        small(
                            ["tokens", "revoke"], words(.revoke), [("token", token.id.rawValue)],
                            label: words(.revokeToken, ["name": token.name])))
                ])
        }
        page.parts.append(rows.isEmpty ? .empty(words(.tokensNone)) : .list(rows))
        let rights = (ask.identity?.rights ?? []).sorted()
        page.parts.append(
            .section(
                title: words(.tokenNew), id: "new-token",
                [
                    .form(
                        form(
                            "token", ["tokens"], typed: typed, hidden: [(FormField.key, key)],
                            buttons: [button(.tokenIssue)]
                        ) { form in
                            form.side { form in
                                form.line("name", words(.tokenName), hint: words(.tokenNameHint), isRequired: true)
                                form.line("days", words(.tokenDays), "90", hint: words(.tokenDaysHint))
                            }
                            form.boxes(
                                "scopes", words(.tokenScopes),
                                rights.map { .init(value: $0.rawValue, text: words.name($0)) }, [])
                        })
                ]))
        return page
    }
}
