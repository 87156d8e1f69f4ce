internal import Cards
package import Ledger
package import Roles
package import Vocabulary

/// A payment as the gateway keeps it: a value that changes by events alone.
///
/// What its money does is in the ledger too, written in the same transaction; both follow from the same orders.
package struct GatewayPayment: Sendable, Equatable {
    package enum CaptureMode: String, Sendable, Hashable, CaseIterable {
        case automatic
        case manual
    }

    /// How it came to be.
    package enum Origin: String, Sendable, Hashable, CaseIterable {
        /// The merchant's program gave the card.
        case api
        /// The payer types the card on our page.
        case page
        /// The same, by a link that was sent.
        case link
        /// The merchant's staff typed a card that they were told.
        case eTerminal = "e-terminal"

        package var channel: Channel { self == .eTerminal || self == .link ? .eTerminal : .ecommerce }
        /// The payer may try again with another card.
        package var isOnPage: Bool { self == .page || self == .link }
    }

    package enum Phase: Sendable, Equatable {
        case awaitingCard
        case authenticating(since: Instant)
        case awaitingChallenge(address: String, fields: [String: String])
        /// The first order was made; its state tells the rest.
        case ordered
        case closed(Ending)
    }

    package enum Ending: Sendable, Equatable {
        case refused(code: String)
        /// By the issuer, in 3-D Secure.
        case notAuthenticated(reason: String)
        case failed(Fate.Fault)
        case expired
        case cancelled
    }

    package struct Authentication: Sendable, Equatable {
        /// A UUID in small letters.
        package let id: String
        package internal(set) var word: String
        package internal(set) var indicator: String?
    }

    package struct Line: Sendable, Equatable {
        package let instant: Instant
        package let text: String
    }

    /// Who waits for an answer under an idempotency key, so that a crash does not leave them without.
    package struct Waiting: Sendable, Equatable {
        package let key: String
        package let fingerprint: String
        package let since: Instant
        package let status: Int

        package init(key: String, fingerprint: String, since: Instant, status: Int) {
            self.key = key
            self.fingerprint = fingerprint
            self.since = since
            self.status = status
        }
    }

    package static let attemptsMost = 5
    static let linesMost = 200
    static let ordersMost = 150

    package let id: PaymentID
    package let merchant: String
    /// The merchant's own name for it.
    package let reference: String?
    package let description: String?
    package let amount: Money
    package let origin: Origin
    package let captureMode: CaptureMode
    package let wantsAuthentication: Bool
    /// Where the payer's browser goes in the end.
    package let returnAddress: String?
    package let createdAt: Instant
    package let expiresAt: Instant

    package internal(set) var phase: Phase
    package internal(set) var card: ShownCard?
    /// The number, while it is needed to ask the provider; forgotten then.
    package internal(set) var details: CardDetails?
    /// The saved card that it was paid with, or that was made from it.
    package internal(set) var cardToken: String?
    package internal(set) var savesCard = false
    package internal(set) var authentication: Authentication?
    package internal(set) var attempts = 0
    /// How the last try ended, for who tries again.
    package internal(set) var lastEnding: Ending?
    package internal(set) var orders: [GatewayOrder] = []
    package internal(set) var history: [Line] = []
    package var waiting: Waiting?

    package var channel: Channel { origin.channel }

    package init(
        id: PaymentID, merchant: String, reference: String?, description: String?, amount: Money, origin: Origin,
        captureMode: CaptureMode, wantsAuthentication: Bool, returnAddress: String?, createdAt: Instant,
        expiresAt: Instant
    ) {
        self.id = id
        self.merchant = merchant
        self.reference = reference
        self.description = description
        self.amount = amount
        self.origin = origin
        self.captureMode = captureMode
        self.wantsAuthentication = wantsAuthentication
        self.returnAddress = returnAddress
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        phase = .awaitingCard
    }

    // MARK: Figures

    package var payOrder: GatewayOrder? { orders.last { $0.kind == .authorise || $0.kind == .pay } }
    package var isPaid: Bool { payOrder?.isApproved == true }
    package var captures: [GatewayOrder] { orders.filter { $0.kind == .capture || $0.kind == .pay } }
    package var refunds: [GatewayOrder] { orders.filter { $0.kind == .refund } }
    package var captured: Int64 { sum(captures) }
    package var refunded: Int64 { sum(refunds) }
    package var isVoided: Bool { orders.contains { $0.kind == .void && $0.isApproved } }
    package var underWay: GatewayOrder? { orders.last(where: \.isUnderWay) }

    private func sum(_ orders: [GatewayOrder]) -> Int64 {
        orders.reduce(0) { $1.isApproved ? $0 + $1.amount : $0 }
    }

    /// What may still be captured.
    package var capturable: Int64 {
        guard isPaid, !isVoided, !orders.contains(where: { $0.kind == .capture && $0.isFinal && $0.isApproved })
        else { return 0 }
        return amount.minor - captured
    }

    package var refundable: Int64 { captured - refunded }

    package var status: PaymentStatus {
        switch phase {
        case .awaitingCard: .awaitingCard
        case .authenticating: .authenticating
        case .awaitingChallenge: .awaitingChallenge
        case .closed(.refused), .closed(.notAuthenticated): .refused
        case .closed(.failed): .failed
        case .closed(.expired): .expired
        case .closed(.cancelled): .cancelled
        case .ordered: orderedStatus
        }
    }

    private var orderedStatus: PaymentStatus {
        guard let payOrder, payOrder.isApproved else {
            if case .undoing = payOrder?.state { return .undoing }
            return .authorising
        }
        if isVoided { return .voided }
        if captured == 0 { return .authorised }
        if refunded == captured, capturable == 0 { return .refunded }
        if refunded > 0 { return .partlyRefunded }
        return capturable > 0 ? .partlyCaptured : .captured
    }

    // MARK: Time

    /// When somebody must look at it again; nil when nobody need.
    package func due(_ times: GatewayTimes) -> Instant? {
        switch phase {
        case .closed: return nil
        case .awaitingCard, .awaitingChallenge: return expiresAt
        case .authenticating(let since): return since + times.takeover
        case .ordered: break
        }
        if let underWay {
            switch underWay.state {
            case .asked: return underWay.askedAt + times.takeover
            case .undoing(_, _, let next), .repeating(_, _, let next): return next
            default: break
            }
        }
        return status == .authorised ? reservedUntil(times) : nil
    }

    package func reservedUntil(_ times: GatewayTimes) -> Instant {
        (payOrder?.endedAt ?? createdAt) + times.reservation
    }

    mutating func note(_ text: String, at instant: Instant) {
        // A provider that is away for days does not make a payment grow without end.
        if history.count >= Self.linesMost { history.remove(at: Self.linesMost / 2) }
        history.append(Line(instant: instant, text: text))
    }
}
