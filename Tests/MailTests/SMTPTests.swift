import Alerting
import Foundation
import Glibc
import HTTP
import Network
import Settings
import TestProcesses
import Testing

@testable import Mail

/// A real mail server (aiosmtpd) on loopback: each mail it takes is a file.
final class MailHost: @unchecked Sendable {
    // Unchecked: the process is started by `init` and ended by `stop` alone.
    static let isInstalled = FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/aiosmtpd")
    let folder: String
    let port: UInt16
    private let process = TestProcess()

    private static let script = """
        import asyncio, json, ssl, sys
        from aiosmtpd.smtp import SMTP, AuthResult
        folder, mode = sys.argv[1], sys.argv[2]
        class Handler:
            count = 0
            async def handle_RCPT(self, server, session, envelope, address, options):
                if address.startswith("never"): return "550 no such user"
                if address.startswith("later"): return "451 try later"
                envelope.rcpt_tos.append(address); return "250 OK"
            async def handle_DATA(self, server, session, envelope):
                Handler.count += 1
                with open(f"{folder}/{Handler.count}.json", "w") as f:
                    json.dump({"from": envelope.mail_from, "to": envelope.rcpt_tos, "helo": session.host_name,
                               "tls": session.ssl is not None, "user": str(session.auth_data or ""),
                               "text": envelope.content.decode()}, f)
                return "250 taken"
        def check(server, session, envelope, mechanism, data):
            good = data.login == b"vigie" and data.password == b"secret"
            return AuthResult(success=good, handled=not good and False, auth_data="vigie" if good else None)
        context = None
        if mode != "plain":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")
        async def main():
            loop = asyncio.get_running_loop()
            make = lambda: SMTP(Handler(), hostname="mail.test", authenticator=check,
                tls_context=context if mode == "starttls" else None, auth_require_tls=mode == "starttls")
            server = await loop.create_server(make, "127.0.0.1", 0, ssl=context if mode == "tls" else None)
            print(server.sockets[0].getsockname()[1], flush=True)
            await server.serve_forever()
        asyncio.run(main())
        """

    init(_ mode: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "vigie-mail-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let openssl = TestProcess()
        openssl.executableURL = URL(filePath: "/usr/bin/openssl")
        openssl.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=mail.test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "\(folder)/key.pem", "-out",
            "\(folder)/cert.pem",
        ]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        let printed = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-c", Self.script, folder, mode]
        process.standardOutput = printed
        process.standardError = FileHandle.nullDevice
        try process.run()
        let line = String(decoding: printed.fileHandleForReading.availableData, as: UTF8.self)
        port = try #require(
            UInt16(line.trimmingCharacters(in: .whitespacesAndNewlines)), "the mail server did not start")
    }

    func stop() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }

    struct Taken: Decodable {
        var from: String
        var to: [String]
        var helo: String
        var tls: Bool
        var user: String
        var text: String
    }

    func taken() throws -> [Taken] {
        try (1...9).compactMap { number in
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(number).json") else { return nil }
            return try JSONDecoder().decode(Taken.self, from: data)
        }
    }
}

@Suite(.enabled(if: MailHost.isInstalled, "the package python3-aiosmtpd is not installed"))
struct SMTPTests {
    private let mail = OutgoingMail(
        from: "vigie@example.com", to: ["ops@example.com", "night@example.com"],
        bytes: Array("Subject: x\r\n\r\nA line.\r\n.\r\n.dots\r\n".utf8))

    private func send(
        _ mode: String, _ security: MailServer.Security, to: [String]? = nil, login: (String, String)? = nil,
        addresses: FetchPolicy.AddressRule = .any, trusts: Bool = true
    ) async throws -> (MailError?, [MailHost.Taken]) {
        let host = try MailHost(mode)
        defer { host.stop() }
        var configuration = SMTPClient.Configuration()
        configuration.addresses = addresses
        if trusts { configuration.certificateBundle = host.folder + "/cert.pem" }
        let client = SMTPClient(configuration)
        var mail = mail
        if let to { mail.to = to }
        let server = MailServer(
            host: "127.0.0.1", port: host.port, security: security, user: login?.0,
            password: login.map { Secret($0.1) })
        var failure: MailError?
        do throws(MailError) {
            try await client.send(mail, through: server)
        } catch {
            failure = error
        }
        await client.close()
        return (failure, try host.taken())
    }

    @Test func `a mail arrives byte for byte at all recipients, also with lines that begin with a dot`() async throws {
        let (failure, taken) = try await send("plain", .none)
        #expect(failure == nil)
        #expect(taken.map(\.to) == [["ops@example.com", "night@example.com"]])
        #expect(taken.first?.from == "vigie@example.com")
        #expect(taken.first?.helo == "example.com")
        #expect(taken.first?.text == String(decoding: mail.bytes, as: UTF8.self))
    }

    @Test func `STARTTLS encrypts before the login, and the certificate is checked`() async throws {
        let (failure, taken) = try await send("starttls", .startTLS, login: ("vigie", "secret"))
        #expect(failure == nil)
        #expect(taken.map(\.tls) == [true])
        #expect(taken.first?.user.isEmpty == false)
        let (untrusted, none) = try await send("starttls", .startTLS, trusts: false)
        #expect(untrusted?.isLasting == true)
        #expect(none.isEmpty)
    }

    @Test func `encryption from the first byte works too`() async throws {
        let (failure, taken) = try await send("tls", .tls)
        #expect(failure == nil)
        #expect(taken.count == 1)
    }

    @Test func `a server that offers no STARTTLS gets nothing`() async throws {
        let (failure, taken) = try await send("plain", .startTLS)
        #expect(failure == MailError("the mail server does not offer STARTTLS; nothing was sent", isLasting: true))
        #expect(taken.isEmpty)
    }

    @Test func `a wrong password and a refusal last, a delay does not`() async throws {
        let (login, _) = try await send("starttls", .startTLS, login: ("vigie", "wrong"))
        #expect(login?.isLasting == true)
        let (never, _) = try await send("plain", .none, to: ["never@example.com"])
        #expect(never == MailError("the mail server answers 550", isLasting: true))
        let (later, _) = try await send("plain", .none, to: ["later@example.com"])
        #expect(later == MailError("the mail server answers 451", isLasting: false))
    }

    @Test func `a server at a private address is refused unless it is allowed`() async throws {
        let (failure, taken) = try await send("plain", .none, addresses: .publicOnly)
        #expect(failure?.message.contains("alerts.allowed_targets") == true)
        #expect(taken.isEmpty)
        let (none, one) = try await send(
            "plain", .none, addresses: .publicAndNetworks([try #require(NetworkRange("127.0.0.1/32"))]))
        #expect(none == nil)
        #expect(one.count == 1)
    }

    @Test func `no server there is no lasting failure`() async throws {
        let host = try MailHost("plain")
        let port = host.port
        host.stop()
        var configuration = SMTPClient.Configuration()
        configuration.addresses = .any
        let client = SMTPClient(configuration)
        await #expect(throws: MailError("no connection to the mail server could be made", isLasting: false)) {
            try await client.send(mail, through: MailServer(host: "127.0.0.1", port: port, security: .none))
        }
        await client.close()
    }
}
