package import Judging
internal import Vocabulary

/// One probe on one way of a path: what is asked, gets results, and gets a verdict.
package struct MatrixTarget: Sendable, Hashable {
    /// `PROBE`, or `PROBE/PATH/STOP`, with further legs as `STOP.STOP`. It depends on the names alone, never on the order in
    /// the file, so that results of yesterday belong to the same target today.
    package var name: String
    /// Where the probe stands in the declaration.
    package var probe: Int
    package var path: String?
    package var stops: [String]
    package var use: Target.Use
    /// Where to connect; nil for what asks nobody.
    package var connect: Destination?
    /// The name that is asked for there.
    package var host: String?
    package var headers: [HeaderField]
}

/// Why a declaration makes no matrix.
package enum MatrixFault: Error, Sendable, Hashable {
    case tooManyTargets
    case emptyPath(probe: Int)
    case noDestination(probe: Int, path: String?, stop: String?)
    case twice(name: String, probe: Int)
    case nameTooLong(probe: Int, path: String)
    case unknown(probe: Int, name: String)
    case plan(PlanFault)

    package var message: String {
        switch self {
        case .tooManyTargets:
            "probes and paths make more than \(WatchDeclaration.targetsMost) targets: take paths from some probes"
        case .emptyPath: "this probe leads through no part, so nothing could be said about what is broken"
        case .noDestination(_, let path, let stop):
            "nothing says where this probe connects"
                + (path.flatMap { path in stop.map { " on \(path), stop \($0)" } } ?? "")
        case .twice(let name, _): "there are two targets of the name \(name)"
        case .nameTooLong(_, let path):
            "names on the path \(path) are too long: a target's name has at most \(Matrix.nameBytesMost) bytes"
        case .unknown(_, let name): "there is nothing of the name \(name)"
        case .plan(let fault): fault.description
        }
    }
}

/// All targets of a declaration, and what each leads through.
package struct Matrix: Sendable, Hashable {
    package static let nameBytesMost = 190

    package let declaration: WatchDeclaration
    package let targets: [MatrixTarget]
    package let plan: Plan

    package init(_ declaration: WatchDeclaration) throws(MatrixFault) {
        self.declaration = declaration
        var expansion = Expansion(declaration)
        for index in declaration.probes.indices { try expansion.add(index) }
        targets = expansion.targets
        do throws(PlanFault) {
            plan = try Plan(
                parts: declaration.parts, targets: expansion.planned, vantages: declaration.vantages.map(\.name))
        } catch {
            throw .plan(error)
        }
    }

    package func probe(of target: MatrixTarget) -> ProbeDeclaration { declaration.probes[target.probe] }

    /// Probes each second, over all vantages, when nothing is wrong.
    package var probesPerSecond: Double {
        targets.reduce(0) { sum, target in
            let probe = probe(of: target)
            guard target.use == .scheduled, probe.period > .zero else { return sum }
            let vantages = probe.vantages.isEmpty ? declaration.vantages.count : probe.vantages.count
            return sum + Double(vantages) * 1_000_000 / Double(probe.period.microseconds)
        }
    }
}

private struct Expansion {
    let declaration: WatchDeclaration
    let parts: [String: PartNumber]
    let paths: [String: WatchPath]
    var targets: [MatrixTarget] = []
    var planned: [Target] = []
    var names: Set<String> = []

    init(_ declaration: WatchDeclaration) {
        self.declaration = declaration
        parts = Dictionary(
            declaration.parts.enumerated().map { ($1.name, PartNumber($0)) }, uniquingKeysWith: { first, _ in first })
        paths = Dictionary(declaration.paths.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func add(_ index: Int) throws(MatrixFault) {
        let probe = declaration.probes[index]
        if probe.paths.isEmpty { return try add(index, nil, []) }
        for name in probe.paths {
            guard let path = paths[name] else { throw .unknown(probe: index, name: name) }
            var ways: [[Stop]] = [[]]
            for leg in path.legs {
                guard ways.count * leg.count <= WatchDeclaration.targetsMost else { throw .tooManyTargets }
                ways = ways.flatMap { way in leg.map { way + [$0] } }
            }
            for way in ways { try add(index, path, way) }
        }
    }

    private mutating func add(_ index: Int, _ path: WatchPath?, _ way: [Stop]) throws(MatrixFault) {
        guard targets.count < WatchDeclaration.targetsMost else { throw .tooManyTargets }
        let probe = declaration.probes[index]
        var name = probe.name
        if let path { name += "/\(path.name)/" + way.map(\.name).joined(separator: ".") }
        guard name.utf8.count <= Matrix.nameBytesMost else { throw .nameTooLong(probe: index, path: path?.name ?? "") }
        guard names.insert(name).inserted else { throw .twice(name: name, probe: index) }

        let through = try numbers(probe.through + way.flatMap(\.through), index)
        let isSpread = path?.kind.isSpread ?? true
        let pool = try numbers(way.flatMap(\.pool) + (isSpread ? probe.pool : []), index).filter {
            !through.contains($0)
        }
        guard !through.isEmpty else { throw .emptyPath(probe: index) }
        let use: Target.Use = probe.kind.isPassive ? .passive : path?.isOnDemand == true ? .onDemand : .scheduled
        targets.append(
            MatrixTarget(
                name: name, probe: index, path: path?.name, stops: way.map(\.name), use: use,
                connect: try connect(probe, index, path, way), host: way.lazy.compactMap(\.host).first,
                headers: way.flatMap(\.headers)))
        planned.append(
            Target(
                name, path: through, pool: pool, use: use, slowFrom: probe.slowAfter, period: probe.period,
                timeout: probe.timeout))
    }

    /// The first address on the way wins: that is what is connected to.
    private func connect(
        _ probe: ProbeDeclaration, _ index: Int, _ path: WatchPath?, _ way: [Stop]
    ) throws(MatrixFault) -> Destination? {
        let addressing = probe.kind.addressing
        guard addressing != .none else { return nil }
        if probe.kind.isPassive, probe.to == nil { return nil }
        let pinned = way.lazy.compactMap(\.address).first
        guard let host = pinned?.host ?? probe.to?.host else {
            throw .noDestination(probe: index, path: path?.name, stop: way.first?.name)
        }
        var port = pinned?.port ?? probe.to?.port
        switch addressing {
        case .url: port = port ?? (probe.to?.isEncrypted == true ? 443 : 80)
        case .place(let usual):
            port = port ?? usual
            if port == nil { throw .noDestination(probe: index, path: path?.name, stop: way.first?.name) }
        case .host, .none: port = nil
        }
        return Destination(host: host, port: port)
    }

    private func numbers(_ names: [String], _ index: Int) throws(MatrixFault) -> [PartNumber] {
        var numbers: [PartNumber] = []
        for name in names {
            guard let number = parts[name] else { throw .unknown(probe: index, name: name) }
            if !numbers.contains(number) { numbers.append(number) }
        }
        return numbers
    }
}
