package import Vocabulary

/// Something on the way of a payment that can break by itself. A relation between two of them is one too.
package struct Part: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case zone
        case resolver
        case network
        case loadBalancer = "load-balancer"
        case ingress
        /// What one holds of another, such as a load balancer's health check of its pool.
        case relation
        case instance
        case certificate
        case database
        case queue
        /// A company that we depend on, or one server of it.
        case provider
        case providerServer = "provider-server"
        case issuer
    }

    package var name: String
    package var kind: Kind

    package init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

/// A probe on one path, or a stream of counted outcomes: what gets a verdict.
package struct Target: Sendable, Hashable {
    package enum Use: Sendable, Hashable {
        /// Probed at the period, from every vantage.
        case scheduled
        /// Probed when two causes can't be told apart.
        case onDemand
        /// Nobody probes: real outcomes or arrivals are counted.
        case passive
    }

    package var name: String
    /// Everything that must work for it to succeed.
    package var path: [PartNumber]
    /// Parts behind something that spreads: each try meets one of them, so that one broken part breaks a share of it.
    package var pool: [PartNumber]
    package var use: Use
    /// An answer that took longer is slow; nil while nothing is known of what is usual.
    package var slowFrom: TimeSpan?
    /// How often each vantage asks, and how long it waits for an answer.
    package var period: TimeSpan
    package var timeout: TimeSpan

    package init(
        _ name: String, path: [PartNumber], pool: [PartNumber] = [], use: Use = .scheduled, slowFrom: TimeSpan? = nil,
        period: TimeSpan = .seconds(1), timeout: TimeSpan = .seconds(1)
    ) {
        self.name = name
        self.path = path
        self.pool = pool
        self.use = use
        self.slowFrom = slowFrom
        self.period = period
        self.timeout = timeout
    }
}

/// Why a plan is refused.
package enum PlanFault: Error, Sendable, Hashable, CustomStringConvertible {
    case tooMany(String, most: Int)
    case noVantage
    case unknownPart(target: String)
    case emptyPath(target: String)

    package var description: String {
        switch self {
        case .tooMany(let what, let most): "the plan names more than \(most) \(what): split it"
        case .noVantage: "the plan names no vantage: name at least one, better three on different networks"
        case .unknownPart(let target): "the path of \(target) leads through a part that the plan does not name"
        case .emptyPath(let target): "the path of \(target) is empty: name at least one part"
        }
    }
}

/// What is watched, from where, and what each target leads through.
package struct Plan: Sendable, Hashable {
    package static let partsMost = 2_000
    package static let targetsMost = 10_000
    package static let vantagesMost = 8

    package let parts: [Part]
    package let targets: [Target]
    package let vantages: [String]

    package init(parts: [Part], targets: [Target], vantages: [String]) throws(PlanFault) {
        guard parts.count <= Self.partsMost else { throw .tooMany("parts", most: Self.partsMost) }
        guard targets.count <= Self.targetsMost else { throw .tooMany("targets", most: Self.targetsMost) }
        guard vantages.count <= Self.vantagesMost else { throw .tooMany("vantages", most: Self.vantagesMost) }
        guard !vantages.isEmpty else { throw .noVantage }
        for target in targets {
            guard !target.path.isEmpty else { throw .emptyPath(target: target.name) }
            guard (target.path + target.pool).allSatisfy({ parts.indices.contains($0.value) }) else {
                throw .unknownPart(target: target.name)
            }
        }
        self.parts = parts
        self.targets = targets
        self.vantages = vantages
    }

    package subscript(number: PartNumber) -> Part { parts[number.value] }
    package subscript(number: TargetNumber) -> Target { targets[number.value] }
}
