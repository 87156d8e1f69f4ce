import HTTP
import HTTPClient
import Machine
import Network
import Observing
import Probes
import Series
import Testing
import Vocabulary
import Watching

@Suite struct HTTPProbeTests {
    /// A web server with a plain and a secure port, on both addresses of this machine.
    private struct Site {
        let files: ProbeCertificates
        let plain: UInt16
        let secure: UInt16
        let ending: UInt16
        let server: RealServer

        init() throws {
            files = try ProbeCertificates()
            try files.make("shop", name: "shop.example", by: "root")
            try files.make("soon", name: "shop.example", by: "root", to: 9)
            (plain, secure, ending) = (
                try RealServer.freePort(), try RealServer.freePort(), try RealServer.freePort()
            )
            let folder = files.folder
            server = try RealServer(
                "/usr/sbin/nginx", ["-p", "{folder}", "-c", "{folder}/nginx.conf", "-e", "{folder}/error.log"],
                files: [
                    "large": String(repeating: "a", count: 100_000),
                    "nginx.conf": """
                    daemon off; master_process off; pid nginx.pid;
                    events { worker_connections 256; }
                    http {
                        access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fcgi;
                        uwsgi_temp_path uwsgi; scgi_temp_path scgi; keepalive_timeout 30; default_type application/json;
                        server {
                            listen 127.0.0.1:\(plain); root {folder};
                            location = /health { add_header X-Node one; return 200 '{"status":"ok","queue":[3,7],"up":true}'; }
                            location = /count { return 200 '$connection_requests $http_host'; }
                            location = /login { return 200 '{"token":"a b&c","odd":"\\\\"quoted\\\\""}'; }
                            location = /pay {
                                if ($http_x_token != "a b&c") { return 403 'who?'; }
                                if ($args != "t=a%20b%26c") { return 400 '$args'; }
                                return 200 '{"paid":true}';
                            }
                            location = /moved { return 302 /health; }
                            location = /down { return 503 'card 4111111111111111'; }
                            location = /card { return 200 '{"pan":"4111111111111111"}'; }
                            location = /cut { return 444; }
                            location /packed/ { gzip on; gzip_min_length 1; gzip_types *; alias {folder}/; }
                        }
                        server { listen [::1]:\(plain); location / { return 500 'the other address'; } }
                        server {
                            listen 127.0.0.1:\(secure) ssl http2; ssl_certificate \(folder)/shop.pem;
                            ssl_certificate_key \(folder)/shop.key; ssl_client_certificate \(folder)/root.pem;
                            ssl_verify_client optional;
                            location = / { return 200 '$server_protocol $ssl_session_reused $connection_requests'; }
                            location = /who { return 200 '$ssl_client_verify'; }
                            location = /names { return 200 '$ssl_server_name $host'; }
                        }
                        server {
                            listen 127.0.0.1:\(ending) ssl; ssl_certificate \(folder)/soon.pem;
                            ssl_certificate_key \(folder)/soon.key;
                            location / { return 200 'soon'; }
                        }
                    }
                    """,
                ])
        }

        func probe(
            _ path: String, _ conditions: [Condition] = [], version: HTTPQuestion.Version = .http1
        ) -> Probe {
            probe([HTTPStep("http://shop.example:\(plain)\(path)", conditions: conditions)], version: version)
        }

        func probe(_ steps: [HTTPStep], version: HTTPQuestion.Version = .http1) -> Probe {
            Probe(.http(HTTPQuestion(local(plain), steps: steps, version: version)), time: .seconds(5))
        }

        func secured(
            _ path: String, at port: UInt16? = nil, name: String = "shop.example", trusting root: String = "root",
            as identity: String? = nil, version: HTTPQuestion.Version = .http1, _ conditions: [Condition] = []
        ) throws -> Probe {
            let port = port ?? secure
            let step = HTTPStep("https://\(name):\(port)\(path)", conditions: conditions)
            return Probe(
                .http(
                    HTTPQuestion(
                        local(port), steps: [step], version: version,
                        terms: try files.terms(trusting: root, as: identity))), time: .seconds(20))
        }
    }

    private func conditions(_ texts: String...) throws -> [Condition] { try texts.map { try Condition($0) } }
    private func kept(_ text: String) throws -> ProbeQuestion.Kept { try #require(ProbeQuestion.Kept(text)) }

    private func withSite(_ body: (Site, LoopProber) async throws -> Void) async throws {
        let site = try Site()
        let loop = try EventLoop(name: "http probes")
        let client = try HTTPClient(loop: loop)
        let prober = LoopProber(loop: loop, fetcher: client)
        do {
            let up = try await prober.once(site.probe("/health")) { $0.kind == .ok }
            #expect(up.kind == .ok, "\(up.words) \(site.server.log)")
            try await body(site, prober)
        } catch {
            await prober.close()
            await client.close()
            await loop.stop()
            throw error
        }
        await prober.close()
        await client.close()
        await loop.stop()
    }

    @Test func `every kind of condition holds and is seen to be broken`() async throws {
        try await withSite { site, prober in
            let good = await prober.run(
                site.probe(
                    "/health",
                    try conditions(
                        "status == 200", "header X-Node == one", "header X-None missing", "body contains \"status\"",
                        "body !contains error", "json .status == ok", "json .queue[-1] <= 7", "json .queue[0] >= 3",
                        "json .up == true", "json . exists", "latency < 5s")))
            #expect(good.kind == .ok && good.outcome.code == 200, "\(good.words)")
            #expect(good.phases[.connect] != nil && good.phases[.wait] != nil && good.phases[.resolve] == nil)
            #expect(good.phases.values.reduce(TimeSpan.zero, +) <= good.total)
            for (condition, words) in [
                ("status in 201, 300..399", "the status is 200, not as in: status in 201, 300..399"),
                ("header X-Node == two", "the header field x-node is not as in: header X-Node == two"),
                ("body contains fine", "the body is not as in: body contains fine"),
                ("body !contains queue", "the body is not as in: body !contains queue"),
                ("json .status == down", ".status is not as in: json .status == down"),
                ("json .status != ok", ".status is not as in: json .status != ok"),
                ("json .queue[1] <= 6", ".queue[1] is not as in: json .queue[1] <= 6"),
                ("json .queue[2] exists", "the answer has no .queue[2]"),
                ("latency <= 0ms", "ms, not as in: latency <= 0ms"),
            ] {
                let report = await prober.run(site.probe("/health", try conditions(condition)))
                #expect(report.kind == .failed && report.stage == .answer && report.outcome.code == 200)
                #expect(report.words.contains(words), "\(report.words)")
            }
            let down = await prober.run(site.probe("/down"))
            #expect(down.kind == .failed && down.outcome.code == 503 && down.stage == .answer)
            let unspoken = await prober.run(site.probe("/down", try conditions("latency < 5s")))
            #expect(unspoken.words == "the status is 503, not from 200 to 299")
            let noJSON = await prober.run(site.probe("/count", try conditions("json .a exists")))
            #expect(noJSON.words.contains("the answer is no JSON"), "\(noJSON.words)")
            let card = await prober.run(site.probe("/card", try conditions("json .pan == none")))
            #expect(card.kind == .failed && !card.words.contains("4111"), "\(card.words)")
        }
    }

    @Test func `each request has a new connection, to the one address that is asked`() async throws {
        try await withSite { site, prober in
            for _ in 0..<3 {
                let report = await prober.run(
                    site.probe("/count", try conditions("body == 1 shop.example:\(site.plain)")))
                #expect(report.kind == .ok, "\(report.words)")
            }
            var other = site.probe("/health")
            if case .http(var question) = other.question {
                question.place.address = try #require(NetworkAddress("::1"))
                other.question = .http(question)
            }
            let report = await prober.run(other)
            #expect(report.kind == .failed && report.outcome.code == 500, "\(report.words)")
        }
    }

    @Test func `steps use what steps before them were answered`() async throws {
        try await withSite { site, prober in
            let base = "http://shop.example:\(site.plain)"
            let login = HTTPStep("\(base)/login", kept: [try kept("token = .token")])
            let pay = HTTPStep(
                "POST", "\(base)/pay?t=${token}", headers: [.init("X-Token", "${token}")], body: "{}",
                conditions: try conditions("json .paid == true"))
            let good = await prober.run(site.probe([login, pay]))
            #expect(good.kind == .ok && good.words.contains("all 2 steps"), "\(good.words)")
            let wrong = HTTPStep("\(base)/health", kept: [try kept("token = header X-Node")])
            let stranger = await prober.run(site.probe([wrong, pay]))
            #expect(stranger.kind == .failed && stranger.outcome.code == 403)
            #expect(stranger.words.hasPrefix("step 2: the status is 403"), "\(stranger.words)")
            let unkept = await prober.run(site.probe([HTTPStep("\(base)/health"), pay]))
            #expect(unkept.kind == .unknown && unkept.words.hasPrefix("step 2 cannot be asked"), "\(unkept.words)")
            let odd = await prober.run(
                site.probe([HTTPStep("\(base)/login", kept: [try kept("odd = .odd")]), pay]))
            #expect(odd.kind == .failed && odd.words.contains("nothing to keep as odd"), "\(odd.words)")
            #expect(!"\(login)".contains("token") && !"\(pay)".contains("token"))
            let packed = await prober.run(
                site.probe(
                    "/packed/large",
                    try conditions(
                        "header Content-Encoding == gzip", "header Transfer-Encoding == chunked",
                        "body contains aaaaaaaaaaaaaaaaaaaaaaaa")))
            #expect(packed.kind == .ok && packed.words.contains("100000 bytes"), "\(packed.words)")
            let moved = await prober.run(site.probe("/moved", try conditions("status == 302")))
            #expect(moved.kind == .ok, "\(moved.words)")
        }
    }

    @Test func `HTTP 2 is asked for, and an answer by another version is told`() async throws {
        try await withSite { site, prober in
            let two = await prober.run(
                try site.secured("/", version: .http2, try conditions("body == HTTP/2.0 . 1")))
            #expect(two.kind == .ok && two.phases[.secure] != nil, "\(two.words)")
            for _ in 0..<2 {
                let one = await prober.run(try site.secured("/", try conditions("body == HTTP/1.1 . 1")))
                #expect(one.kind == .ok, "\(one.words)")
            }
            let old = await prober.run(site.probe("/health", version: .http2))
            #expect(old.kind == .failed && old.words.contains("not by HTTP/2"), "\(old.words)")
        }
    }

    @Test func `what is wrong with TLS is told apart`() async throws {
        try await withSite { site, prober in
            try site.files.make("other", by: nil, isAuthority: true)
            try site.files.make("till", name: "till.example", by: "root")
            let named = await prober.run(try site.secured("/", name: "till.example"))
            #expect(named.stage == .secure && named.outcome.code == 62, "\(named.words)")
            let untrusted = await prober.run(try site.secured("/", trusting: "other"))
            #expect(untrusted.stage == .secure && untrusted.outcome.code == 20, "\(untrusted.words)")
            let soon = await prober.run(try site.secured("/", at: site.ending))
            #expect(soon.stage == .secure && soon.words.contains("runs out in 8 days"), "\(soon.words)")
            for (identity, verdict) in [(nil, "NONE"), ("till", "SUCCESS")] {
                let who = await prober.run(try site.secured("/who", as: identity, try conditions("body == \(verdict)")))
                #expect(who.kind == .ok, "\(who.words)")
            }
            let clear = await prober.run(try site.secured("/", at: site.plain))
            #expect(clear.stage == .secure, "\(clear.words)")
        }
    }

    @Test(arguments: [HTTPQuestion.Version.http1, .http2])
    func `another name in HTTP than in TLS`(version: HTTPQuestion.Version) async throws {
        try await withSite { site, prober in
            guard case .http(var question) = try site.secured("/names", version: version).question else { return }
            question.steps = [
                HTTPStep(
                    question.steps[0].url, headers: [.init("Host", "pay.example")],
                    conditions: try conditions("body == shop.example pay.example"))
            ]
            let names = await prober.run(Probe(.http(question)))
            #expect(names.kind == .ok, "\(names.words)")
        }
    }

    @Test func `nobody, silence, a cut, too much and a bad question are told apart`() async throws {
        try await withSite { site, prober in
            let port = try RealServer.freePort()
            let nobody = await prober.run(
                Probe(.http(HTTPQuestion(local(port), steps: [HTTPStep("http://shop.example:\(port)/")]))))
            #expect(nobody.kind == .failed && nobody.stage == .connect && nobody.outcome.code == 111)
            let cut = await prober.run(site.probe("/cut"))
            #expect(cut.kind == .failed && cut.stage == .receive, "\(cut.words)")
            var much = site.probe("/large")
            much.bytesMost = 10_000
            let tooMuch = await prober.run(much)
            #expect(tooMuch.stage == .receive && tooMuch.words.contains("more than 10000 bytes"), "\(tooMuch.words)")
            let silent = try RealServer.freePort()
            let mute = try RealServer(
                "/usr/bin/socat", ["TCP-LISTEN:\(silent),bind=127.0.0.1,reuseaddr,fork", "SYSTEM:sleep 3"])
            var quick = Probe(
                .http(HTTPQuestion(local(silent), steps: [HTTPStep("http://shop.example:\(silent)/")])))
            quick.time = TimeSpan(microseconds: 300_000)
            let unanswered = try await prober.once(quick) { $0.outcome.code == 110 }
            #expect(unanswered.kind == .failed && unanswered.stage == .receive, "\(unanswered.words) \(mute.log)")
            #expect(unanswered.phases[.wait] != nil)
            var slow = site.probe("/health")
            slow.lateAfter = TimeSpan(microseconds: 1)
            let late = await prober.run(slow)
            #expect(late.kind == .late && late.outcome.code == 200)
            let bad = await prober.run(site.probe([HTTPStep("ftp://shop.example/")]))
            #expect(bad.kind == .unknown && bad.stage == .own && bad.words.contains("http"), "\(bad.words)")
            let none = await prober.run(site.probe([]))
            #expect(none.kind == .unknown)
        }
        try await withProber { prober in
            let without = await prober.run(
                Probe(
                    .http(HTTPQuestion(local(9), steps: [HTTPStep("https://shop.example/")], version: .http2))))
            #expect(without.kind == .unknown && without.words.contains("no HTTP client"))
        }
    }
}
