internal import CB2A
internal import Cards
internal import Glibc
internal import ISO8583
internal import Machine
internal import TerminalHost

/// Terminals on one thread, with plain sockets: each has a connection of its own and one payment under way.
///
/// What they send is made before the clock starts and what they got is read after it has stopped, so that they take
/// little of the machine on which the host is measured; the thread's own share of a core is told.
final class TerminalLoad: @unchecked Sendable {
    // Unchecked: made by the measuring task and then used on the load's own thread, one call after another.
    struct Figures: Sendable {
        var perSecond: Double
        /// From when a payment was due until its answer was there; sorted.
        var milliseconds: [Double]
        /// The processor time of the load's own thread, and what that is of one core.
        var ownSeconds: Double
        var ownShare: Double

        func percentile(_ part: Double) -> Double {
            milliseconds[min(milliseconds.count - 1, Int(Double(milliseconds.count) * part))]
        }
    }

    private struct Terminal {
        let socket: Int32
        var decoder = FrameDecoder(TerminalService.framing)
        var payment: Int?
    }

    private var terminals: [Terminal] = []
    private var lastTrace: UInt32 = 0

    init(count: Int, port: UInt16) {
        for _ in 0..<count {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            let connected = unsafe withUnsafePointer(to: &address) { place in
                unsafe place.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard connected == 0 else { fatalError("a terminal cannot connect: error \(errno)") }
            var one: Int32 = 1
            unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(4))
            terminals.append(Terminal(socket: descriptor))
        }
    }

    func close() {
        for terminal in terminals { Glibc.close(terminal.socket) }
    }

    /// Makes so many payments: as fast as answers come, or so many a second, due at even distances whether or not
    /// earlier ones have their answers. One that is not approved ends the measurement.
    func pay(_ count: Int, perSecond rate: Double? = nil) -> Figures {
        let (requests, traces) = requests(count)
        var answers: [[UInt8]?] = Array(repeating: nil, count: count)
        var due = [Int64](repeating: 0, count: count)
        var times = [Double](repeating: 0, count: count)
        var free = Array(terminals.indices.reversed())
        let sockets = DescriptorSet(terminals.map(\.socket))
        var (sent, answered) = (0, 0)
        let processor = Self.processorSeconds()
        let start = SystemClock.monotonicMicroseconds()
        if let rate { for payment in 0..<count { due[payment] = start + Int64(Double(payment) * 1e6 / rate) } }
        var now = start
        while answered < count {
            while sent < count, rate == nil || due[sent] <= now, let terminal = free.popLast() {
                if rate == nil { due[sent] = now }
                terminals[terminal].payment = sent
                send(requests[sent], on: terminals[terminal].socket)
                sent += 1
            }
            var wait = 30_000_000
            if rate != nil, sent < count, !free.isEmpty { wait = Int(max(0, due[sent] - now)) }
            let ready = sockets.readable(within: wait)
            guard ready != nil || wait < 30_000_000 else { fatalError("no answer within 30 s") }
            now = SystemClock.monotonicMicroseconds()
            for index in terminals.indices where ready?.contains(terminals[index].socket) ?? false {
                guard let answer = receive(index), let payment = terminals[index].payment else { continue }
                answers[payment] = answer
                times[payment] = Double(now - due[payment]) / 1_000
                terminals[index].payment = nil
                free.insert(index, at: 0)
                answered += 1
            }
        }
        let took = Double(now - start) / 1e6
        let own = Self.processorSeconds() - processor
        for (answer, trace) in zip(answers, traces) { check(answer, trace) }
        return Figures(
            perSecond: Double(count) / took, milliseconds: times.sorted(), ownSeconds: own, ownShare: own / took)
    }

    private func requests(_ count: Int) -> (frames: [[UInt8]], traces: [String]) {
        guard let card = try? CardNumber("4111111111111111"), let time = MessageTime("1121120000") else {
            fatalError("no request can be made")
        }
        var frames: [[UInt8]] = []
        var traces: [String] = []
        for _ in 0..<count {
            lastTrace += 1
            let request = AuthorisationRequest(
                card: card, expiry: "2912", amount: 1_000, trace: TraceNumber(lastTrace), sent: time, local: time,
                category: "5411", entryMode: "051",
                acceptor: Acceptor(
                    acquirer: "12345", terminal: "TERM\(1_000 + Int(lastTrace) % terminals.count)", contract: "SHOP"))
            guard let frame = try? CB2ALink.style.frame(.authorisationRequest(request)) else {
                fatalError("no request can be written")
            }
            frames.append(frame)
            traces.append(String(String(1_000_000 + lastTrace).dropFirst()))
        }
        return (frames, traces)
    }

    private func check(_ answer: [UInt8]?, _ trace: String) {
        guard let answer, let message = try? CB2ALink.style.profile.decode(answer), message.type == "0110",
            message.text(11) == trace, message.text(39) == "00"
        else { fatalError("an authorisation was not approved") }
    }

    private func send(_ bytes: [UInt8], on socket: Int32) {
        // A frame is far smaller than a socket's buffer, in which nothing waits.
        let sent = unsafe bytes.withUnsafeBytes { unsafe Glibc.send(socket, $0.baseAddress, $0.count, 0) }
        guard sent == bytes.count else { fatalError("a request was not sent: error \(errno)") }
    }

    private func receive(_ index: Int) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 2_048)
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe recv(terminals[index].socket, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT))
        }
        guard count > 0 else { fatalError("the host has closed a terminal's connection") }
        try? terminals[index].decoder.append(buffer.span.extracting(0..<count))
        guard case .frame(let frame)? = try? terminals[index].decoder.next() else { return nil }
        return frame.message
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// Which of a few descriptors can be read, waited for by microseconds: `poll` counts in milliseconds.
private struct DescriptorSet {
    private var bits = fd_set()
    private var most: Int32 = 0

    init(_ descriptors: [Int32]) {
        for descriptor in descriptors {
            precondition(descriptor < 1_024, "pselect takes descriptors below 1,024")
            unsafe withUnsafeMutableBytes(of: &bits) { unsafe $0[Int(descriptor) / 8] |= 1 << (descriptor % 8) }
            most = max(most, descriptor)
        }
    }

    func contains(_ descriptor: Int32) -> Bool {
        unsafe withUnsafeBytes(of: bits) { unsafe $0[Int(descriptor) / 8] & 1 << (descriptor % 8) != 0 }
    }

    /// Nil when none can be read in time.
    func readable(within microseconds: Int) -> DescriptorSet? {
        var ready = self
        var time = timespec(tv_sec: microseconds / 1_000_000, tv_nsec: microseconds % 1_000_000 * 1_000)
        return unsafe pselect(most + 1, &ready.bits, nil, nil, &time, nil) > 0 ? ready : nil
    }
}
