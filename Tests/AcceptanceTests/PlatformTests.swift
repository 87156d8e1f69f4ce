import CB2A
import Cards
import Foundation
import ISO8583
import Ledger
import Machine
import PostgresFixture
import Roles
import TestProcesses
import Testing
import Wire

/// `vigie platform ROLE` in processes of their own.
@Suite struct PlatformTests {
    /// One role's process; it is killed when nobody holds it any more.
    private final class RoleProgram {
        let process = TestProcess()
        private let logPath: String

        init(_ arguments: [String], folder: Folder) throws {
            logPath = folder.file("role-\(UUID().uuidString).log")
            _ = FileManager.default.createFile(atPath: logPath, contents: nil)
            let log = try #require(FileHandle(forWritingAtPath: logPath))
            process.executableURL = URL(filePath: BuiltProgram.path)
            process.arguments = ["platform"] + arguments
            process.standardOutput = log
            process.standardError = log
            process.standardInput = FileHandle.nullDevice
            try process.run()
            guard wait(for: "/metrics") else { throw ServingProgram.Failure(description: "did not come up:\n\(text)") }
        }

        deinit {
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
            process.waitUntilExit()
        }

        var text: String { (try? String(contentsOfFile: logPath, encoding: .utf8)) ?? "" }

        func wait(for words: String) -> Bool {
            let deadline = Date().addingTimeInterval(30)
            while Date() < deadline, process.isRunning {
                if text.contains(words) { return true }
                usleep(5_000)
            }
            return text.contains(words)
        }

        /// The ports of its own peers, in their order.
        var ports: [UInt16] {
            text.matches(of: #/(?:Terminals|Server [\w-]+)  127\.0\.0\.1:(\d+)/#).compactMap { UInt16($0.1) }
        }

        private var admin: String {
            text.firstMatch(of: #/Health  (http:\S+)\/readyz/#).map { String($0.1) } ?? ""
        }

        func ask(_ path: String, _ options: [String] = []) throws -> (status: Int, body: String) {
            let curl = TestProcess()
            curl.executableURL = URL(filePath: "/usr/bin/curl")
            curl.arguments = ["-s", "--max-time", "30", "-w", "\n%{http_code}"] + options + [admin + path]
            let output = Pipe()
            curl.standardOutput = output
            try curl.run()
            let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
            curl.waitUntilExit()
            let parts = text.split(separator: "\n", omittingEmptySubsequences: false)
            return (Int(parts.last ?? "") ?? 0, parts.dropLast().joined(separator: "\n"))
        }

        func signal(_ signal: Int32) { kill(process.processIdentifier, signal) }

        func end(_ signal: Int32) -> Int32 {
            self.signal(signal)
            process.waitUntilExit()
            return process.terminationStatus
        }
    }

    private func request(_ trace: UInt32, amount: UInt64 = 1_000) throws -> AuthorisationRequest {
        let stamp = Date().formatted(
            .verbatim(
                "\(month: .twoDigits)\(day: .twoDigits)\(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased))\(minute: .twoDigits)\(second: .twoDigits)",
                timeZone: .gmt, calendar: .init(identifier: .gregorian)))
        let sent = try #require(MessageTime(stamp))
        return AuthorisationRequest(
            card: try CardNumber("4111111111111111"), expiry: "2912", amount: amount, trace: TraceNumber(trace),
            sent: sent, local: sent, category: "5411", entryMode: "051",
            acceptor: Acceptor(acquirer: "12345", terminal: "TERM0001", contract: "SHOP 1"))
    }

    /// A terminal's link to a host.
    private func link(_ port: UInt16, _ loop: EventLoop, tls: WireTLS? = nil) throws -> WireLink {
        try WireLink(
            WireLinkConfiguration(
                host: "127.0.0.1", port: port, framing: CB2ALink.style.profile.framing, tls: tls
            ) { frame in
                (try? CB2ALink.style.profile.decode(frame.message))?.text(11)
            }, on: loop)
    }

    private func ask(_ message: CB2AMessage, trace: UInt32, _ link: WireLink) async throws -> CB2AMessage? {
        let digits = String(trace)
        let key = String(repeating: "0", count: 6 - digits.count) + digits
        guard
            case .answered(let frame) = await link.ask(
                try CB2ALink.style.write(message), key: key, within: .seconds(20))
        else { return nil }
        return try CB2ALink.style.read(frame.message)
    }

    /// Two instances of the host and both servers of the provider, each a process of its own, over PostgreSQL; each is killed in turn.
    @Test func `a payment is the same at every instance, and after each is killed`() async throws {
        let postgres = try PostgresServer.shared()
        let (hostURL, hostSchema) = postgres.fresh()
        let (providerURL, providerSchema) = postgres.fresh()
        let folder = try Folder()
        let loop = try EventLoop(name: "terminal")
        func provider(_ name: String) throws -> RoleProgram {
            try RoleProgram(
                ["provider", "--name", name, "--listen", "127.0.0.1:0", "--database", providerURL], folder: folder)
        }
        var providers = [try provider("a"), try provider("b")]
        func host() throws -> RoleProgram {
            try RoleProgram(
                ["cb2a-host", "--listen", "127.0.0.1:0", "--database", hostURL, "--provider-timeout", "2"]
                    + providers.enumerated().flatMap { ["--provider", "p\($0)=127.0.0.1:\($1.ports[0])"] },
                folder: folder)
        }
        var hosts = [try host(), try host()]
        let first = try request(1)
        let link = try link(hosts[0].ports[0], loop)
        let answer = try #require(try await ask(.authorisationRequest(first), trace: 1, link))
        guard case .authorisationResponse(let response) = answer else {
            Issue.record("no response")
            return
        }
        #expect(response.code == .approved)
        // The other instance, and a new one in the place of one that was killed.
        let other = try self.link(hosts[1].ports[0], loop)
        #expect(try await ask(.authorisationRequest(first), trace: 1, other) == answer)
        _ = hosts[0].end(SIGKILL)
        _ = providers[0].end(SIGKILL)
        hosts[0] = try host()
        let again = try self.link(hosts[0].ports[0], loop)
        #expect(try await ask(.authorisationRequest(first), trace: 1, again) == answer)
        // One of the provider's servers is gone, and no payment is lost by it.
        for trace in 2...6 as ClosedRange<UInt32> {
            guard
                case .authorisationResponse(let response)? = try await ask(
                    .authorisationRequest(try request(trace)), trace: trace, again)
            else {
                Issue.record("no response")
                continue
            }
            #expect(response.code == .approved)
        }
        let metrics = try hosts[0].ask("/metrics").body
        #expect(
            metrics.contains(
                "vigie_platform_payments_total{channel=\"instore-cb2a\",outcome=\"approved\",reason=\"\"} 6"))
        // Undone at one instance, it is undone at the other.
        let reversal = Reversal(of: first, trace: TraceNumber(90), sent: first.sent)
        #expect(try await ask(.reversal(reversal), trace: 90, again) != nil)
        guard case .authorisationResponse(let late)? = try await ask(.authorisationRequest(first), trace: 1, other)
        else {
            Issue.record("no response")
            return
        }
        #expect(late.code == .invalidTransaction)
        #expect(try hosts[0].ask("/readyz").status == 200)
        _ = providers[1].end(SIGTERM)
        var ready = 200
        for _ in 0..<1_200 where ready == 200 {
            ready = try hosts[0].ask("/readyz").status
            usleep(50_000)
        }
        #expect(ready == 503)
        #expect(try hosts[0].ask("/healthz").status == 200)
        #expect(hosts[0].end(SIGTERM) == 0)
        #expect(hosts[1].end(SIGTERM) == 0)
        providers = []
        await loop.stop()
        for schema in [hostSchema, providerSchema] {
            _ = try? postgres.query("DROP SCHEMA \(schema) CASCADE", asRole: "postgres")
        }
    }

    @Test func `on SQLite both servers are one process; faults, settlement and mutual TLS as the options say`()
        async throws
    {
        let folder = try Folder()
        let make = """
            cd \(folder.path) && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=ca \
            -keyout ca.key -out ca.pem && for name in host terminal; do openssl req -newkey ec -pkeyopt \
            ec_paramgen_curve:P-256 -nodes -subj /CN=$name.test -keyout $name.key -out $name.csr && printf \
            "subjectAltName=DNS:$name.test" > $name.ext && openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key \
            -days 2 -extfile $name.ext -out $name.pem; done
            """
        try PostgresServer.system(["/bin/sh", "-c", make + " 2>/dev/null"])
        let provider = try RoleProgram(
            [
                "provider", "--listen", "127.0.0.1:0", "--listen", "127.0.0.1:0", "--database",
                "sqlite:\(folder.file("p.sqlite"))", "--files", folder.file("files"),
            ], folder: folder)
        let host = try RoleProgram(
            [
                "cb2a-host", "--listen", "127.0.0.1:0", "--database", "sqlite:\(folder.file("h.sqlite"))",
                "--certificate", folder.file("host.pem"), "--key", folder.file("host.key"), "--authorities",
                folder.file("ca.pem"), "--peer", "terminal.test", "--provider", "a=127.0.0.1:\(provider.ports[0])",
                "--provider", "b=127.0.0.1:\(provider.ports[1])", "--provider-timeout", "1",
            ], folder: folder)
        let loop = try EventLoop(name: "terminal")
        let tls = WireTLS(
            certificateChain: folder.file("terminal.pem"), privateKey: folder.file("terminal.key"),
            authorities: folder.file("ca.pem"), peerNames: ["host.test"])
        let terminal = try link(host.ports[0], loop, tls: tls)
        // Without a certificate nothing is sent.
        let stranger = try link(
            host.ports[0], loop, tls: WireTLS(authorities: folder.file("ca.pem"), peerNames: ["host.test"]))
        #expect(try await ask(.authorisationRequest(try request(1)), trace: 1, stranger) == nil)
        #expect(host.wait(for: "peer did not return a certificate"))
        for name in ["provider-1", "provider-2"] {
            #expect(try provider.ask("/faults/\(name)", ["-X", "PUT", "-d", "{\"mode\":\"hung\"}"]).status == 200)
        }
        guard
            case .authorisationResponse(let failed)? = try await ask(
                .authorisationRequest(try request(2)), trace: 2, terminal)
        else {
            Issue.record("no response")
            return
        }
        #expect(failed.code == .issuerUnavailable)
        for name in ["provider-1", "provider-2"] {
            #expect(try provider.ask("/faults/\(name)", ["-X", "DELETE"]).status == 200)
        }
        // What was undone in vain is undone on its own once the provider is back. Pauses double with each attempt that came before the
        // provider was let go, and on a busy machine that were several.
        var metrics = ""
        let undone = "vigie_cb2a_reversals_total{cause=\"again\",outcome=\"approved\"} 1"
        for _ in 0..<3_600 where !metrics.contains(undone) {
            metrics = try host.ask("/metrics").body
            usleep(50_000)
        }
        #expect(metrics.contains(undone))
        #expect(metrics.contains("outcome=\"unknown\",reason=\"timed-out\"} 1"))
        #expect(try provider.ask("/settlement/instore-cb2a", ["-X", "POST"]).status == 204)
        host.signal(SIGHUP)
        #expect(host.wait(for: "certificates were read again"))
        #expect(host.end(SIGTERM) == 0)
        #expect(provider.end(SIGTERM) == 0)
        await loop.stop()
    }

    @Test(arguments: [
        (["cb2a-host"], "cb2a-host needs --listen"), (["provider"], "provider needs --listen"),
        (["cb2a-host", "--listen", "nowhere"], "--listen: expected ADDRESS:PORT"),
        (["cb2a-host", "--listen", "127.0.0.1:0"], "cb2a-host needs --provider"),
        (["cb2a-host", "--listen", "127.0.0.1:0", "--provider", "x"], "expected NAME=HOST:PORT"),
        (
            ["provider", "--listen", "127.0.0.1:0", "--certificate", "c.pem"],
            "--certificate and --key belong together"
        ),
        (["provider", "--listen", "127.0.0.1:0", "--drain", "long"], "--drain: expected seconds"),
    ])
    func `what is missing or wrong is named`(arguments: [String], words: String) throws {
        let outcome = try BuiltProgram.run(["platform"] + arguments)
        #expect(outcome.status == 64)
        #expect(outcome.error.contains(words), "\(outcome.error)")
    }
}
