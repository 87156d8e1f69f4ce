import Foundation
import Network
import Observing
import PostgresFixture
import Probes
import Series
import Testing
import Vocabulary

@Suite struct ServiceProbeTests {
    private func probe(
        _ port: UInt16, _ service: ServiceQuestion.Service, _ terms: TLSTerms? = nil, isSecureFromStart: Bool = false
    ) -> Probe {
        Probe(
            .service(ServiceQuestion(local(port), service, terms: terms, isSecureFromStart: isSecureFromStart)),
            time: .seconds(5))
    }

    private func ask(_ prober: LoopProber, _ probe: Probe) async throws -> ProbeReport {
        try await prober.once(probe) { $0.stage != .connect && $0.kind != .unknown }
    }

    /// Says this to whoever connects, and waits a moment.
    private func saying(_ text: String, on port: UInt16) throws -> RealServer {
        try RealServer(
            "/usr/bin/socat",
            ["TCP-LISTEN:\(port),bind=127.0.0.1,reuseaddr,fork", "SYSTEM:cat {folder}/text; sleep 1"],
            files: ["text": text])
    }

    @Test func `a mail server greets, becomes secure and says goodbye`() async throws {
        let files = try ProbeCertificates()
        try files.make("mail", name: "mail.example", by: "root")
        let (plain, secure, wrong) = (
            try RealServer.freePort(), try RealServer.freePort(), try RealServer.freePort()
        )
        let clear = try RealServer("/usr/bin/aiosmtpd", ["-n", "-l", "127.0.0.1:\(plain)"])
        let host = try RealServer(
            "/usr/bin/aiosmtpd",
            [
                "-n", "-l", "127.0.0.1:\(secure)", "--tlscert", files.path("mail.pem"), "--tlskey",
                files.path("mail.key"), "--no-requiretls",
            ])
        let busy = try saying("554 no service here\r\n", on: wrong)
        let mail = ServiceQuestion.Service.smtp(helo: "probe.example")
        let terms = try files.terms("mail.example")
        try await withProber { prober in
            let good = try await ask(prober, probe(plain, mail))
            #expect(good.kind == .ok && good.words.hasPrefix("220 "), "\(good.words) \(clear.log)")
            let secured = try await ask(prober, probe(secure, mail, terms))
            #expect(secured.kind == .ok && secured.phases[.secure] != nil, "\(secured.words) \(host.log)")
            #expect(secured.words.hasPrefix("TLSv1."), "\(secured.words)")
            let unoffered = await prober.run(probe(plain, mail, terms))
            #expect(unoffered.stage == .answer && unoffered.words.contains("offers no STARTTLS"))
            let named = await prober.run(probe(secure, mail, try files.terms("till.example")))
            #expect(named.stage == .secure && named.outcome.code == 62, "\(named.words)")
            let refused = try await ask(prober, probe(wrong, mail))
            #expect(refused.stage == .answer && refused.outcome.code == 554, "\(refused.words) \(busy.log)")
            let smuggled = await prober.run(probe(plain, .smtp(helo: "a\r\nMAIL FROM:<x>")))
            #expect(smuggled.kind == .unknown && smuggled.stage == .own)
        }
    }

    @Test func `an SSH server shows its banner, another server does not`() async throws {
        let port = try RealServer.freePort()
        let files = try ProbeCertificates()
        try files.shell("ssh-keygen -q -t ed25519 -N '' -f host; mkdir -p /run/sshd")
        let server = try RealServer(
            "/usr/sbin/sshd",
            [
                "-D", "-e", "-f", "/dev/null", "-h", files.path("host"), "-o", "ListenAddress=127.0.0.1:\(port)", "-o",
                "PidFile=none", "-o", "UsePAM=no",
            ])
        let (old, other) = (try RealServer.freePort(), try RealServer.freePort())
        let ancient = try saying("welcome\r\nSSH-1.5-ancient\r\n", on: old)
        let mail = try saying("220 mail\r\n", on: other)
        try await withProber { prober in
            let good = try await ask(prober, probe(port, .ssh()))
            #expect(good.kind == .ok && good.words.hasPrefix("SSH-2.0-OpenSSH"), "\(good.words) \(server.log)")
            let version = try await ask(prober, probe(old, .ssh()))
            #expect(version.stage == .answer && version.words.contains("SSH-1.5"), "\(ancient.log)")
            let none = try await ask(prober, probe(other, .ssh()))
            #expect(none.kind == .failed && none.stage == .receive, "\(none.words) \(mail.log)")
        }
    }

    @Test func `Redis is pinged, with a password and by TLS`() async throws {
        let files = try ProbeCertificates()
        try files.make("redis", name: "redis.example", by: "root")
        let (open, locked, secure) = (
            try RealServer.freePort(), try RealServer.freePort(), try RealServer.freePort()
        )
        let common = ["--bind", "127.0.0.1", "--save", "", "--dir", "{folder}"]
        let free = try RealServer("/usr/bin/redis-server", ["--port", "\(open)"] + common)
        let guarded = try RealServer(
            "/usr/bin/redis-server",
            ["--port", "\(locked)", "--requirepass", "open sesame", "--tls-port", "\(secure)"] + common + [
                "--tls-cert-file", files.path("redis.pem"), "--tls-key-file", files.path("redis.key"),
                "--tls-ca-cert-file", files.path("root.pem"), "--tls-auth-clients", "no",
            ])
        let login = ServiceQuestion.Login(password: "open sesame")
        try await withProber { prober in
            let good = try await ask(prober, probe(open, .redis(nil)))
            #expect(good.outcome == .ok && good.words == "PONG", "\(good.words) \(free.log)")
            let allowed = try await ask(prober, probe(locked, .redis(login)))
            #expect(allowed.outcome == .ok, "\(allowed.words) \(guarded.log)")
            let asked = await prober.run(probe(locked, .redis(nil)))
            #expect(asked.stage == .answer && asked.words.contains("the probe has no password"), "\(asked.words)")
            let wrong = await prober.run(probe(locked, .redis(.init(user: "till", password: "a\r\nPING"))))
            #expect(wrong.stage == .answer && wrong.words.contains("WRONGPASS"), "\(wrong.words)")
            let terms = try files.terms("redis.example")
            let secured = await prober.run(probe(secure, .redis(login), terms))
            #expect(secured.outcome == .ok && secured.phases[.secure] != nil, "\(secured.words)")
            #expect(!"\(login) \(String(reflecting: login))".contains("sesame"))
        }
    }

    @Test func `PostgreSQL begins a session, or says why not`() async throws {
        let server = try PostgresServer.shared()
        let port = UInt16(server.port)
        let other = try RealServer.freePort()
        let mail = try saying("220 mail\r\n", on: other)
        let files = try ProbeCertificates()
        try await withProber { prober in
            let good = try await ask(prober, probe(port, .postgres(user: PostgresServer.role, database: "postgres")))
            #expect(good.outcome == .ok && good.words.contains("a password"), "\(good.words)")
            let secured = await prober.run(
                probe(port, .postgres(user: PostgresServer.role, database: "postgres"), try files.terms()))
            #expect(secured.stage == .answer && secured.words == "the server offers no TLS", "\(secured.words)")
            let none = try await ask(prober, probe(other, .postgres(user: "a", database: "b")))
            #expect(none.stage == .answer && none.words.contains("no PostgreSQL server's"), "\(mail.log)")
            let bad = await prober.run(probe(port, .postgres(user: "", database: "b")))
            #expect(bad.kind == .unknown && bad.stage == .own)
        }
    }

    @Test func `PostgreSQL becomes secure, and its refusals are told`() async throws {
        let files = try ProbeCertificates()
        try files.make("base", name: "base.example", by: "root")
        try files.shell(
            """
            printf 'local all all trust\nhost all blocked 127.0.0.1/32 reject\nhost all all 127.0.0.1/32 trust\n' > hba
            chmod 755 .; chmod 644 hba; chmod 640 base.key; if [ $(id -u) = 0 ]; then chgrp postgres base.key; fi
            """)
        let server = try PostgresServer(settings: [
            "ssl = on", "ssl_cert_file = '\(files.path("base.pem"))'", "ssl_key_file = '\(files.path("base.key"))'",
            "hba_file = '\(files.path("hba"))'",
        ])
        defer { server.end() }
        let port = UInt16(server.port)
        let terms = try files.terms("base.example")
        try await withProber { prober in
            let good = try await ask(
                prober, probe(port, .postgres(user: PostgresServer.role, database: "postgres"), terms))
            #expect(good.outcome == .ok && good.phases[.secure] != nil, "\(good.words)")
            #expect(good.words.contains("without a password"), "\(good.words)")
            let blocked = await prober.run(probe(port, .postgres(user: "blocked", database: "postgres"), terms))
            #expect(blocked.stage == .answer && blocked.words.contains("28000"), "\(blocked.words)")
            let named = await prober.run(
                probe(port, .postgres(user: PostgresServer.role, database: "postgres"), try files.terms("a.example")))
            #expect(named.stage == .secure && named.outcome.code == 62, "\(named.words)")
        }
    }
}
