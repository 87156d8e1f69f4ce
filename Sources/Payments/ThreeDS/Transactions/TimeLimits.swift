package import Vocabulary

/// How long each party waits for the next.
package struct TimeLimits: Sendable, Equatable {
    /// The 3DS Method in the browser.
    package var method = TimeSpan.seconds(10)
    /// The 3DS server for an ARes.
    package var authentication = TimeSpan.seconds(12)
    /// The directory server for the issuer's ARes; shorter, so that its word arrives.
    package var issuer = TimeSpan.seconds(10)
    /// The issuer for the first CReq.
    package var firstChallenge = TimeSpan.seconds(30)
    /// The issuer for the cardholder, counted from the last thing that they did.
    package var challenge = TimeSpan.minutes(10)
    /// The 3DS server for the results, after it showed the challenge.
    package var results = TimeSpan.minutes(15)
    /// An RReq's sender for its RRes.
    package var resultsAnswer = TimeSpan.seconds(5)

    package init() {}
}

/// Why another party could not be asked.
package enum TransportFailure: Sendable, Equatable {
    /// No connection, or it broke before the whole answer.
    case connection
    /// No answer in time.
    case timeOut
    /// It answered that it cannot, for now.
    case unavailable
    /// It answered with something else than a message.
    case refused

    var code: ErrorCode {
        switch self {
        case .connection: .connectionFailed
        case .timeOut: .timedOut
        case .unavailable: .transientFailure
        case .refused: .permanentFailure
        }
    }

    func sentence(about party: String) -> String {
        switch self {
        case .connection: "\(party) could not be reached"
        case .timeOut: "\(party) did not answer in time"
        case .unavailable: "\(party) is not available for the moment"
        case .refused: "\(party) did not answer with a message"
        }
    }
}
