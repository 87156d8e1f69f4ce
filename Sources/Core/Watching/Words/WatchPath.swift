/// Where a probe goes. A probe that is declared once becomes one target for each way through the path's legs.
package struct WatchPath: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// As customers come, one address at a time.
        case external
        /// One ingress at a time, past what stands before it.
        case ingress
        /// One instance of a service at a time.
        case instance
        /// From one instance to another, with the certificates that they show each other.
        case hop
        case providerServer = "provider-server"
        case nameServer = "name-server"

        /// Whether something on this path chooses the instance, so that one broken instance breaks a share of the tries.
        package var isSpread: Bool {
            switch self {
            case .external, .ingress: true
            case .instance, .hop, .providerServer, .nameServer: false
            }
        }
    }

    package static let legsMost = 3
    package static let stopsMost = 64

    package var name: String
    package var kind: Kind
    /// Not probed at the period, only when two causes cannot be told apart.
    package var isOnDemand: Bool
    /// One stop of each is passed, in this order.
    package var legs: [[Stop]]

    package init(_ name: String, _ kind: Kind, isOnDemand: Bool = false, legs: [[Stop]]) {
        self.name = name
        self.kind = kind
        self.isOnDemand = isOnDemand
        self.legs = legs
    }
}

/// One of the alternatives on a leg of a path.
package struct Stop: Sendable, Hashable {
    package var name: String
    /// Where to connect, instead of where the name leads; without a port the probe's own is taken.
    package var address: Destination?
    /// The name that is asked for there, in TLS and in HTTP.
    package var host: String?
    /// Header fields that a balancer or an ingress chooses the next stop by.
    package var headers: [HeaderField]
    /// The parts that must work.
    package var through: [String]
    /// Parts of which each try meets one.
    package var pool: [String]

    package init(
        _ name: String, address: Destination? = nil, host: String? = nil, headers: [HeaderField] = [],
        through: [String] = [], pool: [String] = []
    ) {
        self.name = name
        self.address = address
        self.host = host
        self.headers = headers
        self.through = through
        self.pool = pool
    }
}

package struct HeaderField: Sendable, Hashable {
    package var name: String
    package var value: String

    /// `NAME: VALUE`; nil where the name is no token or the value holds control characters.
    package init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let name = text[..<colon]
        let value = text[text.index(after: colon)...].drop { $0 == " " }
        let isToken =
            (1...80).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        guard isToken, value.utf8.count <= 2_000, value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            return nil
        }
        self.name = String(name)
        self.value = String(value)
    }
}
