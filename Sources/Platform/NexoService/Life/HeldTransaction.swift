package import Ledger
package import Vocabulary

/// What the authorisation server remembers of a transaction. It holds no card number.
package struct HeldTransaction: Sendable, Equatable {
    package enum Phase: Sendable, Equatable {
        /// The provider is being asked. Whoever finds this after `until` finds a server that died: what it asked is undone.
        case asking(until: Instant)
        case approved(code: String)
        /// The provider's code for it.
        case refused(code: String)
        /// Certainly not done.
        case failed
        /// Reversed, cancelled, or never known to be done.
        case takenBack
    }

    package let name: TransactionName
    package let money: Money
    /// The authorisation also takes the money.
    package let takesAtOnce: Bool
    package let merchant: String
    /// Whose totals it counts in: the terminal and its period.
    package let period: String?
    package internal(set) var phase: Phase
    /// What the completion told; the money is captured, or will be.
    package internal(set) var completed: Int64?
    /// The operation by which the ledger has the money as captured.
    package internal(set) var captured: OperationID?
    /// It was approved once, so a terminal may count it among its reversals.
    package internal(set) var wasApproved = false
    package internal(set) var cancelledBy: TransactionName?
    /// What is owed to the provider, in this order.
    package internal(set) var duties: [Duty] = []
    /// How many duties there ever were; their numbers are parts of names.
    package internal(set) var dutiesMade = 0
    /// What a person must look at: the provider refuses a duty.
    package internal(set) var problem: String?

    /// Something that the provider must be told until it has answered.
    package struct Duty: Sendable, Equatable {
        package enum Kind: Sendable, Equatable {
            case capture
            case refund
            case reverse(OperationID)
        }

        package let number: Int
        package let kind: Kind
        package let minor: Int64
        /// It is on its way, or was when its server died.
        package internal(set) var isSent = false
        package internal(set) var tries = 0
        /// When it may be sent; when it is on its way, from when on nobody waits for its answer.
        package internal(set) var due: Instant
    }

    /// When somebody must look at it.
    package var due: Instant? {
        if case .asking(let until) = phase { return until }
        return duties.first?.due
    }

    /// How much money stands: approved, and not taken back.
    package var standing: Int64? {
        guard case .approved = phase else { return nil }
        return completed ?? money.minor
    }
}

/// What the server is asked to begin.
package struct AskedTransaction: Sendable, Equatable {
    package let name: TransactionName
    package let money: Money
    package let takesAtOnce: Bool
    package let merchant: String
    package let period: String?

    package init(name: TransactionName, money: Money, takesAtOnce: Bool, merchant: String, period: String? = nil) {
        self.name = name
        self.money = money
        self.takesAtOnce = takesAtOnce
        self.merchant = merchant
        self.period = period
    }

    func held(_ phase: HeldTransaction.Phase) -> HeldTransaction {
        HeldTransaction(
            name: name, money: money, takesAtOnce: takesAtOnce, merchant: merchant, period: period, phase: phase)
    }
}
