internal import Bytes
internal import Synchronization
internal import ThreeDS
internal import Vocabulary

/// The issuer's access control server: decides by the card, and asks the cardholder on a page of its own.
final class ChallengeService: Sendable {
    /// What a page of the challenge shows.
    struct Case: Sendable, Equatable {
        let name: String
        let merchant: String
        /// In the currency's smallest unit, with the currency's number.
        let amount: String
        let currency: String
        let maskedCard: String
        /// Shown on the page, because this is a simulation and nobody's telephone rings.
        let code: String
    }

    /// What the browser is answered.
    enum Answer: Sendable, Equatable {
        /// `triesLeft` after a wrong code.
        case ask(Case, triesLeft: Int?)
        case goBack(BrowserForm)
        /// The answer was given before, and the shop is being told.
        case wait
        /// An error message, for whoever speaks the protocol.
        case protocolError(ProtocolError)
        case unknown
    }

    private struct Entry {
        var transaction: IssuerTransaction
        let shown: Case
        let notification: String
        var session: String?
        var response: BrowserForm?
        /// Once it is over.
        var forgetAt: Instant?
    }

    private let settings: IssuerSettings
    private let now: @Sendable () -> Instant
    private let identifier: @Sendable () -> String
    private let memory: Mutex<TransactionMemory<Entry>>

    init(
        _ settings: IssuerSettings, now: @escaping @Sendable () -> Instant, identifier: @escaping @Sendable () -> String
    ) {
        self.settings = settings
        self.now = now
        self.identifier = identifier
        memory = Mutex(TransactionMemory(most: settings.transactionsMost))
    }

    /// Reports results to the directory server: bytes there and back.
    typealias Report = @Sendable (_ message: [UInt8]) async -> [UInt8]

    var count: Int { memory.withLock { $0.count } }
    /// Challenges that nobody has answered yet.
    var open: Int { memory.withLock { $0.count(where: { $0.forgetAt == nil }) } }

    // MARK: The directory server asks

    /// The answer to an AReq; nil when this card's issuer does not answer.
    func authenticate(_ bytes: [UInt8]) -> [UInt8]? {
        let request: Message
        do throws(ProtocolError) {
            request = try MessageReader(receiver: .issuer).message(from: bytes)
        } catch {
            return error.message(version: .v2_2_0).bytes()
        }
        guard request.type == .authenticationRequest, let card = request[.acctNumber] else {
            return Self.refusal(.invalidMessage, "messageType", request).bytes()
        }
        switch IssuerBehaviour(of: card) {
        case .silent: return nil
        case .garbled: return Array("<html><body>502 Bad Gateway</body></html>".utf8)
        case .error: return Self.refusal(.transientFailure, "the test card asks for an error", request).bytes()
        case let behaviour: return decide(request, card, behaviour).bytes()
        }
    }

    private func decide(_ request: Message, _ card: CardNumber, _ behaviour: IssuerBehaviour) -> Message {
        let name = identifier()
        var transaction = IssuerTransaction(
            identifier: name,
            identity: .init(
                referenceNumber: settings.issuerReference, operatorID: nil, challengeURL: settings.challengeAddress,
                attemptsMost: settings.attemptsMost), limits: settings.limits)
        let decisions = transaction.handle(
            .request(request, judgement(behaviour, name, card, request)), now: now())
        guard case .answer(let answer)? = decisions.first else {
            return Self.refusal(.transientFailure, "no decision", request)
        }
        guard transaction.phase == .awaitingBrowser else { return answer }
        let shown = Case(
            name: name, merchant: request[.merchantName] ?? "", amount: request[.purchaseAmount] ?? "",
            currency: request[.purchaseCurrency] ?? "", maskedCard: card.masked, code: code(name))
        let entry = Entry(
            transaction: transaction, shown: shown, notification: request[.notificationURL] ?? "")
        let isThere = memory.withLock {
            $0.add(name, entry, due: transaction.deadline ?? now() + settings.limits.firstChallenge)
        }
        return isThere ? answer : Self.refusal(.transientFailure, "too many challenges are open", request)
    }

    private func judgement(
        _ behaviour: IssuerBehaviour, _ name: String, _ card: CardNumber, _ request: Message
    ) -> IssuerTransaction.Judgement {
        let isMastercard = card.digits.hasPrefix("5") || card.digits.hasPrefix("2") || card.digits.hasPrefix("999905")
        let value = authenticationValue(name, card, request)
        switch behaviour {
        case .attempted: return .prove(.attempted, value: value, eci: isMastercard ? "01" : "06")
        case .challenge: return .challenge(.oneTimeCodeByMessage, value: value, eci: isMastercard ? "02" : "05")
        case .refused: return .decide(.notAuthenticated, .cardAuthenticationFailed)
        case .rejected: return .decide(.rejected, .suspectedFraud)
        case .unavailable: return .decide(.notPerformed, .acsTechnicalIssue)
        default: return .prove(.authenticated, value: value, eci: isMastercard ? "02" : "05")
        }
    }

    /// Twenty bytes that only this issuer can make, for this transaction, card and amount.
    private func authenticationValue(_ name: String, _ card: CardNumber, _ request: Message) -> String {
        let content = [
            "vigie.acs.value.v1", name, card.digits, request[.purchaseAmount] ?? "", request[.purchaseCurrency] ?? "",
        ].joined(separator: " ")
        return Base64.encode(Array(KeyedDigest.sha256(Array(content.utf8), key: settings.key).prefix(20)))
    }

    private func code(_ name: String) -> String {
        let digest = KeyedDigest.sha256(Array("vigie.acs.code.v1 \(name)".utf8), key: settings.key)
        let number = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % 1_000_000
        let digits = String(number)
        return String(repeating: "0", count: 6 - digits.utf8.count) + digits
    }

    // MARK: The browser

    func open(creq: String, session: String?) -> Answer {
        do throws(ProtocolError) {
            let message = try BrowserForm.message(in: creq, MessageReader(receiver: .issuer))
            let session: String? = if let session { try BrowserForm.session(session) } else { nil }
            guard let name = message[.acsTransID]?.lowercased() else { return .unknown }
            let answer = change(name) { entry -> Answer in
                if let response = entry.response { return .goBack(response) }
                let decisions = entry.transaction.handle(.challenge(message), now: now())
                if entry.session == nil { entry.session = session }
                return self.answer(decisions, entry)
            }
            return answer ?? .unknown
        } catch {
            return .protocolError(error)
        }
    }

    /// The cardholder sent a code, or gave up when it is nil.
    func cardholder(_ name: String, code given: String?, report: @escaping Report) async -> Answer {
        let name = name.lowercased()
        guard let shown = memory.withLock({ $0[name]?.shown }) else { return .unknown }
        let event: IssuerTransaction.Event =
            given.map { .cardholderAnswered(isRight: ConstantTime.isSame($0, shown.code)) } ?? .cardholderCancelled
        return await run(name, event, report: report)
    }

    /// Ends challenges whose time is over, and forgets the ones that ended long ago.
    func tick(report: @escaping Report) async {
        let now = now()
        let overdue = memory.withLock { memory in
            memory.takeDue(now).filter { name in
                guard let forgetAt = memory[name]?.forgetAt, forgetAt <= now else { return true }
                memory.remove(name)
                return false
            }
        }
        // A 3DS server that does not answer holds up its own challenges, and no more than so many at a time.
        await withTaskGroup(of: Void.self) { group in
            for (place, name) in overdue.enumerated() {
                if place >= Self.reportsMost { await group.next() }
                group.addTask { _ = await self.run(name, .timePassed, report: report) }
            }
        }
    }

    private static let reportsMost = 64

    private func run(_ name: String, _ event: IssuerTransaction.Event, report: @escaping Report) async -> Answer {
        var event = event
        // Results are sent twice at most, so this ends.
        while true {
            let outcome = change(name) { [event] entry -> (Answer, Message?) in
                if let response = entry.response { return (.goBack(response), nil) }
                let decisions = entry.transaction.handle(event, now: now())
                let results = decisions.lazy.compactMap { decision -> Message? in
                    if case .sendResults(let results, _) = decision { results } else { nil }
                }.first
                if case .returnBrowser(let message)? = decisions.first {
                    entry.response = BrowserForm(result: message, to: entry.notification, session: entry.session)
                }
                if entry.transaction.phase == .finished { entry.forgetAt = now() + settings.finishedKept }
                return (answer(decisions, entry), results)
            }
            guard let (answer, results) = outcome else { return .unknown }
            guard let results else { return answer }
            let reply = await report(results.bytes())
            switch SchemeLink.read(reply, answering: results, as: .issuer) {
            case .message(let message): event = .resultsAnswered(.success(message))
            case .unreadable(let error): event = .resultsAnswered(.failure(error))
            case .failed(let failure): event = .resultsFailed(failure)
            }
        }
    }

    private func answer(_ decisions: [IssuerTransaction.Decision], _ entry: Entry) -> Answer {
        for decision in decisions {
            switch decision {
            case .showChallenge(let attempt):
                let left = settings.attemptsMost - attempt + 1
                return .ask(entry.shown, triesLeft: attempt > 1 ? left : nil)
            case .returnBrowser: return entry.response.map { .goBack($0) } ?? .unknown
            case .answer(let message): return .protocolError(ProtocolError(message))
            case .sendResults, .ignore: break
            }
        }
        return entry.transaction.phase == .awaitingReceipt ? .wait : .unknown
    }

    /// Changes an entry and files it under its new time.
    private func change<Result: Sendable>(
        _ name: String, _ change: @Sendable (inout Entry) -> Result
    ) -> Result? {
        let later = now() + settings.finishedKept
        return memory.withLock { memory in
            memory.update(name) { entry in
                let result = change(&entry)
                return (result, due: entry.forgetAt ?? entry.transaction.deadline ?? later)
            }
        }
    }

    private static func refusal(_ code: ErrorCode, _ detail: String, _ request: Message) -> Message {
        ProtocolError(code, .issuer, detail, about: request.type, TransactionIdentifiers(of: request))
            .message(version: request.version ?? .v2_2_0)
    }
}
