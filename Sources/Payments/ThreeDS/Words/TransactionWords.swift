/// Which of the nine messages this is. A type that we do not know is kept, so that it can be named in an error.
package struct MessageType: ProtocolWord {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let authenticationRequest: Self = "AReq"
    package static let authenticationResponse: Self = "ARes"
    package static let challengeRequest: Self = "CReq"
    package static let challengeResponse: Self = "CRes"
    package static let resultsRequest: Self = "RReq"
    package static let resultsResponse: Self = "RRes"
    package static let preparationRequest: Self = "PReq"
    package static let preparationResponse: Self = "PRes"
    package static let error: Self = "Erro"
    package static let known: Set<String> = ["AReq", "ARes", "CReq", "CRes", "RReq", "RRes", "PReq", "PRes", "Erro"]
}

/// Payment, or authentication without one.
package struct MessageCategory: ProtocolWord {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let payment: Self = "01"
    package static let nonPayment: Self = "02"
    package static let known: Set<String> = ["01", "02"]
}

/// Where the cardholder is: in an app, in a browser, or not there at all.
package struct DeviceChannel: ProtocolWord {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let app: Self = "01"
    package static let browser: Self = "02"
    package static let requestorInitiated: Self = "03"
    package static let known: Set<String> = ["01", "02", "03"]
}

/// What became of the authentication.
package struct TransactionStatus: ProtocolWord {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let authenticated: Self = "Y"
    package static let notAuthenticated: Self = "N"
    /// For a technical or other reason; nobody was refused.
    package static let notPerformed: Self = "U"
    /// Not authenticated, but the attempt is proven.
    package static let attempted: Self = "A"
    package static let challengeRequired: Self = "C"
    package static let decoupledChallenge: Self = "D"
    /// The issuer asks that no authorisation be tried.
    package static let rejected: Self = "R"
    package static let informationOnly: Self = "I"
    package static let known: Set<String> = ["Y", "N", "U", "A", "C", "D", "R", "I"]
}

/// Why the status is N, U or R.
package struct TransactionStatusReason: ProtocolWord {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let cardAuthenticationFailed: Self = "01"
    package static let invalidCard: Self = "08"
    package static let suspectedFraud: Self = "11"
    package static let timedOutAtACS: Self = "14"
    package static let tooManyChallenges: Self = "19"
    package static let acsTechnicalIssue: Self = "22"
    package static let known = numbered(1...26)

    /// True when the reason names a fault of the chain rather than of the cardholder.
    package var isTechnical: Bool { self == .timedOutAtACS || self == .acsTechnicalIssue }
}

/// Whether the 3DS Method ran in the browser before the request.
package struct MethodCompletion: ProtocolWord {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let completed: Self = "Y"
    package static let notCompleted: Self = "N"
    package static let unavailable: Self = "U"
    package static let known: Set<String> = ["Y", "N", "U"]
}

/// Why a challenge ended without an answer.
package struct ChallengeCancel: ProtocolWord {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let cardholder: Self = "01"
    package static let decoupledTimeOut: Self = "03"
    package static let timeOut: Self = "04"
    /// The browser never came: the first CReq did not arrive.
    package static let noFirstRequest: Self = "05"
    package static let transactionError: Self = "06"
    package static let unknown: Self = "07"
    package static let sdkTimeOut: Self = "08"
    package static let known: Set<String> = ["01", "03", "04", "05", "06", "07", "08"]
}

/// What the 3DS server did with the results.
package struct ResultsStatus: ProtocolWord {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let received: Self = "01"
    package static let notChallenged: Self = "02"
    package static let notDelivered: Self = "03"
    package static let known: Set<String> = ["01", "02", "03"]
}
