package import Cards
package import Ledger

/// How the gateway has a cardholder authenticated by 3-D Secure.
package protocol Authenticator: Sendable {
    /// Asks the 3DS server. Never throws: what goes wrong is `unavailable`.
    func begin(_ request: AuthenticationRequest) async -> AuthenticationStep
    /// What came of a challenge, asked after the browser is back.
    func result(of id: String) async -> AuthenticationStep
}

package struct AuthenticationRequest: Sendable, Hashable {
    /// The caller's name for it, a UUID in lower case.
    package let id: String
    package let card: CardNumber
    /// `YYMM`, as the messages have it.
    package let expiry: String
    package let amount: Money
    package let merchant: String
    /// Where the browser comes back to after a challenge.
    package let returnAddress: String

    package init(
        id: String, card: CardNumber, expiry: String, amount: Money, merchant: String, returnAddress: String
    ) {
        self.id = id
        self.card = card
        self.expiry = expiry
        self.amount = amount
        self.merchant = merchant
        self.returnAddress = returnAddress
    }
}

package enum AuthenticationStep: Sendable, Hashable {
    /// The issuer vouches for the cardholder: the electronic commerce indicator and the authentication value.
    case authenticated(indicator: String, value: String)
    /// The issuer was asked and does not take part; the merchant bears the risk.
    case attempted(indicator: String)
    /// The browser posts this form to the issuer and comes back to the return address.
    case challenge(address: String, fields: [String: String])
    case refused(reason: String)
    /// A challenge that nobody has answered yet.
    case pending
    case unavailable(Fate.Fault)
}
