internal import CCurl
internal import HTTP
internal import Network

/// Turns one hop of a transfer into options of its easy handle.
@safe struct TransferOptions {
    // Safe: the handle is a live easy handle that belongs to the transfer, for as long as this value is used.
    private let easy: UnsafeMutableRawPointer
    private var refused: CURLoption?

    /// `now` is the loop's monotonic clock.
    static func prepare(_ transfer: Transfer, configuration: HTTPClientConfiguration, now: Int64) throws(FetchError) {
        guard let easy = unsafe transfer.easy else { throw FetchError(.resourceLimit, "out of memory") }
        var options = unsafe TransferOptions(easy: easy)
        options.setIsolation()
        options.setCallbacks(transfer)
        options.setRequest(transfer, configuration)
        options.setConnection(transfer.request, configuration)
        options.setLimits(transfer.request.policy, leftMilliseconds: (transfer.deadlineMicroseconds - now) / 1_000)
        if transfer.request.url.scheme == .https { options.setTLS(transfer) }
        if let refused = options.refused {
            throw FetchError(.resourceLimit, "libcurl refused option \(refused.rawValue)")
        }
    }

    private init(easy: UnsafeMutableRawPointer) {
        unsafe self.easy = easy
        refused = nil
    }

    /// Nothing of the environment, of files in a home directory or of other protocols gets a say.
    private mutating func setIsolation() {
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROXY, "")
        set(CURLOPT_NOPROXY, "*")
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_PATH_AS_IS, 1)
        // Without it, ending a transfer in the middle of a name lookup would block the loop until the lookup ends.
        set(CURLOPT_QUICK_EXIT, 1)
    }

    private mutating func setCallbacks(_ transfer: Transfer) {
        let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
        unsafe set(CURLOPT_PRIVATE, context)
        unsafe set(CURLOPT_WRITEDATA, context)
        unsafe set(CURLOPT_HEADERDATA, context)
        unsafe set(CURLOPT_OPENSOCKETDATA, context)
        unsafe set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(transfer.errorText))
        unsafe note(
            CURLOPT_WRITEFUNCTION, ccurl_set_data_callback(easy, CURLOPT_WRITEFUNCTION, TransferCallbacks.body))
        unsafe note(
            CURLOPT_HEADERFUNCTION, ccurl_set_data_callback(easy, CURLOPT_HEADERFUNCTION, TransferCallbacks.headLine))
        unsafe note(CURLOPT_OPENSOCKETFUNCTION, ccurl_set_open_socket(easy, TransferCallbacks.openSocket))
    }

    private mutating func setRequest(_ transfer: Transfer, _ configuration: HTTPClientConfiguration) {
        let request = transfer.request
        set(CURLOPT_URL, request.url.text)
        set(CURLOPT_USERAGENT, configuration.userAgent)
        switch request.method {
        case .get: set(CURLOPT_HTTPGET, 1)
        case .head: set(CURLOPT_NOBODY, 1)
        default:
            if !request.body.isEmpty || [.post, .put, .patch].contains(request.method) {
                set(CURLOPT_POST, 1)
                setOffset(CURLOPT_POSTFIELDSIZE_LARGE, Int64(request.body.count))
                let code = unsafe request.body.withUnsafeBytes { area in
                    // Null would mean that a callback delivers the body.
                    unsafe ccurl_set_text(
                        easy, CURLOPT_COPYPOSTFIELDS, area.baseAddress?.assumingMemoryBound(to: CChar.self) ?? empty)
                }
                note(CURLOPT_COPYPOSTFIELDS, code)
            }
            set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
        unsafe transfer.fields = list(fieldLines(request))
        unsafe note(CURLOPT_HTTPHEADER, ccurl_set_list(easy, CURLOPT_HTTPHEADER, transfer.fields))
        let encodings = request.policy.acceptedEncodings.map(\.rawValue).joined(separator: ", ")
        if !encodings.isEmpty { set(CURLOPT_ACCEPT_ENCODING, encodings) }
        if let chosen = request.policy.chosenAddress {
            let address = chosen.address.isVersion4 ? "\(chosen.address)" : "[\(chosen.address)]"
            unsafe transfer.destination = list(["::\(address):\(chosen.port.map(String.init) ?? "")"])
            unsafe note(CURLOPT_CONNECT_TO, ccurl_set_list(easy, CURLOPT_CONNECT_TO, transfer.destination))
        }
    }

    private var empty: UnsafePointer<CChar> { unsafe Self.emptyText }
    /// A constant of the program's text.
    nonisolated(unsafe) private static let emptyText: UnsafePointer<CChar> = {
        let text: StaticString = ""
        return unsafe UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
    }()

    /// What the caller gave; libcurl's own Expect and form type are taken out.
    private func fieldLines(_ request: FetchRequest) -> [String] {
        var lines = request.headers.fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        if let host = request.policy.namedHost { lines.append("Host: \(host)") }
        lines.append("Expect:")
        if request.headers["Content-Type"] == nil { lines.append("Content-Type:") }
        if request.policy.wantsTrailers, request.policy.allowsHTTP2 { lines.append("TE: trailers") }
        return lines
    }

    private mutating func setConnection(_ request: FetchRequest, _ configuration: HTTPClientConfiguration) {
        let isFresh = request.policy.connection == .fresh
        set(CURLOPT_BUFFERSIZE, isFresh ? 4_096 : 16_384)
        let isPlainHTTP2 = request.policy.speaksHTTP2Plainly && request.url.scheme == .http
        set(
            CURLOPT_HTTP_VERSION,
            isPlainHTTP2
                ? Int(CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE)
                : request.policy.allowsHTTP2 ? Int(CURL_HTTP_VERSION_2TLS) : Int(CURL_HTTP_VERSION_1_1))
        if isFresh {
            set(CURLOPT_FRESH_CONNECT, 1)
            set(CURLOPT_FORBID_REUSE, 1)
            set(CURLOPT_DNS_CACHE_TIMEOUT, 0)
        } else {
            set(CURLOPT_PIPEWAIT, request.policy.allowsHTTP2 ? 1 : 0)
            set(CURLOPT_MAXAGE_CONN, configuration.idleConnectionSeconds)
            set(CURLOPT_TCP_KEEPALIVE, 1)
        }
    }

    private mutating func setLimits(_ policy: FetchPolicy, leftMilliseconds: Int64) {
        // Zero would mean no limit.
        let left = Int(max(1, leftMilliseconds))
        set(CURLOPT_TIMEOUT_MS, left)
        set(CURLOPT_CONNECTTIMEOUT_MS, min(policy.connectMilliseconds, left))
        if policy.minimumBytesPerSecond > 0, policy.minimumSpeedSeconds > 0 {
            set(CURLOPT_LOW_SPEED_LIMIT, policy.minimumBytesPerSecond)
            set(CURLOPT_LOW_SPEED_TIME, policy.minimumSpeedSeconds)
        }
        // Ends a transfer whose length is announced before its body comes; the callback counts what really comes.
        setOffset(CURLOPT_MAXFILESIZE_LARGE, Int64(max(1, policy.bodyBytes)))
    }

    private mutating func setTLS(_ transfer: Transfer) {
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        // Certificates come from the shared store alone. A certificate directory, which Debian compiles in, would
        // make libcurl read the whole bundle again for each connection.
        unsafe note(CURLOPT_CAPATH, ccurl_set_text(easy, CURLOPT_CAPATH, nil))
        unsafe note(CURLOPT_CAINFO, ccurl_set_text(easy, CURLOPT_CAINFO, nil))
        // libcurl 7.87 and later set their certificates up after the callback ran: with their cache on, they would take
        // our store for theirs and put it under every later handshake of the lane, whatever that one trusts.
        set(CURLOPT_CA_CACHE_TIMEOUT, 0)
        unsafe note(CURLOPT_SSL_CTX_FUNCTION, ccurl_set_tls_context(easy, TransferCallbacks.tlsContext))
        unsafe set(CURLOPT_SSL_CTX_DATA, Unmanaged.passUnretained(transfer).toOpaque())
        // Sessions live in the easy handle, which serves other policies later; one that was resumed skips checks.
        set(CURLOPT_SSL_SESSIONID_CACHE, 0)
        if let identity = transfer.request.policy.clientIdentity {
            set(CURLOPT_SSLCERTTYPE, "PEM")
            set(CURLOPT_SSLKEYTYPE, "PEM")
            setBlob(CURLOPT_SSLCERT_BLOB, identity.certificatePEM)
            setBlob(CURLOPT_SSLKEY_BLOB, identity.keyPEM)
        }
    }

    // MARK: Typed setters

    private mutating func set(_ option: CURLoption, _ value: Int) {
        unsafe note(option, ccurl_set_long(easy, option, value))
    }

    private mutating func setOffset(_ option: CURLoption, _ value: Int64) {
        unsafe note(option, ccurl_set_offset(easy, option, value))
    }

    private mutating func set(_ option: CURLoption, _ text: String) {
        unsafe note(option, ccurl_set_text(easy, option, text))
    }

    private mutating func set(_ option: CURLoption, _ pointer: UnsafeMutableRawPointer) {
        unsafe note(option, ccurl_set_pointer(easy, option, pointer))
    }

    private mutating func setBlob(_ option: CURLoption, _ bytes: [UInt8]) {
        let code = unsafe bytes.withUnsafeBytes { unsafe ccurl_set_blob(easy, option, $0.baseAddress, $0.count) }
        note(option, code)
    }

    private mutating func note(_ option: CURLoption, _ code: CURLcode) {
        if code != CURLE_OK, refused == nil { refused = option }
    }

    /// Nil when memory is short: the caller then sends fewer lines, which `note` cannot see, so that is checked here.
    private mutating func list(_ lines: [String]) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = unsafe curl_slist_append(list, line) else {
                if refused == nil { refused = CURLOPT_HTTPHEADER }
                break
            }
            unsafe list = longer
        }
        return unsafe list
    }
}
