import Alerting
import Bytes
import Foundation
import HTTP
import Incidents
import JSON
import Journal
import Settings
import StoreSQLite
import Synchronization
import TestProcesses
import Testing
import Vocabulary

@testable import Subscribing

/// Keeps what it is given.
final class Letterbox: MailSending, HTTPFetching {
    private let kept = Mutex<(mails: [OutgoingMail], requests: [FetchRequest])>(([], []))
    private let answer: @Sendable (OutgoingMail) -> MailError?

    init(answer: @escaping @Sendable (OutgoingMail) -> MailError? = { _ in nil }) { self.answer = answer }

    var mails: [OutgoingMail] { kept.withLock { $0.mails } }
    var requests: [FetchRequest] { kept.withLock { $0.requests } }

    func send(_ mail: OutgoingMail, through server: MailServer) async throws(MailError) {
        if let error = answer(mail) { throw error }
        kept.withLock { $0.mails.append(mail) }
    }

    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        kept.withLock { $0.requests.append(request) }
        throw FetchError(.connectionRefused, "nobody is there")
    }
}

extension FanOutSender {
    /// One that sends into a letterbox.
    init(_ store: SQLiteStore, _ box: Letterbox, now: @escaping @Sendable () -> Instant = { Cases.start + .minutes(9) })
    {
        self.init(
            store: store, http: box, mail: box,
            ways: Ways(
                mail: (MailServer(host: "mail.example", port: 25, security: .none), "Acme <status@example.com>"),
                sms: SMSForm.Gateway(
                    url: Secret("https://gateway.example/send?to={to}&text={text}&id={id}"), token: Secret("t0ken")),
                telegramToken: Secret("1:abc")),
            keys: Cases.keys, links: SubscriptionLinks(origin: "https://status.example.com/"),
            zones: ZoneCatalogue { _ in nil }, addresses: .publicOnly, now: now)
    }
}

/// What subscribers read.
@Suite struct MessageTests {
    /// Tells one subscriber what a statement says, and gives what went out.
    private func tell(
        _ target: SubscriberTarget, _ wish: Subscriber.Wish = Cases.english,
        _ statement: Statement = Cases.statement(french: "Nous cherchons.")
    ) async throws -> Letterbox {
        try await withStore { store in
            let facts: [Fact] = [
                .incidentDescribed(Cases.incident()), .impactWindowRecorded(Cases.incidentID, Cases.window),
                Cases.said(statement),
            ]
            try await append(
                store,
                Cases.catalogue.map(\.draft) + [Cases.imported(target, wish).draft] + facts.map(\.draft))
            let box = Letterbox()
            let (job, subscriber) = try await store.read { documents throws(JournalError) in
                let reading = SubscriptionReading(documents)
                return (
                    try reading.jobs(limit: 1).first, try reading.subscriber(Cases.keys.id(Cases.brand, target))
                )
            }
            _ = await FanOutSender(store, box).send(try #require(job), to: try #require(subscriber))
            return box
        }
    }

    /// As an independent reader of mail sees it.
    private func read(_ mail: OutgoingMail) throws -> JSONValue {
        let script = """
            import email, email.policy, json, sys
            m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
            parts = {p.get_content_type(): p.get_content() for p in m.walk() if not p.is_multipart()}
            print(json.dumps({"headers": {k: str(v) for k, v in m.items()}, "parts": parts,
                              "kind": m.get_content_type(), "defects": len(m.defects)}))
            """
        let process = TestProcess()
        let (given, printed) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-c", script]
        process.standardInput = given
        process.standardOutput = printed
        try process.run()
        given.fileHandleForWriting.write(Data(mail.bytes))
        try given.fileHandleForWriting.close()
        let bytes = printed.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONValue(reading: Array(bytes))
    }

    @Test func `links lead to the brand's own host where it has one`() {
        let links = SubscriptionLinks(origin: "https://vigie.example.com/")
        var brand = Brand(id: Cases.brand, provider: Cases.provider, name: "Acme", languages: [.english])
        #expect(links.manage(brand, .english, "t") == "https://vigie.example.com/status/acme/en/manage/t")
        brand.face.hosts = ["status.acme.example", "status.acme.invalid"]
        #expect(links.manage(brand, .english, "t") == "https://status.acme.example/en/manage/t")
        #expect(links.incident(brand, .french, Cases.incidentID).hasPrefix("https://status.acme.example/fr/incidents/"))
    }

    @Test func `a mail says who, how bad, what and where, in the reader's language, and ends with one click`()
        async throws
    {
        let wish = Subscriber.Wish(language: .french)
        let box = try await tell(.mail(address: "ada@example.com"), wish)
        let mail = try #require(box.mails.first)
        #expect(mail.to == ["ada@example.com"])
        let read = try read(mail)
        let headers = read["headers"]
        #expect(headers?["Subject"]?.string == "▲ Critique · Acme: Les paiements par carte échouent")
        #expect(headers?["From"]?.string == "Acme <status@example.com>")
        let token = try #require(Cases.keys.manageToken(Cases.id("ada@example.com")))
        #expect(
            headers?["List-Unsubscribe"]?.string
                == "<https://status.example.com/status/acme/fr/unsubscribe/\(token)>")
        #expect(headers?["List-Unsubscribe-Post"]?.string == "List-Unsubscribe=One-Click")
        #expect(read["kind"]?.string == "multipart/alternative")
        #expect(read["defects"]?.integer == 0)
        let links = [
            "https://status.example.com/status/acme/fr/incidents/acme-1",
            "https://status.example.com/status/acme/fr/manage/\(token)",
        ]
        for part in ["text/plain", "text/html"] {
            let text = try #require(read["parts"]?[part]?.string)
            for words in ["Nous cherchons.", "Cards"] + links { #expect(text.contains(words), "\(part): \(words)") }
            #expect(!text.contains("We are looking."))
        }
    }

    @Test(arguments: [(Language.english, "Entered later, at"), (.french, "Saisi plus tard, le")])
    func `what was entered later than it was said says both times`(_ language: Language, _ label: String) async throws {
        var statement = Cases.statement(french: "Nous cherchons.")
        let (mail, wish) = (SubscriberTarget.mail(address: "ada@example.com"), Subscriber.Wish(language: language))
        let before = try #require(try await tell(mail, wish, statement).mails.first)
        #expect(try read(before)["parts"]?["text/plain"]?.string?.contains(label) == false)
        statement.enteredAt = statement.at + .minutes(42)
        let late = try #require(try await tell(mail, wish, statement).mails.first)
        let parts = try #require(try read(late)["parts"])
        for part in ["text/plain", "text/html"] {
            #expect(parts[part]?.string?.contains(label) == true, "\(part)")
        }
        let key = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
        let hook = try await tell(.webhook(url: "https://hooks.example.com/x", signingKey: key), wish, statement)
        let data = try JSONValue(reading: try #require(hook.requests.first).body)["data"]
        #expect(data?["enteredAt"]?.string == statement.enteredAt?.rfc3339)
    }

    @Test func `a text that exists in another language alone says so`() async throws {
        let box = try await tell(
            .mail(address: "ada@example.com"), Subscriber.Wish(language: .french), Cases.statement())
        let mail = try #require(box.mails.first)
        let text = try #require(try read(mail)["parts"]?["text/plain"]?.string)
        #expect(text.contains("Ce texte n’existe pas encore en"))
        #expect(text.contains("We are looking."))
    }

    @Test(arguments: [
        "a\r\nBcc: thief@example.com", "a\nBcc: thief@example.com", "=?UTF-8?Q?x=0ABcc:_thief@example.com?=",
        "a\r\n\r\nbody", "\u{2028}Bcc: thief@example.com",
    ])
    func `no field that a person writes can write a header`(evil: String) async throws {
        try await withStore { store in
            var incident = Cases.incident()
            incident.title = LocalizedText([.english: evil])
            incident.reference = Reference("TSR-1")
            var catalogue = Cases.catalogue
            catalogue[1] = .brandDescribed(
                Brand(id: Cases.brand, provider: Cases.provider, name: evil, languages: [.english]))
            let facts: [Fact] = catalogue + [.incidentDescribed(incident), Cases.said(Cases.statement("first", evil))]
            try await append(store, [Cases.mail("ada@example.com").draft] + facts.map(\.draft))
            let (job, subscriber) = try await store.read { documents throws(JournalError) in
                let reading = SubscriptionReading(documents)
                return (try reading.jobs(limit: 1).first, try reading.subscriber(Cases.id("ada@example.com")))
            }
            let box = Letterbox()
            let sender = FanOutSender(store, box)
            _ = await sender.send(try #require(job), to: try #require(subscriber))
            let read = try read(#require(box.mails.first))
            #expect(read["headers"]?["Bcc"] == nil)
            #expect(read["headers"]?["Subject"]?.string?.contains("\n") == false)
            #expect(read["defects"]?.integer == 0)
            #expect(read["kind"]?.string == "multipart/alternative")
        }
    }

    @Test func `the same words to the same reader have the same name, so that a second one is known`() async throws {
        let one = try await tell(.mail(address: "ada@example.com"))
        let two = try await tell(.mail(address: "ada@example.com"))
        let other = try await tell(.mail(address: "eve@example.com"))
        func name(_ box: Letterbox) throws -> String? {
            try read(#require(box.mails.first))["headers"]?["Message-ID"]?.string
        }
        #expect(try name(one) == name(two))
        #expect(try name(one) != name(other))
    }

    @Test func `a webhook is signed, and says in facts what the mail says in words`() async throws {
        let key = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
        let box = try await tell(.webhook(url: "https://hooks.example.com/x", signingKey: key))
        let request = try #require(box.requests.first)
        #expect(request.policy.addresses == .publicOnly)
        #expect(request.policy.redirects.maximum == 0)
        let (id, timestamp) = (try #require(request.headers["webhook-id"]), request.headers["webhook-timestamp"] ?? "")
        #expect(id.utf8.count == 32)
        #expect(
            request.headers["webhook-signature"]
                == WebhookForm.signature(id: id, timestamp: timestamp, body: request.body, key: Secret(key)))
        let json = try JSONValue(reading: request.body)
        #expect(json["type"]?.string == "incident.statement")
        let data = json["data"]
        #expect(data?["incident"]?.string == "acme-1")
        #expect(data?["brand"]?.string == "acme")
        #expect(data?["severity"]?.string == "critical")
        #expect(data?["status"]?.string == "investigating")
        #expect(data?["words"]?.string == "We are looking.")
        #expect(data?["components"]?.array?.first?.string == "acme-cards")
        #expect(data?["impactWindows"]?.array?.count == 1)
        #expect(data?["url"]?.string == "https://status.example.com/status/acme/en/incidents/acme-1")
        #expect(data?["manageURL"]?.string?.contains("/status/acme/en/manage/") == true)
    }

    @Test func `chats get their own form, with the way out at the foot`() async throws {
        for kind in SubscriberTarget.ChatKind.allCases {
            let box = try await tell(.chat(kind, url: "https://chat.example.com/hook"))
            let request = try #require(box.requests.first)
            // Some forms say part of it in header fields.
            let fields = request.headers.fields.map(\.value).joined(separator: " ")
            let body = String(decoding: request.body, as: UTF8.self) + fields
            #expect(request.url.host == "chat.example.com")
            #expect(body.contains("We are looking") || kind == .teams || kind == .ntfy, "\(kind)")
            #expect(body.contains("status.example.com/status/acme/en/incidents/acme-1"), "\(kind)")
        }
        let telegram = try await tell(.telegram(chat: "@acme"))
        #expect(telegram.requests.first?.url.host == "api.telegram.org")
    }

    @Test func `a text message has at most 160 letters of the basic alphabet`() async throws {
        for text in ["We are looking.", String(repeating: "Très long… ", count: 60)] {
            for update in [Cases.statement("first", text), Cases.statement("second", text, status: .resolved)] {
                let box = try await tell(.sms(number: "+33612345678"), Subscriber.Wish(language: .french), update)
                let request = try #require(box.requests.first)
                #expect(request.headers["Authorization"] == "Bearer t0ken")
                let query = try #require(QueryParameters(request.url.query))
                #expect(query["to"] == "+33612345678")
                let said = try #require(query["text"])
                #expect(said.count <= 160)
                #expect(said.contains("Acme") && said.contains("/incidents/acme-1"), "\(said)")
                #expect(SMSForm.plain(said) == said)
            }
        }
    }

    @Test func `a question carries the link, and nothing to unsubscribe from`() async throws {
        try await withStore { store in
            try await append(store, Cases.catalogue.map(\.draft))
            let orders = SubscriberOrders(store: store, keys: Cases.keys, rule: Cases.rule) { Cases.start }
            try await orders.ask(
                .mail, "ada@example.com", brand: Cases.brand, wish: Subscriber.Wish(language: .french),
                actor: "reader:subscriber")
            let token = Cases.keys.confirmationToken(Cases.id("ada@example.com"), askedAt: Cases.start)
            let box = Letterbox()
            let service = FanOutService(
                store: store, sender: FanOutSender(store, box), surroundings: .immediate)
            let sending = Task { await service.run() }
            try await until { !box.mails.isEmpty }
            service.stop()
            await sending.value
            let read = try read(#require(box.mails.first))
            #expect(read["headers"]?["Subject"]?.string?.contains("Acme") == true)
            #expect(read["headers"]?["List-Unsubscribe"] == nil)
            #expect(
                read["parts"]?["text/plain"]?.string?.contains(
                    "https://status.example.com/status/acme/fr/confirm/\(token)") == true)
            _ = try await orders.confirm(token, actor: "reader:subscriber")
        }
    }
}

extension DeliveryService.Surroundings {
    /// Time passes as it does, from the beginning of the cases on; no chance.
    static var immediate: Self {
        let began = ContinuousClock.now
        return Self(
            now: {
                let passed = (ContinuousClock.now - began) / .microseconds(1)
                return Cases.start + TimeSpan(microseconds: Int64(passed))
            }, sleep: { try? await Task.sleep(for: .microseconds($0.microseconds)) },
            chance: { 0.5 }, zones: ZoneCatalogue { _ in nil })
    }
}

/// Waits until something is so; the time limit of the tests ends what never becomes so.
func until(_ condition: () async throws -> Bool) async throws {
    while try await !condition() { try await Task.sleep(for: .milliseconds(5)) }
}
