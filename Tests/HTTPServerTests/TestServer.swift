import Glibc
import HTTP
import HTTPServer
import Machine
import Synchronization
import Testing

/// A server on a free port of 127.0.0.1 that is drained at the end.
func withServer(
    _ configure: (inout HTTPServerConfiguration) -> Void = { _ in }, handler: TestHandler = TestHandler(),
    _ body: (HTTPServer, Int, TestHandler) async throws -> Void
) async throws {
    var configuration = HTTPServerConfiguration(listeners: [.init(.tcp("127.0.0.1", port: 0))])
    configuration.lingerTimeout = .milliseconds(300)
    configure(&configuration)
    let server = try HTTPServer(configuration: configuration, handler: handler)
    let bound = try server.start()
    do {
        try await onOwnThread { try await body(server, bound[0].port, handler) }
    } catch {
        await server.drain(deadline: .zero)
        throw error
    }
    await server.drain(deadline: .zero)
}

/// The tests' clients block, which the shared pool of threads would not survive.
func onOwnThread(_ body: () async throws -> Void) async throws {
    let loop = try EventLoop(name: "test")
    do {
        try await withTaskExecutorPreference(loop) { try await body() }
    } catch {
        await loop.stop()
        throw error
    }
    await loop.stop()
}

/// Runs blocking work beside the test, on a thread of its own.
func beside<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) throws -> Task<Result, any Error> {
    let loop = try EventLoop(name: "beside")
    return Task.detached {
        let result = await Task(executorPreference: loop) { try await work() }.result
        await loop.stop()
        return try result.get()
    }
}

/// Waits for a condition of the server's own making, not for time.
func eventually(_ condition: () async throws -> Bool) async throws {
    let start = ContinuousClock.now
    while !(try await condition()) {
        guard ContinuousClock.now - start < .seconds(20) else {
            Issue.record("it never came true")
            return
        }
        try await Task.sleep(for: .milliseconds(2))
    }
}

/// Holds tasks until it is opened.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var waiting: Int { state.withLock { $0.waiters.count } }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiters.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}

final class Tally: Sendable {
    private let counts = Mutex([String: Int]())
    func note(_ name: String) { counts.withLock { $0[name, default: 0] += 1 } }
    subscript(_ name: String) -> Int { counts.withLock { $0[name, default: 0] } }
}

final class TestHandler: HTTPHandler {
    static let pageText = String(repeating: "A line of the page, which compresses well.\n", count: 700)
    static let hugeText = [UInt8](repeating: UInt8(ascii: "x"), count: 24 << 20)

    let page = PreparedResponse(
        headers: ["Content-Type": "text/html; charset=utf-8", "Cache-Control": "max-age=5"],
        body: Array(TestHandler.pageText.utf8))
    let huge = PreparedResponse(headers: [:], body: TestHandler.hugeText, compress: false)
    let feed: EventFeed
    let gate = Gate()
    let tally = Tally()
    /// The queries of `/order`, as they were asked.
    let order = Mutex([String]())
    /// Holds the loop's thread, for as long as a test arranges what comes next.
    let isHeld = Atomic<Bool>(true)

    init(feedLimits: EventFeed.Limits = .init()) { feed = EventFeed(limits: feedLimits) }

    func prepared(target: String, host: String) -> PreparedResponse? {
        switch target {
        case "/page": page
        case "/huge": huge
        default: nil
        }
    }

    func bodyLimit(method: HTTPMethod, path: String) -> Int {
        switch path {
        case "/large": 64 << 20
        case "/small": 1_000
        default: 10_000
        }
    }

    func reply(to request: HTTPRequest) -> HTTPReply {
        switch request.path {
        case "/now": return .now(text("now"))
        case "/order":
            order.withLock { $0.append(request.query ?? "") }
            return .now(text(request.query ?? ""))
        case "/hold":
            tally.note("held")
            while isHeld.load(ordering: .acquiring) { usleep(500) }
            return .now(text("held"))
        case "/echo", "/large": return .now(HTTPResponse(body: .bytes(request.body)))
        case "/describe": return .now(text(describe(request)))
        case "/yield":
            return .later {
                await Task.yield()
                return .now(self.text("yielded"))
            }
        case "/later-page": return .later { .prepared(self.page) }
        case "/nested": return .later { .later { .now(self.text("nested")) } }
        case "/gate":
            return .later {
                await withTaskCancellationHandler {
                    await self.gate.wait()
                } onCancel: {
                    self.tally.note("cancelled")
                }
                return .now(self.text("opened"))
            }
        case "/tagged": return .now(HTTPResponse(headers: ["ETag": "\"t\"", "Vary": "Cookie"], body: .bytes([1])))
        case "/injection": return .now(HTTPResponse(headers: ["X-A": "a\r\nX-B: b", "Bad Name": "x"]))
        case "/policy": return .now(HTTPResponse(headers: ["Content-Security-Policy": "script-src 'self'"]))
        case "/empty": return .now(HTTPResponse(status: .noContent))
        case "/events": return .now(HTTPResponse(body: .events(feed)))
        case "/stream": return .now(stream())
        case "/endless": return .now(endless())
        case "/broken":
            return .now(
                HTTPResponse(
                    body: .stream { writer in
                        try await writer.write(Array("half".utf8))
                        throw CancellationError()
                    }))
        default: return .now(HTTPResponse(status: .notFound))
        }
    }

    func failure(_ failure: HTTPFailure) -> HTTPResponse {
        HTTPResponse(
            status: failure.status, headers: ["Content-Type": "text/plain"],
            body: .bytes(Array("\(failure.status.code) \(failure.detail) \(failure.requestID)\n".utf8)))
    }

    private func text(_ text: String) -> HTTPResponse {
        HTTPResponse(headers: ["Content-Type": "text/plain"], body: .bytes(Array(text.utf8)))
    }

    private func describe(_ request: HTTPRequest) -> String {
        let names = request.headers.fields.map { $0.name.lowercased() }.sorted().joined(separator: ",")
        return "\(request.method) \(request.path) ?\(request.query ?? "-") secure=\(request.isSecure) "
            + "client=\(request.clientAddress) host=\(request.headers["Host"] ?? "-") id=\(request.id) \(names) "
            + "stranger=\(request.isForwardedByStranger) "
            + "peers=\(request.peerNames?.joined(separator: ",") ?? "none")"
    }

    private func stream() -> HTTPResponse {
        HTTPResponse(
            headers: ["Content-Type": "text/plain"],
            body: .stream { writer in
                for number in 0..<3 {
                    try await writer.write(Array("part \(number)\n".utf8))
                    await Task.yield()
                }
            })
    }

    private func endless() -> HTTPResponse {
        HTTPResponse(
            body: .stream { [tally] writer in
                let block = [UInt8](repeating: UInt8(ascii: "e"), count: 32 << 10)
                do {
                    while true {
                        try await writer.write(block)
                        tally.note("written")
                    }
                } catch {
                    tally.note("gone")
                    throw error
                }
            })
    }
}

final class Log: Sendable {
    private let entries = Mutex([HTTPAccess]())
    var lines: [String] { entries.withLock { $0.map { "\($0.method) \($0.path) \($0.status)" } } }
    func add(_ access: HTTPAccess) { entries.withLock { $0.append(access) } }
}
