package import Vocabulary

/// One authentication as the 3DS server leads it: method, request, challenge, results.
///
/// The caller does what the decisions say and comes back with what happened; at ``deadline`` it says that time passed.
/// A transaction ends once, with one outcome; what comes later is answered and changes nothing.
package struct ServerTransaction: Sendable {
    package enum Event: Sendable {
        case start
        /// The browser came back from the 3DS Method with this transaction's name.
        case methodReturned(transaction: String)
        /// The answer to the AReq, as read by a ``MessageReader``: an ARes, an Erro, or what was wrong with it.
        case answered(Result<Message, ProtocolError>)
        case notAnswered(TransportFailure)
        /// The browser was given the challenge's form.
        case challengeShown
        /// An RReq came, and waits for its answer.
        case results(Message)
        /// The browser came back from the challenge with a CRes.
        case challengeReturned(Message)
        case timePassed
    }

    package enum Decision: Sendable, Equatable {
        case showMethod(BrowserForm)
        /// Send to the directory server: the AReq, or an error message about its answer.
        case send(Message)
        case showChallenge(BrowserForm)
        /// Answer the RReq that came.
        case reply(Message)
        case finish(AuthenticationOutcome)
        /// Too late, or twice: counted, and nothing else.
        case ignore(String)
    }

    package enum Phase: Sendable, Equatable {
        case idle
        case runningMethod
        case awaitingAnswer
        case awaitingBrowser
        case awaitingResults
        case finished(AuthenticationOutcome)
    }

    package private(set) var phase = Phase.idle
    /// When ``Event/timePassed`` is due.
    package private(set) var deadline: Instant?
    package private(set) var identifiers: TransactionIdentifiers
    /// What the ACS told the browser; the results count, this is kept to be compared.
    package private(set) var shownStatus: TransactionStatus?

    private var request: Message
    private let range: CardRange?
    private let methodNotificationURL: String?
    private let session: [UInt8]?
    private let windowSize: ChallengeWindowSize
    private let limits: TimeLimits
    /// The RRes that was given, to give it again to the same question.
    private var answeredResults: (request: Message, answer: Message)?
    private var wasChallenged = false

    /// - Parameters:
    ///   - request: the AReq, without `threeDSCompInd`, in the version that the card's range allows.
    ///   - range: the card's range, which may have an address for the 3DS Method.
    package init(
        request: Message, range: CardRange?, methodNotificationURL: String? = nil, session: [UInt8]? = nil,
        windowSize: ChallengeWindowSize = .fullScreen, limits: TimeLimits = TimeLimits()
    ) {
        precondition(request.type == .authenticationRequest, "a transaction begins with an AReq")
        self.request = request
        self.range = range
        self.methodNotificationURL = methodNotificationURL
        self.session = session
        self.windowSize = windowSize
        self.limits = limits
        identifiers = TransactionIdentifiers(server: request[.threeDSServerTransID])
    }

    package mutating func handle(_ event: Event, now: Instant) -> [Decision] {
        switch event {
        case .start: start(now)
        case .methodReturned(let transaction): methodReturned(transaction, now)
        case .answered(let result): answered(result, now)
        case .notAnswered(let failure): notAnswered(failure)
        case .challengeShown: challengeShown(now)
        case .results(let results): self.results(results)
        case .challengeReturned(let response): challengeReturned(response)
        case .timePassed: timePassed(now)
        }
    }

    // MARK: Method and request

    private mutating func start(_ now: Instant) -> [Decision] {
        guard phase == .idle else { return [.ignore("the transaction has started")] }
        guard request[.deviceChannel] == .browser else { return ask(nil, now) }
        guard let address = range?.methodURL, let transaction = identifiers.server else {
            return ask(.unavailable, now)
        }
        phase = .runningMethod
        deadline = now + limits.method
        let data = MethodData(transaction: transaction, notificationURL: methodNotificationURL)
        return [.showMethod(BrowserForm(method: data, at: address))]
    }

    private mutating func methodReturned(_ transaction: String, _ now: Instant) -> [Decision] {
        guard phase == .runningMethod, transaction.lowercased() == identifiers.server?.lowercased() else {
            return [.ignore("the method returned late, or for another transaction")]
        }
        return ask(.completed, now)
    }

    private mutating func ask(_ completion: MethodCompletion?, _ now: Instant) -> [Decision] {
        request[.threeDSCompInd] = completion
        phase = .awaitingAnswer
        deadline = now + limits.authentication
        return [.send(request)]
    }

    /// The request as it was sent, which reading the answer needs.
    package var sentRequest: Message { request }

    // MARK: The answer

    private mutating func answered(_ result: Result<Message, ProtocolError>, _ now: Instant) -> [Decision] {
        guard phase == .awaitingAnswer else { return [.ignore("an answer to the AReq came late")] }
        switch result {
        case .failure(let error):
            // Whoever sent what we cannot read is told; the transaction is over.
            return [.send(error.message(version: version))] + finish(.failed(error))
        case .success(let message) where message.type == .error:
            return finish(.failed(ProtocolError(message)))
        case .success(let message): return accepted(message, now)
        }
    }

    private mutating func accepted(_ answer: Message, _ now: Instant) -> [Decision] {
        guard answer.type == .authenticationResponse, identifiers.contradictions(in: answer).isEmpty else {
            return violation(.invalidMessage, "the answer to an AReq is its ARes", about: answer)
        }
        identifiers.directory = answer[.dsTransID]
        identifiers.issuer = answer[.acsTransID]
        guard let status = answer[.transStatus], status == .challengeRequired || status == .decoupledChallenge else {
            return finish(AuthenticationOutcome(answer, version: version))
        }
        guard status == .challengeRequired, let issuer = answer[.acsURL], let server = identifiers.server else {
            return violation(.formatInvalid, "transStatus: decoupled authentication was not asked for", about: answer)
        }
        var challenge = Message(.challengeRequest, version: version)
        challenge[.threeDSServerTransID] = server
        challenge[.acsTransID] = identifiers.issuer
        challenge[.challengeWindowSize] = windowSize
        guard let form = BrowserForm(challenge: challenge, to: issuer, session: session) else {
            return violation(.limitExceeded, "threeDSSessionData", about: answer)
        }
        phase = .awaitingBrowser
        deadline = now + limits.results
        return [.showChallenge(form)]
    }

    private mutating func violation(_ code: ErrorCode, _ detail: String, about message: Message) -> [Decision] {
        let error = ProtocolError(code, .server, detail, about: message.type, TransactionIdentifiers(of: message))
        return [.send(error.message(version: version))] + finish(.failed(error))
    }

    private mutating func notAnswered(_ failure: TransportFailure) -> [Decision] {
        guard phase == .awaitingAnswer else { return [.ignore("nothing was being waited for")] }
        return finish(
            .failed(error(failure.code, failure.sentence(about: "the directory server"), .authenticationRequest)))
    }

    // MARK: Challenge and results

    private mutating func challengeShown(_ now: Instant) -> [Decision] {
        guard phase == .awaitingBrowser else { return [.ignore("no challenge is to be shown")] }
        phase = .awaitingResults
        return []
    }

    private mutating func results(_ results: Message) -> [Decision] {
        if let answered = answeredResults {
            guard answered.request == results else {
                let error = ProtocolError(
                    .transactionDataInvalid, .server, "other results were reported before", about: .resultsRequest,
                    TransactionIdentifiers(of: results))
                return [.reply(error.message(version: version))]
            }
            return [.reply(answered.answer), .ignore("the results came twice")]
        }
        guard results.type == .resultsRequest, identifiers.issuer != nil,
            identifiers.contradictions(in: results).isEmpty
        else {
            let error = ProtocolError(
                .transactionNotRecognised, .server, "no challenge of this transaction is known",
                about: .resultsRequest, TransactionIdentifiers(of: results))
            return [.reply(error.message(version: version))]
        }
        let status: ResultsStatus
        switch phase {
        case .awaitingBrowser: status = .notChallenged
        case .awaitingResults: status = .received
        case .finished:
            if wasChallenged { return [.reply(receipt(.received, for: results)), .ignore("the results came late")] }
            let error = ProtocolError(
                .transactionDataInvalid, .server, "this transaction was not challenged", about: .resultsRequest,
                TransactionIdentifiers(of: results))
            return [.reply(error.message(version: version))]
        default: status = .notDelivered
        }
        return [.reply(receipt(status, for: results))]
            + finish(AuthenticationOutcome(results, version: version), challenged: true)
    }

    private mutating func receipt(_ status: ResultsStatus, for results: Message) -> Message {
        var answer = Message(.resultsResponse, version: results.version ?? version)
        answer.take(.threeDSServerTransID, from: results)
        answer.take(.acsTransID, from: results)
        answer.take(.dsTransID, from: results)
        answer[.resultsStatus] = status
        answeredResults = (results, answer)
        return answer
    }

    /// What the browser brings is no proof: the results are.
    private mutating func challengeReturned(_ response: Message) -> [Decision] {
        guard response.type == .challengeResponse, identifiers.issuer != nil,
            identifiers.contradictions(in: response).isEmpty
        else { return [.ignore("the browser returned from another transaction")] }
        shownStatus = shownStatus ?? response[.transStatus]
        return []
    }

    // MARK: Time and end

    private mutating func timePassed(_ now: Instant) -> [Decision] {
        guard let deadline, deadline <= now else { return [] }
        switch phase {
        case .runningMethod: return ask(.notCompleted, now)
        case .awaitingAnswer: return notAnswered(.timeOut)
        case .awaitingBrowser, .awaitingResults:
            let error = error(.timedOut, "no results of the challenge came in time", .resultsRequest)
            return finish(.failed(error), challenged: true)
        case .idle, .finished: return []
        }
    }

    private mutating func finish(_ outcome: AuthenticationOutcome, challenged: Bool = false) -> [Decision] {
        phase = .finished(outcome)
        wasChallenged = challenged
        deadline = nil
        return [.finish(outcome)]
    }

    private var version: ProtocolVersion { request.version ?? .v2_2_0 }

    private func error(_ code: ErrorCode, _ detail: String, _ type: MessageType) -> ProtocolError {
        ProtocolError(code, .server, detail, about: type, identifiers)
    }
}
