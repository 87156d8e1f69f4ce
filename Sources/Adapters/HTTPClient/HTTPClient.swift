// HTTPClient: HTTP through libcurl's multi interface on the event loop.
// Start reading here; a fetch's way is in `ClientCore.swift`. May import: Engine's ports, Core, Machine, CCurl.
internal import CCurl
package import HTTP
package import Machine
internal import Synchronization

/// Bounds of one client. Per fetch there is `FetchPolicy`.
package struct HTTPClientConfiguration: Sendable, Hashable {
    package var userAgent = "Vigie"
    /// The machine's trusted certificates, as Debian's `ca-certificates` writes them.
    package var certificateBundle = "/etc/ssl/certs/ca-certificates.crt"
    package var maximumTransfers = 4_000
    package var maximumTransfersPerHost = 1_000
    package var maximumWaiting = 20_000
    /// Each name lookup takes a thread of libcurl for its time.
    package var maximumLookups = 64
    /// Groups of kept connections: one for each combination of trust, client certificate, address rule and HTTP/2.
    package var maximumLanes = 64
    /// Kept open in each lane.
    package var idleConnections = 128
    package var idleConnectionSeconds = 60
    package var spareHandles = 512
    /// Sets of trusted certificates that are kept read.
    package var trustStores = 32

    package init() {}
}

package struct HTTPClientLoad: Sendable, Hashable {
    package let running: Int
    package let waiting: Int
    package let lookups: Int
    package let lanes: Int
}

/// Fetches on one event loop. Close it before the loop stops.
package final class HTTPClient: HTTPFetching, @unchecked Sendable {
    // Unchecked: `core` is touched on the loop's thread alone; everything else is constant or guards itself.
    private let loop: EventLoop
    private let core: ClientCore
    private let stores: TrustStores
    private let lastID = Atomic<UInt64>(0)

    /// libcurl's process-wide state, made once; its initialisation is not to be done twice at the same time.
    private static let isLibraryReady: Bool = ccurl_global_init() == CURLE_OK

    package init(
        loop: EventLoop, configuration: HTTPClientConfiguration = HTTPClientConfiguration()
    ) throws(FetchError) {
        guard Self.isLibraryReady else { throw FetchError(.resourceLimit, "libcurl could not be started") }
        self.loop = loop
        stores = TrustStores(bundle: configuration.certificateBundle, capacity: configuration.trustStores)
        core = ClientCore(loop: loop, configuration: configuration, stores: stores)
    }

    deinit {
        // Guarded by the loop's thread, which is the last to hold it.
        nonisolated(unsafe) let core = core
        loop.execute { unsafe core.close() }
    }

    package func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        let started = SystemClock.monotonicMicroseconds()
        try request.validate()
        // Read here when it was not read before: the loop serves others meanwhile.
        if request.url.scheme == .https { _ = try stores.store(for: request.policy.trust) }
        let id = lastID.add(1, ordering: .relaxed).newValue
        let flag = CancelFlag()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { (waiter: CheckedContinuation<Ticket.Outcome, Never>) in
                let ticket = Ticket(id: id, waiter: waiter)
                loop.execute { [self] in core.begin(ticket, request, startedMicroseconds: started, flag) }
            }
        } onCancel: {
            flag.set()
            loop.execute { [self] in core.cancel(id) }
        }
        return try outcome.get()
    }

    /// What is under way; nil when the loop has stopped.
    package func load() async -> HTTPClientLoad? {
        await loop.run { [self] in core.load }
    }

    /// Has the machine's certificate bundle read again for the next handshakes.
    package func reloadTrust() {
        stores.forget()
    }

    /// Ends every transfer with `cancelled` and closes every connection.
    package func close() async {
        _ = await loop.run { [self] in core.close() }
    }
}
