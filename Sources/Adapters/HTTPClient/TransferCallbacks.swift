internal import CCurl
internal import HTTP
internal import Machine
internal import Network

/// What libcurl and OpenSSL call while a transfer is under way. The context is always the transfer: the client holds
/// it until its easy handle is out of the multi handle, and no callback comes after that.
enum TransferCallbacks {
    static let body: ccurl_data_callback = { bytes, one, count, context in
        guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
        let total = one * count
        let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: total)
        return unsafe transfer(context).take(body: piece) ? total : 0
    }

    static let headLine: ccurl_data_callback = { bytes, one, count, context in
        guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
        let total = one * count
        let line = unsafe UnsafeRawBufferPointer(start: bytes, count: total)
        return unsafe transfer(context).take(headLine: line) ? total : 0
    }

    /// Every socket to a peer is opened here, with the very address that will be connected to: a name that resolves
    /// differently a moment later cannot pass.
    static let openSocket: curl_opensocket_callback = { context, purpose, address in
        guard let context = unsafe context, let address = unsafe address else { return CURL_SOCKET_BAD }
        let transfer = unsafe transfer(context)
        guard transfer.mayConnect(to: unsafe networkAddress(address)) else { return CURL_SOCKET_BAD }
        let socket = unsafe ccurl_socket(address)
        if socket >= 0 { transfer.openedSockets += 1 }
        return socket
    }

    /// Gives a connection the shared certificates. Without renegotiation certificates are verified during a
    /// handshake alone, so the transfer outlives every call of `verification`.
    static let tlsContext: curl_ssl_ctx_callback = { _, context, observer in
        guard let context = unsafe context, let observer = unsafe observer else { return CURLE_ABORTED_BY_CALLBACK }
        let session = OpaquePointer(context)
        let transfer = unsafe transfer(observer)
        guard let trust = transfer.trust else { return CURLE_SSL_CACERT_BADFILE }
        transfer.handshakeMicroseconds = SystemClock.monotonicMicroseconds()
        unsafe trust.use(in: session)
        unsafe ccurl_tls_refuse_renegotiation(session)
        if transfer.request.policy.wantsTLSFacts {
            unsafe ccurl_tls_set_observer(session, observer, verification)
        }
        return CURLE_OK
    }

    /// Looks on: the verdict stays OpenSSL's. What a refused peer showed is known only here.
    private static let verification: @convention(c) (Int32, OpaquePointer?) -> Int32 = { verdict, verification in
        guard let verification = unsafe verification, let observer = unsafe ccurl_tls_observer(verification) else {
            return verdict
        }
        let transfer = unsafe transfer(observer)
        if transfer.tls == nil { transfer.tls = unsafe TLSFactsReader.facts(ofVerification: verification) }
        return verdict
    }

    private static func transfer(_ context: UnsafeMutableRawPointer) -> Transfer {
        unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    private static func networkAddress(_ address: UnsafePointer<curl_sockaddr>) -> NetworkAddress? {
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 16) { area, count in
            guard let start = area.baseAddress else { return }
            count = unsafe ccurl_address_bytes(address, start)
        }
        return NetworkAddress(bytes: bytes)
    }
}
