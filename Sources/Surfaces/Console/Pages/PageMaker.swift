internal import Access
internal import Desk
internal import HTTP
internal import Markup
internal import Telling
internal import Vocabulary

/// Makes pages for one request: their frame, and the pieces that many of them have.
struct PageMaker {
    let ask: Ask
    let zones: ZoneCatalogue

    init(_ ask: Ask, zones: ZoneCatalogue) {
        self.ask = ask
        self.zones = zones
    }

    var words: LanguagePack { ask.words }
    var language: Language { ask.language }

    static func address(_ language: Language, _ path: [String]) -> Address {
        let all = [language.code, "console"] + path
        // Segments are words of ours and identifiers; what is none of both is encoded.
        let encoded = all.map { Address.path($0).text.dropFirst() }.joined(separator: "/")
        return Address("/" + encoded) ?? .path(language.code, "console")
    }

    func address(_ path: String...) -> Address { Self.address(language, path) }

    /// An empty page with its frame.
    func page(_ title: String, trail: [ConsolePage.Link] = []) -> ConsolePage {
        var page = ConsolePage(language: language, title: title)
        page.trail = trail.isEmpty ? [] : trail + [ConsolePage.Link(text: title, address: here, isHere: true)]
        page.tongues = LanguagePack.all.map { other in
            ConsolePage.Link(
                text: other.language.code.uppercased(), address: here(in: other.language), label: other.ownName,
                isHere: other.language == language)
        }
        guard let user = ask.identity?.user else { return page }
        page.sections = sections()
        page.person = ConsolePage.Link(
            text: user.name, address: address("account"), label: words(.navAccountOf, ["name": user.name]),
            isHere: ask.route == .account)
        page.signOut = small(["sign-out"], words(.signOut), isQuiet: true)
        return page
    }

    private var here: Address { here(in: language) }

    /// The same place in another language; of what was sent as a form, the page that it was sent from.
    private func here(in other: Language) -> Address {
        let path = ask.request.path
        let rest = path.dropFirst(language.code.utf8.count + 1)
        let isPage = !ask.isTold || Self.pages.contains(ask.route)
        guard isPage, path.hasPrefix("/" + language.code + "/console"),
            let address = Address("/" + other.code + rest)
        else { return Self.address(other, []) }
        return address.with(ask.isTold ? [] : ask.query.parameters.map { ($0.name, $0.value) })
    }

    /// Forms that stand under the address that they are sent to.
    private static let pages: Set<ConsoleRoute> = [
        .firstRunSent, .signInSent, .joinSent, .newPasswordSent, .forgottenSent, .tokenIssued, .declareSent, .planSent,
        .postmortemSent,
        .catalogueSent, .catalogueItemSent, .userInvited, .subscribersSought, .givenUpResent,
    ]

    private func sections() -> [ConsolePage.Link] {
        var places: [(ConsolePhrase, [String], Set<ConsoleRoute>)] = []
        if ask.may(.look) {
            places.append((.navOverview, [], [.overview]))
            places.append((.navWatch, Self.watchPlace, [.watch, .watchTarget, .watchCases, .watchCase, .watchNoise]))
            places.append((.navIncidents, ["incidents"], [.incidents, .incident, .postmortem]))
        }
        if ask.hasCases, ask.may(.look) {
            places.append((.navAnnouncing, ["announcing"], [.announcing, .announcingCase]))
        }
        if ask.may(.declareAndUpdate) {
            places.append((.navDeclare, ["declare"], [.declare, .declareSent]))
            if ask.may(.publishSentence) { places.append((.navPlan, ["plan"], [.plan, .planSent])) }
        }
        if ask.may(.look) { places.append((.navCatalogue, ["catalogue"], [.catalogue])) }
        if ask.may(.manageSubscribers) {
            places.append((.navSubscribers, ["subscribers"], [.subscribers, .subscribersSought, .givenUp]))
        }
        if ask.may(.manageCatalogue) {
            places.append(
                (
                    .navMoving, ["moving"],
                    [.moving, .movingAddressSent, .movingFileSent, .movingListSent, .movingExported]
                ))
        }
        if ask.may(.manageUsers) { places.append((.navUsers, ["users"], [.users, .user])) }
        places.append((.navTokens, ["tokens"], [.tokens]))
        if ask.may(.readAudit) { places.append((.navAudit, ["audit"], [.audit])) }
        return places.map { phrase, path, routes in
            ConsolePage.Link(
                text: words(phrase), address: Self.address(language, path), isHere: routes.contains(ask.route))
        } + around()
    }

    /// Pages outside the console where whoever is signed in has forms too.
    private func around() -> [ConsolePage.Link] {
        var links: [ConsolePage.Link] = []
        if ask.may(.manageSources) {
            links.append(.init(text: words.say(.navFollow), address: .path(language.code, "follow")))
        }
        if ask.may(.readAlerts) {
            links.append(.init(text: words.say(.navAlerts), address: .path(language.code, "alerts")))
        }
        return links
    }

    // MARK: Pieces

    var token: ConsoleForm.Hidden { .init(name: FormField.token, value: ask.formToken) }

    /// One button that does one thing.
    func small(
        _ path: [String], _ text: String, _ hidden: [(String, String)] = [], label: String? = nil,
        isQuiet: Bool = false
    ) -> ConsoleForm {
        ConsoleForm(
            action: Self.address(language, path),
            id: (path + hidden.map(\.1)).map { $0.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(40) }
                .joined(separator: "-"),
            hidden: [token] + hidden.map { .init(name: $0.0, value: $0.1) },
            buttons: [.init(text: text, isQuiet: isQuiet, label: label)], isSmall: true)
    }

    /// A form whose fields come from `make`. `typed` is what was sent of it, when it comes back.
    func form(
        _ id: String, _ path: [String], typed: Fields? = nil, hidden: [(String, String)] = [],
        buttons: [ConsoleForm.Button], _ make: (inout FormMaker) -> Void
    ) -> ConsoleForm {
        var maker = FormMaker(words: words, zones: zones, typed: typed)
        make(&maker)
        let asksPassword = maker.pieces.contains { $0.asksPassword }
        var problem = typed?.problem
        if problem == nil, typed?.hasProblems == true { problem = .init(words(.problemFields)) }
        return ConsoleForm(
            action: Self.address(language, path), id: id,
            hidden: [token] + hidden.map { .init(name: $0.0, value: $0.1) }, pieces: maker.pieces, buttons: buttons,
            problem: problem, username: asksPassword ? ask.identity?.user?.email.text : nil)
    }

    func button(_ phrase: ConsolePhrase) -> ConsoleForm.Button { .init(text: words(phrase)) }

    /// What is sent, and what only shows; what is sent stands first, so that the return key sends it. The preview leads to
    /// its place in the page.
    func sendOrPreview(_ phrase: ConsolePhrase, _ path: [String], at place: String) -> [ConsoleForm.Button] {
        [
            .init(text: words(phrase), value: "send"),
            .init(
                text: words(.preview), value: FormField.preview, isQuiet: true,
                action: Address(Self.address(language, path).text + "#" + place)),
        ]
    }

    /// When readers are told next unless somebody says otherwise: in half an hour or a little more, on a round clock.
    var nextWord: Instant {
        let span: Int64 = 300
        return Instant(seconds: (ask.now.seconds + 1_800 + span - 1) / span * span)
    }

    func when(_ instant: Instant, in zone: Zone) -> String { words.dateAndClock(instant, in: zone) }

    /// A text in the page's language, else in another one, which is then marked.
    func told(_ text: LocalizedText) -> ConsolePage.Words {
        guard let reading = text.reading(language) else { return .init("–") }
        return .init(reading.text, language: reading.language == language ? nil : reading.language)
    }

    func severity(_ severity: Severity) -> ConsolePage.Words {
        .init(words.name(severity), symbol: Symbol(severity), tone: Symbol(severity).rawValue)
    }

    /// Languages of a text's fields: those that are wanted, and those that it has already, so that none gets lost.
    func tongues(_ wanted: [Language], _ text: LocalizedText?) -> [Language] {
        wanted + (text?.languages ?? []).filter { !wanted.contains($0) }
    }

    func link(_ text: String, _ path: String...) -> ConsolePage.Link {
        .init(text: text, address: Self.address(language, path))
    }

    func roles(_ roles: Set<Role>) -> String { roles.sorted().map { words.name($0) }.joined(separator: ", ") }
}
