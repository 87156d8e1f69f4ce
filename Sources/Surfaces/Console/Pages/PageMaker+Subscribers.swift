internal import Access
internal import HTTP
internal import Incidents
internal import Markup
internal import Subscribing
internal import Telling
internal import Vocabulary

// Who is told what the pages say, and what could not be told.
extension PageMaker {
    private static let place = ["subscribers"]

    func subscribersOff() -> ConsolePage {
        var page = page(words(.navSubscribers))
        page.parts = [.empty(words(.subscribersOff))]
        return page
    }

    func subscribersWithoutBrand() -> ConsolePage {
        var page = page(words(.navSubscribers))
        page.lead = [.init(words(.subscribersLead))]
        page.parts = [.empty(words(.subscribersNoBrand)), .ways([link(words(.navCatalogue), "catalogue")])]
        return page
    }

    func subscribers(
        _ view: ConsoleSurface.SubscriberView, key: String, _ back: ConsoleSurface.SubscriberForm?, _ typed: Fields,
        report: SubscriberOrders.ImportReport?
    ) -> ConsolePage {
        var page = page(words(.navSubscribers))
        page.lead = [.init(words(.subscribersLead))]
        page.parts.append(.ways([link(words(.failedTitle), "subscribers", "given-up")]))
        if let report { taken(report, &page) }
        page.parts.append(.form(filter(view)))
        let all = view.found.counts.values.reduce(0, +)
        var list: [ConsolePage.Part] = [
            .facts(
                Subscriber.State.allCases.map { state in
                    .init(
                        label: words.name(state), words: [.init(words.number(view.found.counts[state] ?? 0))])
                })
        ]
        if all == 0 {
            list.append(.empty(words(.subscribersNone)))
        } else if view.found.subscribers.isEmpty {
            list.append(.empty(words(.subscribersNoMatch)))
        } else {
            list.append(.list(view.found.subscribers.map { item($0, view) }))
        }
        if let next = view.found.next {
            list.append(.text(.init(words(.subscribersFurther), isQuiet: true)))
            list.append(self.next(next, view))
        }
        page.parts.append(
            .section(title: words(.subscribersOf, ["brand": view.brand.name]), id: "subscribers-part", list))
        page.parts.append(add(view, key: key, back == .add ? typed : nil))
        page.parts.append(self.list(view, key: key, back == .list ? typed : nil))
        return page
    }

    /// With an address in it the search goes inside a form, page for page.
    private func next(_ next: SubscriberID, _ view: ConsoleSurface.SubscriberView) -> ConsolePage.Part {
        var query: [(String, String)] = [("brand", view.brand.id.rawValue)]
        if let kind = view.search.kind { query.append(("kind", kind.rawValue)) }
        if let language = view.search.language { query.append(("language", language.code)) }
        if let state = view.search.state { query.append(("state", state.rawValue)) }
        query.append(("after", next.rawValue))
        guard view.search.text.isEmpty else {
            var form = small(Self.place, words(.subscribersNext), query + [("q", view.search.text)])
            form.id = "next"
            return .form(form)
        }
        return .ways([
            .init(text: words(.subscribersNext), address: Self.address(language, Self.place).with(query))
        ])
    }

    private func filter(_ view: ConsoleSurface.SubscriberView) -> ConsoleForm {
        let any = ConsoleForm.Option(value: "", text: words(.subscriberAny))
        return form("filter", Self.place, buttons: [button(.subscriberFind)]) { form in
            form.side { form in
                form.select("brand", words(.subscriberBrand), brands(view), view.brand.id.rawValue)
                form.select(
                    "kind", words(.subscriberWay), [any] + SubscriberTarget.Kind.allCases.map(way),
                    view.search.kind?.rawValue ?? "")
                form.select(
                    "language", words(.theirLanguage),
                    [any] + view.brand.languages.map { .init(value: $0.code, text: words.name($0)) },
                    view.search.language?.code ?? "")
                form.select(
                    "state", words(.state),
                    [any] + Subscriber.State.allCases.map { .init(value: $0.rawValue, text: words.name($0)) },
                    view.search.state?.rawValue ?? "")
            }
            form.line("q", words(.subscriberSearch), view.search.text, hint: words(.subscriberSearchHint))
        }
    }

    private func brands(_ view: ConsoleSurface.SubscriberView) -> [ConsoleForm.Option] {
        view.brands.map { .init(value: $0.id.rawValue, text: $0.name) }
    }

    private func way(_ kind: SubscriberTarget.Kind) -> ConsoleForm.Option {
        .init(value: kind.rawValue, text: words.name(kind))
    }

    private func item(_ subscriber: Subscriber, _ view: ConsoleSurface.SubscriberView) -> ConsolePage.Item {
        let wish = subscriber.question.map { subscriber.state == .unconfirmed ? $0.wish : subscriber.wish }
        let names = (wish ?? subscriber.wish).components.map { id in
            view.components.first { $0.id == id }.map { told($0.name).text } ?? id.rawValue
        }
        let hears = names.isEmpty ? words(.subscriberAll) : names.joined(separator: ", ")
        var since = words(.subscriberAsked, ["asked": when(subscriber.askedAt, in: .utc)])
        if let confirmed = subscriber.confirmedAt {
            since = words(
                .subscriberSince,
                ["asked": when(subscriber.askedAt, in: .utc), "confirmed": when(confirmed, in: .utc)])
        }
        let hidden = [("subscriber", subscriber.id.rawValue), ("brand", view.brand.id.rawValue)]
        let shown = subscriber.target.shown
        var deeds: [ConsoleForm] = []
        if subscriber.state == .unconfirmed || subscriber.state == .failing {
            deeds.append(
                small(
                    Self.place + ["ask"], words(.subscriberAsk), hidden,
                    label: words(.subscriberAskOf, ["address": shown])))
        }
        deeds.append(
            small(
                Self.place + ["remove"], words(.subscriberRemove), hidden,
                label: words(.subscriberRemoveOf, ["address": shown]), isQuiet: true))
        return ConsolePage.Item(
            lines: [
                .init(shown),
                .init(
                    [words.name(subscriber.target.kind), words.name((wish ?? subscriber.wish).language), hears]
                        .joined(separator: " · "), isQuiet: true),
                .init(words.name(subscriber.state), symbol: Symbol(subscriber.state)), .init(since, isQuiet: true),
            ],
            parts: [
                .ways([
                    .init(
                        text: words(.deliveriesOpen),
                        address: Self.address(language, Self.place + ["told", subscriber.id.rawValue]),
                        label: words(.deliveriesOf, ["address": shown]))
                ])
            ] + deeds.map { .form($0) })
    }

    private func add(
        _ view: ConsoleSurface.SubscriberView, key: String, _ typed: Fields?
    ) -> ConsolePage.Part {
        let form = form(
            "add", Self.place + ["add"], typed: typed,
            hidden: [("brand", view.brand.id.rawValue), (FormField.key, key)], buttons: [button(.subscriberAskSend)]
        ) { form in
            form.side { form in
                form.select("kind", words(.subscriberWay), view.kinds.map(way), view.kinds.first?.rawValue ?? "")
                form.line(
                    "address", words(.subscriberAddress), hint: words(.subscriberAddressHint), isRequired: true)
                languages(view, &form)
            }
            form.boxes(
                "components", words(.subscriberComponents),
                view.components.map { .init(value: $0.id.rawValue, text: told($0.name).text) }, [],
                hint: words(.subscriberComponentsHint))
        }
        return .section(
            title: words(.subscriberNew), id: "add-part", [.text(.init(words(.subscriberNewLead))), .form(form)])
    }

    private func languages(_ view: ConsoleSurface.SubscriberView, _ form: inout FormMaker) {
        form.select(
            "language", words(.theirLanguage),
            view.brand.languages.map { .init(value: $0.code, text: words.name($0)) },
            view.brand.languages.first?.code ?? "")
    }

    private func list(
        _ view: ConsoleSurface.SubscriberView, key: String, _ typed: Fields?
    ) -> ConsolePage.Part {
        let form = form(
            "list", Self.place + ["import"], typed: typed,
            hidden: [("brand", view.brand.id.rawValue), (FormField.key, key)], buttons: [button(.subscriberTake)]
        ) { form in
            languages(view, &form)
            form.area(
                "csv", words(.subscriberCSV), rows: 6,
                hint: words(.subscriberCSVHint, ["n": words.number(Fields.textMost)]))
        }
        return .fold(
            title: words(.subscriberList), isOpen: typed != nil,
            [.text(.init(words(.subscriberListLead))), .form(form)])
    }

    private func taken(_ report: SubscriberOrders.ImportReport, _ page: inout ConsolePage) {
        page.notices.append(
            .init(
                kind: report.refused == 0 ? .done : .warning,
                words: .init(
                    words(
                        .subscriberTaken,
                        [
                            "added": words.number(report.added), "known": words.number(report.known),
                            "refused": words.number(report.refused),
                        ]))))
        guard !report.problems.isEmpty || !report.remarks.isEmpty else { return }
        // Reasons are English, as those of the desk are.
        page.parts.append(
            .list(
                report.remarks.map { .init(lines: [.init($0, language: language == .english ? nil : .english)]) }
                    + report.problems.map { problem in
                        .init(lines: [
                            .init(words(.subscriberLine, ["line": words.number(problem.line)])),
                            .init(problem.reason, language: language == .english ? nil : .english),
                        ])
                    }))
    }

    // MARK: Given up

    func givenUp(
        _ letters: [SubscriberOrders.GivenUp], hasMore: Bool, site: Site, key: String
    ) -> ConsolePage {
        var page = page(words(.failedTitle), trail: [link(words(.navSubscribers), "subscribers")])
        page.lead = [.init(words(.failedLead))]
        guard !letters.isEmpty else {
            page.parts = [.empty(words(.failedNone))]
            return page
        }
        var jobs: [FanOutJobID] = []
        for letter in letters where jobs.last != letter.letter.job { jobs.append(letter.letter.job) }
        for (number, job) in jobs.enumerated() {
            let own = letters.filter { $0.letter.job == job }
            guard let first = own.first else { continue }
            var parts: [ConsolePage.Part] = [.ways([about(first)].compactMap(\.self))]
            if own.count > 1 {
                let most = min(own.count, SubscribingFact.resendMost)
                parts.append(
                    .form(
                        small(
                            Self.place + ["given-up"], words(.failedAll, ["n": words.number(most)]),
                            [("job", job.rawValue), (FormField.key, key + "-\(number)")])))
            }
            parts.append(
                .list(own.enumerated().map { item($0.element, key: key + "-\(number)-\($0.offset)") }))
            let brand = site.brands.first { $0.id == first.letter.brand }?.name ?? first.letter.brand.rawValue
            page.parts.append(
                .section(title: brand + " · " + when(first.letter.at, in: .utc), id: "job-\(number)", parts))
        }
        if hasMore {
            page.parts.append(.text(.init(words(.failedMore, ["n": words.number(letters.count)]), isQuiet: true)))
        }
        return page
    }

    /// The incident that it was about.
    private func about(_ letter: SubscriberOrders.GivenUp) -> ConsolePage.Link? {
        switch letter.job?.subject {
        case .statement(let incident, _, _)?, .postmortem(let incident, _)?:
            link(incident.rawValue.uppercased(), "incidents", incident.rawValue)
        case .question?, nil: nil
        }
    }

    private func item(_ given: SubscriberOrders.GivenUp, key: String) -> ConsolePage.Item {
        let letter = given.letter
        let shown = given.subscriber?.target.shown ?? words(.failedGone)
        var parts: [ConsolePage.Part] = []
        if given.subscriber != nil {
            parts.append(
                .form(
                    small(
                        Self.place + ["given-up"], words(.failedAgain),
                        [
                            ("job", letter.job.rawValue), ("subscriber", letter.subscriber.rawValue),
                            (FormField.key, key),
                        ], label: words(.failedAgainOf, ["address": shown]))))
        }
        return ConsolePage.Item(
            lines: [
                .init(shown),
                .init(letter.error, language: language == .english ? nil : .english),
                .init(
                    words(.failedLine, ["at": when(letter.at, in: .utc), "n": words.number(letter.attempts)]),
                    isQuiet: true),
            ], parts: parts)
    }
}

extension SubscriberTarget {
    /// Enough to know it again, and not enough to write to.
    var shown: String {
        switch self {
        case .mail(let address):
            String(address.prefix(1)) + "…" + address.drop { $0 != "@" }
        case .webhook(let url, _), .chat(_, let url): (try? FetchURL(url))?.host ?? kind.rawValue
        case .telegram(let chat): String(chat.prefix(2)) + "…"
        case .sms(let number): String(number.prefix(3)) + "…" + number.suffix(2)
        }
    }
}

extension Symbol {
    init(_ state: Subscriber.State) {
        switch state {
        case .confirmed: self = .fine
        case .unconfirmed: self = .unknown
        case .unsubscribed: self = .notice
        case .failing: self = .major
        }
    }
}

extension LanguagePack {
    func name(_ state: Subscriber.State) -> String {
        switch state {
        case .unconfirmed: self(.subscriberUnconfirmed)
        case .confirmed: self(.subscriberConfirmed)
        case .unsubscribed: self(.subscriberUnsubscribed)
        case .failing: self(.subscriberFailing)
        }
    }

    /// Most are names of products, the same in every language.
    func name(_ kind: SubscriberTarget.Kind) -> String {
        switch kind {
        case .mail: "E-mail"
        case .webhook: "Webhook"
        case .slack: "Slack"
        case .teams: "Teams"
        case .discord: "Discord"
        case .mattermost: "Mattermost"
        case .ntfy: "ntfy"
        case .telegram: "Telegram"
        case .sms: "SMS"
        }
    }

    func say(_ refusal: SubscriberOrders.Refusal) -> String {
        switch refusal {
        case .target(.kind): say(subscription: .problemKind)
        case .target(.insecure): say(subscription: .problemInsecure)
        case .target: say(subscription: .problemTarget)
        case .brand, .language, .components: say(subscription: .problemChoice)
        case .full: self(.subscriberFull)
        case .token: self(.notFoundHere)
        case .journal: self(.refusalUnavailable)
        }
    }
}
