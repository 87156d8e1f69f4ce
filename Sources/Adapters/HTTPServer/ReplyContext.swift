internal import HTTP
internal import Network

/// What the server must remember of a request to answer it.
struct ReplyContext {
    var id: RequestID
    var method: HTTPMethod
    var isHead: Bool
    var isGet: Bool
    var isHTTP10: Bool
    var keepAlive: Bool
    var isSecure: Bool
    var encodings: AcceptedEncodings
    var ifNoneMatch: String?
    var lastEventID: String?
    var accept: String?
    /// Nil when a trusted proxy's word about it is no address.
    var client: NetworkAddress?
    /// For the access log and for errors; empty where neither wants it.
    var path: String
    /// Monotonic microseconds.
    var start: Int64

    /// Of what is unknown the text is in no network.
    var clientText: String { client?.clientText ?? "unknown" }
}

/// A number that is written as 16 hexadecimal digits when somebody wants to see it, or a trusted proxy's word.
enum RequestID {
    case made(UInt64)
    case given(String)

    var text: String {
        switch self {
        case .made(let number):
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        case .given(let text): return text
        }
    }

    /// Takes a proxy's id when it is short and plain.
    init?(given text: String) {
        let isPlain = text.utf8.allSatisfy { Byte.isToken($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") }
        guard (1...128).contains(text.utf8.count), isPlain else { return nil }
        self = .given(text)
    }
}

/// The encodings that a client takes, decided once for each combination that a body may exist in.
struct AcceptedEncodings: Equatable {
    enum Choice: UInt8 {
        case identity
        case gzip
        case brotli

        init(_ name: String?) {
            self =
                switch name {
                case "br": .brotli
                case "gzip": .gzip
                default: .identity
                }
        }
    }

    private var both = Choice.identity
    private var onlyGzip = Choice.identity
    private var onlyBrotli = Choice.identity

    init(header: String?) {
        guard header != nil else { return }
        both = Choice(Negotiation.encoding(header, gzip: true, brotli: true))
        onlyGzip = Choice(Negotiation.encoding(header, gzip: true, brotli: false))
        onlyBrotli = Choice(Negotiation.encoding(header, gzip: false, brotli: true))
    }

    func choice(gzip: Bool, brotli: Bool) -> Choice {
        switch (gzip, brotli) {
        case (true, true): both
        case (true, false): onlyGzip
        case (false, true): onlyBrotli
        case (false, false): .identity
        }
    }
}
