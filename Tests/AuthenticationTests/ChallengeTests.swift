import HTTP
import Roles
import Testing
import Vocabulary

@testable import Authentication

/// The challenge as a cardholder's browser meets it, from the form that the gateway shows to the way back to the shop.
@Suite struct ChallengeTests {
    private func challenge(
        _ stage: Stage, language: String = "en"
    ) async throws -> (AuthenticationRequest, Browser, Browser.Page) {
        let request = try stage.request(.challenge)
        guard case .challenge(let address, let fields) = try await stage.authenticator.begin(request) else {
            throw Unexpected()
        }
        #expect(try await stage.authenticator.result(of: request.id) == .pending)
        let browser = Browser(stage: stage, language: language)
        return (request, browser, try await browser.post(address, fields.map { ($0.key, $0.value) }))
    }

    private struct Unexpected: Error {}

    @Test func `the right code authenticates, and the browser comes back to the shop`() async throws {
        try await withStage { stage in
            let (request, browser, page) = try await challenge(stage)
            #expect(page.status == 200)
            let back = try await browser.answer(page, code: try page.code())
            let result = try await stage.authenticator.result(of: request.id)
            guard case .authenticated("05", _) = result else {
                Issue.record("\(result)")
                return
            }
            let shop = try await browser.goBack(back)
            #expect(shop.status == 303)
            #expect(shop.location == "https://shop.example/back?order=7")
            #expect(try await stage.authenticator.result(of: request.id) == result)
        }
    }

    @Test func `the page says what is paid, is labelled, and runs no script`() async throws {
        try await withStage { stage in
            let (_, _, page) = try await challenge(stage)
            #expect(page.text.contains("CORNER SHOP"))
            #expect(page.text.contains("19.99\u{a0}EUR"))
            #expect(page.text.contains("999904******"))
            #expect(page.text.contains("<label for=\"code\">One-time code</label>"))
            #expect(page.text.contains("<html lang=\"en\">"))
            #expect(!page.text.contains("<script"))
            let policy = try #require(page.headers["Content-Security-Policy"])
            #expect(policy.contains("script-src 'none'") && policy.contains("form-action 'self'"))
            #expect(page.headers["Cache-Control"] == "no-store")
            let style = try #require(page.text.firstMatch(of: #/href="(\/acs\/style-[^"]+)"/#))
            #expect(try await stage.fetch(.get, stage.issuerPlace.origin + style.1).status == .ok)
        }
    }

    @Test(arguments: [("fr", "Confirmez ce paiement", "19,99"), ("it-CH,it", "Conferma questo pagamento", "19,99")])
    func `the page speaks the browser's language`(language: String, title: String, amount: String) async throws {
        try await withStage { stage in
            let (_, browser, page) = try await challenge(stage, language: language)
            #expect(page.text.contains(title) && page.text.contains(amount))
            let back = try await browser.answer(page, code: try page.code())
            #expect(back.text.contains("<html lang=\"\(language.prefix(2))\">"))
        }
    }

    @Test func `a wrong code may be corrected`() async throws {
        try await withStage { stage in
            let (request, browser, page) = try await challenge(stage)
            let again = try await browser.answer(page, code: "nothing")
            #expect(again.text.contains("2 tries are left") && again.text.contains("aria-invalid=\"true\""))
            #expect(again.text.contains("<title>Error: "))
            _ = try await browser.answer(again, code: " " + (try page.code()) + " ")
            guard case .authenticated = try await stage.authenticator.result(of: request.id) else {
                Issue.record("the corrected code was not taken")
                return
            }
        }
    }

    @Test func `three wrong codes end it`() async throws {
        try await withStage { stage in
            let (request, browser, page) = try await challenge(stage)
            var last = page
            for _ in 0..<3 { last = try await browser.answer(page, code: "000000x") }
            #expect(try await stage.authenticator.result(of: request.id) == .refused(reason: "too-many-attempts"))
            #expect(try await browser.goBack(last).location == request.returnAddress)
            let late = try await browser.answer(page, code: try page.code())
            #expect(late.text == last.text)
            #expect(try await stage.authenticator.result(of: request.id) == .refused(reason: "too-many-attempts"))
        }
    }

    @Test func `the cardholder may give up`() async throws {
        try await withStage { stage in
            let (request, browser, page) = try await challenge(stage)
            let back = try await browser.cancel(page)
            #expect(try await stage.authenticator.result(of: request.id) == .refused(reason: "not-authenticated"))
            #expect(try await browser.goBack(back).location == request.returnAddress)
        }
    }

    @Test func `a browser that never comes, and a cardholder who walks away, end by themselves`() async throws {
        try await withStage { stage in
            let absent = try stage.request(.challenge)
            _ = try await stage.authenticator.begin(absent)
            let (left, browser, page) = try await challenge(stage)
            stage.clock.advance(.seconds(31))
            await stage.directory.tick()
            #expect(try await stage.authenticator.result(of: absent.id) == .refused(reason: "challenge-timed-out"))
            #expect(try await stage.authenticator.result(of: left.id) == .pending)
            stage.clock.advance(.minutes(10))
            await stage.directory.tick()
            #expect(try await stage.authenticator.result(of: left.id) == .refused(reason: "challenge-timed-out"))
            let late = try await browser.answer(page, code: try page.code())
            #expect(try await browser.goBack(late).location == left.returnAddress)
        }
    }

    @Test func `a page that is loaded again is the same challenge`() async throws {
        try await withStage { stage in
            let request = try stage.request(.challenge)
            guard case .challenge(let address, let fields) = try await stage.authenticator.begin(request) else {
                return
            }
            let browser = Browser(stage: stage)
            let first = try await browser.post(address, fields.map { ($0.key, $0.value) })
            let second = try await browser.post(address, fields.map { ($0.key, $0.value) })
            #expect(first.text == second.text)
        }
    }

    @Test func `when the shop can't be told, the browser is not told yes, and the payment is refused`() async throws {
        try await withStage { stage in
            let (request, browser, page) = try await challenge(stage)
            // The 3DS server was started again and knows nothing of it.
            stage.start()
            let back = try await browser.answer(page, code: try page.code())
            let shop = try await browser.goBack(back)
            #expect(shop.location == request.returnAddress)
            #expect(try await stage.authenticator.result(of: request.id) == .unavailable(.malfunction))
        }
    }

    @Test func `results that never come end the waiting soon after the browser is back`() async throws {
        try await withStage { stage in
            let request = try stage.request(.challenge)
            guard case .challenge(_, let fields) = try await stage.authenticator.begin(request) else { return }
            let browser = Browser(stage: stage)
            let session = try #require(fields["threeDSSessionData"])
            let shop = try await browser.post(
                stage.serverSettings.returnAddress, [("cres", "e30"), ("threeDSSessionData", session)])
            #expect(shop.location == request.returnAddress)
            #expect(try await stage.authenticator.result(of: request.id) == .pending)
            stage.clock.advance(.seconds(11))
            await stage.service.tick()
            #expect(try await stage.authenticator.result(of: request.id) == .unavailable(.timedOut))
            #expect(stage.told.map(\.word) == ["timed-out"])
        }
    }

    @Test func `an answer without challenge makes room soon, the outcome of a challenge stays`() async throws {
        try await withStage { stage in
            let authenticator = try stage.authenticator
            let (challenged, browser, page) = try await challenge(stage)
            _ = try await browser.answer(page, code: try page.code())
            let plain = try stage.request(.frictionless)
            _ = await authenticator.begin(plain)
            stage.clock.advance(.seconds(61))
            await stage.service.tick()
            #expect(stage.service.transactions == 1)
            #expect(await authenticator.result(of: plain.id) == .unavailable(.malfunction))
            guard case .authenticated = await authenticator.result(of: challenged.id) else {
                Issue.record("the challenge was forgotten")
                return
            }
        }
    }

    @Test func `nothing waits for ever, and what is over is forgotten`() async throws {
        try await withStage { stage in
            let request = try stage.request(.challenge)
            _ = try await stage.authenticator.begin(request)
            #expect(stage.service.transactions == 1 && stage.directory.openChallenges == 1)
            // The issuer's role is gone.
            await stage.issuerPlace.stop()
            stage.clock.advance(.minutes(16))
            await stage.service.tick()
            #expect(try await stage.authenticator.result(of: request.id) == .unavailable(.timedOut))
            stage.clock.advance(.minutes(31))
            await stage.service.tick()
            #expect(stage.service.transactions == 0)
            for _ in 0..<3 {
                await stage.directory.tick()
                stage.clock.advance(.hours(1))
            }
            #expect(stage.directory.rememberedChallenges == 0 && stage.directory.openTransactions == 0)
        }
    }
}
