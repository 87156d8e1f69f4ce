internal import Cards
internal import HTTP
internal import JSON
internal import Ledger
internal import Synchronization
package import Traffic
package import Vocabulary

/// People at shops who take orders by telephone and mail on the gateway's page, as their browsers post it: a card that they are told
/// is charged, or a link is made that the customer pays by.
package final class OrderDesks: PaymentClient, Sendable {
    package enum Way: String, Sendable, CaseIterable {
        case charge
        case link
    }

    package let channel = Channel.eTerminal
    private let shop: GatewayShop
    private let way: Way?
    /// Somebody signs in once at each desk and takes many orders.
    private let desks = Mutex<[Int: Browser]>([:])
    private static let shares = WayShares<Way>(shares: [(.charge, 75), (.link, 25)])

    package init(_ shop: GatewayShop, way: Way? = nil) {
        self.shop = shop
        self.way = way
    }

    package func pay(_ arrival: ArrivalPlan.Arrival, _ listener: @escaping StepListener) async -> PaymentReport {
        var story = PaymentStory(listener)
        let way = way ?? Self.shares.way(of: arrival)
        let name = shop.name(of: arrival)
        let card = CustomerCard.number(arrival)
        var browser = desks.withLock { $0[arrival.place] } ?? Browser(shop.surroundings)
        let page: Page
        let form: Page.Form
        switch await open(&browser, way, story) {
        case .failure(let obstacle):
            story.missed(obstacle.words)
            return story.report(.failed, obstacle.words, nil)
        case .success(let found): (page, form) = found
        }
        desks.withLock { $0[arrival.place] = browser }
        var typed = ["amount": arrival.amount.typed, "currency": arrival.amount.currency.code, "reference": name]
        if way == .charge {
            typed["number"] = card.wireDigits
            typed["expiry"] = CustomerCard.expiry
            typed["code"] = CustomerCard.securityCode
        }
        story.asked(
            way == .charge
                ? "the form 'Charge a card' is sent: \(arrival.amount.inWords), card \(card.masked)"
                : "the form 'Make a link' is sent: \(arrival.amount.inWords)", "Reference: \(name)")
        let sent = await browser.send(form, on: page, typing: typed)
        let begun: ShopPayment
        switch await beginning(sent, name, &story, close: { await self.useUp(form, on: page, browser) }) {
        case .begun(let payment): begun = payment
        case .ended(let report): return report
        }
        guard var payment = await shop.settled(begun, &story) else {
            return story.report(.unknown, "no end in time", begun.id)
        }
        story.heard("\(payment.id) is \(payment.status)" + (payment.reason.map { ", \($0)" } ?? ""))
        if payment.isAwaitingPayer, let link = payment.page {
            story.decided("the link is sent to the customer, who opens it")
            var customer = Cardholder(shop.surroundings, .answers)
            let obstacle = await customer.walk(
                from: link,
                typing: [
                    "number": card.wireDigits, "expiry": CustomerCard.expiry, "code": CustomerCard.securityCode,
                ], story)
            switch await shop.afterPages(payment.id, name, obstacle, &story) {
            case .begun(let after): payment = after
            case .ended(let report): return report
            }
        }
        return payment.report(story) ?? story.report(.unknown, payment.status, payment.id)
    }

    // MARK: The desk

    /// What is in the way of somebody who wants to take an order; nil when nothing is. Without a key the page for signing in is enough.
    func look(signingIn isSigningIn: Bool) async -> String? {
        var browser = Browser(shop.surroundings)
        if isSigningIn {
            guard case .failure(let obstacle) = await open(&browser, .charge, PaymentStory { _ in }) else { return nil }
            return obstacle.words
        }
        guard let address = try? shop.origin.resolving("/merchant/terminal") else { return "no address" }
        let visit = await browser.open(address)
        guard case .page(let page) = visit, page.status == 200 else { return Self.obstacle(visit).words }
        return page.form(with: "key") == nil ? "the page has no form for signing in" : nil
    }

    private struct Obstacle: Error {
        let words: String
    }

    /// The form, after signing in where that is asked for.
    private func open(
        _ browser: inout Browser, _ way: Way, _ story: PaymentStory
    ) async -> Result<(Page, Page.Form), Obstacle> {
        guard let address = try? shop.origin.resolving("/merchant/terminal") else {
            return .failure(Obstacle(words: "no address"))
        }
        story.asked("GET /merchant/terminal")
        for isFirst in [true, false] {
            let visit = await browser.open(address)
            guard case .page(let page) = visit, page.status == 200 else { return .failure(Self.obstacle(visit)) }
            if let form = page.forms.first(where: { $0.value("do") == way.rawValue }) {
                story.heard("the page with the form, and its token against forgery")
                return .success((page, form))
            }
            guard isFirst, let form = page.form(with: "key") else {
                return .failure(Obstacle(words: "the page has no such form"))
            }
            story.asked("signing in with the shop's key")
            let entered = await browser.send(form, on: page, typing: ["key": shop.keyForSignIn])
            guard case .page(let inside) = entered, inside.status == 200 else {
                return .failure(Self.obstacle(entered))
            }
        }
        return .failure(Obstacle(words: "signing in leads nowhere"))
    }

    private static func obstacle(_ visit: Browser.Visit) -> Obstacle {
        switch visit {
        case .page(let page): Obstacle(words: "the e-terminal's page: answer \(page.status)")
        case .atShop: Obstacle(words: "the e-terminal's page: sent elsewhere")
        case .notSent(let reason), .unanswered(let reason): Obstacle(words: "the e-terminal's page: \(reason)")
        }
    }

    private func beginning(
        _ sent: Browser.Visit, _ name: String, _ story: inout PaymentStory, close: () async -> Bool
    ) async -> GatewayShop.Beginning {
        let reason: String
        switch sent {
        case .page(let page) where page.status == 200:
            if let id = Self.payment(page.address), let payment = await shop.current(id) { return .begun(payment) }
            reason = "the page is another one"
        case .page(let page) where (400...499).contains(page.status) && page.status != 409:
            story.heard("answer \(page.status): it was not taken")
            return .ended(story.report(.failed, "the e-terminal's form: answer \(page.status)", nil))
        case .page(let page): reason = "answer \(page.status)"
        case .atShop: reason = "sent elsewhere"
        case .notSent(let why):
            story.missed("nothing was sent: \(why)")
            return .ended(story.report(.failed, why, nil))
        case .unanswered(let why): reason = why
        }
        story.lost("no answer", reason)
        return await shop.find(name, reason, &story, close: close)
    }

    /// Sends the same form for something else that charges nobody: whoever comes later with the first one is refused.
    private func useUp(_ form: Page.Form, on page: Page, _ browser: Browser) async -> Bool {
        var browser = browser
        let sent = await browser.send(
            form, on: page, typing: ["do": "link", "amount": "0.01", "currency": "EUR", "description": "Given up"])
        guard case .page(let shown) = sent, shown.status == 200, let id = Self.payment(shown.address) else {
            return false
        }
        _ = await shop.post("/v1/payments/\(id)/cancel", [:], once: id + "-none")
        return true
    }

    /// `pay_…` of `/merchant/payments/pay_…`.
    private static func payment(_ address: FetchURL) -> String? {
        let prefix = "/merchant/payments/"
        guard address.path.hasPrefix(prefix) else { return nil }
        return String(address.path.dropFirst(prefix.utf8.count))
    }
}

extension Money {
    /// `19.90`, as people type it; every currency that clients pay in has hundredths.
    fileprivate var typed: String {
        let cents = minor % 100
        return "\(minor / 100).\(cents < 10 ? "0" : "")\(cents)"
    }
}
