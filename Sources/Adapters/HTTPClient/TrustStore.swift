internal import CCurl
internal import HTTP
internal import Synchronization

/// Certificates to trust, read once and shared by every handshake. Reading the machine's bundle costs about 19 ms of
/// processor time; libcurl would do that for each connection as soon as a certificate directory is configured, which
/// is Debian's default.
@safe final class TrustStore: @unchecked Sendable {
    // Unchecked: the store is filled by `init`, never changed after, and OpenSSL counts its references atomically and
    // locks its lookups. Safe: `init` owns one reference and `deinit` gives it back.
    private let store: OpaquePointer
    let number: UInt64

    /// The bundle's file, own certificates in PEM, or both.
    init(number: UInt64, bundle: String?, pem: [UInt8]?) throws(FetchError) {
        guard let made = unsafe X509_STORE_new() else { throw FetchError(.resourceLimit, "out of memory") }
        self.number = number
        unsafe store = made
        // A certificate that was given as trusted ends a chain, even when it is no root.
        unsafe X509_STORE_set_flags(made, UInt(X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN))
        defer { ERR_clear_error() }
        if let bundle, unsafe X509_STORE_load_file(made, bundle) != 1 {
            throw FetchError(.tlsFailed(.trustUnusable), "the machine's certificate bundle \(bundle) cannot be read")
        }
        if let pem, unsafe Self.add(pem, to: made) == 0 {
            throw FetchError(.tlsFailed(.trustUnusable), "the certificates to trust are not PEM")
        }
    }

    deinit { unsafe X509_STORE_free(store) }

    func use(in context: OpaquePointer) {
        unsafe SSL_CTX_set1_cert_store(context, store)
    }

    private static func add(_ pem: [UInt8], to store: OpaquePointer) -> Int {
        let source = unsafe pem.withUnsafeBytes { area in
            unsafe BIO_new_mem_buf(area.baseAddress, Int32(clamping: area.count)).map {
                memory -> (OpaquePointer, Int) in
                var count = 0
                while let certificate = unsafe PEM_read_bio_X509(memory, nil, nil, nil) {
                    if unsafe X509_STORE_add_cert(store, certificate) == 1 { count += 1 }
                    unsafe X509_free(certificate)
                }
                return unsafe (memory, count)
            }
        }
        guard let (memory, count) = unsafe source else { return 0 }
        unsafe BIO_free(memory)
        return count
    }
}

/// The stores in use, by what they trust; the least recently used one is forgotten when there are too many.
final class TrustStores: Sendable {
    private struct State {
        var stores: [FetchPolicy.Trust: (store: TrustStore, used: UInt64)] = [:]
        var clock: UInt64 = 0
    }

    private let bundle: String
    private let capacity: Int
    private let state = Mutex(State())

    init(bundle: String, capacity: Int) {
        self.bundle = bundle
        self.capacity = capacity
    }

    func store(for trust: FetchPolicy.Trust) throws(FetchError) -> TrustStore {
        let (known, number) = state.withLock { state -> (TrustStore?, UInt64) in
            state.clock += 1
            state.stores[trust]?.used = state.clock
            return (state.stores[trust]?.store, state.clock)
        }
        if let known { return known }
        // Two callers may read the same file at once; that is cheaper than making all others wait.
        let made: TrustStore
        switch trust {
        case .system: made = try TrustStore(number: number, bundle: bundle, pem: nil)
        case .only(let pem): made = try TrustStore(number: number, bundle: nil, pem: pem)
        case .systemAnd(let pem): made = try TrustStore(number: number, bundle: bundle, pem: pem)
        }
        return state.withLock { state in
            if let (earlier, _) = state.stores[trust] { return earlier }
            if state.stores.count >= capacity, let oldest = state.stores.min(by: { $0.value.used < $1.value.used }) {
                state.stores[oldest.key] = nil
            }
            state.stores[trust] = (made, state.clock)
            return made
        }
    }

    /// Has files read again when they are needed next.
    func forget() {
        state.withLock { $0.stores = [:] }
    }
}
