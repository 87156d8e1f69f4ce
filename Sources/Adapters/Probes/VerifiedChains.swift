internal import COpenSSL
internal import Machine
internal import Synchronization

/// Chains that were verified lately under one trust, by their bytes: a server that is asked each second shows the same ones, and to
/// verify them again costs as much as a fifth of a handshake. What depends on the time and on the name is judged apart, each time.
final class VerifiedChains: Sendable {
    private struct Entry {
        let digest: [UInt8]
        let until: Int64
        let chain: VerifiedChain
    }

    private static let most = 64
    private static let microseconds: Int64 = 60_000_000
    private let entries = Mutex<[Entry]>([])

    /// Has the context ask here first. This object must outlive all of its connections.
    @unsafe func serve(_ context: OpaquePointer) {
        unsafe SSL_CTX_set_cert_verify_callback(
            context,
            { run, memory in
                guard let run = unsafe run, let memory = unsafe memory else { return 0 }
                return unsafe Unmanaged<VerifiedChains>.fromOpaque(memory).takeUnretainedValue().verify(run)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    @unsafe private func verify(_ run: OpaquePointer) -> Int32 {
        var digest = [UInt8](repeating: 0, count: 32)
        guard unsafe copenssl_chain_digest(run, &digest) == 1 else { return unsafe X509_verify_cert(run) }
        let now = SystemClock.monotonicMicroseconds()
        let known = entries.withLock { $0.first { $0.until > now && $0.digest == digest }?.chain }
        if let known, unsafe known.end(run) { return 1 }
        let result = unsafe X509_verify_cert(run)
        guard result == 1, let chain = unsafe VerifiedChain(run) else { return result }
        entries.withLock { entries in
            entries.removeAll { $0.until <= now }
            if entries.count >= Self.most { entries.removeFirst() }
            entries.append(Entry(digest: digest, until: now + Self.microseconds, chain: chain))
        }
        return result
    }
}

/// From a server's certificate to the authority's that is trusted.
@safe private final class VerifiedChain: @unchecked Sendable {
    // Unchecked and safe: the stack never changes, and is freed by `deinit` alone; OpenSSL counts references to certificates.
    private let stack: OpaquePointer

    /// Of a verification that ended well; nil of any other.
    @unsafe init?(_ run: OpaquePointer) {
        guard unsafe X509_STORE_CTX_get_error(run) == X509_V_OK, let stack = unsafe X509_STORE_CTX_get1_chain(run)
        else { return nil }
        unsafe self.stack = stack
    }

    deinit { unsafe copenssl_free_chain(stack) }

    /// Has a verification end as this one did.
    @unsafe func end(_ run: OpaquePointer) -> Bool { unsafe copenssl_use_chain(run, stack) == 1 }
}
