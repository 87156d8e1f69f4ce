package import HTTP
internal import JSON
internal import Ledger
internal import Traffic
internal import Vocabulary

/// A shop's program that asks the gateway of redirect methods: creates, cancels, and asks how a payment stands.
package struct RedirectShop: Sendable {
    let origin: FetchURL
    private let key: String
    private let run: String
    /// On one of the origins that the gateway knows of this shop; nobody goes there.
    let returnAddress: FetchURL
    let surroundings: WebSurroundings
    private let link: WebLink

    package init(
        origin: FetchURL, key: String, run: String, returnAddress: FetchURL, surroundings: WebSurroundings
    ) {
        self.origin = origin
        self.key = key
        self.run = run
        self.returnAddress = returnAddress
        self.surroundings = surroundings
        link = WebLink(surroundings: surroundings)
    }

    func name(of arrival: ArrivalPlan.Arrival) -> String { "\(run)-\(arrival.channel.rawValue)-\(arrival.number)" }

    struct Payment: Sendable {
        let status: String
        /// Its name in the ledger.
        let ledger: String?
        let page: String?
        var isOpen: Bool { status == "open" || status == "waiting" }
        var isPaid: Bool { ["paid", "refunded", "partly-refunded"].contains(status) }

        init?(_ json: JSONValue) {
            guard let status = json["status"]?.string else { return nil }
            self.status = status
            ledger = json["ledger"]?.string
            page = json["next"]?["address"]?.string
        }
    }

    enum Answer: Sendable {
        case payment(Payment)
        case refused(status: Int, code: String)
        case notSent(String)
        case open(String)
    }

    func create(_ name: String, method: String, _ amount: Money) async -> Answer {
        await post(
            "/v1/redirect-payments",
            [
                "id": .string(name), "method": .string(method), "amount": .integer(amount.minor),
                "currency": .string(amount.currency.code), "returnAddress": .string(returnAddress.text),
            ])
    }

    func cancel(_ name: String) async -> Answer { await post("/v1/redirect-payments/\(name)/cancel", [:]) }

    /// Gives the amount back; asked until that is answered. Under its id it is done once.
    func refund(_ name: String, as id: String, _ amount: Money) async -> Bool {
        var turns = surroundings.turns(within: surroundings.rules.resolveTime)
        repeat {
            let body: JSONValue = ["id": .string(id), "amount": .integer(amount.minor)]
            switch await post("/v1/redirect-payments/\(name)/refunds", body) {
            case .payment(let payment): return payment.status == "refunded"
            case .refused(409, _), .notSent, .open: continue
            case .refused: return false
            }
        } while await turns.next()
        return false
    }

    func status(_ name: String) async -> Answer {
        guard let url = try? origin.resolving("/v1/redirect-payments/" + name) else { return .notSent("no address") }
        return read(await link.ask(.get, url, headers: ["Authorization": "Bearer " + key]))
    }

    private func post(_ path: String, _ body: JSONValue) async -> Answer {
        guard let url = try? origin.resolving(path) else { return .notSent("no address") }
        return read(
            await link.ask(
                .post, url, headers: ["Authorization": "Bearer " + key, "Content-Type": "application/json"],
                body: JSONWriter.compact(body)))
    }

    private func read(_ reply: WebReply) -> Answer {
        switch reply {
        case .notSent(let reason): return .notSent(reason)
        case .unanswered(let reason): return .open(reason)
        case .answered(let response):
            let json = try? JSONValue(reading: response.body)
            let status = response.status.code
            if (200...299).contains(status), let json, let payment = Payment(json) { return .payment(payment) }
            guard (400...499).contains(status), let code = json?["code"]?.string else {
                return .open("answer \(status)")
            }
            return .refused(status: status, code: code)
        }
    }

    /// How it stands, asked until somebody says it, and as long as `waits` wants it to go on.
    func status(
        _ name: String, within time: TimeSpan, waiting waits: (Payment) -> Bool = { _ in false }
    ) async -> Payment? {
        var last: Payment?
        var turns = surroundings.turns(within: time)
        repeat {
            if case .payment(let payment) = await status(name) {
                if !waits(payment) { return payment }
                last = payment
            }
        } while await turns.next()
        return last
    }

    /// Stops what nobody has paid; how it stands afterwards, which may be paid.
    func stop(_ name: String, _ story: inout PaymentStory) async -> Payment? {
        var turns = surroundings.turns(within: surroundings.rules.resolveTime)
        repeat {
            switch await cancel(name) {
            case .payment, .refused: return await status(name, within: surroundings.rules.resolveTime)
            case .notSent(let reason), .open(let reason): story.lost("no answer to the cancellation", reason)
            }
        } while await turns.next()
        return nil
    }
}
