internal import Ledger
package import Roles
package import Vocabulary

// From the card to the provider's answer.
extension GatewayPayment {
    /// What the payer's card was, and what is made of it.
    package struct Offer: Sendable {
        package let details: CardDetails
        /// The saved card it comes from, or the name under which it is to be saved.
        package let token: String?
        package let saves: Bool
        /// A UUID in small letters, for 3-D Secure.
        package let authenticationID: String

        package init(details: CardDetails, token: String?, saves: Bool, authenticationID: String) {
            self.details = details
            self.token = token
            self.saves = saves
            self.authenticationID = authenticationID
        }
    }

    /// Takes a card; what comes next is to authenticate the payer, or to ask the provider.
    package mutating func take(_ offer: Offer, at now: Instant) throws(GatewayRefusal) {
        guard case .awaitingCard = phase else { throw .init(.wrongState, "this payment has its card already") }
        guard now < expiresAt else { throw .init(.wrongState, "the time for this payment is over; begin another one") }
        guard attempts < Self.attemptsMost else {
            throw .init(.wrongState, "this payment was tried \(attempts) times; begin another one")
        }
        guard !offer.details.expiry.isPast(at: now) else {
            throw .init(.cardRefused, "this card is past its expiry date; use another one", at: "/card/expiry")
        }
        attempts += 1
        details = offer.details
        card = offer.details.shown
        cardToken = offer.token
        savesCard = offer.saves
        lastEnding = nil
        note("A card was given: \(offer.details)", at: now)
        guard wantsAuthentication else { return order(at: now) }
        authentication = Authentication(id: offer.authenticationID, word: "asked", indicator: nil)
        phase = .authenticating(since: now)
        note("Asked the issuer who pays (3-D Secure)", at: now)
    }

    /// What the 3DS server said. False when nobody waits for it any more.
    package mutating func authenticated(_ step: AuthenticationStep, at now: Instant) -> Bool {
        var isChallenged = false
        switch phase {
        case .authenticating: break
        case .awaitingChallenge: isChallenged = true
        default: return false
        }
        switch step {
        case .authenticated(let indicator, _):
            note("The issuer vouches for the payer (indicator \(indicator))", at: now)
            authentication?.word = "authenticated"
            authentication?.indicator = indicator
            order(at: now)
        case .attempted(let indicator):
            note(
                "The issuer takes no part in 3-D Secure (indicator \(indicator)): the merchant bears the risk", at: now)
            authentication?.word = "attempted"
            authentication?.indicator = indicator
            order(at: now)
        case .challenge(let address, let fields):
            guard !isChallenged else { return false }
            note("The issuer wants the payer to prove who they are", at: now)
            authentication?.word = "challenged"
            phase = .awaitingChallenge(address: address, fields: fields)
        case .refused(let reason):
            note("The issuer does not vouch for the payer: \(reason)", at: now)
            authentication?.word = "refused"
            end(.notAuthenticated(reason: reason), at: now)
        case .pending:
            guard !isChallenged else { return false }
            authentication?.word = "unavailable"
            note("3-D Secure gave no answer", at: now)
            end(.failed(.wrongAnswer), at: now)
        case .unavailable(let fault):
            // After a challenge the answer can still be had, unless the 3DS server has forgotten what it was about.
            guard !isChallenged || fault == .malfunction || fault == .wrongAnswer else { return false }
            authentication?.word = "unavailable"
            note("3-D Secure could not be asked (\(fault.rawValue))", at: now)
            end(.failed(fault), at: now)
        }
        return true
    }

    private mutating func order(at now: Instant) {
        phase = .ordered
        ask(captureMode == .automatic ? .pay : .authorise, amount.minor, at: now)
    }

    @discardableResult
    mutating func ask(
        _ kind: GatewayOrder.Kind, _ amount: Int64, of: OperationID? = nil, isFinal: Bool = false, at now: Instant
    ) -> OperationID {
        let id = OperationID(rawValue: "\(id)-\(orders.count + 1)")
        guard let id else { preconditionFailure("a payment's name leaves room for the number of its orders") }
        orders.append(GatewayOrder(id: id, kind: kind, amount: amount, of: of, isFinal: isFinal, askedAt: now))
        note("Asked the provider: \(kind.rawValue) \(Money(amount, self.amount.currency).shown) (\(id))", at: now)
        return id
    }

    /// The try is over. On a page the payer may try again, with another card.
    mutating func end(_ ending: Ending, at now: Instant) {
        details = nil
        if savesCard {
            cardToken = nil
            savesCard = false
        }
        lastEnding = ending
        let mayTryAgain = origin.isOnPage && attempts < Self.attemptsMost && now < expiresAt
        phase = mayTryAgain ? .awaitingCard : .closed(ending)
    }

    /// The question for the 3DS server; nil when nobody must be authenticated now.
    package func authenticationRequest(merchant: String, returnAddress: String) -> AuthenticationRequest? {
        guard case .authenticating = phase, let details, let authentication else { return nil }
        return AuthenticationRequest(
            id: authentication.id, card: details.number, expiry: details.expiry.wire, amount: amount,
            merchant: merchant, returnAddress: returnAddress)
    }
}
