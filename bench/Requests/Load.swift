import CMachine
import Glibc
import Machine

/// Connections on which one request after the other is asked, and what came of them.
@safe final class Load {
    // Safe: the buffers are allocated by `init`, live as long as the program, and are used up to their sizes alone.
    private static let bufferBytes = 64 << 10
    private static let eventsMost = 512
    private static let latencyMost = 100_000

    private let epoll: Int32
    private let events: UnsafeMutablePointer<epoll_event>
    private let buffer: UnsafeMutablePointer<UInt8>
    private let request: [UInt8]
    private let sockets: [Int32]
    /// When each connection's request was sent, and how much of its answer has not come.
    private var since: [Int64]
    private var missing: [Int]
    /// How the last answer looked: what comes next looks the same, but for its date and number.
    private var shape = Shape()
    /// So many answers took so many microseconds.
    private var latencies = [Int](repeating: 0, count: Load.latencyMost + 1)
    private(set) var answers = 0

    private struct Shape {
        var headBytes = 0
        var bodyBytes = 0
        /// Where the line with the length stands, and the line.
        var place = 0
        var line: [UInt8] = []
    }

    init(port: UInt16, path: String, connections: Int) throws {
        epoll = cmachine_epoll_create()
        guard epoll >= 0 else { throw Failure(description: "no epoll") }
        unsafe events = .allocate(capacity: Self.eventsMost)
        unsafe buffer = .allocate(capacity: Self.bufferBytes)
        request = Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nAccept-Encoding: gzip\r\n\r\n".utf8)
        sockets = try (0..<connections).map { _ in try Self.connect(port) }
        since = Array(repeating: 0, count: connections)
        missing = Array(repeating: 0, count: connections)
        for (place, socket) in sockets.enumerated() {
            guard cmachine_epoll_add(epoll, socket, EPOLLIN.rawValue, UInt64(place)) == 0 else {
                throw Failure(description: "a connection cannot be watched")
            }
        }
    }

    private static func connect(_ port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { base in
                unsafe Glibc.connect(descriptor, base, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard descriptor >= 0, isConnected else { throw Failure(description: "no connection to port \(port)") }
        _ = cmachine_set_no_delay(descriptor)
        return descriptor
    }

    func run(until end: Int64) throws {
        for place in sockets.indices { try ask(place, SystemClock.monotonicMicroseconds()) }
        while true {
            let count = unsafe cmachine_epoll_wait(epoll, events, Int32(Self.eventsMost), 1_000)
            guard count >= 0 || count == -EINTR else { throw Failure(description: "epoll_wait: \(-count)") }
            let now = SystemClock.monotonicMicroseconds()
            if now >= end { return }
            guard count != 0 else { throw Failure(description: "no answer came for a second") }
            for index in 0..<max(0, Int(count)) {
                try read(Int(unsafe cmachine_event_token(events + index)))
            }
        }
    }

    func percentile(_ share: Double) -> Int {
        var left = Int(Double(answers) * share)
        for (microseconds, count) in latencies.enumerated() {
            left -= count
            if left < 0 { return microseconds }
        }
        return Self.latencyMost
    }

    private func ask(_ place: Int, _ now: Int64) throws {
        since[place] = now
        missing[place] = 0
        let count = request.count
        let sent = unsafe cmachine_send(sockets[place], request, count)
        guard sent == count else { throw Failure(description: "a request was not taken whole") }
    }

    private func read(_ place: Int) throws {
        let got = unsafe cmachine_receive(sockets[place], buffer, Self.bufferBytes)
        if got == -Int(EAGAIN) { return }
        guard got > 0 else { throw Failure(description: "a connection was closed (\(got))") }
        if missing[place] == 0 {
            try look(got)
            missing[place] = shape.headBytes + shape.bodyBytes
        }
        missing[place] -= got
        guard missing[place] >= 0 else { throw Failure(description: "more came than the answer's length") }
        guard missing[place] == 0 else { return }
        let now = SystemClock.monotonicMicroseconds()
        answers += 1
        latencies[Int(min(now - since[place], Int64(Self.latencyMost)))] += 1
        try ask(place, now)
    }

    /// An answer begins: its head is whole in the buffer, and says that all is well and how long it is.
    private func look(_ count: Int) throws {
        guard count > 12, unsafe memcmp(buffer, "HTTP/1.1 200", 12) == 0 else {
            let start = unsafe Array(UnsafeBufferPointer(start: buffer, count: min(count, 80)))
            throw Failure(description: "another answer: \(String(decoding: start, as: UTF8.self))")
        }
        if shape.headBytes > 0, count >= shape.headBytes,
            unsafe memcmp(buffer + shape.place, shape.line, shape.line.count) == 0,
            unsafe memcmp(buffer + shape.headBytes - 4, "\r\n\r\n", 4) == 0
        {
            return
        }
        let head = unsafe Array(UnsafeBufferPointer(start: buffer, count: count))
        let text = String(decoding: head, as: Unicode.ASCII.self)
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        guard let end = lines.firstIndex(of: "") else { throw Failure(description: "a head came in parts") }
        var place = 0
        for line in lines[..<end] {
            if line.lowercased().hasPrefix("content-length:"),
                let length = Int(line.drop { $0 != ":" }.dropFirst().filter { $0 != " " })
            {
                shape.place = place
                shape.line = Array(line.utf8) + [13, 10]
                shape.bodyBytes = length
            }
            place += line.unicodeScalars.count + 2
        }
        guard !shape.line.isEmpty else { throw Failure(description: "an answer has no length") }
        shape.headBytes = place + 2
    }
}
