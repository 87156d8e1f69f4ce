package import JSON
package import Judging

/// What a matrix can't see or can't tell apart, in words for who wrote it, with the probe that would mend it.
package struct Blindness: Sendable, Hashable {
    package struct Finding: Sendable, Hashable {
        /// One that no probe leads through, or several that always the same probes lead through.
        package var parts: [Part]
        /// What to add, one piece of advice for each part that it would set apart.
        package var advice: [String]
    }

    package let unseen: [Finding]
    package let alike: [Finding]
    /// How many parts show themselves by a picture of their own.
    package let distinct: Int
    package let parts: Int

    package init(_ matrix: Matrix) {
        let check = Identifiability(matrix.plan)
        let adviser = Adviser(matrix)
        unseen = check.unseen.map { Finding(parts: [matrix.plan[$0]], advice: [adviser.seeing($0)]) }
        alike = check.alike.map { group in
            Finding(
                parts: group.map { matrix.plan[$0] },
                advice: adviser.ordered(group).dropFirst().map { adviser.telling($0, from: adviser.ordered(group)[0]) })
        }
        distinct = check.distinct
        parts = check.parts
    }

    package var isComplete: Bool { unseen.isEmpty && alike.isEmpty }

    /// Whole sentences, one for each finding and one below it for each piece of advice.
    package var lines: [(finding: String, advice: [String])] {
        unseen.map { ("no probe leads through \(Self.named($0.parts))", $0.advice) }
            + alike.map {
                ("nothing tells \(Self.named($0.parts)) apart: the same probes lead through them", $0.advice)
            }
    }

    package var json: JSONValue {
        func parts(_ finding: Finding) -> JSONValue {
            .array(finding.parts.map { ["name": .string($0.name), "kind": .string($0.kind.rawValue)] })
        }
        return [
            "complete": .bool(isComplete), "parts": JSONValue(self.parts), "distinct": JSONValue(distinct),
            "unseen": .array(unseen.map { ["parts": parts($0), "advice": JSONValue($0.advice)] }),
            "alike": .array(alike.map { ["parts": parts($0), "advice": JSONValue($0.advice)] }),
        ]
    }

    private static func named(_ parts: [Part]) -> String {
        let names = parts.map { "\($0.name) (\($0.kind.rawValue))" }
        guard names.count > 1 else { return names.joined() }
        let shown = names.prefix(6)
        if names.count > shown.count { return shown.joined(separator: ", ") + " and \(names.count - shown.count) more" }
        return shown.dropLast().joined(separator: ", ") + " and " + (shown.last ?? "")
    }
}

/// Looks for the probe and the path that would do, among what is declared.
private struct Adviser {
    let matrix: Matrix

    init(_ matrix: Matrix) { self.matrix = matrix }

    /// The part that is hardest to ask by itself comes first, so that advice is given about the others.
    func ordered(_ group: [PartNumber]) -> [PartNumber] {
        group.sorted { left, right in
            let ranks = (Self.ease(matrix.plan[left].kind), Self.ease(matrix.plan[right].kind))
            return ranks.0 == ranks.1 ? left < right : ranks.0 < ranks.1
        }
    }

    private static func ease(_ kind: Part.Kind) -> Int {
        switch kind {
        case .relation, .network, .queue: 0
        case .issuer, .provider, .certificate: 1
        case .database, .resolver, .zone: 2
        case .loadBalancer, .ingress, .instance, .providerServer: 3
        }
    }

    func seeing(_ number: PartNumber) -> String { advice(number, notThrough: nil) }

    func telling(_ number: PartNumber, from other: PartNumber) -> String { advice(number, notThrough: other) }

    private func advice(_ number: PartNumber, notThrough other: PartNumber?) -> String {
        let part = matrix.plan[number]
        let without = other.map { " and not through \(matrix.plan[$0].name)" } ?? ""
        guard let kind = Self.pathKind(part.kind) else { return Self.words(part, without) }
        if let path = path(for: part, of: kind) {
            let askers = probes(on: path)
            let hasStop = stops(path).contains { $0.through.contains(part.name) }
            if !hasStop {
                return "add a stop for \(part.name) to the path \(path.name), with its own address, leading through "
                    + part.name + without
                    + (askers.isEmpty ? "; no probe is on that path yet" : "; \(Self.list(askers)) would ask it")
            }
            if askers.isEmpty {
                let asker = probe(meeting: number) ?? "a probe"
                return "put \(asker) on the path \(path.name): it has a stop for \(part.name), and no probe goes there"
            }
            if let other {
                let name = matrix.plan[other].name
                return
                    "every way on \(path.name) through \(part.name) needs \(name) too: add a probe of \(part.name) that "
                    + "works without \(name), such as an echo"
            }
        }
        let asker = probe(meeting: number).map { "put \($0) on" } ?? "put a probe on"
        return
            "\(asker) a path of the kind \(kind.rawValue) with a stop for \(part.name): its own address, leading through "
            + part.name + without
    }

    /// The path that asks this part, or the ones beside it: those of the same name but for a number, then those of which
    /// a try meets one or the other.
    private func path(for part: Part, of kind: WatchPath.Kind) -> WatchPath? {
        let pools = matrix.declaration.probes.map(\.pool) + matrix.declaration.paths.flatMap { stops($0).map(\.pool) }
        let beside = Set(pools.filter { $0.contains(part.name) }.flatMap { $0 })
        func rank(_ path: WatchPath) -> Int {
            guard path.kind == kind else { return 0 }
            return stops(path).flatMap { parts($0) }.filter { $0.kind == part.kind }.map { other in
                if other.name == part.name { return 3 }
                if Self.stem(other.name) == Self.stem(part.name) { return 2 }
                return beside.contains(other.name) ? 1 : 0
            }.max() ?? 0
        }
        let best = matrix.declaration.paths.max { rank($0) < rank($1) }
        return best.flatMap { rank($0) > 0 ? $0 : nil }
    }

    private static func stem(_ name: String) -> Substring {
        var stem = name[...]
        while let last = stem.last, last.isNumber || last == "-" { stem = stem.dropLast() }
        return stem
    }

    private static func pathKind(_ kind: Part.Kind) -> WatchPath.Kind? {
        switch kind {
        case .loadBalancer: .external
        case .ingress: .ingress
        case .instance: .instance
        case .provider, .providerServer: .providerServer
        case .zone, .resolver: .nameServer
        case .network, .relation, .certificate, .database, .queue, .issuer: nil
        }
    }

    private static func words(_ part: Part, _ without: String) -> String {
        switch part.kind {
        case .relation:
            "add a probe that goes through what \(part.name) joins\(without), beside one that asks what is behind it directly"
        case .network: "add a probe to a place that is reached through \(part.name)\(without)"
        case .certificate:
            "add a probe of the kind tls to who shows \(part.name)\(without), or of the kind certificate on its file"
        case .database: "add a probe of the kind postgres or redis to \(part.name)\(without), leading through it alone"
        case .queue: "add a probe or a heartbeat of what passes \(part.name)\(without)"
        case .issuer: "add a payment with a test card that \(part.name) decides on, leading through it\(without)"
        case .zone, .resolver, .loadBalancer, .ingress, .instance, .provider, .providerServer:
            "add a probe that leads through \(part.name)\(without)"
        }
    }

    private func stops(_ path: WatchPath) -> [Stop] { path.legs.flatMap { $0 } }

    private func parts(_ stop: Stop) -> [Part] {
        matrix.declaration.parts.filter { stop.through.contains($0.name) }
    }

    private func probes(on path: WatchPath) -> [String] {
        matrix.declaration.probes.filter { $0.paths.contains(path.name) }.map(\.name)
    }

    /// A probe that meets it now and then, or always, but among other parts.
    private func probe(meeting number: PartNumber) -> String? {
        let indices = matrix.targets.indices
        let pooled = indices.first { matrix.plan.targets[$0].pool.contains(number) }
        let found = pooled ?? indices.first { matrix.plan.targets[$0].path.contains(number) }
        return found.map { matrix.probe(of: matrix.targets[$0]).name }
    }

    private static func list(_ names: [String]) -> String {
        switch names.count {
        case 1: names[0]
        case 2, 3: names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
        default: names.prefix(2).joined(separator: ", ") + " and \(names.count - 2) other probes"
        }
    }
}
