import HTTP
import Network
import Testing

@Suite struct FetchURLTests {
    @Test(arguments: [
        ("http://example.com", "http://example.com/"),
        ("HTTPS://EXAMPLE.com:443/A?b=c#d", "https://example.com/A?b=c"),
        ("http://example.com:8080?x", "http://example.com:8080/?x"),
        ("https://[2001:DB8::0:1]:8443/", "https://[2001:db8::1]:8443/"),
        ("http://[::ffff:192.0.2.7]:81/", "http://192.0.2.7:81/"),
        ("http://192.0.2.7/a/../b", "http://192.0.2.7/a/../b"),
        ("http://a_b.example-1.com./", "http://a_b.example-1.com./"),
        ("http://xn--bcher-kva.example/%C3%BC", "http://xn--bcher-kva.example/%C3%BC"),
    ])
    func `a URL is read into parts that make it again`(text: String, made: String) throws {
        #expect(try FetchURL(text).text == made)
    }

    @Test(arguments: [
        "", "example.com", "//example.com", "ftp://example.com/", "file:///etc/passwd", "http:/example.com", "http://",
        "http:///x", "http://user@example.com/", "http://user:secret@example.com/", "http://example.com:0/",
        "http://example.com:65536/", "http://example.com:/", "http://example.com:8a/", "http://exa mple.com/",
        "http://example.com/\r\nX: y", "http://example.com/\u{0}", "http://bücher.example/", "http://-a.example/",
        "http://a..example/", "http://127.1/", "http://0x7f000001/", "http://0177.0.0.1/", "http://2130706433/",
        "http://[::1/", "http://[127.0.0.1]/", "http://[::1]x/", "http://[fe80::1%25eth0]/", "http://a\\b/",
        "http://example.com/<script>", "http://%31.example/",
    ])
    func `what readers could take apart differently is refused`(text: String) {
        #expect { try FetchURL(text) } throws: { ($0 as? FetchError)?.code == .badRequest }
    }

    @Test(arguments: [
        ("/x", "http://a.example/x"), ("x", "http://a.example/b/x"), ("../x", "http://a.example/x"),
        ("../../../x", "http://a.example/x"), ("./x/./y/..", "http://a.example/b/x/"), ("?z", "http://a.example/b/c?z"),
        ("", "http://a.example/b/c?q"), ("#f", "http://a.example/b/c?q"), ("//c.example/y", "http://c.example/y"),
        ("https://d.example", "https://d.example/"), ("x?u=/../v", "http://a.example/b/x?u=/../v"),
    ])
    func `a Location is seen from the page that sent it`(location: String, target: String) throws {
        #expect(try FetchURL("http://a.example/b/c?q").resolving(location).text == target)
    }

    @Test func `no description shows a query, a header, a body or a key`() throws {
        let identity = ClientIdentity(certificatePEM: Array("geheim".utf8), keyPEM: Array("geheim".utf8))
        var policy = FetchPolicy()
        policy.clientIdentity = identity
        let request = FetchRequest(
            method: .post, url: try FetchURL("https://example.com/a?token=geheim"),
            headers: ["Authorization": "Bearer geheim"], body: Array("geheim".utf8), policy: policy)
        var dumped = ""
        dump(request, to: &dumped)
        dump(policy, to: &dumped)
        for text in ["\(request)", String(reflecting: request), "\(request.url)", String(reflecting: policy), dumped] {
            #expect(!text.contains("geheim"))
            #expect(!text.contains("103, 101, 104"))
        }
    }
}

@Suite struct FetchRequestTests {
    private func request(_ url: String, _ change: (inout FetchRequest) -> Void = { _ in }) throws -> FetchRequest {
        var request = FetchRequest(url: try FetchURL(url))
        change(&request)
        return request
    }

    @Test(arguments: [
        ("X-Ok", "a\r\nInjected: b"), ("X-Ok", "a\nb"), ("X-Ok", "a\u{0}"), ("Bad Name", "a"), ("", "a"), ("X:", "a"),
        ("Host", "other.example"), ("content-length", "3"), ("Transfer-Encoding", "chunked"), ("Connection", "close"),
    ])
    func `a header that would change the message is refused`(name: String, value: String) throws {
        let bad = try request("http://a.example/") { $0.headers.add(name, value) }
        #expect { try bad.validate() } throws: { ($0 as? FetchError)?.code == .badRequest }
    }

    @Test func `limits that make no sense and methods with a body they cannot have are refused`() throws {
        let changes: [(inout FetchRequest) -> Void] = [
            { $0.policy.totalMilliseconds = 0 }, { $0.policy.connectMilliseconds = -1 },
            { $0.policy.bodyBytes = -1 }, { $0.policy.headerBytes = .max }, { $0.policy.redirects.maximum = 51 },
            { $0.body = [1] }, { $0.method = "GET /" }, { $0.method = "" },
        ]
        for change in changes {
            let bad = try request("http://a.example/", change)
            #expect { try bad.validate() } throws: { ($0 as? FetchError)?.code == .badRequest }
        }
        try request("http://a.example/") {
            $0.method = .post; $0.body = [1]
        }.validate()
    }

    @Test func `another origin gets neither credentials nor the client certificate nor the chosen address`() throws {
        let first = try request("https://a.example/x") {
            $0.headers = [
                "Authorization": "Bearer x", "Cookie": "a=b", "accept": "text/html", "X-Api-Key": "k",
                "DD-Application-Key": "k", "If-None-Match": "t", "User-Agent": "u", "Accept-Language": "fr",
            ]
            $0.policy.clientIdentity = ClientIdentity(certificatePEM: [1], keyPEM: [2])
            $0.policy.chosenAddress = NetworkAddress("192.0.2.1").map { ChosenAddress($0) }
        }
        let away = try #require(try first.following(status: 302, location: "https://b.example/", after: 0))
        #expect(away.headers == ["accept": "text/html", "User-Agent": "u", "Accept-Language": "fr"])
        #expect(away.policy.clientIdentity == nil && away.policy.chosenAddress == nil)
        let otherPort = try #require(try first.following(status: 302, location: "https://a.example:444/", after: 0))
        #expect(otherPort.headers["Authorization"] == nil && otherPort.policy.clientIdentity == nil)
        let home = try #require(try first.following(status: 302, location: "/y", after: 0))
        #expect(home.headers == first.headers)
        #expect(home.policy.clientIdentity != nil && home.policy.chosenAddress != nil)
    }

    @Test func `the method and the body follow as the status says`() throws {
        let post = try request("https://a.example/x") {
            $0.method = .post; $0.body = [1, 2]
        }
        for status in [301, 302, 303] {
            let next = try #require(try post.following(status: status, location: "/y", after: 0))
            #expect(next.method == .get && next.body.isEmpty)
        }
        for status in [307, 308] {
            let next = try #require(try post.following(status: status, location: "/y", after: 0))
            #expect(next.method == .post && next.body == [1, 2])
            #expect { try post.following(status: status, location: "https://b.example/", after: 0) } throws: {
                ($0 as? FetchError)?.code == .redirectRefused
            }
        }
        #expect(try post.following(status: 304, location: "/y", after: 0) == nil)
        #expect(try post.following(status: 302, location: nil, after: 0) == nil)
    }

    @Test func `redirects keep to the schemes and the number of the policy`() throws {
        let secure = try request("https://a.example/")
        let plain = try request("http://a.example/")
        #expect(try plain.following(status: 302, location: "https://a.example/", after: 0) != nil)
        let strict = try request("http://a.example/") { $0.policy.redirects.schemes = .same }
        for (request, location) in [
            (secure, "http://a.example/"), (strict, "https://a.example/"), (secure, "file:///etc/passwd"),
            (secure, "https://u:p@a.example/"), (secure, "gopher://a.example/"),
        ] {
            #expect { try request.following(status: 302, location: location, after: 0) } throws: {
                ($0 as? FetchError)?.code == .redirectRefused
            }
        }
        #expect(try secure.following(status: 302, location: "/", after: 4) != nil)
        #expect { try secure.following(status: 302, location: "/", after: 5) } throws: {
            ($0 as? FetchError)?.code == .tooManyRedirects
        }
        let none = try request("https://a.example/") { $0.policy.redirects.maximum = 0 }
        #expect(try none.following(status: 302, location: "/", after: 0) == nil)
    }
}
