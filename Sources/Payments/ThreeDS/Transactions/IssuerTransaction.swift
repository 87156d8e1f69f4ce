package import Vocabulary

/// One authentication as the issuer's ACS decides it: at once, or after a challenge in the browser.
///
/// The judgement about the cardholder is an argument. Decoupled authentication is not offered: who asks for it gets an
/// answer that says so, and a challenge or a decision like anybody else.
package struct IssuerTransaction: Sendable {
    /// What the issuer thinks of the request.
    package enum Judgement: Sendable, Equatable {
        /// Y or A, with the value that proves it.
        case prove(TransactionStatus, value: String, eci: String)
        /// N, R or U.
        case decide(TransactionStatus, TransactionStatusReason)
        case informationOnly
        /// Ask the cardholder; `value` and `eci` are for when they pass.
        case challenge(AuthenticationMethod, value: String, eci: String)
    }

    package enum Event: Sendable {
        case request(Message, Judgement)
        /// A CReq of the browser.
        case challenge(Message)
        case cardholderAnswered(isRight: Bool)
        case cardholderCancelled
        /// The answer to the RReq: an RRes, an Erro, or what was wrong with it.
        case resultsAnswered(Result<Message, ProtocolError>)
        case resultsFailed(TransportFailure)
        case timePassed
    }

    package enum Decision: Sendable, Equatable {
        /// Answer the AReq, or the CReq with an error.
        case answer(Message)
        /// Show the page of the challenge; the number counts the tries from 1.
        case showChallenge(attempt: Int)
        case sendResults(Message, to: String)
        /// Send the browser back to the shop with the CRes.
        case returnBrowser(Message)
        case ignore(String)
    }

    package enum Phase: Sendable, Equatable {
        case idle
        case awaitingBrowser
        case challenging
        case awaitingReceipt
        case finished
    }

    /// How the issuer names itself.
    package struct Identity: Sendable {
        package let referenceNumber: String
        package let operatorID: String?
        /// Where browsers bring the CReq.
        package let challengeURL: String
        package let attemptsMost: Int

        package init(referenceNumber: String, operatorID: String?, challengeURL: String, attemptsMost: Int = 3) {
            self.referenceNumber = referenceNumber
            self.operatorID = operatorID
            self.challengeURL = challengeURL
            self.attemptsMost = attemptsMost
        }
    }

    package private(set) var phase = Phase.idle
    package private(set) var deadline: Instant?
    package private(set) var identifiers: TransactionIdentifiers
    package private(set) var attempts = 0
    /// How the challenge ended; nil before it did.
    package private(set) var result: TransactionStatus?

    private let identity: Identity
    private let limits: TimeLimits
    private var request: Message?
    private var method: AuthenticationMethod?
    private var proof: (value: String, eci: String)?
    private var results: Message?
    private var resultsSent = 0

    /// - Parameter identifier: the issuer's name for the transaction, a new UUID.
    package init(identifier: String, identity: Identity, limits: TimeLimits = TimeLimits()) {
        identifiers = TransactionIdentifiers(issuer: identifier)
        self.identity = identity
        self.limits = limits
    }

    package mutating func handle(_ event: Event, now: Instant) -> [Decision] {
        switch event {
        case .request(let request, let judgement): asked(request, judgement, now)
        case .challenge(let challenge): challenged(challenge, now)
        case .cardholderAnswered(let isRight): cardholderAnswered(isRight, now)
        case .cardholderCancelled: cardholderCancelled(now)
        case .resultsAnswered(let result): resultsAnswered(result)
        case .resultsFailed(let failure): resultsFailed(failure, now)
        case .timePassed: timePassed(now)
        }
    }

    package var sentResults: Message? { results }

    // MARK: The request

    private mutating func asked(_ request: Message, _ judgement: Judgement, _ now: Instant) -> [Decision] {
        guard phase == .idle, request.type == .authenticationRequest else {
            return [.ignore("one transaction has one AReq")]
        }
        self.request = request
        identifiers.server = request[.threeDSServerTransID]
        identifiers.directory = request[.dsTransID]
        var answer = Message(.authenticationResponse, version: version)
        answer[.threeDSServerTransID] = identifiers.server
        answer[.acsTransID] = identifiers.issuer
        answer[.dsTransID] = identifiers.directory
        answer.take(.dsReferenceNumber, from: request)
        answer.take(.sdkTransID, from: request)
        answer[.acsReferenceNumber] = identity.referenceNumber
        answer[.acsOperatorID] = identity.operatorID
        if request[.threeDSRequestorDecReqInd] == .yes { answer[.acsDecConInd] = .no }
        phase = .finished
        switch possible(judgement, request) {
        case .prove(let status, let value, let eci):
            answer[.transStatus] = status
            answer[.authenticationValue] = value
            answer[.eci] = eci
        case .decide(let status, let reason):
            answer[.transStatus] = status
            answer[.transStatusReason] = reason
        case .informationOnly: answer[.transStatus] = .informationOnly
        case .challenge(let method, let value, let eci):
            answer[.transStatus] = .challengeRequired
            answer[.acsChallengeMandated] = .no
            answer[.authenticationType] = .dynamic
            answer[.acsURL] = identity.challengeURL
            self.method = method
            proof = (value, eci)
            phase = .awaitingBrowser
            deadline = now + limits.firstChallenge
        }
        return [.answer(answer)]
    }

    /// A judgement that the request leaves no room for becomes one that it does: nobody can be challenged without a
    /// browser, and only who asked for no challenge may be told "information only".
    private func possible(_ judgement: Judgement, _ request: Message) -> Judgement {
        let preference = request[.threeDSRequestorChallengeInd]
        switch judgement {
        case .challenge where request[.deviceChannel] != .browser || preference == .dataShareOnly:
            return .decide(.notPerformed, .acsTechnicalIssue)
        case .informationOnly where preference?.asksForNoChallenge != true:
            return .decide(.notPerformed, .acsTechnicalIssue)
        default: return judgement
        }
    }

    // MARK: The challenge

    private mutating func challenged(_ challenge: Message, _ now: Instant) -> [Decision] {
        guard challenge.type == .challengeRequest, identifiers.contradictions(in: challenge).isEmpty else {
            return [.answer(refusal(.transactionNotRecognised, "no challenge of this transaction is known", challenge))]
        }
        guard challenge.version == version else {
            return [.answer(refusal(.formatInvalid, "messageVersion", challenge))]
        }
        switch phase {
        case .awaitingBrowser:
            attempts = 1
            phase = .challenging
        // The page was loaded once more.
        case .challenging: break
        default: return [.answer(refusal(.transactionDataInvalid, "no challenge is open", challenge))]
        }
        deadline = now + limits.challenge
        return [.showChallenge(attempt: attempts)]
    }

    private mutating func cardholderAnswered(_ isRight: Bool, _ now: Instant) -> [Decision] {
        guard phase == .challenging else { return [.ignore("no challenge is open")] }
        if isRight { return report(.authenticated, nil, nil, now) }
        guard attempts < identity.attemptsMost else {
            return report(.notAuthenticated, .tooManyChallenges, nil, now)
        }
        attempts += 1
        deadline = now + limits.challenge
        return [.showChallenge(attempt: attempts)]
    }

    private mutating func cardholderCancelled(_ now: Instant) -> [Decision] {
        guard phase == .challenging else { return [.ignore("no challenge is open")] }
        return report(.notAuthenticated, .cardAuthenticationFailed, .cardholder, now)
    }

    // MARK: Results

    private mutating func report(
        _ status: TransactionStatus, _ reason: TransactionStatusReason?, _ cancel: ChallengeCancel?, _ now: Instant
    ) -> [Decision] {
        guard let request, let address = request[.dsURL] else { return [.ignore("nobody is to be told")] }
        result = status
        var results = Message(.resultsRequest, version: version)
        results[.threeDSServerTransID] = identifiers.server
        results[.acsTransID] = identifiers.issuer
        results[.dsTransID] = identifiers.directory
        results.take(.messageCategory, from: request)
        results[.transStatus] = status
        results[.transStatusReason] = reason
        results[.challengeCancel] = cancel
        results[.interactionCounter] = attempts < 10 ? "0\(attempts)" : String(min(attempts, 99))
        results[.authenticationType] = .dynamic
        results[.authenticationMethod] = method
        if status == .authenticated {
            results[.authenticationValue] = proof?.value
            results[.eci] = proof?.eci
        }
        self.results = results
        return send(results, to: address, now)
    }

    private mutating func send(_ results: Message, to address: String, _ now: Instant) -> [Decision] {
        resultsSent += 1
        phase = .awaitingReceipt
        deadline = now + limits.resultsAnswer
        return [.sendResults(results, to: address)]
    }

    private mutating func resultsAnswered(_ answer: Result<Message, ProtocolError>) -> [Decision] {
        guard phase == .awaitingReceipt else { return [.ignore("the answer to the results came late")] }
        if case .success(let message) = answer, message.type == .resultsResponse, result == .authenticated {
            return finish(.authenticated)
        }
        return finish(.notAuthenticated)
    }

    /// Results are sent twice at most: repeated, they get the same receipt.
    private mutating func resultsFailed(_ failure: TransportFailure, _ now: Instant) -> [Decision] {
        guard phase == .awaitingReceipt else { return [.ignore("the answer to the results came late")] }
        if resultsSent < 2, let results, let address = request?[.dsURL] { return send(results, to: address, now) }
        return finish(.notAuthenticated)
    }

    /// The browser is told "yes" only when the shop was told so: otherwise it would return to a payment that fails.
    private mutating func finish(_ shown: TransactionStatus) -> [Decision] {
        phase = .finished
        deadline = nil
        // A browser that never came cannot be sent back.
        guard attempts > 0 else { return [] }
        var response = Message(.challengeResponse, version: version)
        response[.threeDSServerTransID] = identifiers.server
        response[.acsTransID] = identifiers.issuer
        response[.challengeCompletionInd] = .yes
        response[.transStatus] = shown
        return [.returnBrowser(response)]
    }

    // MARK: Time

    private mutating func timePassed(_ now: Instant) -> [Decision] {
        guard let deadline, deadline <= now else { return [] }
        switch phase {
        case .awaitingBrowser: return report(.notAuthenticated, .timedOutAtACS, .noFirstRequest, now)
        case .challenging: return report(.notAuthenticated, .timedOutAtACS, .timeOut, now)
        case .awaitingReceipt: return resultsFailed(.timeOut, now)
        case .idle, .finished: return []
        }
    }

    private var version: ProtocolVersion { request?.version ?? .v2_2_0 }

    private func refusal(_ code: ErrorCode, _ detail: String, _ message: Message) -> Message {
        ProtocolError(code, .issuer, detail, about: message.type, TransactionIdentifiers(of: message))
            .message(version: message.version ?? version)
    }
}
