/// What became of a payment, as the shop or the terminal knows it in the end.
package enum PaymentFate: String, Sendable, Hashable, CaseIterable {
    case approved
    /// For business reasons, such as no money: the chain works.
    case refused
    /// Certainly not made, since something in the chain failed.
    case failed
    /// Its answer was missing, and it was undone: nobody is charged.
    case reversed
    /// Let go by the shop before any money moved, as it wished: goods are sold out, or the bank said nothing in time.
    case voided
    /// Its answer is missing, and nothing has settled what became of it.
    case unknown

    /// Whether the platform did what a customer expects of it.
    package var isServed: Bool { [.approved, .refused, .voided].contains(self) }
}
