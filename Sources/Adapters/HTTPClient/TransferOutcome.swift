internal import CCurl
internal import HTTP
internal import Network

/// Reads what became of a hop out of its easy handle. libcurl's codes become ours here and nowhere else.
@safe struct TransferOutcome {
    // Safe: the handle is the transfer's own, alive for as long as this value is used.
    private let transfer: Transfer
    private let easy: UnsafeMutableRawPointer
    private let code: CURLcode
    private let now: Int64

    init(_ transfer: Transfer, easy: UnsafeMutableRawPointer, code: CURLcode, now: Int64) {
        self.transfer = transfer
        unsafe self.easy = easy
        self.code = code
        self.now = now
    }

    func response() throws(FetchError) -> FetchResponse {
        guard code == CURLE_OK else { throw error() }
        guard transfer.status >= 200 else {
            throw failed(.protocolError, "\(transfer.request.url) did not answer in HTTP")
        }
        var response = FetchResponse(status: HTTPStatus(transfer.status), url: transfer.request.url)
        response.headers = transfer.headers
        response.trailers = transfer.trailers
        response.body = transfer.body
        response.redirects = transfer.redirects
        response.remoteAddress =
            unsafe ccurl_get_text(easy, CURLINFO_PRIMARY_IP).map { unsafe String(cString: $0) } ?? ""
        response.remotePort = unsafe ccurl_get_long(easy, CURLINFO_PRIMARY_PORT)
        response.version = version
        response.isReused = unsafe ccurl_get_long(easy, CURLINFO_NUM_CONNECTS) == 0
        response.phases = phases
        response.tls = transfer.tls
        response.bytes.requestHead = unsafe ccurl_get_long(easy, CURLINFO_REQUEST_SIZE)
        response.bytes.requestBody = unsafe Int(ccurl_get_offset(easy, CURLINFO_SIZE_UPLOAD_T))
        response.bytes.responseHead = unsafe ccurl_get_long(easy, CURLINFO_HEADER_SIZE)
        response.bytes.responseBody = unsafe Int(ccurl_get_offset(easy, CURLINFO_SIZE_DOWNLOAD_T))
        return response
    }

    private var version: HTTPVersion {
        switch unsafe ccurl_get_long(easy, CURLINFO_HTTP_VERSION) {
        case Int(CURL_HTTP_VERSION_1_0): .http1_0
        case Int(CURL_HTTP_VERSION_1_1): .http1_1
        case Int(CURL_HTTP_VERSION_2_0): .http2
        default: .other
        }
    }

    private var phases: FetchPhases {
        var phases = FetchPhases()
        phases.nameLookup = unsafe ccurl_get_offset(easy, CURLINFO_NAMELOOKUP_TIME_T)
        phases.connect = unsafe ccurl_get_offset(easy, CURLINFO_CONNECT_TIME_T)
        if phases.connect == 0, transfer.handshakeMicroseconds > 0 {
            phases.connect = max(1, transfer.handshakeMicroseconds - transfer.hopStartedMicroseconds)
        }
        phases.tls = unsafe ccurl_get_offset(easy, CURLINFO_APPCONNECT_TIME_T)
        phases.sent = unsafe ccurl_get_offset(easy, CURLINFO_PRETRANSFER_TIME_T)
        phases.firstByte = unsafe ccurl_get_offset(easy, CURLINFO_STARTTRANSFER_TIME_T)
        phases.total = unsafe ccurl_get_offset(easy, CURLINFO_TOTAL_TIME_T)
        phases.queued = transfer.queuedMicroseconds
        phases.elapsed = now - transfer.startedMicroseconds
        return phases
    }

    private func failed(_ code: FetchError.Code, _ message: String) -> FetchError {
        FetchError(code, message, phases: phases, redirects: transfer.redirects, tls: transfer.tls)
    }

    private func error() -> FetchError {
        let url = transfer.request.url
        let policy = transfer.request.policy
        switch code {
        case CURLE_WRITE_ERROR where transfer.failure == .headerTooLarge:
            return failed(.headerTooLarge, "\(url) sent more than \(policy.headerBytes) bytes of header fields")
        case CURLE_WRITE_ERROR where transfer.failure == .bodyTooLarge, CURLE_FILESIZE_EXCEEDED:
            return failed(.bodyTooLarge, "\(url) sent more than \(policy.bodyBytes) bytes of body")
        case CURLE_COULDNT_RESOLVE_HOST:
            return failed(.nameNotFound, "the name \(url.host) has no address")
        case CURLE_COULDNT_CONNECT:
            if transfer.failure == .privateAddressRefused, transfer.openedSockets == 0 {
                return failed(.privateAddressRefused, refusal(url))
            }
            return failed(.connectionRefused, "no connection to \(url.origin) could be made")
        case CURLE_OPERATION_TIMEDOUT:
            let phase = unfinishedPhase
            return failed(.timedOut(phase), "\(url) was too slow: \(Self.words(phase))")
        case CURLE_OUT_OF_MEMORY, CURLE_NO_CONNECTION_AVAILABLE, CURLE_FAILED_INIT:
            return failed(.resourceLimit, "no memory or connection was left for \(url)")
        case CURLE_URL_MALFORMAT:
            return failed(.badRequest, "\(url) cannot be fetched")
        default:
            if let failure = tlsFailure {
                return failed(.tlsFailed(failure), "TLS with \(url.origin): \(Self.words(failure))")
            }
            // libcurl's words for a code are constants; its detailed text may quote what the peer sent.
            return failed(.protocolError, "\(url): \(unsafe String(cString: curl_easy_strerror(code)))")
        }
    }

    private func refusal(_ url: FetchURL) -> String {
        guard let address = transfer.refusedAddress else { return "\(url.origin) has an address of an unknown kind" }
        return "\(url.origin) leads to \(address), which is \(address.addressClass.rawValue); "
            + "this fetch may not reach such addresses"
    }

    // MARK: Time

    private var unfinishedPhase: FetchPhase {
        let phases = phases
        if phases.firstByte > 0 { return .body }
        if phases.sent > 0 { return .firstByte }
        let isName = transfer.request.url.address == nil && transfer.request.policy.chosenAddress == nil
        if phases.nameLookup == 0, isName { return .nameLookup }
        if phases.connect == 0 { return .connect }
        if phases.tls == 0, transfer.request.url.scheme == .https { return .tls }
        return .send
    }

    private static func words(_ phase: FetchPhase) -> String {
        switch phase {
        case .queue: "the client had no free place in time"
        case .nameLookup: "the name lookup did not end in time"
        case .connect: "the connection was not accepted in time"
        case .tls: "the TLS handshake did not end in time"
        case .send: "the request could not be sent in time"
        case .firstByte: "no answer began in time"
        case .body: "the answer did not end in time"
        }
    }

    // MARK: TLS

    private var tlsFailure: FetchError.TLSFailure? {
        switch code {
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            return verificationFailure
        case CURLE_SSL_CERTPROBLEM: return .ownCertificate
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE: return .trustUnusable
        case CURLE_SSL_CLIENTCERT: return .refusedByPeer
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED, CURLE_SSL_ENGINE_INITFAILED:
            return namesAlert ? .refusedByPeer : .handshake
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            // In TLS 1.3 a server refuses a client's certificate after the client's side of the handshake is over.
            return transfer.request.url.scheme == .https && transfer.status == 0 && namesAlert ? .refusedByPeer : nil
        default: return nil
        }
    }

    private var verificationFailure: FetchError.TLSFailure {
        switch Int32(truncatingIfNeeded: unsafe ccurl_get_long(easy, CURLINFO_SSL_VERIFYRESULT)) {
        case X509_V_ERR_CERT_HAS_EXPIRED: .expired
        case X509_V_ERR_CERT_NOT_YET_VALID: .notYetValid
        case X509_V_ERR_CERT_REVOKED: .revoked
        // The chain was accepted, so what libcurl refused is the name.
        case X509_V_OK, X509_V_ERR_UNSPECIFIED: .wrongHost
        default: .untrusted
        }
    }

    /// libcurl tells an alert of the peer in words alone.
    private var namesAlert: Bool {
        let text = unsafe Array(String(cString: transfer.errorText).utf8)
        let word = Array(" alert ".utf8)
        guard text.count >= word.count else { return false }
        return (0...(text.count - word.count)).contains { text[$0..<$0 + word.count].elementsEqual(word) }
    }

    private static func words(_ failure: FetchError.TLSFailure) -> String {
        switch failure {
        case .expired: "the certificate has expired"
        case .notYetValid: "the certificate is not valid yet"
        case .untrusted: "the certificate leads to no trusted one"
        case .wrongHost: "the certificate is for other names"
        case .revoked: "the certificate was revoked"
        case .refusedByPeer: "the peer refused the handshake"
        case .ownCertificate: "the client certificate or its key cannot be used"
        case .trustUnusable: "the certificates to trust cannot be used"
        case .handshake: "the handshake failed"
        }
    }
}
