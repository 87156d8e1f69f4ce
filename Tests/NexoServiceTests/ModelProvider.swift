import ISO8583
import Ledger
import Roles

/// A provider as its words promise: it does each order once, and what it was told to undo stays undone.
struct ModelProvider {
    struct Done {
        var order: ProviderOrder
        var isUndone = false
    }

    private(set) var done: [OperationID: Done] = [:]
    private var undone: Set<OperationID> = []
    private(set) var doubled = 0

    static let code = "A1B2C3"

    mutating func perform(_ order: ProviderOrder) -> Fate {
        if case .reverse(let other) = order.kind {
            undone.insert(other)
            done[other]?.isUndone = true
            return .approved(code: Self.code)
        }
        if undone.contains(order.id) { return .refused(.invalidTransaction) }
        if done[order.id] != nil {
            doubled += 1
            return .approved(code: Self.code)
        }
        guard fits(order) else { return .refused(.invalidTransaction) }
        done[order.id] = Done(order: order)
        return .approved(code: Self.code)
    }

    /// Captures are of authorisations, refunds of what was taken, and both of no more than there is.
    private func fits(_ order: ProviderOrder) -> Bool {
        switch order.kind {
        case .authorise, .pay, .reverse: return true
        case .capture(let first):
            guard let payment = done[first], !payment.isUndone, case .authorise = payment.order.kind else {
                return false
            }
            return books(of: first).taken + order.amount.minor <= payment.order.amount.minor
        case .refund(let first):
            guard let payment = done[first], !payment.isUndone else { return false }
            switch payment.order.kind {
            case .authorise, .pay: break
            default: return false
            }
            let books = books(of: first)
            return books.givenBack + order.amount.minor <= books.taken
        }
    }

    /// What a payment's standing orders come to.
    struct Books: Equatable {
        var holds = 0
        var taken: Int64 = 0
        var givenBack: Int64 = 0
    }

    func books(of first: OperationID) -> Books {
        var books = Books()
        for entry in done.values where !entry.isUndone && entry.order.id.rawValue.hasPrefix(first.rawValue) {
            switch entry.order.kind {
            case .authorise: books.holds += 1
            case .pay: books.taken += entry.order.amount.minor
            case .capture: books.taken += entry.order.amount.minor
            case .refund: books.givenBack += entry.order.amount.minor
            case .reverse: break
            }
        }
        return books
    }
}
