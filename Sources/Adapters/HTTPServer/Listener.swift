internal import CMachine
internal import Glibc
internal import Machine
internal import Network

/// A listening socket of one loop.
final class Listener: EventHandling, @unchecked Sendable {
    // Unchecked: made by the starting thread, then handed to its loop's thread, which alone touches it.
    private static let acceptsPerTurn = 256

    /// Which of the configured listeners it belongs to.
    let number: Int
    let expectsProxyHeader: Bool
    var tls: TLSContext?
    private let socket: Int32
    private let path: String?
    private var registration: EventRegistration?
    private weak var loop: ServerLoop?
    /// How long accepting stops when the process has no descriptor, not even one to refuse a connection with.
    private static let pauseMicroseconds: Int64 = 100_000
    private var pause: TimerToken?
    private var isClosed = false
    /// Given up to accept and refuse a connection when the process has no descriptor left.
    private var reserve: Int32

    init(socket: Int32, number: Int, tls: TLSContext?, expectsProxyHeader: Bool, path: String?) {
        self.socket = socket
        self.number = number
        self.tls = tls
        self.expectsProxyHeader = expectsProxyHeader
        self.path = path
        reserve = cmachine_eventfd()
    }

    func watch(on loop: ServerLoop) throws(MachineError) {
        self.loop = loop
        registration = try loop.events.register(socket, for: .readable, handler: self)
    }

    func ready(_ events: EventSet, _ registration: EventRegistration) {
        accept(most: Self.acceptsPerTurn)
    }

    /// Takes what is in the queue, so that nobody who got in is reset, and closes.
    func close() {
        isClosed = true
        accept(most: .max)
        if let pause { loop?.events.cancelTimer(pause) }
        pause = nil
        if let registration { loop?.events.deregister(registration, isClosing: true) }
        registration = nil
        Glibc.close(socket)
        if reserve >= 0 { Glibc.close(reserve) }
        if let path { unsafe unlink(path) }
    }

    private func accept(most: Int) {
        guard let loop else { return }
        var address = sockaddr_storage()
        var length = socklen_t(0)
        for _ in 0..<most {
            let accepted = unsafe cmachine_accept(socket, &address, &length)
            switch -accepted {
            case ...0: loop.adopt(accepted, from: Self.address(address), listener: self)
            case SocketError.connectionAborted, EINTR: continue
            case SocketError.processDescriptors, SocketError.systemDescriptors:
                switch refuseOne() {
                case .refused: loop.noteRefusedForDescriptors()
                case .nobodyWaits: return
                case .noDescriptor: return pauseAccepting(loop)
                }
            default: return
            }
        }
    }

    /// The socket stays readable for as long as somebody waits: watching it on would be asking without end.
    private func pauseAccepting(_ loop: ServerLoop) {
        guard !isClosed, pause == nil else { return }
        if let registration { loop.events.deregister(registration) }
        registration = nil
        pause = loop.events.setTimer(afterMicroseconds: Self.pauseMicroseconds) { [weak self, weak loop] in
            guard let self, let loop else { return }
            pause = nil
            resumeAccepting(loop)
        }
    }

    private func resumeAccepting(_ loop: ServerLoop) {
        if reserve < 0 { reserve = cmachine_eventfd() }
        registration = try? loop.events.register(socket, for: .readable, handler: self)
        if registration == nil { pauseAccepting(loop) }
    }

    private enum Refusing {
        case refused
        case nobodyWaits
        case noDescriptor
    }

    private func refuseOne() -> Refusing {
        if reserve < 0 { reserve = cmachine_eventfd() }
        guard reserve >= 0 else { return .noDescriptor }
        Glibc.close(reserve)
        var address = sockaddr_storage()
        var length = socklen_t(0)
        let accepted = unsafe cmachine_accept(socket, &address, &length)
        if accepted >= 0 { Glibc.close(accepted) }
        reserve = cmachine_eventfd()
        return switch -accepted {
        case ...0: .refused
        // Somebody else took the descriptor in between.
        case SocketError.processDescriptors, SocketError.systemDescriptors: .noDescriptor
        default: .nobodyWaits
        }
    }

    private static func address(_ storage: sockaddr_storage) -> NetworkAddress {
        unsafe withUnsafeBytes(of: storage) { bytes in
            switch Int32(storage.ss_family) {
            case AF_INET:
                let address = unsafe bytes.loadUnaligned(as: sockaddr_in.self)
                return NetworkAddress(version4: UInt32(bigEndian: address.sin_addr.s_addr))
            case AF_INET6:
                let high = unsafe bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                let low = unsafe bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
                return NetworkAddress(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
            default: return .none
            }
        }
    }
}
