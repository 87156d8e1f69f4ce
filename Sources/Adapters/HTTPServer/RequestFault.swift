package import HTTP

/// Why a request is refused before a handler sees it.
///
/// Each case has its status and one sentence for the client.
package enum RequestFault: String, Sendable, CaseIterable {
    case notHTTP
    case bareLineFeed
    case requestLine
    case requestLineTooLong
    case target
    case version
    case connectMethod
    case headTooLarge
    case tooManyFields
    case fieldName
    case fieldValue
    case foldedLine
    case host
    case contentLength
    case lengthAndCoding
    case transferCoding
    case codingInHTTP10
    case expectation
    case bodyTooLarge
    case chunk
    case trailer
    case proxyHeader

    package var status: HTTPStatus {
        switch self {
        case .requestLineTooLong: .uriTooLong
        case .version: .versionNotSupported
        case .connectMethod, .transferCoding: .notImplemented
        case .headTooLarge, .tooManyFields: .headerFieldsTooLarge
        case .expectation: HTTPStatus(417)
        case .bodyTooLarge: .contentTooLarge
        default: .badRequest
        }
    }

    package var detail: String {
        switch self {
        case .notHTTP: "These bytes are not HTTP; if you meant HTTPS, this port does not speak it."
        case .bareLineFeed: "Lines must end with CR LF."
        case .requestLine: "The request line must be a method, a target and HTTP/1.1, one space between them."
        case .requestLineTooLong: "Shorten the address of the request."
        case .target: "The request target must be a path, percent-encoded where it is not plain ASCII."
        case .version: "Use HTTP/1.1."
        case .connectMethod: "This server is not a proxy."
        case .headTooLarge: "Send fewer or shorter header fields."
        case .tooManyFields: "Send fewer header fields."
        case .fieldName: "A header field has a name that is not a token followed by a colon."
        case .fieldValue: "A header field's value holds a control character."
        case .foldedLine: "Header fields must not go on over several lines."
        case .host: "Send exactly one Host header field with a valid name."
        case .contentLength: "Send at most one Content-Length, digits only."
        case .lengthAndCoding: "Send either Content-Length or Transfer-Encoding, not both."
        case .transferCoding: "The only transfer coding that is understood is chunked."
        case .codingInHTTP10: "HTTP/1.0 has no transfer codings; send Content-Length."
        case .expectation: "The only expectation that is understood is 100-continue."
        case .bodyTooLarge: "The body is larger than this address takes."
        case .chunk: "The chunked body is malformed."
        case .trailer: "The fields after the chunked body are malformed or too large."
        case .proxyHeader: "The PROXY header is missing or malformed."
        }
    }
}
