import HTTP
import Testing

@Suite struct RouterTests {
    private let router: Router

    init() {
        var router = Router()
        for (method, pattern) in [
            ("GET", "/"), ("GET", "/incidents"), ("POST", "/incidents"), ("GET", "/incidents/latest"),
            ("GET", "/incidents/:id"), ("GET", "/incidents/:id/updates/:number"), ("GET", "/assets/*path"),
            ("DELETE", "/incidents/:incident"),
        ] as [(HTTPMethod, String)] {
            router.on(method, pattern, bodyLimit: method == .post ? 77 : nil) { _, _ in
                .now(HTTPResponse(headers: ["Route": "\(method) \(pattern)"]))
            }
        }
        self.router = router
    }

    @Test(arguments: [
        ("/", "GET", "/"), ("/incidents", "GET", "/incidents"), ("/incidents/latest", "GET", "/incidents/latest"),
        ("/incidents/7", "GET", "/incidents/:id"), ("/incidents/a%2Fb", "GET", "/incidents/:id"),
        ("/assets/a/b/c.css", "GET", "/assets/*path"), ("/incidents", "POST", "/incidents"),
        ("/incidents/7/updates/2", "HEAD", "/incidents/:id/updates/:number"),
        ("/incidents/latest", "DELETE", "/incidents/:incident"),
    ])
    func `a literal wins over a parameter, and GET answers HEAD`(path: String, method: String, pattern: String) {
        guard case .found(let route, _) = router.match(HTTPMethod(method), path: path) else {
            Issue.record("not found")
            return
        }
        #expect(route.pattern == pattern)
    }

    @Test func `parameters are decoded and keep their slashes`() {
        guard case .found(_, let parameters) = router.match(.get, path: "/incidents/a%2Fb%20c/updates/2") else {
            Issue.record("not found")
            return
        }
        #expect(parameters["id"] == "a/b c")
        #expect(parameters["number"] == "2")
        guard case .found(_, let rest) = router.match(.get, path: "/assets/css/site.css") else {
            Issue.record("not found")
            return
        }
        #expect(rest["path"] == "css/site.css")
    }

    @Test(arguments: ["/nothing", "//incidents", "/incidents//", "/assets/../secret", "/assets/%2e%2e/x", "*", ""])
    func `what is not there, and what hides another place, is not found`(path: String) {
        guard case .notFound = router.match(.get, path: path) else {
            Issue.record("\(router.match(.get, path: path))")
            return
        }
    }

    @Test(arguments: ["/incidents/%", "/incidents/%4", "/incidents/%zz", "/incidents/%00", "/incidents/%ff"])
    func `a malformed escape is refused`(path: String) {
        guard case .malformed = router.match(.get, path: path) else {
            Issue.record("accepted")
            return
        }
    }

    @Test func `a path that exists for other methods names them`() {
        let request = HTTPRequest(method: .put, path: "/incidents")
        guard case .now(let response) = router.reply(to: request, failure: { HTTPResponse(status: $0.status) }) else {
            Issue.record("not at once")
            return
        }
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers["Allow"] == "GET, HEAD, OPTIONS, POST")
        guard case .methodNotAllowed(let allow) = router.match(.post, path: "/incidents/7") else {
            Issue.record("found")
            return
        }
        #expect(allow == "DELETE, GET, HEAD, OPTIONS")
    }

    @Test func `OPTIONS is answered with what is allowed`() {
        let request = HTTPRequest(method: .options, path: "/incidents")
        guard case .now(let response) = router.reply(to: request, failure: { HTTPResponse(status: $0.status) }) else {
            Issue.record("not at once")
            return
        }
        #expect(response.status == .noContent)
        #expect(response.headers["Allow"] == "GET, HEAD, OPTIONS, POST")
    }

    @Test func `a trailing slash is redirected away with its query`() {
        guard case .redirect(let location) = router.match(.get, path: "/incidents/", query: "page=2") else {
            Issue.record("not redirected")
            return
        }
        #expect(location == "/incidents?page=2")
    }

    @Test func `the limit of a body is its route's`() {
        #expect(router.bodyLimit(method: .post, path: "/incidents") == 77)
        #expect(router.bodyLimit(method: .get, path: "/incidents") == nil)
    }

    @Test func `a path with very many segments is not found`() {
        guard case .notFound = router.match(.get, path: "/assets" + String(repeating: "/a", count: 5_000)) else {
            Issue.record("found")
            return
        }
    }
}

@Suite struct QueryParametersTests {
    @Test func `names and values are decoded in order`() {
        let query = QueryParameters("a=1&b=x+y%26z&a=2&flag&empty=")
        #expect(query?["a"] == "1")
        #expect(query?.all("a") == ["1", "2"])
        #expect(query?["b"] == "x y&z")
        #expect(query?["flag"] == "")
        #expect(query?["empty"] == "")
        #expect(query?["missing"] == nil)
        #expect(QueryParameters(nil)?.parameters.isEmpty == true)
    }

    @Test func `what is malformed or too much is refused`() {
        #expect(QueryParameters("a=%4") == nil)
        #expect(QueryParameters("a=%ff") == nil)
        #expect(QueryParameters(String(repeating: "a=1&", count: 101)) == nil)
        #expect(QueryParameters(String(repeating: "a", count: QueryParameters.bytesMost + 1)) == nil)
    }

    @Test(arguments: ["", "plain", "a b/c?d=é&ü", "100%", "\u{1F41F}"])
    func `decoding gives back what was encoded`(text: String) {
        #expect(PercentCoding.decode(PercentCoding.encode(text)[...]) == text)
    }
}
