package import HTTP
internal import ThreeDS
internal import Vocabulary

/// How one party of 3-D Secure asks another: a message there, a message back.
package struct SchemeLink: Sendable {
    enum Answer: Sendable {
        case message(Message)
        /// It came, and is not accepted.
        case unreadable(ProtocolError)
        case failed(TransportFailure)

        /// As the state machines take it; nil when there was none.
        var result: Result<Message, ProtocolError>? {
            switch self {
            case .message(let message): .success(message)
            case .unreadable(let error): .failure(error)
            case .failed: nil
            }
        }
    }

    private let http: any HTTPFetching
    private let policy: @Sendable () -> FetchPolicy

    /// - Parameter policy: whom to trust and who we are, asked each time, since certificates are replaced; addresses, redirects and
    ///   times are set here.
    package init(http: any HTTPFetching, policy: @escaping @Sendable () -> FetchPolicy = { FetchPolicy() }) {
        self.http = http
        self.policy = policy
    }

    func ask(_ message: Message, at address: String, as receiver: ErrorComponent, within limit: TimeSpan) async
        -> Answer
    {
        var policy = policy()
        policy.redirects.maximum = 0
        policy.addresses = .any
        policy.connection = .keepAlive
        policy.minimumBytesPerSecond = 0
        policy.totalMilliseconds = Int(max(1, limit.microseconds / 1_000))
        policy.connectMilliseconds = min(policy.connectMilliseconds, policy.totalMilliseconds)
        policy.bodyBytes =
            message.type == .preparationRequest ? MessageReader.preparationBytesMost : MessageReader.bytesMost
        do throws(FetchError) {
            let request = FetchRequest(
                method: .post, url: try FetchURL(address),
                headers: ["Content-Type": Self.contentType, "Accept": "application/json"], body: message.bytes(),
                policy: policy)
            let response = try await http.fetch(request)
            switch response.status.code {
            case 200: break
            case 429, 502, 503, 504: return .failed(.unavailable)
            default: return .failed(.refused)
            }
            return Self.read(response.body, answering: message, as: receiver)
        } catch {
            return .failed(Self.failure(error))
        }
    }

    static let contentType = "application/json; charset=utf-8"

    static func read(_ bytes: [UInt8], answering request: Message, as receiver: ErrorComponent) -> Answer {
        do throws(ProtocolError) {
            return .message(try MessageReader(receiver: receiver).message(from: bytes, answering: request))
        } catch {
            return .unreadable(error)
        }
    }

    private static func failure(_ error: FetchError) -> TransportFailure {
        switch error.code {
        case .timedOut: .timeOut
        case .bodyTooLarge, .headerTooLarge, .badRequest, .redirectRefused, .tooManyRedirects: .refused
        default: .connection
        }
    }
}
