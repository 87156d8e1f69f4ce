internal import HTTP
internal import Traffic

/// A payer in front of a browser: gives a card on the gateway's page, and proves to the issuer who they are.
struct Cardholder: Sendable {
    /// What they do on the issuer's page.
    enum Conduct: Sendable {
        /// Types the code, which a simulated issuer shows on its page.
        case answers
        /// Types another one, until the issuer has had enough.
        case mistypes
        case cancels
    }

    /// What kept a payer from coming to an end.
    struct Obstacle: Sendable {
        let words: String
        /// A form was sent and not answered: it may have been taken.
        let isOpen: Bool
    }

    private var browser: Browser
    let conduct: Conduct

    init(_ surroundings: WebSurroundings, _ conduct: Conduct, shop: FetchURL? = nil) {
        browser = Browser(surroundings, shop: shop)
        self.conduct = conduct
    }

    /// Goes through the pages as far as they lead. Nil when the payer came to an end; otherwise what was in the way. Neither is
    /// proof of anything: the shop asks the gateway.
    mutating func walk(
        from address: String, typing card: [String: String], _ story: PaymentStory
    ) async -> Obstacle? {
        guard let url = try? FetchURL(address) else {
            return Obstacle(words: "the payer's page: no address", isOpen: false)
        }
        story.asked("the payer's browser opens the gateway's page")
        var visit = await browser.open(url)
        var isCardGiven = false
        var isSent = false
        for _ in 0..<Self.pagesMost {
            let page: Page
            switch visit {
            case .atShop:
                story.heard("the browser is back at the shop")
                return nil
            case .notSent(let reason): return Obstacle(words: "the payer's page: \(reason)", isOpen: false)
            case .unanswered(let reason): return Obstacle(words: "the payer's page: \(reason)", isOpen: isSent)
            case .page(let shown): page = shown
            }
            guard (200...299).contains(page.status) || page.status == 422 else {
                return Obstacle(words: "the payer's page: answer \(page.status)", isOpen: isSent && page.status >= 500)
            }
            if let form = page.form(with: "number", "expiry"), !card.isEmpty {
                // The card was refused, and this payer has no other.
                guard !isCardGiven else { return nil }
                (isCardGiven, isSent) = (true, true)
                story.asked("the payer types the card")
                visit = await browser.send(form, on: page, typing: card)
            } else if let form = page.form(with: "creq") {
                story.asked("the gateway's form takes the browser to the issuer")
                visit = await browser.send(form, on: page)
            } else if let form = page.form(with: "code", "do") {
                story.heard("the issuer's page asks for a code")
                isSent = true
                visit = await answer(form, on: page, story)
            } else if let form = page.form(with: "cres") {
                story.heard("the issuer's form leads back")
                visit = await browser.send(form, on: page)
            } else {
                story.heard("the gateway's page says how it ended")
                return nil
            }
        }
        return Obstacle(words: "the payer's page: no end", isOpen: isSent)
    }

    private static let pagesMost = 12

    private mutating func answer(_ form: Page.Form, on page: Page, _ story: PaymentStory) async -> Browser.Visit {
        let shown = page.text(of: "simulation").flatMap(Self.code) ?? ""
        let wish = conduct == .cancels ? "cancel" : "answer"
        let typed: String
        switch conduct {
        case .answers:
            typed = shown
            story.asked("the payer types the code")
        case .mistypes:
            typed = shown == "000000" ? "000001" : "000000"
            story.asked("the payer types a wrong code")
        case .cancels:
            typed = ""
            story.asked("the payer cancels")
        }
        return await browser.send(
            form, on: page, typing: ["code": typed], pressing: form.buttons.first { $0.value == wish })
    }

    /// Six digits that stand alone.
    private static func code(in text: String) -> String? {
        text.split { !$0.isASCII || !$0.isNumber }.first { $0.utf8.count == 6 }.map(String.init)
    }
}
