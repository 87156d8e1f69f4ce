import Bytes
import Foundation
import HTTP
import HTTPClient
import JSON
import Machine
import Network
import Settings
import Telling
import Testing
import Vocabulary

@testable import Alerting

/// What a vendor might write to get out of a form.
private let hostile =
    "</b><script>alert(1)</script> & \"q\" *bold* _x_ [link](http://evil.example) <!channel> @everyone `c`\r\nBcc: x"

@Suite struct ChannelFormTests {
    private func message(_ text: AlertText? = nil, foreignID: String? = nil) throws -> OutgoingMessage {
        OutgoingMessage(
            key: "0123456789abcdef0123456789abcdef.2", thread: "0123456789abcdef0123456789abcdef",
            text: try text ?? self.text(), foreignID: foreignID, isFollowUp: foreignID != nil, wantedAt: Cases.start)
    }

    private func text(
        _ incident: Incident = Cases.incident(), _ moments: [AlertMoment] = [.opened], language: Language = .english
    ) throws -> AlertText {
        AlertComposer(
            language: language, zone: try #require(zones.zone("Europe/Paris")), now: Cases.start + .minutes(26),
            origin: "https://status.example.com"
        ).incident(
            incident, moments: moments,
            names: AlertComposer.Names(
                provider: "Acme Pay", brands: [Cases.brand.id: "Acme"],
                components: [Cases.component.id: Cases.component.name]),
            route: RouteName(checked: "all"))
    }

    private func evil(times: Int = 1) throws -> AlertText {
        var incident = Cases.incident()
        let words = String(repeating: hostile, count: times)
        incident.title = LocalizedText([.english: words])
        incident.updates = [Cases.update(.investigating, words, at: Cases.start)]
        return try text(incident)
    }

    private static let targets: [AlertChannel.Target] = [
        .webhook(url: Secret("https://a.example/hook"), signingKey: Cases.key),
        .slack(url: Secret("https://hooks.slack.com/services/T/B/x")),
        .slackBot(token: Secret("xoxb-1"), room: "C1"), .teams(url: Secret("https://t.example/w?sig=1")),
        .discord(url: Secret("https://discord.com/api/webhooks/1/x")),
        .mattermost(url: Secret("https://m.example/hooks/x")),
        .ntfy(url: Secret("https://ntfy.sh/topic"), token: nil), .telegram(token: Secret("1:a"), chat: "-1"),
    ]

    @Test func `an alert says severity in word and shape, provider, impact in the zone, and leads to the page`() throws
    {
        let text = try text()
        #expect(text.headline == "▲ Critical · Acme Pay: Card payments fail (New incident)")
        #expect(
            text.plain.contains("Impact: 4\u{A0}Dec\u{A0}2025, 12:08 – … CET, going on for 26\u{A0}min"),
            "\(text.plain)")
        #expect(text.plain.contains("https://status.example.com/en/incidents/acme-1"))
        let french = try self.text(language: .french)
        #expect(french.headline == "▲ Critique · Acme Pay: Les paiements échouent (Nouvel incident)")
    }

    @Test(arguments: AlertMoment.allCases, [Language.english, .french, .italian])
    func `each moment has words in each language`(moment: AlertMoment, language: Language) throws {
        let text = try text(Cases.incident(), [moment], language: language)
        #expect(!text.occasion.isEmpty && !text.occasion.contains("{"))
        #expect(AlertPhrase.allCases.allSatisfy { LanguagePack.of(language).alertWords[$0]?.isEmpty == false })
    }

    @Test func `what is only for the team is in no alert`() throws {
        var incident = Cases.incident()
        incident.insideEvents = [
            InsideEvent(
                at: Cases.start, kind: .alert, text: LocalizedText([.english: "Names were named"]), visibility: .team)
        ]
        let message = try message(text(incident))
        for target in Self.targets {
            let request = try #require(ChannelForm.request(message, to: target, now: Cases.start))
            #expect(!String(decoding: request.body, as: UTF8.self).contains("Names were named"))
        }
    }

    @Test(arguments: targets.indices)
    func `however long and strange the words, a request is well-formed and within bounds`(index: Int) throws {
        for times in [1, 500] {
            let request = try #require(
                ChannelForm.request(try message(evil(times: times)), to: Self.targets[index], now: Cases.start))
            var fetch = FetchRequest(
                method: request.method, url: try FetchURL(request.url), headers: request.headers, body: request.body)
            fetch.policy.redirects = .init(maximum: 0)
            try fetch.validate()
            #expect(request.body.count < 28_000)
            if request.headers["Content-Type"]?.hasPrefix("application/json") == true {
                _ = try JSONValue(reading: request.body)
            }
        }
    }

    @Test func `a webhook's signature is what openssl computes`() throws {
        let request = try #require(ChannelForm.request(message(), to: Self.targets[0], now: Cases.start))
        let id = try #require(request.headers["webhook-id"])
        let timestamp = try #require(request.headers["webhook-timestamp"])
        let printed = try output(
            of: "/usr/bin/openssl",
            ["dgst", "-sha256", "-mac", "HMAC", "-macopt", "key:0123456789abcdef0123456789abcdef", "-r"],
            input: Array("\(id).\(timestamp).".utf8) + request.body)
        let digest = try #require(Hexadecimal.decode(printed.prefix(64)))
        #expect(request.headers["webhook-signature"] == "v1," + Data(digest).base64EncodedString())
        #expect(id == "0123456789abcdef0123456789abcdef.2")
    }

    @Test func `Slack's blocks hold no markup of others`() throws {
        let request = try #require(ChannelForm.request(try message(evil()), to: Self.targets[1], now: Cases.start))
        let body = String(decoding: request.body, as: UTF8.self)
        #expect(!body.contains("<!channel>"))
        #expect(body.contains("&lt;!channel&gt;"))
        let json = try JSONValue(reading: request.body)
        #expect(json["blocks"]?.array?.first?["text"]?["text"]?.string?.utf16.count ?? 999 <= 150)
        #expect(json["text"]?.string?.isEmpty == false)
    }

    @Test func `a thread and an edit go to what was sent before`() throws {
        let thread = try #require(
            ChannelForm.request(message(foreignID: "1700000000.1"), to: Self.targets[2], now: Cases.start))
        #expect(try JSONValue(reading: thread.body)["thread_ts"]?.string == "1700000000.1")
        let discord = try #require(
            ChannelForm.request(message(foreignID: "42"), to: Self.targets[4], now: Cases.start))
        #expect(discord.method == .patch)
        #expect(discord.url == "https://discord.com/api/webhooks/1/x/messages/42")
        #expect(try JSONValue(reading: discord.body)["allowed_mentions"]?["parse"]?.array?.isEmpty == true)
        let fresh = try #require(ChannelForm.request(message(), to: Self.targets[4], now: Cases.start))
        #expect(fresh.url == "https://discord.com/api/webhooks/1/x?wait=true")
        let telegram = try #require(
            ChannelForm.request(message(foreignID: "7"), to: Self.targets[7], now: Cases.start))
        #expect(telegram.url.hasSuffix("/editMessageText"))
        #expect(try JSONValue(reading: telegram.body)["message_id"]?.integer == 7)
    }

    @Test func `Telegram's text stays within its bound with whole tags`() throws {
        let html = TelegramForm.html(try evil(times: 500))
        #expect(html.utf16.count <= 4_096)
        #expect(!html.contains("<script>"))
        for tag in ["b", "i", "a"] {
            func count(_ part: String) -> Int { html.components(separatedBy: part).count }
            #expect(count("<\(tag)>") + count("<\(tag) ") == count("</\(tag)>") + 1)
        }
    }

    @Test func `ntfy's title is plain ASCII and its priority follows the severity`() throws {
        let request = try #require(ChannelForm.request(message(), to: Self.targets[6], now: Cases.start))
        #expect(request.headers["Priority"] == "5")
        #expect(request.headers["Title"]?.utf8.allSatisfy { (0x20..<0x7f).contains($0) } == true)
        #expect(request.headers["Click"] == "https://status.example.com/en/incidents/acme-1")
    }

    @Test func `a card for Teams holds the facts as text that is not read as Markdown`() throws {
        let request = try #require(ChannelForm.request(try message(evil()), to: Self.targets[3], now: Cases.start))
        let card = try JSONValue(reading: request.body)["attachments"]?[0]?["content"]
        #expect(card?["type"]?.string == "AdaptiveCard")
        #expect(card?["body"]?.array?.allSatisfy { $0["type"]?.string == "RichTextBlock" } == true)
    }

    @Test func `answers are taken for what they say`() throws {
        func outcome(_ status: Int, _ body: String = "", _ target: Int = 0) throws -> SendOutcome {
            ChannelForm.outcome(
                FetchResponse(
                    status: HTTPStatus(status), headers: ["Retry-After": "7"], body: Array(body.utf8),
                    url: try FetchURL("https://a.example/")), try message(), to: Self.targets[target])
        }
        #expect(try outcome(204) == .delivered(foreignID: nil))
        #expect(try outcome(503) == .failed("it answers 503", retryAfter: .seconds(7)))
        #expect(try outcome(429) == .failed("it asks for fewer messages", retryAfter: .seconds(7)))
        #expect(try outcome(410) == .refused("it answers 410"))
        #expect(try outcome(200, #"{"ok":true,"ts":"17.1"}"#, 2) == .delivered(foreignID: "17.1"))
        #expect(
            try outcome(200, #"{"ok":false,"error":"channel_not_found"}"#, 2)
                == .refused("Slack answers: channel_not_found"))
        #expect(try outcome(200, #"{"id":"99"}"#, 4) == .delivered(foreignID: "99"))
        #expect(try outcome(200, #"{"id":"../x"}"#, 4) == .delivered(foreignID: nil))
    }

    @Test func `a private address is refused unless it is allowed, and a real server gets what was signed`()
        async throws
    {
        let sink = Sink()
        let loop = try EventLoop(name: "alerts")
        let client = try HTTPClient(loop: loop)
        try await sink.serving { url in
            let channel = AlertChannel(
                id: AlertChannelID(checked: "hook"),
                target: .webhook(url: Secret(url + "/in?key=s"), signingKey: Cases.key))
            func send(_ rule: FetchPolicy.AddressRule) async throws -> SendOutcome {
                let sender = AlertSender(http: client, mail: NoMail(), addresses: rule) { Cases.start }
                return await sender.send(try message(), to: channel)
            }
            let refused = try await send(.publicOnly)
            #expect(refused == .refused("its address is private; alerts.allowed_targets can allow it"))
            let allowed = FetchPolicy.AddressRule.publicAndNetworks([try #require(.init("127.0.0.0/8"))])
            #expect(try await send(allowed) == .delivered(foreignID: nil))
        }
        await client.close()
        await loop.stop()
        let request = try #require(sink.requests.first)
        #expect(sink.requests.count == 1)
        #expect(request.query == "key=s")
        #expect(
            request.headers["webhook-signature"]
                == WebhookForm.signature(
                    id: request.headers["webhook-id"] ?? "", timestamp: request.headers["webhook-timestamp"] ?? "",
                    body: request.body, key: Cases.key))
    }

    @Test func `when the message to edit is gone a new one is sent`() async throws {
        let sink = Sink { request in
            request.method == .patch
                ? HTTPResponse(status: .notFound) : HTTPResponse(body: .bytes(Array(#"{"id":"5"}"#.utf8)))
        }
        let loop = try EventLoop(name: "alerts")
        let client = try HTTPClient(loop: loop)
        let outcome = try await sink.serving { url in
            let sender = AlertSender(http: client, mail: NoMail(), addresses: .any) { Cases.start }
            return await sender.send(
                try message(foreignID: "4"),
                to: AlertChannel(id: AlertChannelID(checked: "d"), target: .discord(url: Secret(url + "/w"))))
        }
        await client.close()
        await loop.stop()
        #expect(outcome == .delivered(foreignID: "5"))
        #expect(sink.requests.map(\.method) == [.patch, .post])
    }
}

struct NoMail: MailSending {
    func send(_ mail: OutgoingMail, through server: MailServer) async throws(MailError) {
        throw MailError("no mail here", isLasting: true)
    }
}
