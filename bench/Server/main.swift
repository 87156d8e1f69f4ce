// BenchServer: what the HTTP benchmark measures. `bench/http.sh` starts it; the port is printed when it serves.
import Glibc
import HTTP
import HTTPServer
import Machine

/// A page of 30 KB as a status page has them: repetitive markup around facts.
func makePage() -> [UInt8] {
    var page = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Status</title></head><body>"
    var row = 0
    while page.utf8.count < 30_000 {
        row += 1
        page += "<section class=\"component\"><h2 id=\"component-\(row)\">Component \(row)</h2><p>Operational since "
        page += "2026-01-\(row % 28 + 1)T\(row * 7 % 24):\(row * 13 % 60)Z; \(row * 7919 % 9973) checks.</p></section>"
    }
    return Array((page + "</body></html>").utf8)
}

struct BenchHandler: HTTPHandler {
    let page = PreparedResponse(
        headers: ["Content-Type": "text/html; charset=utf-8", "Cache-Control": "max-age=5"], body: makePage())
    let feed = EventFeed()

    func prepared(target: String, host: String) -> PreparedResponse? { target == "/page" ? page : nil }

    func reply(to request: HTTPRequest) -> HTTPReply {
        switch request.path {
        case "/page": .prepared(page)
        case "/json": .now(json(request))
        case "/later":
            .later {
                await Task.yield()
                return .now(json(request))
            }
        case "/events": .now(HTTPResponse(body: .events(feed)))
        case "/publish":
            .later {
                feed.publish(event: "update", id: request.query, data: "{\"state\":\"operational\"}")
                return .now(HTTPResponse(status: .noContent))
            }
        case "/raw": .now(HTTPResponse(headers: ["Content-Type": "text/html"], body: .bytes(page.identity.body)))
        default: .now(HTTPResponse(status: .notFound))
        }
    }

    func failure(_ failure: HTTPFailure) -> HTTPResponse {
        HTTPResponse(status: failure.status, body: .bytes(Array((failure.detail + "\n").utf8)))
    }

    private func json(_ request: HTTPRequest) -> HTTPResponse {
        let body =
            "{\"id\":\"\(request.id)\",\"state\":\"operational\",\"since\":\"2026-01-01T00:00:00Z\",\"checks\":12345}"
        return HTTPResponse(headers: ["Content-Type": "application/json"], body: .bytes(Array(body.utf8)))
    }
}

Signals.block()
let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 0
var configuration = HTTPServerConfiguration(listeners: [.init(.tcp("127.0.0.1", port: port))])
configuration.connectionsMost = 200_000
configuration.connectionsPerAddressMost = 200_000
let server = try HTTPServer(configuration: configuration, handler: BenchHandler())
let bound = try server.start()
// Through a pipe, `print` would keep it back.
let line = Array("\(bound[0].port)\n".utf8)
_ = unsafe write(1, line, line.count)
_ = Signals.wait(for: [.terminate, .interrupt])
await server.drain(deadline: .seconds(1))
