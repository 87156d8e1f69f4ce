import JSON
import Vocabulary
import Roles
import Gateway
import HTTP
import Ledger
import LedgerContract
import Testing

@Suite struct PageTests {
    private static let card: KeyValuePairs = ["number": "4111 1111 1111 1111", "expiry": "12/30", "code": "123"]

    private func begin(_ shop: Shop, _ more: String = "") async throws -> String {
        let made = try await shop.call(.post, "/v1/payments", #"{"amount":1250,"currency":"EUR"\#(more)}"#)
        return try #require(try made.json["id"]?.string)
    }

    @Test func `a payer pays on our page and goes back to the shop`() async throws {
        let bench = try await Bench()
        try await bench.serving { shop in
            let id = try await begin(
                shop, #","returnAddress":"https://shop.example/back?o=1","description":"<b>Tea</b> & \"milk\"""#)
            let page = try await shop.page("/pay/" + id)
            #expect(page.status == 200)
            #expect(page.text.contains("<h1>12.50 EUR</h1>"))
            #expect(page.text.contains("&lt;b&gt;Tea&lt;/b&gt; &amp; &quot;milk&quot;"))
            #expect(!page.text.contains("<b>") && !page.text.contains("<script") && !page.text.contains(" style="))
            let policy = try #require(page.headers["Content-Security-Policy"])
            #expect(policy.contains("default-src 'none'"))
            #expect(policy.contains("form-action 'self' https://shop.example;"))
            let wrong = try await shop.form(
                "/pay/" + id, ["number": "4111111111111112", "expiry": "13/30", "code": "1"])
            #expect(wrong.status == 422)
            #expect(!wrong.text.contains("4111111111111112"), "the number is not sent back")
            for problem in ["card-number-problem", "card-expiry-problem", "card-code-problem"] {
                #expect(wrong.text.contains("id=\"\(problem)\""))
            }
            let paid = try await shop.form("/pay/" + id, Self.card)
            #expect(paid.status == 303)
            #expect(paid.location == "https://shop.example/back?o=1&payment=\(id)&status=captured")
            let after = try await shop.page("/pay/" + id)
            #expect(after.text.contains("Paid: 12.50 EUR"))
            let twice = try await shop.form("/pay/" + id, Self.card)
            #expect(twice.status == 303)
            #expect(bench.provider.asked.count == 1)
        }
    }

    @Test func `the page speaks the payer's language`() async throws {
        let bench = try await Bench()
        try await bench.serving { shop in
            let id = try await begin(shop)
            let french = try await shop.page("/pay/" + id, language: "fr-CA, en;q=0.5")
            #expect(french.text.contains("<html lang=\"fr\">") && french.text.contains("Payer 12,50 EUR"))
            let italian = try await shop.page("/pay/\(id)?lang=it", language: "fr")
            #expect(italian.text.contains("Paga 12,50 EUR"))
            #expect(try await shop.page("/pay/pay_none", language: "fr").status == 404)
        }
    }

    @Test func `a challenge goes by the bank and back, and a refused card may be followed by another`() async throws {
        let bench = try await Bench()
        try await bench.serving { shop in
            let id = try await begin(shop)
            bench.authenticator.play(TestAuthenticator.challenge, .pending, TestAuthenticator.frictionless)
            #expect(try await shop.form("/pay/" + id, Self.card).location == "/pay/\(id)?lang=en")
            let challenge = try await shop.page("/pay/" + id)
            #expect(challenge.text.contains("action=\"https://acs.example/challenge\""))
            #expect(challenge.text.contains("name=\"creq\" value=\"eyJ0ZXN0Ijp0cnVlfQ\""))
            #expect(
                try #require(challenge.headers["Content-Security-Policy"]).contains(
                    "form-action 'self' https://acs.example"))
            // Whoever comes back without an answer of the issuer has proven nothing.
            _ = try await shop.form("/pay/\(id)/return", ["cres": "eyJ0cmFuc1N0YXR1cyI6IlkifQ"], site: "cross-site")
            #expect(bench.provider.asked.isEmpty)
            bench.provider.play(.refuse("51"))
            let refused = try await shop.form("/pay/\(id)/return", ["cres": "x"], site: "cross-site")
            #expect(refused.location == "/pay/\(id)?lang=en")
            #expect(try await shop.page("/pay/" + id).text.contains("Your bank refused (code 51)."))
            _ = try await shop.form("/pay/" + id, Self.card)
            #expect(try await shop.page("/pay/" + id).text.contains("Paid: 12.50 EUR"))
        }
    }

    @Test func `a payment whose fate is unknown says so, and one that was cancelled is over`() async throws {
        let bench = try await Bench()
        try await bench.serving { shop in
            let id = try await begin(shop)
            bench.provider.play(.doAndHang, .hang)
            _ = try await shop.form("/pay/" + id, Self.card)
            let page = try await shop.page("/pay/" + id)
            #expect(page.text.contains("We are making sure"))
            #expect(page.headers["Refresh"] == "3")
            let other = try await begin(shop)
            #expect(try await shop.form("/pay/\(other)/cancel", [:]).status == 303)
            #expect(try await shop.page("/pay/" + other).text.contains("The payment was cancelled"))
            #expect(try await shop.form("/pay/" + other, Self.card).status == 303)
            #expect(bench.provider.asked.count == 2)
        }
    }

    // MARK: Merchants

    private func signedIn(_ shop: Shop, key: String = Bench.key) async throws -> (cookie: String, token: String) {
        let reply = try await shop.form("/merchant/sign-in", ["key": key])
        #expect(reply.status == 303)
        let setting = try #require(reply.headers["Set-Cookie"])
        #expect(setting.contains("HttpOnly") && setting.contains("SameSite=Lax"))
        let cookie = String(setting.prefix { $0 != ";" })
        let page = try await shop.page("/merchant/terminal", cookie: cookie)
        let token = try #require(page.text.firstMatch(of: #/name="token" value="([^"]+)"/#)?.1)
        return (cookie, String(token))
    }

    @Test func `a merchant signs in with its key, sees its own payments, and signs out`() async throws {
        let bench = try await Bench()
        try await bench.serving { shop in
            #expect(try await shop.page("/merchant").location == "/merchant/sign-in")
            #expect(try await shop.form("/merchant/sign-in", ["key": "vgk_wrong"]).status == 401)
            #expect(try await shop.form("/merchant/sign-in", ["key": Bench.key], site: "cross-site").status == 401)
            let id = try await begin(shop, #","reference":"R<17>""#)
            _ = try await shop.form("/pay/" + id, Self.card)
            let (cookie, token) = try await signedIn(shop)
            let list = try await shop.page("/merchant", cookie: cookie)
            #expect(list.text.contains("R&lt;17&gt;") && list.text.contains("411111******1111"))
            #expect(try await shop.page("/merchant?reference=nothing", cookie: cookie).text.contains("No payment fits"))
            #expect(try await shop.page("/merchant?card=1111&status=captured", cookie: cookie).text.contains(id))
            let one = try await shop.page("/merchant/payments/" + id, cookie: cookie)
            #expect(one.text.contains("Asked the provider: pay 12.50 EUR"))
            let (others, _) = try await signedIn(shop, key: Bench.otherKey)
            #expect(try await shop.page("/merchant/payments/" + id, cookie: others).status == 404)
            #expect(try await shop.form("/merchant/sign-out", ["token": "x"], cookie: cookie).status == 400)
            #expect(try await shop.form("/merchant/sign-out", ["token": token], cookie: cookie).status == 303)
            #expect(try await shop.page("/merchant", cookie: cookie).location == "/merchant/sign-in")
        }
    }

    @Test func `an order by telephone is charged once, and a link is made that somebody pays by`() async throws {
        let bench = try await Bench()
        try await bench.serving { shop in
            let (cookie, token) = try await signedIn(shop)
            let order: KeyValuePairs = [
                "token": token, "do": "charge", "once": "o1", "amount": "12,50", "currency": "eur", "reference": "T 1",
                "number": "4111111111111111", "expiry": "12/30", "code": "123",
            ]
            let charged = try await shop.form("/merchant/terminal", order, cookie: cookie)
            #expect(charged.status == 303)
            #expect(try await shop.form("/merchant/terminal", order, cookie: cookie).location == charged.location)
            #expect(bench.provider.asked.map(\.channel) == [.eTerminal])
            #expect(bench.provider.asked.first?.amount == euros(1_250))
            #expect(bench.authenticator.requests.isEmpty)
            let wrong = try await shop.form(
                "/merchant/terminal",
                [
                    "token": token, "do": "charge", "amount": "-5", "currency": "EUR", "number": "4539578763621486",
                    "expiry": "12/30", "code": "123", "description": "4539578763621486",
                ], cookie: cookie)
            #expect(wrong.status == 422)
            #expect(wrong.text.contains("id=\"charge-amount-problem\""))
            #expect(!wrong.text.contains("4539578763621486"))
            let made = try await shop.form(
                "/merchant/terminal", ["token": token, "do": "link", "amount": "7", "currency": "EUR"], cookie: cookie)
            let page = try await shop.page(try #require(made.location), cookie: cookie)
            let link = try #require(page.text.firstMatch(of: #/https:\/\/pay\.example(\/pay\/pay_[a-z0-9]+)/#)?.1)
            _ = try await shop.form(String(link), Self.card)
            #expect(try await shop.page(String(link)).text.contains("Paid: 7.00 EUR"))
            #expect(bench.provider.asked.map(\.channel) == [.eTerminal, .eTerminal])
            #expect(bench.authenticator.requests.count == 1, "a payer who is there is authenticated")
        }
    }

    @Test func `every field of every page has its label, and ids are not used twice`() async throws {
        let bench = try await Bench()
        try await bench.serving { shop in
            let id = try await begin(shop)
            let (cookie, _) = try await signedIn(shop)
            for path in [
                "/pay/" + id, "/merchant", "/merchant/terminal", "/merchant/sign-in", "/merchant/payments/" + id,
            ] {
                let text = try await shop.page(path, cookie: cookie).text
                let ids = text.matches(of: #/ id="([^"]+)"/#).map { String($0.1) }
                #expect(Set(ids).count == ids.count, "\(path) uses an id twice")
                let labelled = Set(text.matches(of: #/<label for="([^"]+)"/#).map { String($0.1) })
                for field in text.matches(of: #/<(?:input|select)([^>]*)>/#) where !field.1.contains("type=\"hidden\"")
                {
                    let id = try #require(field.1.firstMatch(of: #/ id="([^"]+)"/#)?.1, "\(path): \(field.1)")
                    #expect(labelled.contains(String(id)), "\(path): \(id) has no label")
                }
                for reference in text.matches(of: #/aria-describedby="([^"]+)"/#).flatMap({ $0.1.split(separator: " ") }
                ) {
                    #expect(ids.contains(String(reference)), "\(path): \(reference)")
                }
                #expect(text.matches(of: #/<h1/#).count == 1, "\(path) has one h1")
                #expect(text.contains("<main") && text.contains("<html lang="))
            }
        }
    }

    @Test func `amounts are read as people write them`() throws {
        for (text, code, minor) in [
            ("12", "EUR", 1_200), ("12.5", "EUR", 1_250), ("12,50", "EUR", 1_250), ("0.01", "EUR", 1),
            ("500", "JPY", 500),
            ("1.234", "KWD", 1_234),
        ] {
            #expect(Money(typed: text, currency(code)) == Money(Int64(minor), currency(code)), "\(text)")
        }
        for text in ["", "0", "-1", "1.234", "1..2", "1.", ".", "1 000", "abc", "99999999999999", "1,000.00"] {
            #expect(Money(typed: text, currency("EUR")) == nil, "\(text)")
        }
        #expect(Money(5, currency("EUR")).shown == "0.05 EUR")
        #expect(Money(500, currency("JPY")).shown == "500 JPY")
    }
}
