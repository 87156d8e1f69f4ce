internal import CCurl
internal import HTTP
internal import Network

/// One fetch on its way through the client, redirects included. Lives on the loop's thread.
@safe final class Transfer {
    // Safe: `easy` belongs to the transfer from `TransferOptions.prepare` until the client takes it back; `fields`,
    // `destination` and `errorText` are allocated here and freed in `dropLists` and `deinit`, after libcurl let go.

    let ticket: Ticket
    /// The hop under way.
    var request: FetchRequest
    let startedMicroseconds: Int64
    let deadlineMicroseconds: Int64
    /// The host that the transfer counts for in the admission queue, through all redirects.
    let admittedHost: String
    var queuedMicroseconds: Int64 = 0
    var redirects: [FetchRedirect] = []

    var easy: UnsafeMutableRawPointer?
    var lane: Lane?
    var fields: UnsafeMutablePointer<curl_slist>?
    var destination: UnsafeMutablePointer<curl_slist>?
    let errorText: UnsafeMutablePointer<CChar>

    var trust: TrustStore?
    var tls: TLSFacts?
    /// Why a callback ended the transfer.
    var failure: FetchError.Code?
    var refusedAddress: NetworkAddress?
    var openedSockets = 0
    var hopStartedMicroseconds: Int64 = 0
    /// When the connection stood and TLS began; zero before. libcurl tells the time of a connection only when TLS
    /// has ended as well.
    var handshakeMicroseconds: Int64 = 0
    var isLookingUp = false
    /// Called once when the name is known, or is not needed.
    var lookupEnded: (() -> Void)?

    private(set) var status = 0
    private(set) var headers = HTTPHeaders()
    private(set) var trailers = HTTPHeaders()
    private(set) var body: [UInt8] = []
    private var headBytes = 0
    private var isHeadDone = false

    init(
        ticket: Ticket, request: FetchRequest, startedMicroseconds: Int64
    ) {
        self.ticket = ticket
        self.request = request
        self.startedMicroseconds = startedMicroseconds
        deadlineMicroseconds = startedMicroseconds + Int64(request.policy.totalMilliseconds) * 1_000
        admittedHost = request.url.host
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        dropLists()
        unsafe errorText.deallocate()
    }

    /// Forgets what the hop before left.
    func beginHop(now: Int64) {
        hopStartedMicroseconds = now
        dropLists()
        status = 0
        headers = HTTPHeaders()
        trailers = HTTPHeaders()
        body = []
        headBytes = 0
        isHeadDone = false
        trust = nil
        tls = nil
        failure = nil
        refusedAddress = nil
        openedSockets = 0
        handshakeMicroseconds = 0
        unsafe errorText.pointee = 0
    }

    func dropLists() {
        unsafe curl_slist_free_all(fields)
        unsafe curl_slist_free_all(destination)
        unsafe fields = nil
        unsafe destination = nil
    }

    func endLookup() {
        guard isLookingUp else { return }
        isLookingUp = false
        lookupEnded?()
    }

    // MARK: From libcurl's callbacks

    /// False ends the transfer.
    func take(body piece: UnsafeRawBufferPointer) -> Bool {
        guard piece.count <= request.policy.bodyBytes - body.count else {
            failure = .bodyTooLarge
            return false
        }
        unsafe body.append(contentsOf: piece)
        return true
    }

    /// One line of a response's head, or of its trailers. False ends the transfer.
    func take(headLine line: UnsafeRawBufferPointer) -> Bool {
        endLookup()
        headBytes += line.count
        guard headBytes <= request.policy.headerBytes else {
            failure = .headerTooLarge
            return false
        }
        let text = unsafe line.prefix { $0 != 0x0d && $0 != 0x0a }
        guard !isHeadDone else {
            // They could contradict what was decided on from the head, so they stay apart from it.
            if request.policy.wantsTrailers, let (name, value) = unsafe Self.field(text) { trailers.add(name, value) }
            return true
        }
        if unsafe text.starts(with: "HTTP/".utf8) {
            headers = HTTPHeaders()
            status = unsafe Self.status(in: text)
            if request.policy.wantsTLSFacts, tls?.cipher.isEmpty != false { readTLS() }
        } else if unsafe text.isEmpty {
            // After an interim response another head follows.
            isHeadDone = status >= 200
        } else {
            unsafe addField(text)
        }
        return true
    }

    /// Whether libcurl may connect to the address; counts and remembers.
    func mayConnect(to address: NetworkAddress?) -> Bool {
        endLookup()
        guard request.policy.addresses != .any else { return true }
        guard let address, request.policy.addresses.allows(address) else {
            refusedAddress = address ?? refusedAddress
            failure = .privateAddressRefused
            return false
        }
        return true
    }

    private func readTLS() {
        guard request.url.scheme == .https, let easy = unsafe easy, let session = unsafe ccurl_get_tls(easy) else {
            return
        }
        tls = unsafe TLSFactsReader.facts(of: session)
    }

    private func addField(_ text: Slice<UnsafeRawBufferPointer>) {
        if let first = unsafe text.first, first == 0x20 || first == 0x09 {
            // A folded line; what it continues is the last field.
            guard let last = headers.fields.last else { return }
            var fields = headers.fields
            fields[fields.count - 1].value = unsafe last.value + " " + Self.trimmed(text)
            headers = HTTPHeaders(fields)
            return
        }
        if let (name, value) = unsafe Self.field(text) { headers.add(name, value) }
    }

    private static func field(_ text: Slice<UnsafeRawBufferPointer>) -> (name: String, value: String)? {
        guard let colon = unsafe text.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let name = unsafe String(decoding: text[text.startIndex..<colon], as: UTF8.self)
        return (name, unsafe trimmed(text[(colon + 1)..<text.endIndex]))
    }

    private static func trimmed(_ text: Slice<UnsafeRawBufferPointer>) -> String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        guard let first = unsafe text.firstIndex(where: { !isSpace($0) }),
            let last = unsafe text.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return unsafe String(decoding: text[first...last], as: UTF8.self)
    }

    /// The three digits behind the version.
    private static func status(in line: Slice<UnsafeRawBufferPointer>) -> Int {
        guard let space = unsafe line.firstIndex(of: 0x20) else { return 0 }
        let digits = unsafe line[(space + 1)..<line.endIndex].prefix { (0x30...0x39).contains($0) }
        guard unsafe digits.count == 3 else { return 0 }
        return unsafe digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
