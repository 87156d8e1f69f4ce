package import Vocabulary

/// One authentication as the directory server carries it: the request to the card's issuer, the answer back, and the
/// results from the issuer to the 3DS server.
package struct DirectoryTransaction: Sendable {
    package enum Event: Sendable {
        case request(Message)
        /// The issuer's answer to the AReq, as read by a ``MessageReader``.
        case issuerAnswered(Result<Message, ProtocolError>)
        case issuerFailed(TransportFailure)
        case results(Message)
        case serverAnswered(Result<Message, ProtocolError>)
        case serverFailed(TransportFailure)
        case timePassed
    }

    package enum Decision: Sendable, Equatable {
        case forward(Message, to: String)
        /// Answer the 3DS server's AReq.
        case answerServer(Message)
        /// Answer the issuer's RReq.
        case answerIssuer(Message)
        /// Tell the issuer what was wrong with its ARes.
        case tellIssuer(Message, at: String)
        case ignore(String)
    }

    package enum Phase: Sendable, Equatable {
        case idle
        case awaitingIssuer
        /// A challenge goes on between browser and issuer.
        case awaitingResults
        case awaitingServer
        case finished
    }

    package private(set) var phase = Phase.idle
    package private(set) var deadline: Instant?
    package private(set) var identifiers: TransactionIdentifiers

    private let routes: DirectoryRoutes
    private let limits: TimeLimits
    private var request: Message?
    private var issuerAddress = ""
    private var results: Message?

    /// - Parameter identifier: the directory server's name for the transaction, a new UUID.
    package init(identifier: String, routes: DirectoryRoutes, limits: TimeLimits = TimeLimits()) {
        identifiers = TransactionIdentifiers(directory: identifier)
        self.routes = routes
        self.limits = limits
    }

    package mutating func handle(_ event: Event, now: Instant) -> [Decision] {
        switch event {
        case .request(let request): asked(request, now)
        case .issuerAnswered(let result): issuerAnswered(result)
        case .issuerFailed(let failure): issuerFailed(failure)
        case .results(let results): resultsCame(results, now)
        case .serverAnswered(let result): serverAnswered(result)
        case .serverFailed(let failure): serverFailed(failure)
        case .timePassed: timePassed(now)
        }
    }

    /// The AReq as the issuer got it, which reading its answer needs.
    package private(set) var sentRequest: Message?
    package var sentResults: Message? { results }

    // MARK: Request and answer

    private mutating func asked(_ request: Message, _ now: Instant) -> [Decision] {
        guard phase == .idle, request.type == .authenticationRequest else {
            return [.ignore("one transaction has one AReq")]
        }
        self.request = request
        identifiers.server = request[.threeDSServerTransID]
        do throws(ProtocolError) {
            try routes.checkServer(request)
            guard let card = request[.acctNumber], let range = routes.range(of: card),
                let address = routes.address(for: card)
            else { throw error(.transactionDataInvalid, "acctNumber: in no card range", .authenticationRequest) }
            guard let version = request.version, range.versions.contains(version), routes.versions.contains(version)
            else {
                throw error(.versionNotSupported, "the card's issuer has \(range.versions)", .authenticationRequest)
            }
            issuerAddress = address
        } catch {
            phase = .finished
            return [.answerServer(error.message(version: version))]
        }
        var forwarded = request
        forwarded[.dsReferenceNumber] = routes.referenceNumber
        forwarded[.dsTransID] = identifiers.directory
        forwarded[.dsURL] = routes.address
        sentRequest = forwarded
        phase = .awaitingIssuer
        deadline = now + limits.issuer
        return [.forward(forwarded, to: issuerAddress)]
    }

    private mutating func issuerAnswered(_ result: Result<Message, ProtocolError>) -> [Decision] {
        guard phase == .awaitingIssuer else { return [.ignore("the issuer's answer came late")] }
        deadline = nil
        switch result {
        case .success(let answer) where answer.type == .authenticationResponse:
            identifiers.issuer = answer[.acsTransID]
            phase = answer[.transStatus] == .challengeRequired ? .awaitingResults : .finished
            return [.answerServer(answer)]
        case .success(let answer) where answer.type == .error:
            phase = .finished
            return [.answerServer(answer)]
        case .success(let answer):
            return refuseAnswer(error(.invalidMessage, "messageType", answer.type))
        case .failure(let error): return refuseAnswer(error)
        }
    }

    /// The issuer broke the protocol: it is told what, and the 3DS server is told that nothing will come.
    private mutating func refuseAnswer(_ error: ProtocolError) -> [Decision] {
        phase = .finished
        var own = error
        own.component = .directory
        own.transactions = identifiers
        let message = own.message(version: version)
        return [.tellIssuer(message, at: issuerAddress), .answerServer(message)]
    }

    private mutating func issuerFailed(_ failure: TransportFailure) -> [Decision] {
        guard phase == .awaitingIssuer else { return [.ignore("nothing was being waited for")] }
        phase = .finished
        deadline = nil
        let error = error(failure.code, failure.sentence(about: "the issuer's ACS"), .authenticationRequest)
        return [.answerServer(error.message(version: version))]
    }

    // MARK: Results

    private mutating func resultsCame(_ results: Message, _ now: Instant) -> [Decision] {
        guard results.type == .resultsRequest, identifiers.contradictions(in: results).isEmpty, let request else {
            return [.answerIssuer(refusal(.transactionNotRecognised, "this transaction is not known", results))]
        }
        guard phase == .awaitingResults, let address = request[.threeDSServerURL] else {
            return [.answerIssuer(refusal(.transactionDataInvalid, "no results are waited for", results))]
        }
        self.results = results
        phase = .awaitingServer
        deadline = now + limits.resultsAnswer
        return [.forward(results, to: address)]
    }

    private func refusal(_ code: ErrorCode, _ detail: String, _ message: Message) -> Message {
        ProtocolError(code, .directory, detail, about: message.type, TransactionIdentifiers(of: message))
            .message(version: message.version ?? version)
    }

    private mutating func serverAnswered(_ result: Result<Message, ProtocolError>) -> [Decision] {
        guard phase == .awaitingServer else { return [.ignore("the 3DS server's answer came late")] }
        deadline = nil
        switch result {
        case .success(let answer):
            phase = .finished
            return [.answerIssuer(answer)]
        case .failure(var error):
            phase = .finished
            error.component = .directory
            error.transactions = identifiers
            return [.answerIssuer(error.message(version: version))]
        }
    }

    private mutating func serverFailed(_ failure: TransportFailure) -> [Decision] {
        guard phase == .awaitingServer else { return [.ignore("nothing was being waited for")] }
        deadline = nil
        // The issuer may report once more: what it reported has arrived nowhere.
        phase = .awaitingResults
        let error = error(failure.code, failure.sentence(about: "the 3DS server"), .resultsRequest)
        return [.answerIssuer(error.message(version: version))]
    }

    private mutating func timePassed(_ now: Instant) -> [Decision] {
        guard let deadline, deadline <= now else { return [] }
        return phase == .awaitingIssuer ? issuerFailed(.timeOut) : serverFailed(.timeOut)
    }

    private var version: ProtocolVersion { request?.version ?? routes.versions.upperBound }

    private func error(_ code: ErrorCode, _ detail: String, _ type: MessageType) -> ProtocolError {
        ProtocolError(code, .directory, detail, about: type, identifiers)
    }
}
