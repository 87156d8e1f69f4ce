// HTTPServer: HTTP/1.1 on epoll with OpenSSL.
// Start reading here, then `ServerLoop.swift` (what connections share), `Connection.swift` (one client) and
// `RequestHead.swift` (the grammar). May import: Engine's ports, Core, Machine, COpenSSL, CMachine.

internal import CMachine
internal import Glibc
package import HTTP
internal import Machine
internal import Network
internal import Synchronization

/// Why a server could not be set up.
///
/// The message names the address or the file and what to do.
package struct HTTPServerError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The configuration makes no sense.
        case configuration
        /// A listening socket could not be opened.
        case listen
        /// A certificate or key could not be used.
        case certificate
        /// The system gave no loop.
        case system
    }

    package let code: Code
    package let message: String
    package var description: String { message }
}

/// The server: listening sockets on one or more event loops, a handler that answers.
///
///     let server = try HTTPServer(configuration: configuration, handler: handler)
///     let addresses = try server.start()
///     …
///     await server.drain(deadline: .seconds(10))
package final class HTTPServer: Sendable {
    /// Where a listener is bound, with the port that the system chose.
    package struct BoundAddress: Sendable, Equatable, CustomStringConvertible {
        package let host: String
        /// 0 for a Unix socket.
        package let port: Int
        package let isSecure: Bool

        package var description: String {
            guard port > 0 else { return "unix:" + host }
            return "\(isSecure ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        }
    }

    private struct State {
        var isStarted = false
        var isDrained = false
        var contexts: [Int: TLSContext] = [:]
        var last = HTTPServerStatistics()
    }

    private let configuration: HTTPServerConfiguration
    private let loops: [ServerLoop]
    private let state = Mutex(State())

    package init(
        configuration: HTTPServerConfiguration, handler: any HTTPHandler
    ) throws(HTTPServerError) {
        guard !configuration.listeners.isEmpty, configuration.loops > 0 else {
            throw HTTPServerError(code: .configuration, message: "a server needs a listener and a loop")
        }
        self.configuration = configuration
        // Descriptors are also needed for the store, clients and files.
        let descriptors = Int(cmachine_descriptor_limit())
        let most = max(16, min(configuration.connectionsMost, descriptors - max(64, descriptors / 20)))
        let admission = Admission(
            most: most, perAddressMost: configuration.connectionsPerAddressMost,
            eventReadersMost: configuration.eventReadersMost ?? most / 4 * 3)
        // The admission counter is shared by this server's loops and lives as long as they do: it names them.
        let owner = ObjectIdentifier(admission)
        var loops: [ServerLoop] = []
        do {
            for number in 0..<configuration.loops {
                loops.append(
                    try ServerLoop(
                        number: number, configuration: configuration, handler: handler, admission: admission,
                        owner: owner))
            }
        } catch {
            throw HTTPServerError(code: .system, message: "no event loop: \(error)")
        }
        self.loops = loops
    }

    /// A server that is dropped without `drain` ends its threads; its sockets stay with the process.
    deinit {
        for loop in loops { loop.events.requestStop() }
    }

    /// Opens the listening sockets and serves.
    ///
    /// Returns where each listener is bound, in the order configured.
    @discardableResult
    package func start() throws(HTTPServerError) -> [BoundAddress] {
        let isFirst = state.withLock { state in
            defer { state.isStarted = true }
            return !state.isStarted
        }
        guard isFirst else { throw HTTPServerError(code: .configuration, message: "the server was started before") }
        Signals.ignoreBrokenPipes()
        var opened: [(loop: ServerLoop, listener: Listener)] = []
        var addresses: [BoundAddress] = []
        do throws(HTTPServerError) {
            for (number, listener) in configuration.listeners.enumerated() {
                let context = try makeContext(listener, previous: nil)
                if let context { state.withLock { $0.contexts[number] = context } }
                let (sockets, address) = try Self.open(listener, loops: loops.count, backlog: configuration.backlog)
                addresses.append(address)
                for (socket, loop) in zip(sockets, loops) {
                    var path: String?
                    if case .unix(let given) = listener.address { path = given }
                    opened.append(
                        (
                            loop,
                            Listener(
                                socket: socket, number: number, tls: context,
                                expectsProxyHeader: listener.expectsProxyHeader, path: path)
                        ))
                }
            }
        } catch {
            for (_, listener) in opened { listener.close() }
            throw error
        }
        for (loop, listener) in opened { loop.events.execute { loop.add(listener) } }
        return addresses
    }

    /// Reads the certificate files again.
    ///
    /// Connections that are open keep what they have; when a file is bad, the old certificate stays in use and the
    /// error says why.
    package func reloadCertificates() throws(HTTPServerError) {
        for (number, listener) in configuration.listeners.enumerated() where listener.tls != nil {
            let previous = state.withLock { $0.contexts[number] }
            guard let context = try makeContext(listener, previous: previous) else { continue }
            state.withLock { $0.contexts[number] = context }
            for loop in loops { loop.events.execute { loop.replaceCertificate(context, of: number) } }
        }
    }

    /// What all loops have counted; after the server was drained, what they had counted then.
    package func statistics() async -> HTTPServerStatistics {
        var sum = HTTPServerStatistics()
        for loop in loops {
            guard let part = await loop.events.run({ loop.statistics }) else { return state.withLock { $0.last } }
            sum.add(part)
        }
        return sum
    }

    /// Accepts no more, lets running requests finish (each answer closes its connection), sends event readers away
    /// with a time to come again, cuts what is left at the deadline, and ends the loops.
    package func drain(deadline: Duration) async {
        await withTaskGroup { group in
            for loop in loops { group.addTask { await loop.drain(within: deadline) } }
        }
        let last = await statistics()
        state.withLock { state in
            guard !state.isDrained else { return }
            state.isDrained = true
            state.last = last
        }
        for loop in loops { await loop.events.stop() }
    }

    private func makeContext(
        _ listener: HTTPServerConfiguration.Listener, previous: TLSContext?
    ) throws(HTTPServerError) -> TLSContext? {
        guard let files = listener.tls else { return nil }
        do {
            return try TLSContext(files, previous: previous)
        } catch {
            throw HTTPServerError(code: .certificate, message: error.description)
        }
    }

    // MARK: Sockets

    /// One socket for each loop; the kernel spreads connections over them.
    private static func open(
        _ listener: HTTPServerConfiguration.Listener, loops: Int, backlog: Int
    ) throws(HTTPServerError) -> ([Int32], BoundAddress) {
        switch listener.address {
        case .unix(let path):
            // The kernel does not spread these: the first loop takes them all.
            let socket = unsafe cmachine_listen_unix(path, Int32(clamping: backlog))
            guard socket >= 0 else {
                throw HTTPServerError(code: .listen, message: "\(MachineError("listen on \(path)", result: socket))")
            }
            return ([socket], BoundAddress(host: path, port: 0, isSecure: listener.tls != nil))
        case .tcp(let host, let port):
            guard let address = NetworkAddress(host), (0...65_535).contains(port) else {
                throw HTTPServerError(
                    code: .configuration, message: "\(host):\(port) is no numeric address with a port")
            }
            // Shared ports would let a second server of the same user in, to take half of the requests in silence: that
            // the port is free is found out by a socket that does not share.
            if loops > 1, port != 0 {
                let probe = listen(address, port: port, backlog: 1, isShared: false)
                guard probe >= 0 else {
                    throw HTTPServerError(
                        code: .listen, message: "\(MachineError("listen on \(host):\(port)", result: probe))")
                }
                close(probe)
            }
            var sockets: [Int32] = []
            var bound = port
            for _ in 0..<loops {
                let socket = listen(address, port: bound, backlog: backlog, isShared: loops > 1)
                guard socket >= 0 else {
                    for opened in sockets { close(opened) }
                    throw HTTPServerError(
                        code: .listen, message: "\(MachineError("listen on \(host):\(port)", result: socket))")
                }
                sockets.append(socket)
                bound = Self.port(of: socket)
            }
            return (sockets, BoundAddress(host: host, port: bound, isSecure: listener.tls != nil))
        }
    }

    private static func listen(
        _ address: NetworkAddress, port: Int, backlog: Int, isShared: Bool
    ) -> Int32 {
        let bigEndianPort = in_port_t(truncatingIfNeeded: port).bigEndian
        func bind<Place>(_ place: inout Place) -> Int32 {
            unsafe withUnsafePointer(to: &place) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { base in
                    unsafe cmachine_listen_tcp(
                        base, socklen_t(MemoryLayout<Place>.size), Int32(clamping: backlog), isShared ? 1 : 0,
                        address == .unspecified ? 0 : 1)
                }
            }
        }
        if address.isVersion4 {
            var place = sockaddr_in()
            place.sin_family = sa_family_t(AF_INET)
            place.sin_port = bigEndianPort
            place.sin_addr.s_addr = UInt32(truncatingIfNeeded: address.low).bigEndian
            return bind(&place)
        }
        var place = sockaddr_in6()
        place.sin6_family = sa_family_t(AF_INET6)
        place.sin6_port = bigEndianPort
        unsafe withUnsafeMutableBytes(of: &place.sin6_addr) { bytes in
            unsafe bytes.storeBytes(of: address.high.bigEndian, as: UInt64.self)
            unsafe bytes.storeBytes(of: address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return bind(&place)
    }

    private static func port(of socket: Int32) -> Int {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { base in
                unsafe getsockname(socket, base, &length)
            }
        }
        guard result == 0 else { return 0 }
        // The port stands at the same place in both families.
        return unsafe withUnsafeBytes(of: storage) { unsafe Int($0[2]) << 8 | Int($0[3]) }
    }
}
