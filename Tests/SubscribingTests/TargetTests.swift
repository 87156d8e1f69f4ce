import Alerting
import Network
import Settings
import Testing
import Vocabulary

@testable import Subscribing

/// What strangers may type, and what is made from the key.
@Suite struct TargetTests {
    @Test(arguments: [
        (SubscriberTarget.Kind.webhook, "https://10.0.0.1/hook", TargetRule.Problem.private),
        (.webhook, "https://[::1]/hook", .private),
        (.webhook, "https://169.254.169.254/latest", .private),
        (.webhook, "http://hooks.example.com/x", .insecure),
        (.slack, "http://hooks.example.com/x", .insecure),
        (.webhook, "file:///etc/passwd", .url),
        (.webhook, "https://", .url),
        (.webhook, "gopher://example.com/", .url),
        (.mail, "nobody", .address),
        (.mail, "a@localhost", .address),
        (.mail, "Ada <a@example.com>", .address),
        (.mail, "a@example.com\r\nBcc: b@example.com", .address),
        (.mail, "a@example.com, b@example.com", .address),
        (.sms, "0612345678", .number),
        (.sms, "+33", .number),
        (.sms, "+336123456780123456", .number),
        (.telegram, "../x", .address),
    ])
    func `what is no public target is refused`(
        kind: SubscriberTarget.Kind, text: String, problem: TargetRule.Problem
    ) {
        #expect(throws: problem) { try Cases.rule.target(kind, text, signingKey: Self.key) }
    }

    private static let key = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="

    @Test func `targets are taken as they mean`() throws {
        #expect(
            try Cases.rule.target(.mail, "Ada@Example.COM", signingKey: "") == .mail(address: "Ada@example.com"))
        #expect(try Cases.rule.target(.sms, "+33 6 12-34.56 78", signingKey: "") == .sms(number: "+33612345678"))
        let hook = try Cases.rule.target(.webhook, "https://Hooks.example.com/x?y=1", signingKey: Self.key)
        #expect(hook.lane == FanOutLane(kind: .webhook, host: "hooks.example.com"))
        #expect(throws: TargetRule.Problem.key) {
            try Cases.rule.target(.webhook, "https://hooks.example.com/", signingKey: "short")
        }
        #expect(throws: TargetRule.Problem.kind) {
            try TargetRule(kinds: [.mail]).target(.sms, "+33612345678", signingKey: "")
        }
    }

    @Test func `a network that is allowed may be named, without encryption too`() throws {
        let rule = TargetRule(
            kinds: [.webhook], allowedNetworks: [try #require(NetworkRange("10.20.0.0/16"))])
        _ = try rule.target(.webhook, "http://10.20.1.1/hook", signingKey: Self.key)
        #expect(throws: TargetRule.Problem.insecure) {
            try rule.target(.webhook, "http://10.21.1.1/hook", signingKey: Self.key)
        }
        #expect(throws: TargetRule.Problem.private) {
            try rule.target(.webhook, "https://10.21.1.1/hook", signingKey: Self.key)
        }
    }

    @Test func `nothing that is printed names the target`() {
        let targets: [SubscriberTarget] = [
            .mail(address: "ada@example.com"), .webhook(url: "https://example.com/secret", signingKey: Self.key),
            .sms(number: "+33612345678"), .telegram(chat: "@ada"),
        ]
        for target in targets {
            let subscriber = Subscriber(
                id: Cases.id("x"), brand: Cases.brand, target: target, wish: Cases.english, state: .confirmed,
                askedAt: Cases.start)
            var dumped = ""
            dump(subscriber, to: &dumped)
            for text in ["\(subscriber)", String(reflecting: target), dumped] {
                for secret in ["ada", "example.com", "whsec", "+336"] { #expect(!text.contains(secret), "\(text)") }
            }
        }
    }

    @Test func `tokens are ours alone, and lead to one subscriber`() throws {
        let id = Cases.id("ada@example.com")
        let token = try #require(Cases.keys.manageToken(id))
        #expect(token.utf8.count == 43)
        #expect(Cases.keys.subscriber(ofToken: token) == id)
        let others = try #require(SubscriberKeys(Secret(String(repeating: "x", count: 32))))
        #expect(others.subscriber(ofToken: token) == nil)
        #expect(others.id(Cases.brand, .mail(address: "ada@example.com")) != id)
        for place in [0, 20, 21, 30, 42] {
            var letters = Array(token)
            letters[place] = letters[place] == "A" ? "B" : "A"
            #expect(Cases.keys.subscriber(ofToken: String(letters)) == nil)
        }
        for text in ["", token + "A", String(token.dropLast()), String(repeating: "=", count: 43), "é" + token] {
            #expect(Cases.keys.subscriber(ofToken: text) == nil)
            #expect(SubscriberKeys.digest(ofToken: text) == nil)
        }
        #expect(SubscriberKeys(Secret("short")) == nil)
        // The same brand and address make the same subscriber; another brand another one.
        #expect(Cases.keys.id(Cases.otherBrand, .mail(address: "ada@example.com")) != id)
    }

    @Test func `a list is read line by line, and what is wrong is told by its number alone`() throws {
        let text = """
            mail,language,components
            ada@example.com,fr,"acme-cards acme-refunds"
            "eve@example.com"

            bob@example.com,french
            "broken
            x@example.com,en,UPPER
            a,b,c,d
            """
        let list = try #require(SubscriberImport(Array(text.utf8), language: .english))
        #expect(list.lines.map(\.address) == ["ada@example.com", "eve@example.com", "x@example.com"])
        #expect(list.lines[0].language == .french && list.lines[0].components == ["acme-cards acme-refunds"])
        #expect(list.lines[1].language == .english && list.lines[1].components.isEmpty)
        #expect(list.problems.map(\.line) == [5, 6, 8])
        #expect(!"\(list.problems)".contains("example.com"))
        #expect(SubscriberImport([0xff, 0xfe], language: .english) == nil)
        let long = Array(String(repeating: "\n", count: SubscriberImport.linesMost + 1).utf8)
        #expect(SubscriberImport(long, language: .english) == nil)
    }
}
