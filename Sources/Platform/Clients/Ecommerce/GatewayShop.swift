package import HTTP
internal import JSON
internal import Ledger
internal import Traffic
internal import Vocabulary

/// A shop's program: asks the gateway's API, and what is not answered is found out there and never guessed.
package struct GatewayShop: Sendable {
    /// The gateway's own address, such as `https://pay.example`.
    let origin: FetchURL
    private let key: String
    /// No other run has this name, so that its keys and references are new.
    private let run: String
    let surroundings: WebSurroundings
    private let link: WebLink

    package init(origin: FetchURL, key: String, run: String, surroundings: WebSurroundings) {
        self.origin = origin
        self.key = key
        self.run = run
        self.surroundings = surroundings
        link = WebLink(surroundings: surroundings)
    }

    /// What a payment is called at the shop: its reference and its idempotency key.
    func name(of arrival: ArrivalPlan.Arrival) -> String { "\(run)-\(arrival.channel.rawValue)-\(arrival.number)" }

    var keyForSignIn: String { key }

    // MARK: One request

    enum Answer: Sendable {
        case payment(ShopPayment)
        /// The gateway says that it does not do it.
        case refused(status: Int, code: String)
        case notSent(String)
        /// Nothing that says what became of it.
        case open(String)
    }

    func post(_ path: String, _ body: JSONValue, once: String) async -> Answer {
        let headers: HTTPHeaders = [
            "Authorization": "Bearer " + key, "Content-Type": "application/json", "Idempotency-Key": once,
        ]
        guard let url = try? origin.resolving(path) else { return .notSent("no address") }
        return read(await link.ask(.post, url, headers: headers, body: JSONWriter.compact(body)))
    }

    func payment(_ id: String) async -> Answer { read(await get("/v1/payments/" + id)) }

    /// The payment of a reference; `.refused` with status 404 when there is none.
    func payment(reference: String) async -> Answer {
        let reply = await get("/v1/payments?limit=2&reference=" + PercentCoding.encode(reference))
        guard case .answered(let response) = reply, response.status.code == 200,
            let list = try? JSONValue(reading: response.body), let found = list["payments"]?.array
        else { return read(reply) }
        guard let first = found.first else { return .refused(status: 404, code: "not-found") }
        return ShopPayment(first).map { .payment($0) } ?? .open("an answer that can't be read")
    }

    private func get(_ path: String) async -> WebReply {
        guard let url = try? origin.resolving(path) else { return .notSent("no address") }
        return await link.ask(.get, url, headers: ["Authorization": "Bearer " + key])
    }

    private func read(_ reply: WebReply) -> Answer {
        let response: FetchResponse
        switch reply {
        case .answered(let answered): response = answered
        case .notSent(let reason): return .notSent(reason)
        case .unanswered(let reason): return .open(reason)
        }
        let json = try? JSONValue(reading: response.body)
        let status = response.status.code
        if (200...299).contains(status), let json, let payment = ShopPayment(json) { return .payment(payment) }
        // Only the gateway itself can refuse; what stands before it may say anything while the request goes on behind.
        guard (400...499).contains(status), let code = json?["code"]?.string else {
            return .open("answer \(status)")
        }
        let isOpen = ["idempotency-key-under-way", "payment-busy", "conflict"].contains(code)
        return isOpen ? .open(code) : .refused(status: status, code: code)
    }

    // MARK: Until it is certain

    /// How an attempt to begin a payment ended.
    enum Beginning: Sendable {
        case begun(ShopPayment)
        case ended(PaymentReport)
    }

    /// Begins a payment under its name. When that is not answered, the name is looked for.
    func begin(_ name: String, _ body: JSONValue, _ story: inout PaymentStory) async -> Beginning {
        switch await post("/v1/payments", body, once: name) {
        case .payment(let payment): return .begun(payment)
        case .refused(let status, let code):
            story.heard("\(status) \(code): it was not taken")
            return .ended(story.report(.failed, code, nil))
        case .notSent(let reason):
            story.missed("nothing was sent: \(reason)")
            return .ended(story.report(.failed, reason, nil))
        case .open(let reason):
            story.lost("no answer", reason)
            return await find(name, reason, &story) { await takeKey(name) }
        }
    }

    /// What became of a request that was not answered. Where nothing is found, `close` makes sure that nothing can come any more.
    func find(
        _ name: String, _ reason: String, _ story: inout PaymentStory, close: () async -> Bool
    ) async -> Beginning {
        story.decided("it may have been taken: the gateway is asked for reference \(name)")
        var turns = surroundings.turns(within: surroundings.rules.resolveTime)
        repeat {
            switch await payment(reference: name) {
            case .payment(let payment):
                story.heard("there is \(payment.id), \(payment.status)")
                return .begun(payment)
            case .refused(404, _):
                guard await close() else { continue }
                story.heard("it never came there, and can't come any more")
                return .ended(story.report(.failed, reason, nil))
            case .refused, .notSent, .open: continue
            }
        } while await turns.next()
        return .ended(story.report(.unknown, reason, name))
    }

    /// Uses the key for something that charges nobody: whoever comes later with the first request is refused. False when that
    /// is not certain, such as when the first request was there in between.
    private func takeKey(_ name: String) async -> Bool {
        let body: JSONValue = ["amount": 1, "currency": "EUR", "description": "Nothing is to be paid: given up"]
        guard case .payment(let empty) = await post("/v1/payments", body, once: name) else { return false }
        _ = await post("/v1/payments/\(empty.id)/cancel", [:], once: name + "-none")
        return true
    }

    /// Waits until the gateway goes on with nothing; nil when nobody says so in time.
    func settled(_ first: ShopPayment, _ story: inout PaymentStory) async -> ShopPayment? {
        var payment = first
        var turns = surroundings.turns(within: surroundings.rules.resolveTime)
        while payment.isUnderWay {
            if payment.isBeingUndone, !story.wasUndone {
                story.wasUndone = true
                story.wasUnknown = true
                story.decided("the provider's answer is missing: the gateway takes it back, and is asked until it has")
            }
            guard await turns.next() else { return nil }
            if case .payment(let next) = await self.payment(first.id) { payment = next }
        }
        return payment
    }

    /// As it is now, asked until somebody answers.
    func current(_ id: String) async -> ShopPayment? {
        var turns = surroundings.turns(within: surroundings.rules.resolveTime)
        repeat {
            if case .payment(let payment) = await payment(id) { return payment }
        } while await turns.next()
        return nil
    }

    /// Asks for something until it is answered; the payment as it is afterwards, or nil. It is done once under its key, so it is
    /// asked again under that. What certainly was not done, since the payment is still reserved, is another attempt with another key.
    func insist(
        _ what: String, _ id: String, attempts: Int = 1, _ name: String, _ story: inout PaymentStory
    ) async -> ShopPayment? {
        var attempt = 1
        var last: ShopPayment?
        var turns = surroundings.turns(within: surroundings.rules.resolveTime)
        repeat {
            switch await post("/v1/payments/\(id)/\(what)", [:], once: "\(name)-\(what)-\(attempt)") {
            case .payment, .refused:
                // An answer that is given again is an old one.
                guard let now = await current(id), let payment = await settled(now, &story) else { return nil }
                guard payment.isReserved, attempt < attempts else { return payment }
                if attempt == 1 { story.missed("it is still \(payment.status), so it is asked for again") }
                attempt += 1
                last = payment
            case .notSent(let reason): story.missed("\(what) was not sent: \(reason)")
            case .open(let reason):
                story.lost("no answer to \(what)", reason)
                story.decided("asked again under the same key, it is done once")
            }
        } while await turns.next()
        return last
    }

    /// Gives everything back; asked until that is answered. Under its name it is done once.
    func refund(_ id: String, named name: String) async -> Bool {
        var turns = surroundings.turns(within: surroundings.rules.resolveTime)
        var story = PaymentStory { _ in }
        repeat {
            if case .payment(let asked) = await post("/v1/payments/\(id)/refunds", [:], once: name) {
                return await settled(asked, &story)?.status == "refunded"
            }
            if let now = await current(id), now.status == "refunded" { return true }
        } while await turns.next()
        return false
    }

    /// Nobody pays any more: stops the payment, unless it was paid meanwhile.
    func giveUp(
        _ id: String, _ name: String, because reason: String, _ story: inout PaymentStory
    ) async -> PaymentReport {
        story.why = reason
        story.decided("the payment is stopped: \(reason)")
        guard let payment = await insist("cancel", id, name, &story),
            let report = payment.report(story)
        else { return story.report(.unknown, reason, id) }
        story.heard("it is \(payment.status)")
        return report
    }
}
