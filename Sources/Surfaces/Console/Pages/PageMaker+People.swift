internal import Access
internal import Desk
internal import HTTP
internal import Markup
internal import Telling
internal import Vocabulary

// Who works here, and what each may.
extension PageMaker {
    func users(
        _ users: [User], key: String, _ typed: Fields?, invited: (name: String, code: String)?
    ) -> ConsolePage {
        var page = page(words(.navUsers))
        if let invited {
            if ask.ways.hasPasswords {
                page.notices = [
                    .init(kind: .done, words: .init(words(.invitedDone, ["name": invited.name])))
                ]
                page.parts.append(.secret([invited.code, Self.address(language, ["join"]).text]))
            } else {
                let facts = ["name": invited.name, "provider": ask.ways.identityProvider ?? ""]
                page.notices = [.init(kind: .done, words: .init(words(.invitedOpenID, facts)))]
            }
        }
        page.parts.append(
            .list(
                users.map { user in
                    .init(lines: [
                        .init(user.name, address: Self.address(language, ["users", user.id.rawValue])),
                        .init(user.email.text, isQuiet: true),
                        .init(words.name(user.state) + " · " + roles(user.roles), symbol: symbol(user.state)),
                    ])
                }))
        page.parts.append(
            .section(
                title: words(.inviteTitle), id: "invite-part",
                [
                    .form(
                        form(
                            "invite", ["users"], typed: typed, hidden: [(FormField.key, key)],
                            buttons: [button(.invite)]
                        ) { form in
                            form.side { form in
                                form.line("name", words(.name), isRequired: true)
                                form.line("email", words(.email), type: "email", isRequired: true)
                                form.select("language", words(.theirLanguage), languages(), language.code)
                            }
                            form.boxes("roles", words(.roles), roleOptions(), [Role.responder.rawValue])
                        })
                ]))
        return page
    }

    func user(_ user: User, _ sessions: [Session], _ typed: Fields?, code: String?) -> ConsolePage {
        var page = page(user.name, trail: [link(words(.navUsers), "users")])
        let place = ["users", user.id.rawValue]
        if let code {
            page.notices = [.init(kind: .done, words: .init(words(.resetDone, ["name": user.name])))]
            page.parts.append(.secret([code, Self.address(language, ["new-password"]).text]))
        }
        if let problem = typed?.problem { page.notices.append(.init(kind: .problem, words: problem)) }
        page.parts.append(
            .facts([
                .init(label: words(.email), words: [.init(user.email.text)]),
                .init(label: words(.state), words: [.init(words.name(user.state), symbol: symbol(user.state))]),
                .init(
                    label: words(.secondFactor),
                    words: [.init(words(user.hasSecondFactor ? .wordYes : .wordNo))]),
                .init(label: words(.sessionsTitle), words: [.init(words.number(sessions.count))]),
            ]))
        page.parts.append(
            .section(
                title: words(.roles), id: "roles-part",
                [
                    .form(
                        form(
                            "roles", place + ["roles"], hidden: [("edition", "\(user.edition)")],
                            buttons: [button(.save)]
                        ) { form in
                            form.boxes("roles", words(.roles), roleOptions(), user.roles.sorted().map(\.rawValue))
                        })
                ]))
        var deeds: [ConsoleForm] = []
        switch user.state {
        case .active:
            if ask.ways.hasPasswords { deeds.append(small(place + ["reset"], words(.userGiveReset))) }
            if user.hasSecondFactor { deeds.append(small(place + ["second-factor"], words(.factorRemove))) }
            if !sessions.isEmpty { deeds.append(small(place + ["sessions"], words(.userEndSessions))) }
            deeds.append(small(place + ["disable"], words(.userDisable)))
        case .invited: deeds.append(small(place + ["disable"], words(.userDisable)))
        case .disabled: deeds.append(small(place + ["enable"], words(.userEnable)))
        }
        page.parts.append(.section(title: words(.whatCanBeDone), id: "deeds", deeds.map { .form($0) }))
        return page
    }

    private func roleOptions() -> [ConsoleForm.Option] {
        Role.allCases.map { .init(value: $0.rawValue, text: words.name($0)) }
    }

    private func symbol(_ state: User.State) -> Symbol {
        switch state {
        case .invited: .unknown
        case .active: .fine
        case .disabled: .notice
        }
    }
}
