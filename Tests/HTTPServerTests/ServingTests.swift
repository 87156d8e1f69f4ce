import Bytes
import HTTP
import HTTPServer
import HTTPTestSupport
import Testing

@Suite struct ServingTests {
    @Test func `a prepared page is sent in the encoding that the client prefers`() async throws {
        try await withServer { server, port, handler in
            let client = try RawClient(port: port)
            let page = Array(TestHandler.pageText.utf8)
            for (accept, encoding) in [("gzip", "gzip"), ("br, gzip", "br"), ("identity", nil), ("gzip;q=0", nil)] {
                try client.send("GET /page HTTP/1.1\r\nHost: a\r\nAccept-Encoding: \(accept)\r\n\r\n")
                let response = try #require(try client.response())
                #expect(response.status == 200)
                #expect(response.field("Content-Encoding") == encoding)
                #expect(response.field("Vary") == "Accept-Encoding")
                let body =
                    switch encoding {
                    case "gzip": Compression.gunzip(response.body, most: 1 << 20)
                    case "br": Compression.unbrotli(response.body, most: 1 << 20)
                    default: response.body
                    }
                #expect(body == page)
            }
        }
    }

    @Test func `HEAD has the headers of GET and no body, and the connection goes on`() async throws {
        try await withServer { server, port, handler in
            let client = try RawClient(port: port)
            for path in ["/page", "/now", "/stream", "/yield"] {
                try client.send("HEAD \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                let head = try #require(try client.response(toHead: true))
                #expect(head.status == 200)
                try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                let get = try #require(try client.response())
                #expect(head.field("Content-Length") == get.field("Content-Length"))
                #expect(head.field("Content-Type") == get.field("Content-Type"))
                #expect(!get.body.isEmpty)
            }
        }
    }

    @Test func `If-None-Match is answered 304 for lists, weak tags and the asterisk, over several fields`() async throws
    {
        try await withServer { server, port, handler in
            let client = try RawClient(port: port)
            let tag = handler.page.identity.etag
            for header in [
                "If-None-Match: \(tag)", "If-None-Match: \"x\", W/\(tag)", "If-None-Match: *",
                "If-None-Match: \"x\"\r\nIf-None-Match: \(tag)",
            ] {
                try client.send("GET /page HTTP/1.1\r\nHost: a\r\n\(header)\r\n\r\n")
                let response = try #require(try client.response())
                #expect(response.status == 304)
                #expect(response.field("ETag") == tag)
                #expect(response.field("Vary") == "Accept-Encoding")
                #expect(response.field("Cache-Control") == "max-age=5")
                #expect(response.field("Content-Length") == nil)
            }
            try client.send("GET /page HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"x\"\r\n\r\n")
            #expect(try client.response()?.status == 200)
            try client.send("GET /tagged HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"t\"\r\n\r\n")
            let tagged = try #require(try client.response())
            #expect(tagged.status == 304)
            #expect(tagged.field("Vary") == "Cookie")
        }
    }

    @Test func `now, later, nested and prepared replies are answered on one connection`() async throws {
        try await withServer { server, port, handler in
            let client = try RawClient(port: port)
            for (path, text) in [
                ("/now", "now"), ("/yield", "yielded"), ("/nested", "nested"), ("/later-page", TestHandler.pageText),
            ] {
                try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                let response = try #require(try client.response())
                #expect(response.status == 200)
                #expect(response.text == text)
            }
        }
    }

    @Test func `pipelined requests of all kinds are answered in order`() async throws {
        try await withServer { server, port, handler in
            let client = try RawClient(port: port)
            let paths = ["/now", "/yield", "/page", "/nested", "/stream", "/none", "/now"]
            var text = ""
            for _ in 0..<40 {
                for path in paths { text += "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n" }
                text += "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
            }
            try client.send(text)
            for _ in 0..<40 {
                for expected in ["now", "yielded", nil, "nested", "part 0\npart 1\npart 2\n", "", "now", "abc"] {
                    let response = try #require(try client.response())
                    if let expected {
                        #expect(response.text == expected)
                    } else {
                        #expect(response.body.count > 20_000)
                    }
                }
            }
        }
    }

    @Test func `a request that comes byte by byte is answered`() async throws {
        try await withServer { server, port, handler in
            let client = try RawClient(port: port)
            let chunked =
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
            for byte in chunked.utf8 { try client.send([byte]) }
            #expect(try client.response()?.text == "abcde")
            for byte in "GET /page HTTP/1.1\r\nHost: a\r\n\r\n".utf8 { try client.send([byte]) }
            #expect(try client.response()?.status == 200)
        }
    }

    @Test func `a body is waited for with 100 Continue when the client asks`() async throws {
        try await withServer { server, port, handler in
            let client = try RawClient(port: port)
            try client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
            #expect(try client.response()?.status == 100)
            try client.send("hello")
            #expect(try client.response()?.text == "hello")
            // Too large a body is refused instead of asked for.
            try client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\nExpect: 100-continue\r\n\r\n")
            #expect(try client.response()?.status == 413)
            #expect(try client.response() == nil)
        }
    }

    @Test func `a large body arrives whole`() async throws {
        try await withServer { server, port, handler in
            let client = try RawClient(port: port)
            let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try client.send(
                Array("POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body)
            #expect(try client.response()?.body == body)
            #expect(await server.statistics().bodyBytes == 0)
        }
    }

    @Test func `versions and the Connection field decide whether the connection stays`() async throws {
        try await withServer { server, port, handler in
            for (request, stays) in [
                ("GET /now HTTP/1.1\r\nHost: a\r\n\r\n", true), ("GET /now HTTP/1.5\r\nHost: a\r\n\r\n", true),
                ("GET /now HTTP/1.0\r\n\r\n", false), ("GET /now HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true),
                ("GET /now HTTP/1.1\r\nHost: a\r\nConnection: te, close\r\n\r\n", false),
            ] {
                let client = try RawClient(port: port)
                try client.send(request)
                let response = try #require(try client.response())
                #expect(response.text == "now")
                #expect((response.field("Connection") == "close") == !stays)
                if stays {
                    try client.send(request)
                    #expect(try client.response()?.text == "now")
                } else {
                    #expect(try client.response() == nil)
                }
            }
        }
    }

    @Test func `every response names its request and carries the security headers`() async throws {
        try await withServer { server, port, handler in
            let client = try RawClient(port: port)
            var ids: Set<String> = []
            for path in ["/page", "/now", "/none", "/stream", "/policy"] {
                try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\nX-Request-ID: mine\r\n\r\n")
                let response = try #require(try client.response())
                ids.insert(try #require(response.field("X-Request-ID")))
                #expect(response.field("X-Content-Type-Options") == "nosniff")
                #expect(response.field("Date")?.hasSuffix(" GMT") == true)
                #expect(response.field("Strict-Transport-Security") == nil)
                let policy = response.field("Content-Security-Policy")
                #expect(
                    path == "/policy" ? policy == "script-src 'self'" : policy == SecurityHeaders.contentSecurityPolicy)
            }
            #expect(ids.count == 5)
            #expect(!ids.contains("mine"))
            #expect(SecurityHeaders.contentSecurityPolicy.contains("script-src 'none'"))
        }
    }

    @Test func `a handler cannot break out of a header line`() async throws {
        try await withServer { server, port, handler in
            let client = try RawClient(port: port)
            try client.send("GET /injection HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try #require(try client.response())
            #expect(response.field("X-A") == "a  X-B: b")
            #expect(response.field("X-B") == nil)
            #expect(!response.head.contains("Bad Name"))
        }
    }

    @Test func `a stream is sent in chunks, and to HTTP 1_0 until the end`() async throws {
        try await withServer { server, port, handler in
            let client = try RawClient(port: port)
            try client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try #require(try client.response())
            #expect(response.field("Transfer-Encoding") == "chunked")
            #expect(response.text == "part 0\npart 1\npart 2\n")
            let old = try RawClient(port: port)
            try old.send("GET /stream HTTP/1.0\r\n\r\n")
            let plain = try #require(try old.response())
            #expect(plain.field("Transfer-Encoding") == nil)
            #expect(plain.text == "part 0\npart 1\npart 2\n")
        }
    }

    @Test func `a stream that fails ends without its last chunk`() async throws {
        try await withServer { server, port, handler in
            let client = try RawClient(port: port)
            try client.send("GET /broken HTTP/1.1\r\nHost: a\r\n\r\n")
            let all = String(decoding: try client.receiveUntilEnd(), as: UTF8.self)
            #expect(all.hasSuffix("4\r\nhalf\r\n"))
        }
    }

    @Test func `a stream waits for its reader and ends when the reader leaves`() async throws {
        try await withServer { server, port, handler in
            var client: RawClient? = try RawClient(port: port, receiveBuffer: 16 << 10)
            try client?.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try client?.receive(until: "\r\n\r\n")
            // It stops writing when the kernel's buffers and its own are full.
            var last = -1
            try await eventually {
                let written = handler.tally["written"]
                defer { last = written }
                try await Task.sleep(for: .milliseconds(50))
                return written > 0 && written == last
            }
            client = nil
            try await eventually { handler.tally["gone"] == 1 }
            try await eventually { await server.statistics().handlersRunning == 0 }
        }
    }

    @Test func `a huge prepared response is shared by slow readers and arrives whole`() async throws {
        try await withServer { server, port, handler in
            let clients = try (0..<4).map { _ in try RawClient(port: port) }
            for client in clients {
                try client.send("GET /huge HTTP/1.1\r\nHost: a\r\n\r\nGET /now HTTP/1.1\r\nHost: a\r\n\r\n")
            }
            for client in clients {
                #expect(try client.response()?.body.count == TestHandler.hugeText.count)
                #expect(try client.response()?.text == "now")
            }
        }
    }

    @Test func `several loops and a Unix socket serve the same handler`() async throws {
        let path = "/tmp/vigie-http-test-\(UInt64.random(in: 0 ... .max)).sock"
        try await withServer({
            $0.loops = 2
            $0.listeners.append(.init(.unix(path)))
        }) { server, port, handler in
            for _ in 0..<20 {
                let client = try RawClient(port: port)
                try client.send("GET /yield HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.response()?.text == "yielded")
            }
            let local = try RawClient(path: path)
            try local.send("GET /describe HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n")
            #expect(try local.response()?.text.contains("client=203.0.113.9") == true)
            #expect(await server.statistics().requestsAnswered == 21)
        }
    }

    @Test func `the access log hears of each answer`() async throws {
        let log = Log()
        try await withServer({ $0.accessLog = AccessLog { log.add($0) } }) { server, port, handler in
            let client = try RawClient(port: port)
            for path in ["/page?x", "/now", "/yield"] {
                try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try client.response()
            }
            try client.send("nonsense\r\n\r\n")
            _ = try client.response()
            try await eventually { log.lines.count == 4 }
            #expect(log.lines == ["GET /page 404", "GET /now 200", "GET /yield 200", "-  400"])
        }
    }
}
