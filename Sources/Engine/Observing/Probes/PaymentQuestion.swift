package import HTTP
package import Network
package import Watching

/// Ask a payment channel in its own protocol. Printed without its secret.
package struct PaymentQuestion: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    package var place: SocketAddress
    package var operation: PaymentOperation
    package var kind: ProbeKind
    /// Where the channel's own pages and API are; nil for what speaks frames.
    package var origin: FetchURL?
    /// Header fields for this origin alone, by which a balancer or an ingress chooses what comes next.
    package var headers: [HeaderField]
    /// Nil: in the clear.
    package var terms: TLSTerms?
    /// What the caller proves itself with: a shop's key, or a terminal's MAC key.
    package var secret: String?
    package var terminal: String?
    package var acquirer: String?
    /// Where payers come back to from a bank or an issuer; nobody goes there.
    package var returnAddress: String

    package init(
        _ place: SocketAddress, _ kind: ProbeKind, _ operation: PaymentOperation, origin: FetchURL? = nil,
        headers: [HeaderField] = [], terms: TLSTerms? = nil, secret: String? = nil, terminal: String? = nil,
        acquirer: String? = nil, returnAddress: String = ProbeQuestion.Payment.usualReturnAddress
    ) {
        self.place = place
        self.kind = kind
        self.operation = operation
        self.origin = origin
        self.headers = headers
        self.terms = terms
        self.secret = secret
        self.terminal = terminal
        self.acquirer = acquirer
        self.returnAddress = returnAddress
    }

    package var description: String { "\(kind.rawValue) \(operation.rawValue) at \(place)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
