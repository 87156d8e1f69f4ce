import Glibc
import HTTP
import HTTPServer
import Machine
import Network
import Synchronization

/// Sends mutated requests, cut at random, to a live server, and looks after each round whether it still answers
/// properly and whether anything is left behind.
package struct RequestFuzzer: Sendable {
    package struct Report: Sendable, CustomStringConvertible {
        package var connections = 0
        package var responses: [Int: Int] = [:]
        /// What must not happen: answers that are no HTTP, pages that were not served, things left behind.
        package var faults: [String] = []

        package var description: String {
            let statuses = responses.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            return "\(connections) connections; answers \(statuses.joined(separator: ", ")); \(faults.count) faults"
        }
    }

    private static let requests: [String] = [
        "GET /page HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip, br;q=0.5\r\nIf-None-Match: \"x\", W/\"y\"\r\n\r\n",
        "GET /now?a=1 HTTP/1.1\r\nHost: example.org:80\r\nConnection: te, keep-alive\r\n\r\n",
        "GET http://a/later HTTP/1.1\r\nHost: b\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nT: u\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
        "HEAD /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "GET /stream HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.2.3.4, ::1\r\nX-Request-ID: q\r\n\r\n",
        "GET /events HTTP/1.1\r\nHost: a\r\nLast-Event-ID: 3\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: [::1]\r\n\r\n",
        "PROXY TCP4 203.0.113.7 192.0.2.1 5000 443\r\nGET /page HTTP/1.1\r\nHost: a\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ]

    private let seed: UInt64
    private let seconds: Double

    package init(seed: UInt64, seconds: Double) {
        self.seed = seed
        self.seconds = seconds
    }

    package func run() async throws -> Report {
        var configuration = HTTPServerConfiguration(listeners: [
            .init(.tcp("127.0.0.1", port: 0)), .init(.tcp("127.0.0.1", port: 0), expectsProxyHeader: true),
        ])
        configuration.trustedProxies = ["127.0.0.1"].compactMap { NetworkRange($0) }
        configuration.headTimeout = .milliseconds(500)
        configuration.bodyTimeout = .milliseconds(500)
        configuration.idleTimeout = .milliseconds(500)
        configuration.lingerTimeout = .milliseconds(200)
        let server = try HTTPServer(configuration: configuration, handler: FuzzHandler())
        let ports = try server.start().map(\.port)
        let end = ContinuousClock.now + .seconds(seconds)
        let threads = try (0..<4).map { try EventLoop(name: "fuzz-\($0)") }
        var report = await withTaskGroup(of: Report.self) { group in
            for (number, thread) in threads.enumerated() {
                // The clients block: each has a thread of its own.
                group.addTask(executorPreference: thread) {
                    attack(ports, seed &+ UInt64(number) &* 7_919, until: end)
                }
            }
            var sum = Report()
            for await part in group {
                sum.connections += part.connections
                sum.responses.merge(part.responses, uniquingKeysWith: +)
                sum.faults += part.faults
            }
            return sum
        }
        for thread in threads { await thread.stop() }
        await lookAfter(server, &report)
        await server.drain(deadline: .seconds(1))
        return report
    }

    /// Everything must be given back within the time limits of the server.
    private func lookAfter(_ server: HTTPServer, _ report: inout Report) async {
        let limit = ContinuousClock.now + .seconds(10)
        var statistics = await server.statistics()
        while ContinuousClock.now < limit, statistics.connectionsOpen > 0 || statistics.handlersRunning > 0 {
            try? await Task.sleep(for: .milliseconds(50))
            statistics = await server.statistics()
        }
        if statistics.connectionsOpen > 0 {
            report.faults.append("\(statistics.connectionsOpen) connections stay open")
        }
        if statistics.handlersRunning > 0 { report.faults.append("\(statistics.handlersRunning) handlers stay") }
        if statistics.bodyBytes != 0 { report.faults.append("\(statistics.bodyBytes) bytes of bodies stay") }
        if statistics.eventReaders != 0 { report.faults.append("\(statistics.eventReaders) event readers stay") }
    }

    private func attack(_ ports: [Int], _ seed: UInt64, until end: ContinuousClock.Instant) -> Report {
        var random = SeededRandom(seed: seed)
        var report = Report()
        while ContinuousClock.now < end {
            var bytes: [UInt8] = []
            for _ in 0...random.below(3) { bytes += Self.requests[random.below(Self.requests.count)].utf8 }
            for _ in 0..<random.below(6) { random.mutate(&bytes) }
            do {
                try send(bytes, to: ports[random.below(ports.count)], &random, &report)
            } catch {
                report.faults.append("\(error)")
            }
            report.connections += 1
            if report.connections % 50 == 0 { checkPage(ports[0], &report) }
        }
        checkPage(ports[0], &report)
        return report
    }

    private func send(_ bytes: [UInt8], to port: Int, _ random: inout SeededRandom, _ report: inout Report) throws {
        let client = try RawClient(port: port)
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(1 + random.below(rest.count * 2))
            // The server may refuse and close before everything is sent.
            guard (try? client.send(Array(piece))) != nil else { break }
            rest = rest.dropFirst(piece.count)
        }
        // Some leave without a word, some close their side and read what comes.
        if random.below(4) == 0 { return }
        client.finishSending()
        let answer = try client.receiveUntilEnd()
        guard !answer.isEmpty else { return }
        guard answer.starts(with: "HTTP/1.1 ".utf8), answer.count > 12 else {
            return report.faults.append("an answer that is no HTTP, to \(bytes)")
        }
        let status = answer[9..<12].reduce(0) { $0 * 10 + Int($1) - 0x30 }
        report.responses[status, default: 0] += 1
    }

    private func checkPage(_ port: Int, _ report: inout Report) {
        do {
            let client = try RawClient(port: port)
            try client.send("GET /page HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try client.response()
            if response?.status != 200 || response?.body.count != FuzzHandler.pageBytes {
                report.faults.append("the page was answered \(response?.status ?? 0)")
            }
        } catch {
            report.faults.append("the page: \(error)")
        }
    }
}

private struct FuzzHandler: HTTPHandler {
    static let pageBytes = 8_000
    private let page = PreparedResponse(
        headers: ["Content-Type": "text/plain"], body: [UInt8](repeating: 0x61, count: pageBytes))
    private let feed = EventFeed()

    func prepared(target: String, host: String) -> PreparedResponse? { target == "/page" ? page : nil }

    func bodyLimit(method: HTTPMethod, path: String) -> Int { 4_096 }

    func reply(to request: HTTPRequest) -> HTTPReply {
        _ = QueryParameters(request.query)
        switch request.path {
        case "/echo": return .now(HTTPResponse(body: .bytes(request.body)))
        case "/later":
            return .later {
                await Task.yield()
                return .prepared(page)
            }
        case "/stream":
            return .now(
                HTTPResponse(body: .stream { writer in for _ in 0..<3 { try await writer.write([1, 2, 3]) } }))
        case "/events": return .now(HTTPResponse(body: .events(feed)))
        default: return .now(HTTPResponse(status: .notFound))
        }
    }

    func failure(_ failure: HTTPFailure) -> HTTPResponse {
        HTTPResponse(status: failure.status, body: .bytes(Array(failure.detail.utf8)))
    }
}
