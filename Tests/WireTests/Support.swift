import Glibc
import ISO8583
import Machine
import Network
import Roles
import Synchronization
import Wire

/// Waits for a condition of the program's own making, not for time. False when it never came true.
func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
    let start = ContinuousClock.now
    while !(try await condition()) {
        guard ContinuousClock.now - start < .seconds(20) else { return false }
        try? await Task.sleep(for: .milliseconds(2))
    }
    return true
}

/// Runs what blocks on a thread of its own.
func beside<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    let loop = try EventLoop(name: "beside")
    let result = await Task(executorPreference: loop) { () async throws -> Result in try work() }.result
    await loop.stop()
    return try result.get()
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

/// Answers by the first letter of the message: `e` the same, `h` the same once the gate opens, `n` nothing, `b` much,
/// `x` ends the connection, `w` who the peer is.
final class EchoService: FrameService {
    let gate = Gate()
    let seen = Mutex<[String]>([])
    let endings = Atomic<Int>(0)

    func received(_ frame: FrameDecoder.Frame, on connection: any FrameConnection) async {
        let text = String(decoding: frame.message, as: UTF8.self)
        seen.withLock { $0.append(text) }
        switch text.first {
        case "h":
            await gate.wait()
            connection.send(frame.message, header: frame.header)
        case "n": break
        case "b": connection.send([UInt8](repeating: 0x62, count: 60_000), header: frame.header)
        case "x": connection.end()
        case "r": connection.reset()
        case "w": connection.send(Array("w\(connection.peer.certifiedName ?? "nobody")".utf8), header: frame.header)
        default: connection.send(frame.message, header: frame.header)
        }
    }

    func ended(_ connection: any FrameConnection) { endings.add(1, ordering: .relaxed) }
}

/// A server, its loop and its service for one test.
func withServer(
    framing: Framing = Framing(), _ configure: (inout WireServerConfiguration) -> Void = { _ in },
    _ body: (WireServer, UInt16, EchoService, EventLoop) async throws -> Void
) async throws {
    let loop = try EventLoop(name: "wire")
    let service = EchoService()
    var configuration = WireServerConfiguration(address: loopback(), framing: framing)
    configure(&configuration)
    let server = WireServer(configuration, on: loop, service: service)
    let address = try await server.start()
    let outcome: Result<Void, any Error>
    do {
        try await body(server, address.port, service, loop)
        outcome = .success(())
    } catch {
        outcome = .failure(error)
    }
    service.gate.open()
    await server.drain(within: .milliseconds(200))
    await loop.stop()
    try outcome.get()
}

func loopback(_ port: UInt16 = 0) -> SocketAddress {
    SocketAddress(address: NetworkAddress(version4: 0x7f00_0001), port: port)
}

/// The letters after the first one: `e17` answers `e17`.
func linkConfiguration(
    port: UInt16, host: String = "127.0.0.1", framing: Framing = Framing(), tls: WireTLS? = nil
) -> WireLinkConfiguration {
    var configuration = WireLinkConfiguration(host: host, port: port, framing: framing, tls: tls) { frame in
        frame.message.isEmpty ? nil : String(decoding: frame.message.dropFirst(), as: UTF8.self)
    }
    configuration.backoffLeast = .milliseconds(10)
    configuration.backoffMost = .milliseconds(50)
    return configuration
}

extension WireLink {
    /// Asks with a word whose key is what follows its first letter.
    func ask(_ word: String, within limit: Duration = .seconds(20)) async -> FrameReply {
        await ask(Array(word.utf8), key: String(word.dropFirst()), within: limit)
    }
}

extension FrameReply {
    var text: String? {
        guard case .answered(let frame) = self else { return nil }
        return String(decoding: frame.message, as: UTF8.self)
    }
}

/// A TCP client that sends exactly what it is told, and reads what comes. Blocking, with a time limit that only failures reach.
final class RawClient: @unchecked Sendable {
    // Unchecked: only the constant socket is used.
    struct Failure: Error { let description: String }

    let socket: Int32

    init(port: UInt16, receiveBuffer: Int32? = nil) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | 0o2_000_000, 0)
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        unsafe setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        if var size = receiveBuffer {
            unsafe setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        let result = unsafe Self.with(port) { base, length in unsafe connect(socket, base, length) }
        guard result == 0 else { throw Failure(description: "connect: \(errno)") }
    }

    fileprivate init(taking socket: Int32) { self.socket = socket }

    deinit { close(socket) }

    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = unsafe rest.withUnsafeBytes { unsafe Glibc.send(socket, $0.baseAddress, $0.count, 0x4000) }
            guard sent > 0 else { throw Failure(description: "send: \(errno)") }
            rest = rest.dropFirst(sent)
        }
    }

    func send(_ words: String..., framing: Framing = Framing()) throws {
        try send(words.flatMap { try framing.frame(Array($0.utf8)) })
    }

    func finishSending() { shutdown(socket, 1) }

    /// Closing then resets the connection.
    func reset() {
        var value = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
    }

    /// Empty at the end; a reset counts as an end.
    func receive(most: Int = 65_536) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: most)
        let count = unsafe recv(socket, &buffer, most, 0)
        if count < 0 {
            if errno == ECONNRESET || errno == EPIPE { return [] }
            throw Failure(description: "recv: \(errno)")
        }
        return Array(buffer.prefix(count))
    }

    func receiveUntilEnd() throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let bytes = try receive()
            if bytes.isEmpty { return all }
            all += bytes
        }
    }

    /// The messages of the next frames.
    func frames(_ count: Int, framing: Framing = Framing()) throws -> [String] {
        var decoder = FrameDecoder(framing)
        var words: [String] = []
        while words.count < count {
            while let event = try decoder.next() {
                if case .frame(let frame) = event { words.append(String(decoding: frame.message, as: UTF8.self)) }
            }
            if words.count >= count { break }
            let bytes = try receive()
            guard !bytes.isEmpty else { throw Failure(description: "ended after \(words.count) frames") }
            try decoder.append(bytes)
        }
        return words
    }

    fileprivate static func with(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}

/// A TCP server of a test, which does with each connection what it is told, blocking.
final class RawListener: @unchecked Sendable {
    // Unchecked: only the constant socket is used.
    let socket: Int32
    let port: UInt16

    init() throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | 0o2_000_000, 0)
        self.socket = socket
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let bound = unsafe RawClient.with(0) { base, length in unsafe bind(socket, base, length) }
        guard bound == 0, listen(socket, 16) == 0 else { throw RawClient.Failure(description: "listen: \(errno)") }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = unsafe withUnsafeMutablePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getsockname(socket, $0, &length) }
        }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(socket) }

    func accept() throws -> RawClient {
        let accepted = Glibc.accept(socket, nil, nil)
        guard accepted >= 0 else { throw RawClient.Failure(description: "accept: \(errno)") }
        return RawClient(taking: accepted)
    }
}
