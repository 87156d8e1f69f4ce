internal import Cards
internal import HTTP
internal import JSON
internal import Ledger
internal import Observing
internal import Roles
internal import Series
internal import Traffic
internal import Vocabulary
internal import Watching

/// Probes of the channels that speak HTTP: what shops and payers do, and then undone.
struct WebJourney {
    private let journey: ChannelJourney
    private let origin: FetchURL
    private let web: WebSurroundings
    private let link: WebLink
    private static let cents: Int64 = 100
    private static let undoingPauseMost = TimeSpan.seconds(16)

    /// Nil where the probe has no URL.
    init?(_ journey: ChannelJourney) {
        guard let origin = journey.question.origin else { return nil }
        self.journey = journey
        self.origin = origin
        var rules = WebRules()
        rules.answerTime = max(journey.probe.time, .seconds(5))
        rules.resolveTime = ChannelProber.undoingTime
        rules.noticeTime = journey.probe.time
        rules.pause = TimeSpan(microseconds: 50_000)
        rules.pauseMost = .seconds(1)
        web = WebSurroundings(
            http: JourneyFetcher(journey: journey, origin: origin), policy: FetchPolicy(), rules: rules,
            now: journey.surroundings.clock, sleep: Self.patient(journey))
        link = WebLink(surroundings: web)
    }

    /// Nobody waits for what is undone behind the report: it asks more and more rarely, because many such may stand before one that
    /// is only just coming back.
    private static func patient(_ journey: ChannelJourney) -> @Sendable (TimeSpan) async -> Void {
        { pause in
            let late = journey.overdue
            guard journey.isOver, late > .zero else { return await journey.surroundings.sleep(pause) }
            await journey.surroundings.sleep(max(pause, min(late, Self.undoingPauseMost)))
        }
    }

    func go() async {
        switch (journey.question.kind, journey.question.operation) {
        case (.ecommerce, .payment): await pay()
        case (.eTerminal, .payment): await charge()
        case (.threeDS, .frictionless): await authenticate()
        case (.alternative, .roundTrip): await redirect()
        case (.eTerminal, _): await openDesk()
        case (.threeDS, _):
            await echo("/v1/authentications/00000000-0000-4000-8000-000000000000", proving: ["unknown", "not-found"])
        case (.alternative, _): await echo("/v1/redirect-methods")
        default: await echo("/v1/payments?limit=1")
        }
    }

    // MARK: Whether it answers

    /// The channel itself answers: with what was asked for, or, to one without a key, by its own refusal in its own form. What
    /// stands before it has no such form.
    private func echo(_ path: String, proving codes: Set<String> = []) async {
        guard let url = try? origin.resolving(path) else { return }
        var headers = HTTPHeaders()
        var codes = codes
        if let secret = journey.question.secret {
            headers.set("Authorization", "Bearer " + secret)
        } else {
            codes.formUnion(["unauthorised", "forbidden"])
        }
        guard case .answered(let response) = await link.ask(.get, url, headers: headers) else { return lost() }
        let json = try? JSONValue(reading: response.body)
        let status = response.status.code
        if status == 200, json != nil { return good("it answers", code: status) }
        if let code = json?["code"]?.string, codes.contains(code) {
            return good("it answers, by its own refusal \(status) \(code)", code: status)
        }
        journey.found(
            journey.failure ?? .failed(.answer, "the answer is \(status), and not the channel's own", code: status))
    }

    private func openDesk() async {
        let desk = OrderDesks(shop, way: .charge)
        switch await desk.look(signingIn: journey.question.secret != nil) {
        case nil: good("the page for orders by telephone is there")
        case let obstacle?: journey.found(journey.failure ?? .failed(.answer, obstacle))
        }
    }

    // MARK: Payments

    private func pay() async {
        let report = await EcommerceShops(shop, way: .void).pay(arrival(.ecommerce), listener)
        tell(report, good: "created, authorised and voided")
    }

    private func charge() async {
        let report = await OrderDesks(shop, way: .charge).pay(arrival(.eTerminal), listener)
        let isPaid = report.fate == .approved
        if !isPaid { tell(report, good: "") }
        guard isPaid, let id = report.reference else { return }
        let isUndone = await shop.refund(id, named: journey.name + "-refund")
        if isUndone { return good("charged, and refunded") }
        journey.leave("\(journey.question): payment \(id) was charged and not refunded")
        journey.found(journey.failure ?? .failed(.answer, "charged, and the refund was not done"))
    }

    private func redirect() async {
        guard let address = try? FetchURL(journey.question.returnAddress) else {
            return _ = journey.found(.failed(.own, "the return address is no URL"))
        }
        let shop = RedirectShop(
            origin: origin, key: journey.question.secret ?? "", run: journey.name, returnAddress: address,
            surroundings: web)
        let times = RedirectTimes(now: journey.surroundings.clock)
        let arrival = arrival(.alternative)
        let report = await RedirectShops(shop, way: .pay).pay(arrival) { step in
            times.hear(step)
            listener(step)
        }
        guard report.fate == .approved else { return tell(report, good: "") }
        let took = times.notice
        journey.found(
            ChannelJourney.Finding(
                .ok, "paid at the bank, and told \(took.microseconds / 1_000) ms later",
                measures: [ProbeMeasure(label: "notification", seconds: took)]))
        let name = shop.name(of: arrival)
        if await !shop.refund(name, as: name + "-refund", arrival.amount) {
            journey.leave("\(journey.question): payment \(name) was paid and not refunded")
        }
    }

    /// Moves no money, so nothing is undone.
    private func authenticate() async {
        let digits = Array(String(journey.surroundings.random(), radix: 16).utf8.suffix(8))
        let tail = String(repeating: "0", count: 12 - digits.count) + String(decoding: digits, as: UTF8.self)
        let random = String(journey.surroundings.random() >> 32 | 1 << 32, radix: 16).dropFirst()
        let body: JSONValue = [
            "id": .string("\(random)-0000-4000-8000-\(tail)"),
            "card": .string(CustomerCard.number(arrival(.threeDS)).wireDigits), "expiry": "4912",
            "amount": .integer(Self.cents), "currency": .string(InStoreCard.euro.code), "merchant": "VIGIE PROBE",
            "returnAddress": .string(journey.question.returnAddress),
        ]
        guard let url = try? origin.resolving("/v1/authentications") else { return }
        var headers: HTTPHeaders = ["Content-Type": "application/json", "Accept": "application/json"]
        if let secret = journey.question.secret { headers.set("Authorization", "Bearer " + secret) }
        guard
            case .answered(let response) = await link.ask(
                .post, url, headers: headers, body: JSONWriter.compact(body))
        else { return lost() }
        guard response.status.code == 200, let json = try? JSONValue(reading: response.body),
            let step = json["step"]?.string
        else { return lost() }
        switch step {
        case "authenticated", "attempted": good("\(step) without a challenge")
        case "refused":
            journey.found(.init(SampleOutcome(.refused), "refused: \(json["reason"]?.string ?? "no reason was said")"))
        case "unavailable":
            journey.found(.failed(.behind, "the issuer could not be asked: \(json["fault"]?.string ?? "unsaid")"))
        case "challenge": journey.found(.failed(.content, "a challenge came for a card that needs none"))
        default: journey.found(.failed(.answer, "a step that belongs to no beginning"))
        }
    }

    // MARK: In between

    private var shop: GatewayShop {
        GatewayShop(origin: origin, key: journey.question.secret ?? "", run: journey.name, surroundings: web)
    }

    /// One euro, by a card of our own range that is approved without a challenge.
    private func arrival(_ channel: Channel) -> ArrivalPlan.Arrival {
        ArrivalPlan.Arrival(
            after: .zero, number: 0, channel: channel, place: 0, amount: Money(Self.cents, InStoreCard.euro))
    }

    private func listener(_ step: PaymentStep) { journey.note(step.text) }

    private func good(_ words: String, code: Int = 0) {
        journey.found(.init(SampleOutcome(.ok, code: UInt16(clamping: code)), words))
    }

    private func lost() { journey.found(journey.failure ?? .failed(.answer, "an answer that is not the channel's")) }

    private func tell(_ report: PaymentReport, good words: String) {
        let reason = report.reason ?? "no reason was said"
        switch report.fate {
        case .approved, .voided: good(words)
        case .refused:
            journey.found(.init(SampleOutcome(.refused, code: UInt16(reason) ?? 0), "refused: \(reason)"))
        case .failed, .reversed:
            // Where the channel's own answers were good, it says of others that they failed.
            journey.found(journey.failure ?? .failed(.behind, "not made: \(reason)", code: Int(reason) ?? 0))
        case .unknown:
            journey.found(journey.failure ?? .failed(.receive, "nobody says what became of it: \(reason)"))
        }
        if report.fate == .unknown {
            journey.leave("\(journey.question): nobody says what became of \(report.reference ?? "the payment")")
        }
    }
}
