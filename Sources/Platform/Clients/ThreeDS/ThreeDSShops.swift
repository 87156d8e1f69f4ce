internal import Cards
internal import JSON
internal import Ledger
package import Traffic
package import Vocabulary

/// Shops that charge cards by the gateway's API with 3-D Secure: the issuer vouches at once, or asks the cardholder on its page.
package struct ThreeDSShops: PaymentClient {
    package enum Way: String, Sendable, CaseIterable {
        case frictionless
        case challenge
        /// Three wrong codes: the issuer refuses.
        case mistype
        /// The cardholder cancels on the issuer's page.
        case cancel
    }

    package let channel = Channel.threeDS
    private let shop: GatewayShop
    private let way: Way?
    private static let shares = WayShares<Way>(
        shares: [(.frictionless, 70), (.challenge, 26), (.mistype, 2), (.cancel, 2)])

    package init(_ shop: GatewayShop, way: Way? = nil) {
        self.shop = shop
        self.way = way
    }

    package func pay(_ arrival: ArrivalPlan.Arrival, _ listener: @escaping StepListener) async -> PaymentReport {
        var story = PaymentStory(listener)
        let way = way ?? Self.shares.way(of: arrival)
        let name = shop.name(of: arrival)
        let card = CustomerCard.number(arrival, issuer: way == .frictionless ? .frictionless : .challenge)
        story.asked(
            "POST /v1/payments with 3-D Secure, \(arrival.amount.inWords), card \(card.masked)",
            "Idempotency-Key: \(name)")
        let body: JSONValue = [
            "amount": .integer(arrival.amount.minor), "currency": .string(arrival.amount.currency.code),
            "reference": .string(name), "authentication": "required",
            "card": ["number": .string(card.wireDigits), "expiry": .string(CustomerCard.expiry)],
        ]
        let begun: ShopPayment
        switch await shop.begin(name, body, &story) {
        case .begun(let payment): begun = payment
        case .ended(let report): return report
        }
        guard var payment = await shop.settled(begun, &story) else {
            return story.report(.unknown, "no end in time", begun.id)
        }
        story.heard("\(payment.id) is \(payment.status)" + (payment.reason.map { ", \($0)" } ?? ""))
        if payment.isAwaitingPayer, let page = payment.page {
            let conduct: Cardholder.Conduct =
                switch way {
                case .frictionless, .challenge: .answers
                case .mistype: .mistypes
                case .cancel: .cancels
                }
            var cardholder = Cardholder(shop.surroundings, conduct)
            let obstacle = await cardholder.walk(from: page, typing: [:], story)
            switch await shop.afterPages(payment.id, name, obstacle, &story) {
            case .begun(let after): payment = after
            case .ended(let report): return report
            }
        }
        return payment.report(story) ?? story.report(.unknown, payment.status, payment.id)
    }
}

extension GatewayShop {
    /// How a payment stands after its payer was on the pages; where they came to no end, it is stopped.
    func afterPages(
        _ id: String, _ name: String, _ obstacle: Cardholder.Obstacle?, _ story: inout PaymentStory
    ) async -> Beginning {
        if let obstacle { story.missed(obstacle.words) }
        if obstacle?.isOpen == true { story.wasUnknown = true }
        guard let now = await current(id), let payment = await settled(now, &story) else {
            return .ended(story.report(.unknown, obstacle?.words ?? "no end in time", id))
        }
        story.heard("the gateway says \(payment.status)" + (payment.reason.map { ", \($0)" } ?? ""))
        guard payment.isAwaitingPayer else { return .begun(payment) }
        if payment.reason == nil || obstacle != nil {
            return .ended(await giveUp(id, name, because: obstacle?.words ?? "the payer did not pay", &story))
        }
        // The card was refused; another one might be tried, and our payers have only one.
        let report = await giveUp(id, name, because: payment.reason ?? "refused", &story)
        guard report.fate == .failed else { return .ended(report) }
        return .ended(story.report(isBusiness(payment) ? .refused : .failed, payment.reason, id))
    }

    private func isBusiness(_ payment: ShopPayment) -> Bool {
        // The issuer's codes are two digits; technical failures have words.
        guard let reason = payment.reason else { return false }
        return reason == "not-authenticated"
            || (reason.utf8.count == 2 && reason.utf8.allSatisfy { (0x30...0x39).contains($0) })
    }
}
