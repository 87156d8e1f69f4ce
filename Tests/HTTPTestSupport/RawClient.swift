import Glibc

/// A TCP or Unix client that sends exactly what it is told, and reads what comes.
///
/// Blocking, with a time limit that only failures reach.
package final class RawClient: @unchecked Sendable {
    // Unchecked: one task receives; another may send, which touches the constant socket alone.
    package let socket: Int32
    private var pending: [UInt8] = []

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
        package init(description: String) { self.description = description }
    }

    package struct Response {
        package var status: Int
        package var head: String
        package var body: [UInt8]
        package var text: String { String(decoding: body, as: UTF8.self) }

        package func field(_ name: String) -> String? {
            for line in head.split(separator: "\r\n").dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts.count == 2, parts[0].lowercased() == name.lowercased() {
                    return String(parts[1].drop { $0 == " " })
                }
            }
            return nil
        }
    }

    package init(port: Int, receiveBuffer: Int32? = nil) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | 0o2_000_000, 0)
        guard socket >= 0 else { throw Failure(description: "socket: \(errno)") }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        unsafe setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        if var size = receiveBuffer {
            unsafe setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(description: "connect: \(errno)") }
    }

    package init(path: String) throws {
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | 0o2_000_000, 0)
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let result = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw Failure(description: "connect: \(errno)") }
    }

    /// Also called when an initialiser throws once all properties are set: closing there as well would close a
    /// descriptor that another thread has opened in between.
    deinit { Glibc.close(socket) }

    package func send(_ text: String) throws { try send(Array(text.utf8)) }

    package func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = unsafe rest.withUnsafeBytes { unsafe Glibc.send(socket, $0.baseAddress, $0.count, 0x4000) }
            guard sent > 0 else { throw Failure(description: "send: \(errno)") }
            rest = rest.dropFirst(sent)
        }
    }

    package func finishSending() { shutdown(socket, 1) }

    /// Empty at the end.
    ///
    /// A reset counts as an end.
    package func receive(most: Int = 65_536) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: most)
        let count = unsafe recv(socket, &buffer, most, 0)
        if count < 0 {
            if errno == ECONNRESET || errno == EPIPE { return [] }
            throw Failure(description: "recv: \(errno)")
        }
        return Array(buffer.prefix(count))
    }

    package func receiveUntilEnd() throws -> [UInt8] {
        var all = pending
        pending = []
        while true {
            let bytes = try receive()
            if bytes.isEmpty { return all }
            all += bytes
        }
    }

    /// Reads until the text has come; returns all that came before and with it.
    package func receive(until text: String) throws -> String {
        var all = pending
        pending = []
        let wanted = Array(text.utf8)
        var scanned = 0
        while true {
            if let end = Self.end(of: wanted, in: all, from: scanned) {
                pending = Array(all[end...])
                return String(decoding: all[..<end], as: UTF8.self)
            }
            scanned = max(0, all.count - wanted.count)
            let bytes = try receive(most: 1 << 20)
            guard !bytes.isEmpty else {
                throw Failure(
                    description: "ended before \(text.debugDescription): \(String(decoding: all, as: UTF8.self))")
            }
            all += bytes
        }
    }

    /// Reads one response by its framing; nil at the end of the connection.
    package func response(toHead: Bool = false) throws -> Response? {
        if pending.isEmpty {
            pending = try receive()
            if pending.isEmpty { return nil }
        }
        let head = try receive(until: "\r\n\r\n")
        let status = Int(head.dropFirst(9).prefix(3)) ?? 0
        var response = Response(status: status, head: head, body: [])
        if toHead || status == 204 || status == 304 || status < 200 { return response }
        if response.field("Transfer-Encoding") == "chunked" {
            while true {
                let size = Int(try receive(until: "\r\n").dropLast(1), radix: 16) ?? 0
                response.body += try take(size)
                _ = try take(2)
                if size == 0 { return response }
            }
        }
        if let length = response.field("Content-Length").flatMap({ Int($0) }) {
            response.body = try take(length)
        } else {
            response.body = try receiveUntilEnd()
        }
        return response
    }

    private func take(_ count: Int) throws -> [UInt8] {
        while pending.count < count {
            let bytes = try receive()
            guard !bytes.isEmpty else { throw Failure(description: "ended in a body") }
            pending += bytes
        }
        defer { pending.removeFirst(count) }
        return Array(pending.prefix(count))
    }

    private static func end(of text: [UInt8], in bytes: [UInt8], from: Int) -> Int? {
        guard let first = text.first, bytes.count >= text.count else { return nil }
        var start = from
        while let found = bytes[start...].firstIndex(of: first), found + text.count <= bytes.count {
            if bytes[found..<found + text.count].elementsEqual(text) { return found + text.count }
            start = found + 1
        }
        return nil
    }
}
