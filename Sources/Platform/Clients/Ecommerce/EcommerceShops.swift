internal import Cards
internal import JSON
internal import Ledger
package import Traffic
package import Vocabulary

/// Shops that charge cards by the gateway's API, without 3-D Secure: at once, or reserved first and captured or let go later.
package struct EcommerceShops: PaymentClient {
    package enum Way: String, Sendable, CaseIterable {
        /// Charged at once.
        case automatic
        /// Reserved, and captured when the goods leave.
        case capture
        /// Reserved, and let go, as when goods are sold out.
        case void
    }

    package let channel = Channel.ecommerce
    private let shop: GatewayShop
    private let way: Way?
    private static let shares = WayShares<Way>(shares: [(.automatic, 70), (.capture, 20), (.void, 10)])

    /// With a way, everybody goes that one.
    package init(_ shop: GatewayShop, way: Way? = nil) {
        self.shop = shop
        self.way = way
    }

    package func pay(_ arrival: ArrivalPlan.Arrival, _ listener: @escaping StepListener) async -> PaymentReport {
        var story = PaymentStory(listener)
        let way = way ?? Self.shares.way(of: arrival)
        let name = shop.name(of: arrival)
        let card = CustomerCard.number(arrival)
        let body: JSONValue = [
            "amount": .integer(arrival.amount.minor), "currency": .string(arrival.amount.currency.code),
            "reference": .string(name), "authentication": "none",
            "capture": .string(way == .automatic ? "automatic" : "manual"),
            "card": ["number": .string(card.wireDigits), "expiry": .string(CustomerCard.expiry)],
        ]
        story.asked(
            "POST /v1/payments, \(arrival.amount.inWords), card \(card.masked)", "Idempotency-Key: \(name)",
            way == .automatic ? "charged at once" : "reserved first")
        let begun: ShopPayment
        switch await shop.begin(name, body, &story) {
        case .begun(let payment): begun = payment
        case .ended(let report): return report
        }
        guard let payment = await shop.settled(begun, &story) else {
            return story.report(.unknown, "no end in time", begun.id)
        }
        story.heard("\(payment.id) is \(payment.status)" + (payment.reason.map { ", code \($0)" } ?? ""))
        guard payment.isReserved else {
            return payment.report(story) ?? story.report(.unknown, payment.status, payment.id)
        }
        return way == .void
            ? await void(payment, name, &story) : await capture(payment, name, &story)
    }

    private func capture(
        _ payment: ShopPayment, _ name: String, _ story: inout PaymentStory
    ) async -> PaymentReport {
        story.asked("POST …/captures, all of it")
        guard let after = await shop.insist("captures", payment.id, attempts: 5, name, &story) else {
            return story.report(.unknown, "the capture has no answer", payment.id)
        }
        story.heard("it is \(after.status)")
        if after.isReserved {
            story.why = "the capture was not done"
            return await void(after, name, &story)
        }
        return after.report(story) ?? story.report(.unknown, after.status, payment.id)
    }

    private func void(_ payment: ShopPayment, _ name: String, _ story: inout PaymentStory) async -> PaymentReport {
        story.asked("POST …/void: the reservation is let go")
        guard let after = await shop.insist("void", payment.id, attempts: .max, name, &story), !after.isReserved else {
            return story.report(.unknown, "the void has no answer", payment.id)
        }
        story.heard("it is \(after.status)")
        if let why = story.why, after.status == "voided" { return story.report(.reversed, why, payment.id) }
        return after.report(story) ?? story.report(.unknown, after.status, payment.id)
    }
}
