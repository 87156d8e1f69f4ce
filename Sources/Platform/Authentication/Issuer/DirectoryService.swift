package import Roles
internal import Synchronization
package import ThreeDS
internal import Vocabulary

/// The issuer role: the scheme's directory server, with the simulated issuer behind it.
///
/// Between the two, messages pass as bytes, as they would between two companies. What is open when the process ends is lost: the
/// 3DS server's time for results ends it there.
package final class DirectoryService: Sendable {
    private struct Entry {
        var transaction: DirectoryTransaction
        var forgetAt: Instant
    }

    let settings: IssuerSettings
    let issuer: ChallengeService
    private let routes: DirectoryRoutes
    private let link: SchemeLink
    private let surroundings: Surroundings
    private let memory: Mutex<TransactionMemory<Entry>>
    private let isDraining = Atomic<Bool>(false)
    private let told: @Sendable (_ outcome: String, _ isTechnicalFailure: Bool) -> Void

    /// - Parameter told: hears of each answer to an AReq, and of each report of results.
    package init(
        settings: IssuerSettings, link: SchemeLink, surroundings: Surroundings,
        told: @escaping @Sendable (_ outcome: String, _ isTechnicalFailure: Bool) -> Void = { _, _ in }
    ) throws(ProtocolError) {
        self.settings = settings
        self.link = link
        self.surroundings = surroundings
        self.told = told
        issuer = ChallengeService(settings, now: surroundings.now, identifier: { surroundings.identifier() })
        routes = try DirectoryRoutes(
            referenceNumber: settings.directoryReference, address: settings.directoryAddress,
            serialNumber: settings.serialNumber,
            routes: IssuerBehaviour.ranges().map { .init(range: $0, address: settings.directoryAddress) })
        memory = Mutex(TransactionMemory(most: settings.transactionsMost))
    }

    package var openTransactions: Int { memory.withLock { $0.count } }
    package var openChallenges: Int { issuer.open }
    /// With those that ended lately.
    package var rememberedChallenges: Int { issuer.count }

    /// Takes no new transactions from now on; what goes on goes on.
    package func drain() { isDraining.store(true, ordering: .relaxed) }

    /// Answers what came to the directory server's address.
    ///
    /// Results are the issuer's to report: who asks as a 3DS server knows all names of its transactions, and could else vouch for
    /// its own cardholders.
    func answer(_ bytes: [UInt8], isFromIssuer: Bool = false) async -> Message {
        let message: Message
        do throws(ProtocolError) {
            message = try MessageReader(receiver: .directory).message(from: bytes)
        } catch {
            told("malformed", false)
            return error.message(version: .v2_2_0)
        }
        switch message.type {
        case .preparationRequest: return preparation(message)
        case .authenticationRequest: return await authentication(message)
        case .resultsRequest where isFromIssuer: return await results(message)
        case .resultsRequest: return Self.refusal(.accessDenied, "results are reported by issuers", message)
        // An error message is taken note of; there is nothing to answer but that.
        case .error: return message
        default: return Self.refusal(.invalidMessage, "messageType", message)
        }
    }

    package func tick() async {
        let now = surroundings.now()
        await issuer.tick { await self.report($0) }
        for name in memory.withLock({ $0.takeDue(now) }) { memory.withLock { $0.remove(name) } }
    }

    // MARK: Card ranges

    private func preparation(_ message: Message) -> Message {
        do throws(ProtocolError) {
            return try routes.preparation(answering: message, transaction: surroundings.identifier())
        } catch {
            return error.message(version: message.version ?? .v2_2_0)
        }
    }

    // MARK: Requests

    private func authentication(_ request: Message) async -> Message {
        guard !isDraining.load(ordering: .relaxed) else {
            return Self.refusal(.transientFailure, "this instance is being stopped", request)
        }
        for address in [request[.threeDSServerURL], request[.notificationURL]] {
            guard let address, let origin = Origin(of: address), settings.serverOrigins.contains(origin.text) else {
                told("refused-server", false)
                return Self.refusal(
                    .accessDenied, "threeDSServerURL, notificationURL: on no origin of a 3DS server known here", request
                )
            }
        }
        let name = surroundings.identifier()
        var transaction = DirectoryTransaction(identifier: name, routes: routes, limits: settings.limits)
        let decisions = transaction.handle(.request(request), now: surroundings.now())
        guard case .forward(let forwarded, _)? = decisions.first else {
            return answer(decisions) ?? Self.refusal(.transientFailure, "no decision", request)
        }
        let outcome: [DirectoryTransaction.Decision]
        if let bytes = issuer.authenticate(forwarded.bytes()) {
            switch SchemeLink.read(bytes, answering: forwarded, as: .directory) {
            case .message(let message):
                outcome = transaction.handle(.issuerAnswered(.success(message)), now: surroundings.now())
            case .unreadable(let error):
                outcome = transaction.handle(.issuerAnswered(.failure(error)), now: surroundings.now())
            case .failed(let failure):
                outcome = transaction.handle(.issuerFailed(failure), now: surroundings.now())
            }
        } else {
            // The issuer is silent: its time passes.
            try? await Task.sleep(for: .microseconds(settings.limits.issuer.microseconds))
            outcome = transaction.handle(.issuerFailed(.timeOut), now: surroundings.now())
        }
        let answer = answer(outcome) ?? Self.refusal(.transientFailure, "no decision", request)
        count(answer)
        guard transaction.phase == .awaitingResults else { return answer }
        let entry = Entry(transaction: transaction, forgetAt: surroundings.now() + settings.limits.results)
        guard memory.withLock({ $0.add(name, entry, due: entry.forgetAt) }) else {
            return Self.refusal(.transientFailure, "too many transactions are open", request)
        }
        return answer
    }

    private func answer(_ decisions: [DirectoryTransaction.Decision]) -> Message? {
        decisions.lazy.compactMap { decision -> Message? in
            if case .answerServer(let message) = decision { message } else { nil }
        }.first
    }

    private func count(_ answer: Message) {
        if let code = answer[.errorCode], answer.type == .error {
            told("error-\(code)", code.isTechnical)
        } else {
            told("status-\(answer[.transStatus]?.rawValue ?? "none")", answer[.transStatusReason]?.isTechnical ?? false)
        }
    }

    // MARK: Results

    /// Takes what the issuer reports, as bytes.
    func report(_ bytes: [UInt8]) async -> [UInt8] { await answer(bytes, isFromIssuer: true).bytes() }

    private func results(_ results: Message) async -> Message {
        let name = results[.dsTransID]?.lowercased() ?? ""
        var decisions = handle(.results(results), of: name)
        while let current = decisions {
            for decision in current {
                if case .answerIssuer(let message) = decision {
                    told("results-\(message.type == .resultsResponse ? "delivered" : "failed")", false)
                    return message
                }
            }
            guard case .forward(let message, let address)? = current.first else { break }
            switch await link.ask(message, at: address, as: .directory, within: settings.limits.resultsAnswer) {
            case .message(let answer): decisions = handle(.serverAnswered(.success(answer)), of: name)
            case .unreadable(let error): decisions = handle(.serverAnswered(.failure(error)), of: name)
            case .failed(let failure): decisions = handle(.serverFailed(failure), of: name)
            }
        }
        return Self.refusal(.transactionNotRecognised, "this transaction is not known", results)
    }

    private func handle(_ event: DirectoryTransaction.Event, of name: String) -> [DirectoryTransaction.Decision]? {
        let now = surroundings.now()
        return memory.withLock { memory in
            memory.update(name) { entry in (entry.transaction.handle(event, now: now), due: entry.forgetAt) }
        }
    }

    private static func refusal(_ code: ErrorCode, _ detail: String, _ request: Message) -> Message {
        ProtocolError(code, .directory, detail, about: request.type, TransactionIdentifiers(of: request))
            .message(version: request.version ?? .v2_2_0)
    }
}
