internal import HTTP
internal import Vocabulary

/// What became of one request. The difference decides about money: what was certainly not sent charges nobody.
enum WebReply: Sendable {
    case answered(FetchResponse)
    /// Certainly not done.
    case notSent(String)
    /// It may have been done.
    case unanswered(String)
}

/// One request over the network, with a shop's patience.
struct WebLink: Sendable {
    let surroundings: WebSurroundings

    func ask(
        _ method: HTTPMethod, _ url: FetchURL, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []
    ) async -> WebReply {
        var policy = surroundings.policy
        policy.redirects.maximum = 0
        policy.totalMilliseconds = Int(clamping: max(1, surroundings.rules.answerTime.microseconds / 1_000))
        policy.connectMilliseconds = min(policy.connectMilliseconds, policy.totalMilliseconds)
        policy.bodyBytes = 1 << 20
        do throws(FetchError) {
            return .answered(
                try await surroundings.http.fetch(
                    FetchRequest(method: method, url: url, headers: headers, body: body, policy: policy)))
        } catch {
            return Self.isCertainlyNotSent(error.code)
                ? .notSent(Self.words(error.code)) : .unanswered(Self.words(error.code))
        }
    }

    private static func isCertainlyNotSent(_ code: FetchError.Code) -> Bool {
        switch code {
        case .nameNotFound, .connectionRefused, .tlsFailed, .privateAddressRefused, .badRequest: true
        case .timedOut(let phase): [.queue, .nameLookup, .connect, .tls].contains(phase)
        default: false
        }
    }

    /// In few words without names of payments, so that the same reason is counted as the same.
    private static func words(_ code: FetchError.Code) -> String {
        switch code {
        case .nameNotFound: "the name has no address"
        case .connectionRefused: "no connection"
        case .timedOut(let phase):
            switch phase {
            case .firstByte, .body, .send: "no answer in time"
            default: "no connection in time"
            }
        case .tlsFailed(let failure): "TLS failed: \(failure.rawValue)"
        case .privateAddressRefused: "the address may not be reached"
        case .bodyTooLarge, .headerTooLarge: "the answer is too large"
        case .tooManyRedirects, .redirectRefused: "the redirect is not followed"
        case .protocolError: "the connection ended"
        case .cancelled: "it was ended"
        case .resourceLimit: "too much is under way here"
        case .badRequest: "the request can't be sent"
        }
    }
}
