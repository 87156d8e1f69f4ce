internal import ISO8583
internal import JSON
package import Ledger
package import Roles
internal import Vocabulary

/// What a merchant wants paid.
package struct PaymentRequest: Sendable {
    package var amount: Money
    package var origin: GatewayPayment.Origin
    package var captureMode = GatewayPayment.CaptureMode.automatic
    package var reference: String?
    package var description: String?
    package var returnAddress: String?
    package var wantsAuthentication: Bool
    package var card: GivenCard?
    package var savesCard = false

    package init(amount: Money, origin: GatewayPayment.Origin, card: GivenCard? = nil) {
        self.amount = amount
        self.origin = origin
        self.card = card
        wantsAuthentication = origin != .eTerminal
    }
}

/// A card as it is given: typed, or by the token under which it was saved.
package enum GivenCard: Sendable, Hashable {
    case details(CardDetails)
    case token(String)
}

extension GatewayService {
    /// Begins a payment, and, when a card came with it, takes it as far as it goes without the payer.
    package func create(
        _ request: PaymentRequest, for merchant: Merchant, key: RequestKey? = nil
    ) async throws(GatewayRefusal) -> GatewayAnswer {
        try await once(key, status: 201) { (waiting) async throws(GatewayRefusal) in
            try await begin(request, for: merchant, waiting: waiting)
        }
    }

    package func begin(
        _ request: PaymentRequest, for merchant: Merchant, waiting: GatewayPayment.Waiting? = nil
    ) async throws(GatewayRefusal) -> Held {
        guard (1...Money.most).contains(request.amount.minor) else {
            throw GatewayRefusal(.invalid, "an amount is from 1 to \(Money.most) minor units", at: "/amount")
        }
        guard let id = PaymentID(rawValue: newName("pay_")) else {
            throw GatewayRefusal(.unavailable, "no name could be made")
        }
        let created = now()
        var payment = GatewayPayment(
            id: id, merchant: merchant.id, reference: request.reference, description: request.description,
            amount: request.amount, origin: request.origin, captureMode: request.captureMode,
            wantsAuthentication: request.wantsAuthentication, returnAddress: request.returnAddress, createdAt: created,
            expiresAt: created + (request.origin == .link ? times.link : times.page))
        payment.waiting = waiting
        payment.note("Begun: \(request.amount.shown), \(request.origin.rawValue)", at: created)
        if let card = request.card {
            try payment.take(try await offer(card, saves: request.savesCard, merchant: merchant.id), at: created)
        }
        guard case .done(let held) = try await write(payment, before: nil, Besides(isNewKey: waiting != nil)) else {
            throw KeyTaken.refusal
        }
        return try await drive(held)
    }

    func offer(
        _ card: GivenCard, saves: Bool, merchant: String
    ) async throws(GatewayRefusal) -> GatewayPayment.Offer {
        let authentication = Self.uuid(surroundings.random(16))
        switch card {
        case .details(let details):
            return GatewayPayment.Offer(
                details: details, token: saves ? newName("card_") : nil, saves: saves,
                authenticationID: authentication)
        case .token(let token):
            let saved = try await savedCard(token, of: merchant)
            return GatewayPayment.Offer(
                details: saved.details, token: token, saves: false, authenticationID: authentication)
        }
    }

    /// The payer gives a card on our page.
    package func pay(
        _ id: PaymentID, with card: GivenCard
    ) async throws(GatewayRefusal) -> Held {
        let held = try await held(id)
        let offer = try await offer(card, saves: false, merchant: held.payment.merchant)
        let changed = try await change(held) { (payment) throws(GatewayRefusal) in
            try payment.take(offer, at: now())
            return Besides()
        }
        return try await drive(changed.held)
    }

    /// The payer's browser is back from the issuer: what the issuer says counts, not what the browser brings.
    package func returned(_ id: PaymentID) async throws(GatewayRefusal) -> Held {
        let held = try await held(id)
        guard case .awaitingChallenge = held.payment.phase, let authentication = held.payment.authentication else {
            return held
        }
        let step = await surroundings.authenticator.result(of: authentication.id)
        let changed = try await change(held) { (payment) throws(GatewayRefusal) in
            // Another try may have begun meanwhile: this answer is not about it.
            guard payment.authentication?.id == authentication.id else { return nil }
            return payment.authenticated(step, at: now()) ? Besides() : nil
        }
        guard changed.isOurs else { return changed.held }
        surroundings.count(.authentication(outcome: step.word))
        return try await drive(changed.held)
    }

    // MARK: Driving

    /// Takes the steps that this instance has just recorded, one after another, until somebody else must act.
    ///
    /// In a task of its own: a client that goes away, or a server that has waited enough, does not stop a payment in the middle.
    func drive(_ held: Held) async throws(GatewayRefusal) -> Held {
        guard held.payment.isInHand else { return held }
        work.began()
        let task = Task { () async -> Result<Held, GatewayRefusal> in
            defer { work.ended() }
            do throws(GatewayRefusal) {
                return .success(try await driven(held))
            } catch {
                return .failure(error)
            }
        }
        return try await task.value.get()
    }

    private func driven(_ first: Held) async throws(GatewayRefusal) -> Held {
        var held = first
        while true {
            let payment = held.payment
            let changed: (held: Held, isOurs: Bool)
            if let request = payment.authenticationRequest(
                merchant: merchantName(payment), returnAddress: origin + "/pay/\(payment.id)/return")
            {
                let step = await surroundings.authenticator.begin(request)
                surroundings.count(.authentication(outcome: step.word))
                changed = try await change(held) { (payment) throws(GatewayRefusal) in
                    guard case .authenticating = payment.phase, payment.authentication?.id == request.id else {
                        return nil
                    }
                    return payment.authenticated(step, at: now()) ? Besides() : nil
                }
            } else if let order = payment.underWay, case .asked = order.state,
                let asked = payment.providerOrder(order, merchant: merchantName(payment))
            {
                changed = try await settle(held, order, asked)
            } else if let order = payment.underWay, payment.isInHand {
                return try await attempt(held, order.id)
            } else {
                return held
            }
            held = changed.held
            if !changed.isOurs {
                surroundings.count(.lateAnswer)
                return held
            }
        }
    }

    private func settle(
        _ held: Held, _ order: GatewayOrder, _ asked: ProviderOrder
    ) async throws(GatewayRefusal) -> (held: Held, isOurs: Bool) {
        let begun = now()
        let verdict = await surroundings.provider.perform(asked)
        surroundings.count(
            .order(held.payment.channel, order.kind, verdict.fate, microseconds: (now() - begun).microseconds))
        return try await change(held) { (payment) throws(GatewayRefusal) in
            payment.settle(order.id, verdict, at: now(), times).map { Besides(operations: $0) }
        }
    }

    /// One attempt to make sure of what is unknown. Whoever waits is answered after it, whatever came of it.
    func attempt(_ held: Held, _ id: OperationID) async throws(GatewayRefusal) -> Held {
        var asked: ProviderOrder?
        let begun = try await change(held) { (payment) throws(GatewayRefusal) in
            guard let next = payment.nextAttempt(at: now(), times, merchant: merchantName(payment)), next.order == id
            else { return nil }
            asked = next.asked
            return Besides(answers: false)
        }
        guard begun.isOurs, let asked else { return begun.held }
        let verdict = await surroundings.provider.perform(asked)
        count(verdict.fate, of: begun.held.payment, isReversal: asked.id != id)
        let ended = try await change(begun.held) { (payment) throws(GatewayRefusal) in
            if asked.id == id {
                return payment.settle(id, verdict, at: now(), times).map { Besides(operations: $0, answers: true) }
            }
            return payment.reversed(id, verdict, at: now()) ? Besides(answers: true) : nil
        }
        return ended.held
    }

    private func count(_ fate: Fate, of payment: GatewayPayment, isReversal: Bool) {
        var isConfirmed = false
        if case .approved = fate { isConfirmed = true }
        surroundings.count(.reversal(isConfirmed: isConfirmed))
        guard isReversal, let order = payment.underWay, case .undoing(_, let tries, _) = order.state else { return }
        switch fate {
        case .approved: surroundings.count(.reversalConfirmed(payment: payment.id.rawValue))
        case .refused(let code):
            surroundings.count(
                .reversalRefused(payment: payment.id.rawValue, code: code.description, tries: tries))
        case .failed, .unknown: break
        }
    }

    static func uuid(_ chance: [UInt8]) -> String {
        var bytes = chance
        guard bytes.count == 16 else { return "00000000-0000-4000-8000-000000000000" }
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }.joined(separator: "-")
    }
}

extension AuthenticationStep {
    var word: String {
        switch self {
        case .authenticated: "authenticated"
        case .attempted: "attempted"
        case .challenge: "challenge"
        case .refused: "refused"
        case .pending: "pending"
        case .unavailable: "unavailable"
        }
    }
}
