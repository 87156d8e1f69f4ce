internal import Alerting
internal import CCurl
internal import HTTP
internal import Network
internal import Settings

/// One mail on its way to one server.
@safe final class SMTPTransfer {
    // Safe: the easy handle and the lists are made by `init`, used by the thread that calls `perform` alone, and freed by
    // `deinit`; libcurl calls back only inside `perform`, with this object as context.
    private let easy: UnsafeMutableRawPointer?
    private var recipients: UnsafeMutablePointer<curl_slist>?
    private let mail: OutgoingMail
    private let server: MailServer
    private let configuration: SMTPClient.Configuration
    private var sent = 0
    private var openedSockets = 0
    private var refusedAddress = false
    private var isRefused = false

    init(_ mail: OutgoingMail, _ server: MailServer, _ configuration: SMTPClient.Configuration) {
        self.mail = mail
        self.server = server
        self.configuration = configuration
        unsafe easy = curl_easy_init()
    }

    deinit {
        unsafe curl_easy_cleanup(easy)
        unsafe curl_slist_free_all(recipients)
    }

    /// Blocks until the server has taken the mail or not.
    func perform() throws(MailError) {
        guard let easy = unsafe easy else { throw MailError("out of memory", isLasting: false) }
        unsafe prepare(easy)
        guard !isRefused else { throw MailError("libcurl refuses an option of the mail channel", isLasting: true) }
        let code = unsafe curl_easy_perform(easy)
        guard code != CURLE_OK else { return }
        throw failure(code, answer: unsafe ccurl_get_long(easy, CURLINFO_RESPONSE_CODE))
    }

    private func prepare(_ easy: UnsafeMutableRawPointer) {
        let scheme = server.security == .tls ? "smtps" : "smtp"
        // The path is the name that we say to the server: that of the sender's domain.
        let own = mail.from.split(separator: "@").last ?? "localhost"
        unsafe set(easy, CURLOPT_URL, "\(scheme)://\(server.host):\(server.port)/\(own)")
        unsafe set(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        unsafe set(easy, CURLOPT_PROXY, "")
        unsafe set(easy, CURLOPT_NOSIGNAL, 1)
        unsafe set(
            easy, CURLOPT_USE_SSL,
            Int(server.security == .startTLS ? CURLUSESSL_ALL.rawValue : CURLUSESSL_NONE.rawValue))
        unsafe set(easy, CURLOPT_SSL_VERIFYPEER, 1)
        unsafe set(easy, CURLOPT_SSL_VERIFYHOST, 2)
        unsafe set(easy, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        unsafe set(easy, CURLOPT_CAINFO, configuration.certificateBundle)
        unsafe set(easy, CURLOPT_CONNECTTIMEOUT_MS, configuration.connectMilliseconds)
        unsafe set(easy, CURLOPT_TIMEOUT_MS, configuration.totalMilliseconds)
        if let user = server.user, let password = server.password {
            unsafe set(easy, CURLOPT_USERNAME, user)
            unsafe set(easy, CURLOPT_PASSWORD, password.reveal())
        }
        unsafe set(easy, CURLOPT_MAIL_FROM, "<\(mail.from)>")
        for recipient in mail.to {
            guard let longer = unsafe curl_slist_append(recipients, "<\(recipient)>") else { return isRefused = true }
            unsafe recipients = longer
        }
        unsafe note(ccurl_set_list(easy, CURLOPT_MAIL_RCPT, recipients))
        unsafe set(easy, CURLOPT_UPLOAD, 1)
        unsafe note(ccurl_set_offset(easy, CURLOPT_INFILESIZE_LARGE, Int64(mail.bytes.count)))
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe note(ccurl_set_data_callback(easy, CURLOPT_READFUNCTION, Self.read))
        unsafe note(ccurl_set_pointer(easy, CURLOPT_READDATA, context))
        // What the server says would otherwise go to standard output.
        unsafe note(ccurl_set_data_callback(easy, CURLOPT_WRITEFUNCTION, Self.drop))
        unsafe note(ccurl_set_open_socket(easy, Self.openSocket))
        unsafe note(ccurl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, context))
    }

    // MARK: What libcurl calls

    private static let read: ccurl_data_callback = { area, one, count, context in
        guard let area = unsafe area, let context = unsafe context else { return 0 }
        let transfer = unsafe Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue()
        let piece = transfer.mail.bytes[transfer.sent...].prefix(one * count)
        unsafe UnsafeMutableRawBufferPointer(start: area, count: one * count).copyBytes(from: piece)
        transfer.sent += piece.count
        return piece.count
    }

    private static let drop: ccurl_data_callback = { _, one, count, _ in one * count }

    /// Every socket is opened here, with the very address that will be connected to.
    private static let openSocket: curl_opensocket_callback = { context, _, address in
        guard let context = unsafe context, let address = unsafe address else { return CURL_SOCKET_BAD }
        let transfer = unsafe Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue()
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 16) { area, count in
            guard let start = area.baseAddress else { return }
            count = unsafe ccurl_address_bytes(address, start)
        }
        guard let place = NetworkAddress(bytes: bytes), transfer.configuration.addresses.allows(place) else {
            transfer.refusedAddress = true
            return CURL_SOCKET_BAD
        }
        let socket = unsafe ccurl_socket(address)
        if socket >= 0 { transfer.openedSockets += 1 }
        return socket
    }

    // MARK: What became of it

    /// The server's own words are left out: they may name anything.
    private func failure(_ code: CURLcode, answer: Int) -> MailError {
        if refusedAddress, openedSockets == 0 {
            return MailError(
                "the address of the mail server is private; alerts.allowed_targets can allow it", isLasting: true)
        }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return MailError("the mail server's name has no address", isLasting: false)
        case CURLE_COULDNT_CONNECT:
            return MailError("no connection to the mail server could be made", isLasting: false)
        case CURLE_OPERATION_TIMEDOUT: return MailError("the mail server was too slow", isLasting: false)
        case CURLE_USE_SSL_FAILED:
            return MailError("the mail server does not offer STARTTLS; nothing was sent", isLasting: true)
        case CURLE_PEER_FAILED_VERIFICATION:
            return MailError("the mail server's certificate is not trusted", isLasting: true)
        case CURLE_LOGIN_DENIED: return MailError("the mail server refuses user and password", isLasting: true)
        default:
            // 5xx is for ever, 4xx for now (RFC 5321, 4.2.1).
            return answer >= 400
                ? MailError("the mail server answers \(answer)", isLasting: answer >= 500)
                : MailError("the mail could not be sent (libcurl's error \(code.rawValue))", isLasting: false)
        }
    }

    private func set(_ easy: UnsafeMutableRawPointer, _ option: CURLoption, _ value: Int) {
        unsafe note(ccurl_set_long(easy, option, value))
    }

    private func set(_ easy: UnsafeMutableRawPointer, _ option: CURLoption, _ text: String) {
        unsafe note(ccurl_set_text(easy, option, text))
    }

    private func note(_ code: CURLcode) { if code != CURLE_OK { isRefused = true } }
}
