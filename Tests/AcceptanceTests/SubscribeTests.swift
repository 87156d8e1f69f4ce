import Foundation
import TestProcesses
import Testing

/// A reader subscribes at the built program, over the forms and links alone.
@Suite(.enabled(if: MailServerPackage.isInstalled, "the package python3-aiosmtpd is not installed"))
struct SubscribeTests {
    private func serving(_ body: (ServingProgram, Mailbox, Folder) throws -> Void) throws {
        let folder = try Folder()
        let mailbox = try Mailbox(folder.path)
        let plant = TestProcess()
        plant.executableURL = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "FanOut")
        plant.arguments = ["--plant", folder.path, "--subscribers", "0"]
        try plant.run()
        plant.waitUntilExit()
        #expect(plant.terminationStatus == 0)
        let configuration = try folder.write(
            "vigie.yaml",
            """
            public_urls: ["https://status.example.com"]
            data: \(folder.path)/data
            tracker:
              enabled: false
            log:
              level: debug
            alerts:
              allowed_targets: ["127.0.0.1/32"]
            subscribers:
              enabled: true
              from: Acme status <status@example.com>
              server: "127.0.0.1:\(mailbox.port)"
              security: none

            """)
        let program = try ServingProgram(["--config", configuration], folder: folder)
        try body(program, mailbox, folder)
        #expect(program.stop() == 0)
    }

    private func post(_ program: ServingProgram, _ path: String, _ form: String) throws -> (status: Int, body: String) {
        try program.get(path, options: ["-X", "POST", "-d", form])
    }

    @Test(.timeLimit(.minutes(10)))
    func `a reader subscribes, confirms, changes and leaves, and the log knows no address`() throws {
        try serving { program, mailbox, folder in
            let form = "kind=mail&address=reader%40example.com&language=fr&component=acme-cards"
            let first = try post(program, "/status/acme/en/subscribe", form)
            #expect(first.status == 200)
            let again = try post(program, "/status/acme/en/subscribe", form)
            #expect(again == first)
            let mail = try mailbox.mail(1)
            #expect(mail.contains("To: reader@example.com"))
            #expect(!mail.contains("List-Unsubscribe"))
            let link = try #require(mail.firstMatch(of: #/https://status\.example\.com(/status/acme/fr/confirm/\S+)/#))
            let confirm = String(link.1)
            // Whoever only looks confirms nothing.
            for _ in 1...2 { #expect(try program.get(confirm).status == 200) }
            let confirmed = try program.get(confirm, options: ["-L", "-d", ""])
            #expect(confirmed.status == 200)
            #expect(try post(program, confirm, "").status == 404)
            let token = try #require(confirmed.body.firstMatch(of: #/manage/([A-Za-z0-9_-]{43})/#)).1
            #expect(try program.get("/status/acme/fr/manage/\(token)").status == 200)
            #expect(try post(program, "/status/acme/fr/manage/\(token)", "language=en").status == 303)
            #expect(try post(program, "/status/acme/fr/manage/\(token)", "language=it").status == 422)
            #expect(try program.get("/status/acme/fr/unsubscribe/\(token)").body.contains("<form"))
            let click = try program.get(
                "/status/acme/fr/unsubscribe/\(token)",
                headers: ["Origin: https://mail.example", "Sec-Fetch-Site: cross-site"],
                options: ["-X", "POST", "-d", "List-Unsubscribe=One-Click"])
            #expect(click.status == 200)
            #expect(mailbox.count == 1)
            // The log has these requests, without the address and without what opens the subscription.
            #expect(program.waitForLog("/unsubscribe/…"))
            for secret in ["reader@example.com", "reader%40", String(token), String(confirm.suffix(43))] {
                #expect(!program.logText.contains(secret))
            }
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("data/subscribers.key"))
            #expect((attributes[.posixPermissions] as? Int) == 0o600)
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `what is no form of the page, or no target, is refused with the reason`() throws {
        try serving { program, mailbox, _ in
            func subscribe(_ form: String, brand: String = "acme") throws -> Int {
                try post(program, "/status/\(brand)/en/subscribe", form).status
            }
            #expect(try subscribe("kind=mail&address=nobody") == 422)
            #expect(try subscribe("kind=webhook&address=https%3A%2F%2F10.0.0.1%2Fhook") == 422)
            #expect(try subscribe("kind=webhook&address=http%3A%2F%2Fhooks.example.com%2Fhook") == 422)
            #expect(try subscribe("kind=sms&address=%2B33612345678") == 422)
            #expect(try subscribe("kind=mail&address=a%40example.com&language=it") == 422)
            #expect([404, 405].contains(try subscribe("kind=mail&address=a%40example.com", brand: "nobody")))
            #expect(try subscribe("kind=mail&address=a%40example.com&role=admin") == 400)
            #expect(try subscribe("kind=mail&address=a%40example.com&address=b%40example.com") == 400)
            #expect(
                try program.get(
                    "/status/acme/en/subscribe", headers: ["Content-Type: application/json"],
                    options: ["-X", "POST", "-d", "{}"]
                ).status == 415)
            for place in ["confirm", "manage", "unsubscribe"] {
                #expect(
                    try post(program, "/status/acme/en/\(place)/" + String(repeating: "A", count: 43), "").status == 404
                )
            }
            #expect(mailbox.count == 0)
            // One network may not have thousands of strangers asked.
            var statuses: [Int] = []
            for number in 0..<25 { statuses.append(try subscribe("kind=mail&address=x\(number)%40example.com")) }
            #expect(statuses.last == 429)
            #expect(statuses.contains(200))
        }
    }
}
