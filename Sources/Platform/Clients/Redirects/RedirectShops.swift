internal import HTTP
internal import Ledger
package import Traffic
package import Vocabulary

/// Shops that send their customers to a bank, a wallet or a voucher office. What the browser brings back is no proof: the gateway is
/// asked how the payment stands.
package struct RedirectShops: PaymentClient {
    package enum Way: String, Sendable, CaseIterable {
        case pay
        /// The payer cancels at the bank.
        case cancel
        /// The payer closes the bank's page.
        case leave
        /// The bank takes the order, and tells of it when nobody waits any more.
        case late
        /// Takes a voucher home and pays at a counter.
        case voucher
    }

    package let channel = Channel.alternative
    private let shop: RedirectShop
    private let way: Way?
    private static let shares = WayShares<Way>(
        shares: [(.pay, 78), (.voucher, 10), (.cancel, 6), (.leave, 4), (.late, 2)])

    package init(_ shop: RedirectShop, way: Way? = nil) {
        self.shop = shop
        self.way = way
    }

    package func pay(_ arrival: ArrivalPlan.Arrival, _ listener: @escaping StepListener) async -> PaymentReport {
        var story = PaymentStory(listener)
        var way = way ?? Self.shares.way(of: arrival)
        // The bank lets nobody pay who has not enough.
        if arrival.isPoor { way = .cancel }
        let name = shop.name(of: arrival)
        let method = method(for: arrival, way)
        story.asked("POST /v1/redirect-payments, \(arrival.amount.inWords) by \(method)", "id: \(name)")
        let begun: RedirectShop.Payment
        switch await create(name, method, arrival.amount, &story) {
        case .payment(let payment): begun = payment
        case .refused(let status, let code):
            story.heard("\(status) \(code): it was not taken")
            return story.report(.failed, code, nil)
        case .notSent(let reason), .open(let reason): return story.report(.failed, reason, nil)
        }
        story.heard("it is \(begun.status); the payer is sent to the bank")
        guard let page = begun.page.flatMap({ try? FetchURL($0) }) else {
            return await end(name, way, nil, "the payment has no page", &story)
        }
        var obstacle = await visit(
            page, pressing: method == "voucher" && way == .voucher ? "voucher" : button(way), &story)
        if obstacle == nil, way == .voucher, method == "voucher" {
            story.decided("the payer goes to a counter with the voucher")
            obstacle = await visit(page, pressing: "pay", &story)
        }
        return await end(name, way, begun.ledger, obstacle, &story)
    }

    private func method(for arrival: ArrivalPlan.Arrival, _ way: Way) -> String {
        guard arrival.amount.currency.code == "EUR" else { return "wallet" }
        if way == .voucher { return "voucher" }
        return arrival.number % 3 == 0 && arrival.amount.minor <= 250_000 ? "wallet" : "online-banking"
    }

    private func button(_ way: Way) -> String { way == .voucher ? "pay" : way.rawValue }

    /// Nobody is charged by it and the same name is made once, so it is asked again while the customer waits.
    private func create(
        _ name: String, _ method: String, _ amount: Money, _ story: inout PaymentStory
    ) async -> RedirectShop.Answer {
        var turns = shop.surroundings.turns(within: shop.surroundings.rules.noticeTime)
        while true {
            let answer = await shop.create(name, method: method, amount)
            switch answer {
            case .payment, .refused: return answer
            case .notSent(let reason), .open(let reason):
                story.missed("no answer: \(reason); nobody can be charged before the payer is at the bank")
                guard case .open = answer, await turns.next() else { return answer }
            }
        }
    }

    /// What was in the way; nil when the payer did what they came for.
    private func visit(_ page: FetchURL, pressing choice: String, _ story: inout PaymentStory) async -> String? {
        var browser = Browser(shop.surroundings, shop: shop.returnAddress)
        let opened = await browser.open(page)
        guard case .page(let bank) = opened, bank.status == 200, let form = bank.form(with: "do"),
            let button = form.buttons.first(where: { $0.value == choice })
        else { return Self.obstacle(opened) }
        story.asked("the payer presses '\(choice)' on the bank's page")
        switch await browser.send(form, on: bank, pressing: button) {
        case .atShop:
            story.heard("the browser is back at the shop, which proves nothing")
            return nil
        case .page(let page) where page.status == 200:
            story.heard("the bank's page says what comes next")
            return nil
        case .unanswered(let reason):
            story.lost("no answer of the bank's page", reason)
            return "the bank's page: \(reason)"
        case .page(let page) where page.status >= 500:
            story.lost("no answer of the bank's page", "answer \(page.status)")
            return "the bank's page: answer \(page.status)"
        case let other: return Self.obstacle(other)
        }
    }

    private static func obstacle(_ visit: Browser.Visit) -> String {
        switch visit {
        case .page(let page): "the bank's page: answer \(page.status)"
        case .atShop: "the bank's page: it sent the payer away"
        case .notSent(let reason), .unanswered(let reason): "the bank's page: \(reason)"
        }
    }

    /// Asks how it stands; what is open when nobody waits any more is stopped.
    private func end(
        _ name: String, _ way: Way, _ ledger: String?, _ obstacle: String?, _ story: inout PaymentStory
    ) async -> PaymentReport {
        if let obstacle { story.missed(obstacle) }
        story.asked("GET /v1/redirect-payments/\(name)")
        let isExpected = obstacle == nil && way != .leave && way != .late
        let time = isExpected ? shop.surroundings.rules.noticeTime : .zero
        var payment = await shop.status(name, within: time) { isExpected && $0.isOpen }
        if payment == nil {
            story.lost("no answer", "the status is asked until it is known")
            payment = await shop.status(name, within: shop.surroundings.rules.resolveTime)
        }
        var why = obstacle
        var fate: PaymentFate = obstacle == nil ? .refused : .failed
        if let open = payment, open.isOpen {
            switch way {
            case .leave where obstacle == nil: why = "the payer left"
            case .late where obstacle == nil:
                (fate, why) = (.voided, "the bank said nothing in time")
            default:
                (fate, why) = (.failed, obstacle ?? "the bank said nothing in time")
            }
            story.decided("it is still open, so it is cancelled; money that comes later is given back")
            payment = await shop.stop(name, &story)
        } else if payment?.status == "cancelled" {
            (fate, why) = (.refused, "the payer cancelled")
        }
        guard let payment, !payment.isOpen else { return story.report(.unknown, why ?? "no status", ledger ?? name) }
        story.heard("it is \(payment.status)")
        let reference = payment.ledger ?? ledger
        if payment.isPaid { return story.report(.approved, nil, reference) }
        return story.report(payment.status == "expired" ? .failed : fate, why ?? payment.status, reference)
    }
}
