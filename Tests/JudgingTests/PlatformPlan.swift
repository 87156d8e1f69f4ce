import JudgingSimulation
import Vocabulary

@testable import Judging

/// A payment platform of six channels, and the probes that see all of it: docs/judging.md, "Which probes are needed".
struct PlatformPlan {
    let plan: Plan
    let names: [String: PartNumber]
    let targets: [String: TargetNumber]

    static let channels: [(name: String, instances: Int)] = [
        ("ecommerce", 4), ("3ds", 3), ("cb2a", 3), ("nexo", 3), ("apm", 2), ("e-terminal", 2),
    ]

    /// - Parameter isWhole: all rows of the matrix; otherwise only what customers see.
    init(isWhole: Bool = true) throws {
        var parts: [Part] = []
        var names: [String: PartNumber] = [:]
        func part(_ name: String, _ kind: Part.Kind) {
            names[name] = PartNumber(parts.count)
            parts.append(Part(name, kind))
        }
        part("zone", .zone)
        part("lb-1", .loadBalancer)
        part("lb-2", .loadBalancer)
        part("health-check", .relation)
        for index in 1...4 { part("external-\(index)", .ingress) }
        for index in 1...4 { part("internal-\(index)", .ingress) }
        for channel in Self.channels {
            for index in 1...channel.instances { part("\(channel.name)-\(index)", .instance) }
        }
        for index in 1...3 { part("nexo-auth-\(index)", .instance) }
        part("certificates", .certificate)
        part("database", .database)
        part("queue", .queue)
        for index in 1...3 { part("acquirer-\(index)", .providerServer) }
        for name in ["scheme", "issuer", "bank", "wallet", "notifier"] { part(name, .provider) }

        var targets: [Target] = []
        func number(_ name: String) -> PartNumber { names[name] ?? PartNumber(-1) }
        func target(_ name: String, _ path: [String], pool: [String] = []) {
            targets.append(Target(name, path: path.map(number), pool: pool.map(number)))
        }
        let external = (1...4).map { "external-\($0)" }
        let acquirers = (1...3).map { "acquirer-\($0)" }
        for channel in Self.channels {
            let instances = (1...channel.instances).map { "\(channel.name)-\($0)" }
            for lb in ["lb-1", "lb-2"] {
                target("E \(channel.name) \(lb)", ["zone", lb, "health-check"], pool: external + instances)
                guard isWhole else { continue }
                var path = ["zone", lb, "health-check"]
                var pool = external + instances
                switch channel.name {
                case "ecommerce":
                    path += ["database", "queue"]
                    pool += acquirers
                case "cb2a": pool += acquirers
                case "3ds": path += ["scheme", "issuer"]
                case "nexo":
                    path += ["certificates"]
                    pool += (1...3).map { "nexo-auth-\($0)" }
                case "apm": path += ["bank"]
                default: path += ["database"]
                }
                target("E full \(channel.name) \(lb)", path, pool: pool)
            }
        }
        if isWhole {
            for index in 1...2 { target("D authority \(index)", ["zone"]) }
            for lb in ["lb-1", "lb-2"] {
                target("L \(lb)", [lb])
                for index in 1...4 { target("L \(lb) external-\(index)", [lb, "health-check", "external-\(index)"]) }
            }
            for index in 1...4 {
                target("N external-\(index)", ["external-\(index)"])
                target("N internal-\(index)", ["internal-\(index)"])
            }
            for channel in Self.channels {
                for index in 1...channel.instances {
                    target("S \(channel.name)-\(index)", ["\(channel.name)-\(index)"])
                }
            }
            for index in 1...3 {
                target("S nexo-auth-\(index)", ["nexo-auth-\(index)"])
                target("H nexo-\(index)", ["nexo-\(index)", "nexo-auth-\(index)", "certificates"])
            }
            for name in acquirers + ["scheme", "issuer", "bank", "wallet", "notifier"] { target("X \(name)", [name]) }
            target("S database", ["database"])
            target("S queue", ["queue"])
        }
        plan = try Plan(parts: parts, targets: targets, vantages: ["paris", "frankfurt", "inside"])
        self.names = names
        self.targets = Dictionary(
            uniqueKeysWithValues: targets.enumerated().map { ($0.element.name, TargetNumber($0.offset)) })
    }

    func part(_ name: String) -> PartNumber { names[name] ?? PartNumber(-1) }
    func target(_ name: String) -> TargetNumber { targets[name] ?? TargetNumber(-1) }

    /// What a target meets when these parts are broken.
    func meets(_ broken: [String], from: Instant, until: Instant, as outcome: Outcome) -> World.Meets {
        let parts = broken.map(part)
        let isTimeout = outcome == .timeout
        let failing: World.Answer = (outcome, isTimeout ? .seconds(1) : World.fast)
        let plan = plan
        return { target, _, at, random in
            guard at >= from, at < until else { return (.good, World.fast) }
            let path = plan.targets[target]
            if path.path.contains(where: parts.contains) { return failing }
            let met = path.pool.count { parts.contains($0) }
            // Each kind of part in the pool is met by every try: instances, ingresses, servers.
            if met > 0, random.chance(Double(met) / 3.5) { return failing }
            return (.good, World.fast)
        }
    }
}
