internal import Judging
package import Vocabulary
package import Watching

/// What one vantage asks: everything of the matrix that is probed from there, and its anchors.
package struct VantagePlan: Sendable, Hashable {
    package var vantage: String
    package var targets: [VantageTarget]
    package var anchors: [Destination]
    /// Of what the plan was made: two plans of one vantage with equal digests are equal.
    package var digest: String

    package init(vantage: String, targets: [VantageTarget], anchors: [Destination], digest: String) {
        self.vantage = vantage
        self.targets = targets
        self.anchors = anchors
        self.digest = digest
    }

    /// Nil for a vantage that the declaration does not name.
    ///
    /// - Parameter digest: of the file that the matrix was made of.
    package init?(_ matrix: Matrix, from vantage: String, digest: String) {
        let declared = matrix.declaration.vantages
        guard let own = declared.first(where: { $0.name == vantage }) else { return nil }
        let asked = matrix.targets.filter { $0.use != .passive }
        var targets: [VantageTarget] = []
        for (place, target) in asked.enumerated() {
            let probe = matrix.probe(of: target)
            let from = probe.vantages.isEmpty ? declared.map(\.name) : probe.vantages
            guard let turn = from.firstIndex(of: vantage) else { continue }
            targets.append(
                VantageTarget(
                    target: target, probe: probe,
                    phase: Self.phase(place, of: asked.count, turn, of: from.count, period: probe.period)))
        }
        self.init(vantage: vantage, targets: targets, anchors: own.anchors, digest: digest)
    }

    /// A target's vantages are equally far apart in time, and so are the targets of one vantage and all asks together.
    static func phase(_ place: Int, of targets: Int, _ turn: Int, of vantages: Int, period: TimeSpan) -> TimeSpan {
        let steps = Int64(max(targets * vantages, 1))
        let coarse = Int64((turn + place) % max(vantages, 1) * targets)
        let step = (coarse + Int64(place)) % steps
        let (whole, rest) = period.microseconds.quotientAndRemainder(dividingBy: steps)
        return TimeSpan(microseconds: whole * step + rest * step / steps)
    }
}

/// One target as a vantage asks it.
package struct VantageTarget: Sendable, Hashable {
    /// Its place in the declaration (`target.probe`) has no meaning here: the probe comes along.
    package var target: MatrixTarget
    package var probe: ProbeDeclaration
    /// It is asked at this time within each period, counted from 1970, so that vantages on several machines stay apart.
    package var phase: TimeSpan

    package init(target: MatrixTarget, probe: ProbeDeclaration, phase: TimeSpan) {
        self.target = target
        self.probe = probe
        self.phase = phase
    }

    package var name: String { target.name }
    package var isScheduled: Bool { target.use == .scheduled }

    /// An answer that is not there after this is told as late.
    package var usualTime: TimeSpan { max(probe.slowAfter ?? .zero, VantageRules.usualTime) }
}
