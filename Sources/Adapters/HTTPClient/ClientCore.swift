internal import CCurl
internal import HTTP
internal import Machine

/// The client's side on the loop: who waits, who runs, in which lane. Everything here is called on the loop's thread.
@safe final class ClientCore {
    // Safe: `spare` holds easy handles that belong to nobody else; each is cleaned up once, here.

    /// What must be equal for two fetches to share connections. libcurl itself compares neither the certificates
    /// given by a callback, nor which addresses were refused when a connection was made.
    private struct LaneKey: Hashable {
        var connection: FetchPolicy.Connection
        var trust: UInt64 = 0
        var identity: ClientIdentity?
        var addresses = FetchPolicy.AddressRule.publicOnly
        var allowsHTTP2 = false
    }

    private let loop: EventLoop
    private let configuration: HTTPClientConfiguration
    private let stores: TrustStores
    private var admission: AdmissionQueue
    private var transfers: [UInt64: Transfer] = [:]
    private var waits: [UInt64: TimerToken] = [:]
    private var lanes: [LaneKey: Lane] = [:]
    private var spare: [UnsafeMutableRawPointer] = unsafe []
    /// Admitted, and waiting for another name lookup to end.
    private var lookupLine: [UInt64] = []
    private var lookups = 0
    private var isLookupLineDue = false
    private var laneClock: UInt64 = 0
    private var isClosed = false
    private var isStartingWaiters = false

    init(loop: EventLoop, configuration: HTTPClientConfiguration, stores: TrustStores) {
        self.loop = loop
        self.configuration = configuration
        self.stores = stores
        admission = AdmissionQueue(
            limits: AdmissionQueue.Limits(
                running: configuration.maximumTransfers, perHost: configuration.maximumTransfersPerHost,
                waiting: configuration.maximumWaiting))
    }

    deinit { dropSpare() }

    var load: HTTPClientLoad {
        HTTPClientLoad(
            running: admission.running, waiting: admission.waiting, lookups: lookups, lanes: lanes.count)
    }

    func begin(_ ticket: Ticket, _ request: FetchRequest, startedMicroseconds: Int64, _ flag: CancelFlag) {
        guard !isClosed else { return ticket.answer(.failure(FetchError(.cancelled, "the client is closed"))) }
        guard !flag.isSet else { return ticket.answer(.failure(Self.cancelled(request))) }
        let transfer = Transfer(ticket: ticket, request: request, startedMicroseconds: startedMicroseconds)
        let id = ticket.id
        switch admission.submit(id, host: transfer.admittedHost) {
        case .refuse:
            let text = "\(configuration.maximumWaiting) transfers are waiting already; try again later"
            ticket.answer(.failure(FetchError(.resourceLimit, text)))
        case .wait:
            transfers[id] = transfer
            let left = transfer.deadlineMicroseconds - SystemClock.monotonicMicroseconds()
            waits[id] = loop.setTimer(afterMicroseconds: left) { [weak self] in self?.waitedTooLong(id) }
        case .start:
            transfers[id] = transfer
            start(transfer)
        }
    }

    func cancel(_ id: UInt64) {
        guard let transfer = transfers[id] else { return }
        end(transfer, .failure(Self.cancelled(transfer.request)))
    }

    /// Ends everything that is under way and closes every connection.
    func close() {
        isClosed = true
        for transfer in transfers.values {
            end(transfer, .failure(FetchError(.cancelled, "the client is closed")))
        }
        for lane in lanes.values { lane.close() }
        lanes = [:]
        dropSpare()
    }

    private func dropSpare() {
        while let easy = unsafe spare.popLast() { unsafe curl_easy_cleanup(easy) }
    }

    // MARK: A transfer's way

    private func waitedTooLong(_ id: UInt64) {
        guard let transfer = transfers[id] else { return }
        let text = "\(transfer.request.url) was too slow: the client had no free place in time"
        end(transfer, .failure(FetchError(.timedOut(.queue), text)))
    }

    private func start(_ transfer: Transfer) {
        if let wait = waits.removeValue(forKey: transfer.ticket.id) { loop.cancelTimer(wait) }
        transfer.queuedMicroseconds = SystemClock.monotonicMicroseconds() - transfer.startedMicroseconds
        beginHop(transfer)
    }

    private func beginHop(_ transfer: Transfer) {
        let needsLookup = transfer.request.url.address == nil && transfer.request.policy.chosenAddress == nil
        guard needsLookup else { return connect(transfer) }
        guard lookups < configuration.maximumLookups else {
            let id = transfer.ticket.id
            lookupLine.append(id)
            let left = transfer.deadlineMicroseconds - SystemClock.monotonicMicroseconds()
            waits[id] = loop.setTimer(afterMicroseconds: left) { [weak self] in self?.waitedTooLong(id) }
            return
        }
        lookups += 1
        transfer.isLookingUp = true
        transfer.lookupEnded = { [weak self] in self?.lookupEnded() }
        connect(transfer)
    }

    private func connect(_ transfer: Transfer) {
        do throws(FetchError) {
            transfer.beginHop(now: SystemClock.monotonicMicroseconds())
            if transfer.request.url.scheme == .https {
                transfer.trust = try stores.store(for: transfer.request.policy.trust)
            }
            let lane = try lane(for: transfer)
            guard let easy = unsafe spare.popLast() ?? curl_easy_init() else {
                throw FetchError(.resourceLimit, "out of memory")
            }
            unsafe transfer.easy = easy
            try TransferOptions.prepare(
                transfer, configuration: configuration, now: SystemClock.monotonicMicroseconds())
            try lane.add(transfer)
            transfer.lane = lane
        } catch {
            end(transfer, .failure(error))
        }
    }

    private func hopEnded(_ transfer: Transfer, _ code: CURLcode) {
        guard let easy = unsafe transfer.easy else { return }
        let now = SystemClock.monotonicMicroseconds()
        do throws(FetchError) {
            let response = try unsafe TransferOutcome(transfer, easy: easy, code: code, now: now).response()
            let next = try transfer.request.following(
                status: response.status.code, location: response.headers["Location"], after: transfer.redirects.count)
            guard let next else { return end(transfer, .success(response), isWhole: true) }
            guard now < transfer.deadlineMicroseconds else {
                throw FetchError(.timedOut(.body), "\(next.url) was too slow: redirects took all the time")
            }
            release(transfer, isWhole: true)
            transfer.redirects.append(FetchRedirect(url: transfer.request.url, status: response.status.code))
            transfer.request = next
            beginHop(transfer)
        } catch {
            var error = error
            error.redirects = transfer.redirects
            error.phases.elapsed = now - transfer.startedMicroseconds
            end(transfer, .failure(error))
        }
    }

    private func end(_ transfer: Transfer, _ outcome: Ticket.Outcome, isWhole: Bool = false) {
        let id = transfer.ticket.id
        guard transfers.removeValue(forKey: id) != nil else { return }
        let wait = waits.removeValue(forKey: id)
        if let wait { loop.cancelTimer(wait) }
        release(transfer, isWhole: isWhole)
        if let position = lookupLine.firstIndex(of: id) {
            lookupLine.remove(at: position)
            admission.ended(host: transfer.admittedHost)
        } else if wait != nil {
            admission.withdraw(id)
        } else {
            admission.ended(host: transfer.admittedHost)
        }
        transfer.ticket.answer(outcome)
        startWaiters()
    }

    /// A waiter that fails as soon as it starts comes back here: the loop that is under way goes on, without nesting.
    private func startWaiters() {
        guard !isClosed, !isStartingWaiters else { return }
        isStartingWaiters = true
        defer { isStartingWaiters = false }
        while let next = admission.next() {
            if let waiter = transfers[next] { start(waiter) }
        }
    }

    /// Takes the easy handle back. libcurl keeps the receive buffer of a transfer that did not come to its end, and at times
    /// of one over HTTP/2, in its old size, and refuses to set another: such a handle serves nobody else.
    private func release(_ transfer: Transfer, isWhole: Bool) {
        transfer.lane?.remove(transfer)
        transfer.lane = nil
        transfer.endLookup()
        guard let easy = unsafe transfer.easy else { return }
        unsafe transfer.easy = nil
        if isWhole, !transfer.request.policy.allowsHTTP2, unsafe spare.count < configuration.spareHandles {
            unsafe curl_easy_reset(easy)
            unsafe spare.append(easy)
        } else {
            unsafe curl_easy_cleanup(easy)
        }
        transfer.dropLists()
    }

    // MARK: Name lookups

    /// May be called from a callback of libcurl, which takes no new transfer there: the line moves on later.
    private func lookupEnded() {
        lookups -= 1
        guard !lookupLine.isEmpty, !isLookupLineDue else { return }
        isLookupLineDue = true
        loop.setTimer(afterMicroseconds: 0) { [weak self] in self?.moveLookupLine() }
    }

    private func moveLookupLine() {
        isLookupLineDue = false
        while lookups < configuration.maximumLookups, !lookupLine.isEmpty {
            let id = lookupLine.removeFirst()
            if let wait = waits.removeValue(forKey: id) { loop.cancelTimer(wait) }
            guard let transfer = transfers[id] else { continue }
            beginHop(transfer)
        }
    }

    // MARK: Lanes

    private func lane(for transfer: Transfer) throws(FetchError) -> Lane {
        let policy = transfer.request.policy
        var key = LaneKey(connection: policy.connection)
        if policy.connection == .keepAlive {
            key.trust = transfer.trust?.number ?? 0
            key.identity = policy.clientIdentity
            key.addresses = policy.addresses
            key.allowsHTTP2 = policy.allowsHTTP2
        }
        laneClock += 1
        if let lane = lanes[key] {
            lane.lastUsed = laneClock
            return lane
        }
        if lanes.count >= configuration.maximumLanes {
            let idle = lanes.filter { $0.value.transfers.isEmpty && $0.key.connection == .keepAlive }
            guard let oldest = idle.min(by: { $0.value.lastUsed < $1.value.lastUsed }) else {
                throw FetchError(
                    .resourceLimit, "\(configuration.maximumLanes) different trust and certificate settings are in use")
            }
            oldest.value.close()
            lanes[oldest.key] = nil
        }
        let lane = try Lane(loop: loop, idleConnections: configuration.idleConnections) { [weak self] in
            self?.hopEnded($0, $1)
        }
        lane.lastUsed = laneClock
        lanes[key] = lane
        return lane
    }

    private static func cancelled(_ request: FetchRequest) -> FetchError {
        FetchError(.cancelled, "the fetch of \(request.url) was cancelled")
    }
}
