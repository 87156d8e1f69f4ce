package import Vocabulary

/// What a probe speaks.
package enum ProbeKind: String, Sendable, Hashable, CaseIterable {
    case http, tcp, tls, dns, icmp, smtp, websocket, grpc, ssh, postgres, redis
    case certificate, file, command
    case ecommerce
    case threeDS = "3ds"
    case instoreCB2A = "instore-cb2a"
    case instoreNexo = "instore-nexo"
    case alternative = "apm"
    case eTerminal = "e-terminal"
    case heartbeat, counters, alerts

    /// What `to` must be.
    package enum Addressing: Sendable, Hashable {
        case url(schemes: [String])
        case place(defaultPort: UInt16?)
        case host
        case none
    }

    package var addressing: Addressing {
        switch self {
        case .http, .ecommerce, .threeDS, .alternative, .eTerminal: .url(schemes: ["https", "http"])
        case .websocket: .url(schemes: ["wss", "ws"])
        case .tcp, .instoreCB2A, .instoreNexo: .place(defaultPort: nil)
        case .tls, .grpc: .place(defaultPort: 443)
        case .smtp: .place(defaultPort: 25)
        case .ssh: .place(defaultPort: 22)
        case .postgres: .place(defaultPort: 5432)
        case .redis: .place(defaultPort: 6379)
        case .dns: .place(defaultPort: 53)
        case .icmp: .host
        case .certificate, .file, .command, .heartbeat, .alerts: .none
        case .counters: .url(schemes: ["https", "http"])
        }
    }

    /// Nobody asks: others tell.
    package var isPassive: Bool { self == .heartbeat || self == .counters || self == .alerts }

    /// The payment channel that it speaks.
    package var channel: Channel? {
        switch self {
        case .ecommerce: .ecommerce
        case .threeDS: .threeDS
        case .instoreCB2A: .instoreCB2A
        case .instoreNexo: .instoreNexo
        case .alternative: .alternative
        case .eTerminal: .eTerminal
        default: nil
        }
    }

    /// What one probe of a payment channel does, the cheapest first; the other kinds do one thing only.
    package var operations: [PaymentOperation] {
        switch self {
        case .ecommerce, .eTerminal: [.echo, .payment]
        case .threeDS: [.echo, .frictionless]
        case .instoreCB2A: [.echo, .refusedAuthorisation]
        case .instoreNexo: [.diagnosis, .authorisation]
        case .alternative: [.echo, .roundTrip]
        default: []
        }
    }
}

/// What a probe of a payment channel asks for.
package enum PaymentOperation: String, Sendable, Hashable, CaseIterable {
    /// The channel answers at all: an echo, a handshake, its own health.
    case echo
    /// Create, authorise, void.
    case payment
    /// An authentication without a challenge.
    case frictionless
    /// An authorisation with a card that the issuer refuses: whoever refuses is alive.
    case refusedAuthorisation = "refused-authorisation"
    /// With the availability of the acquirer.
    case diagnosis
    case authorisation
    /// The redirect, the bank's page, and the notification.
    case roundTrip = "round-trip"

    /// Whether something may be left that is undone after it.
    package var isToBeUndone: Bool {
        switch self {
        case .payment, .refusedAuthorisation, .authorisation, .roundTrip: true
        case .echo, .frictionless, .diagnosis: false
        }
    }
}
