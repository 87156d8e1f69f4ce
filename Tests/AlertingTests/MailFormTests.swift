import Foundation
import JSON
import Testing
import Vocabulary

@testable import Alerting

@Suite struct MailFormTests {
    private func mail(
        version: Int = 1, title: String = "Les paiements échouent", from: String = "Vigie <vigie@example.com>"
    ) throws(MailError) -> OutgoingMail {
        let text = AlertText(
            language: .french, severity: .critical, occasion: "Nouvel incident", label: "▲ Critique · Acme",
            title: title, lines: [AlertText.Line("Impact", "12:08 – …")],
            link: AlertText.Link(label: "Ouvrir", url: "https://status.example.com/fr/"), event: "incident.opened")
        let message = OutgoingMessage(
            key: "abc.\(version)", thread: "abc", text: text, wantedAt: Cases.start)
        return try MailForm.mail(
            message, from: from, to: ["ops@example.com", "Équipe de nuit <night@example.com>"], now: Cases.start)
    }

    /// As an independent reader of mail sees it.
    private func read(_ mail: OutgoingMail) throws -> JSONValue {
        let script = """
            import email, email.policy, json, sys
            m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
            parts = {p.get_content_type(): p.get_content() for p in m.walk() if not p.is_multipart()}
            print(json.dumps({"headers": {k: str(v) for k, v in m.items()}, "parts": parts, "defects": len(m.defects)}))
            """
        return try JSONValue(
            reading: output(of: "/usr/bin/python3", ["-c", script], input: mail.bytes).trimmingCharacters(
                in: .whitespacesAndNewlines))
    }

    @Test func `another program reads subject, people, both parts and no defect`() throws {
        let read = try read(mail())
        #expect(read["headers"]?["Subject"]?.string == "▲ Critique · Acme: Les paiements échouent")
        #expect(read["headers"]?["To"]?.string == "ops@example.com, Équipe de nuit <night@example.com>")
        #expect(read["headers"]?["From"]?.string == "Vigie <vigie@example.com>")
        #expect(read["headers"]?["Date"]?.string == "Thu, 04 Dec 2025 11:08:00 +0000")
        #expect(read["parts"]?["text/plain"]?.string?.contains("Impact: 12:08 – …") == true)
        #expect(read["parts"]?["text/html"]?.string?.contains("<html lang=\"fr\">") == true)
        #expect(read["defects"]?.integer == 0)
    }

    @Test func `versions of one message are one thread, and an attempt repeated has the same name`() throws {
        let first = try read(mail())
        let second = try read(mail(version: 2))
        #expect(first["headers"]?["Message-ID"]?.string == "<abc.1@example.com>")
        #expect(first["headers"]?["References"] == nil)
        #expect(second["headers"]?["References"]?.string == "<abc.1@example.com>")
        #expect(second["headers"]?["Message-ID"]?.string == "<abc.2@example.com>")
        #expect(try mail().bytes == mail().bytes)
    }

    @Test(arguments: ["a\r\nBcc: thief@example.com", "a\nBcc: thief@example.com", "=?UTF-8?Q?x?=\r\n\r\nbody"])
    func `a title can't write a header`(title: String) throws {
        let read = try read(mail(title: title))
        #expect(read["headers"]?["Bcc"] == nil)
        #expect(read["defects"]?.integer == 0)
    }

    @Test(arguments: ["no address", "a@b\r\nBcc: c@d.example", "<>", "a@@b.example", "\"x <a@b.example>"])
    func `what is no address is refused`(from: String) throws {
        #expect(throws: MailError.self) { try mail(from: from) }
    }

    @Test func `lines are short enough for every server`() throws {
        let mail = try mail(title: String(repeating: "é", count: 2_000))
        for line in String(decoding: mail.bytes, as: UTF8.self).split(separator: "\r\n") {
            #expect(line.utf8.count <= 78, "\(line)")
        }
    }
}
