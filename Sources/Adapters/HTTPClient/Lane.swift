internal import CCurl
internal import HTTP
internal import Machine

/// One multi handle on the loop: libcurl says which sockets and which timer it waits for, the loop tells when they
/// are ready. Connections are shared inside a lane and never between lanes. Lives on the loop's thread.
@safe final class Lane {
    // Safe: the multi handle is made by `init` and cleaned up by `deinit`; the lane is its callbacks' context and
    // takes them out before it goes.
    private let multi: UnsafeMutableRawPointer
    private let loop: EventLoop
    private let ended: (Transfer, CURLcode) -> Void
    private var watches: [Int32: Watch] = [:]
    private var timer: TimerToken?
    private(set) var transfers: [UInt64: Transfer] = [:]
    var lastUsed: UInt64 = 0

    /// `ended` hears of each transfer that ended by itself, when libcurl may be called again.
    init(
        loop: EventLoop, idleConnections: Int, ended: @escaping (Transfer, CURLcode) -> Void
    ) throws(FetchError) {
        guard let made = unsafe curl_multi_init() else { throw FetchError(.resourceLimit, "out of memory") }
        unsafe multi = made
        self.loop = loop
        self.ended = ended
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        let codes = unsafe [
            ccurl_multi_set_callbacks(made, Self.socketChanged, Self.timerChanged, context),
            ccurl_multi_set_long(made, CURLMOPT_MAXCONNECTS, idleConnections),
            ccurl_multi_set_long(made, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX)),
        ]
        guard codes.allSatisfy({ $0 == CURLM_OK }) else {
            throw FetchError(.resourceLimit, "libcurl refused an option of a group of transfers")
        }
    }

    deinit {
        _ = unsafe ccurl_multi_set_callbacks(multi, nil, nil, nil)
        _ = unsafe curl_multi_cleanup(multi)
    }

    func add(_ transfer: Transfer) throws(FetchError) {
        guard let easy = unsafe transfer.easy else { throw FetchError(.resourceLimit, "out of memory") }
        let code = unsafe curl_multi_add_handle(multi, easy)
        guard code == CURLM_OK else {
            throw unsafe FetchError(
                .resourceLimit, "libcurl took no further transfer: \(String(cString: curl_multi_strerror(code)))")
        }
        transfers[transfer.ticket.id] = transfer
    }

    /// Takes a transfer out, ended or not; no callback hears of it any more.
    func remove(_ transfer: Transfer) {
        guard let easy = unsafe transfer.easy, transfers.removeValue(forKey: transfer.ticket.id) != nil else { return }
        _ = unsafe curl_multi_remove_handle(multi, easy)
    }

    /// Lets go of the loop; for the lane's end.
    func close() {
        _ = unsafe ccurl_multi_set_callbacks(multi, nil, nil, nil)
        for watch in watches.values { if let registration = watch.registration { loop.deregister(registration) } }
        watches = [:]
        if let timer { loop.cancelTimer(timer) }
        timer = nil
    }

    // MARK: Between the loop and libcurl

    /// A socket that libcurl waits for.
    private final class Watch: EventHandling {
        unowned let lane: Lane
        let descriptor: Int32
        var registration: EventRegistration?

        init(lane: Lane, descriptor: Int32) {
            self.lane = lane
            self.descriptor = descriptor
        }

        func ready(_ events: EventSet, _ registration: EventRegistration) {
            var mask: Int32 = 0
            if !events.isDisjoint(with: [.readable, .peerClosed, .hangup]) { mask |= CURL_CSELECT_IN }
            if events.contains(.writable) { mask |= CURL_CSELECT_OUT }
            if events.contains(.failed) { mask |= CURL_CSELECT_ERR }
            lane.act(on: descriptor, mask)
        }
    }

    private func act(on descriptor: Int32, _ mask: Int32) {
        var running: Int32 = 0
        _ = unsafe curl_multi_socket_action(multi, descriptor, mask, &running)
        var code = CURLE_OK
        while let easy = unsafe ccurl_next_ended(multi, &code) {
            guard let context = unsafe ccurl_get_private(easy) else { continue }
            ended(unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue(), code)
        }
    }

    private static let socketChanged: curl_socket_callback = { _, descriptor, what, context, _ in
        guard let context = unsafe context else { return 0 }
        unsafe Unmanaged<Lane>.fromOpaque(context).takeUnretainedValue().watch(descriptor, what)
        return 0
    }

    private static let timerChanged: curl_multi_timer_callback = { _, milliseconds, context in
        guard let context = unsafe context else { return 0 }
        unsafe Unmanaged<Lane>.fromOpaque(context).takeUnretainedValue().setTimer(milliseconds)
        return 0
    }

    private func watch(_ descriptor: Int32, _ what: Int32) {
        if what == CURL_POLL_REMOVE {
            guard let watch = watches.removeValue(forKey: descriptor), let registration = watch.registration else {
                return
            }
            loop.deregister(registration)
            return
        }
        var interest: EventSet = []
        if what & CURL_POLL_IN != 0 { interest.insert(.readable) }
        if what & CURL_POLL_OUT != 0 { interest.insert(.writable) }
        if let registration = watches[descriptor]?.registration {
            try? loop.update(registration, for: interest)
            return
        }
        let watch = Watch(lane: self, descriptor: descriptor)
        // When the system refuses to watch the socket, the transfer ends at its time limit.
        watch.registration = try? loop.register(descriptor, for: interest, handler: watch)
        watches[descriptor] = watch
    }

    private func setTimer(_ milliseconds: Int) {
        if let timer { loop.cancelTimer(timer) }
        timer = nil
        guard milliseconds >= 0 else { return }
        timer = loop.setTimer(afterMicroseconds: Int64(milliseconds) * 1_000) { [weak self] in
            guard let self else { return }
            timer = nil
            act(on: CURL_SOCKET_TIMEOUT, 0)
        }
    }
}
