internal import Judging

/// What goes wrong in a simulated month, known beforehand: noise that nobody should be woken for, and real outages.
package struct Weather: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// A vantage reaches nothing for some seconds; most times its anchors say so.
        case vantageBlip = "vantage blips of seconds"
        case vantageDown = "vantage down for minutes"
        /// A vantage's answers are slow, and some come too late.
        case slowVantage = "slow vantage"
        /// A vantage's name server fails for half of the names; its anchors are addresses.
        case nameBlip = "DNS blips at a vantage"
        /// One target loses a share of probes from one vantage for some seconds.
        case lossBurst = "loss bursts"
        /// One target does not answer for less than a second.
        case blink = "blinks of a target"
        case deploy = "deploys with an announced gap"
        case outage = "real outages"
        case partial = "real partial losses"
    }

    /// Something that makes probes fail, from then to then.
    package struct Front: Sendable {
        package var kind: Kind
        package var from: Int64
        package var until: Int64
        /// Nil: every target, or with `isHalf` every other one.
        package var targets: [Int]?
        /// Nil: every vantage.
        package var vantage: Int?
        package var share: Double
        package var isHalf = false
        package var isNoticed = true
    }

    package static let second: Int64 = 1_000_000
    package let fronts: [Front]
    package let length: Int64
    /// The share of probes that fails of each target when all is well.
    package let usual: [Double]

    package init(size: MonthSize, random: inout SeededRandom) {
        length = Int64(size.hours) * 3_600 * Self.second
        let days = Double(size.hours) / 24
        var fronts: [Front] = []
        let length = length

        // How many of something happen in the whole time, each at a random moment. The first two hours are quiet: the
        // judge learns what is usual.
        func times(_ perDay: Double, _ random: inout SeededRandom) -> [Int64] {
            let expected = perDay * days
            let count = Int(expected) + (random.chance(expected - expected.rounded(.down)) ? 1 : 0)
            let quiet = 7_200 * Self.second
            return (0..<count).map { _ in quiet + Int64(random.unit() * Double(max(length - quiet - 1, 1))) }
        }
        func add(_ kind: Kind, at: Int64, seconds: Double, targets: [Int]?, vantage: Int?, share: Double) {
            fronts.append(
                Front(
                    kind: kind, from: at, until: at + Int64(seconds * 1e6), targets: targets, vantage: vantage,
                    share: share))
        }

        for vantage in 0..<3 {
            for at in times(10, &random) {
                add(
                    .vantageBlip, at: at, seconds: -5 * naturalLogarithm(1 - random.unit()), targets: nil,
                    vantage: vantage, share: 1)
                fronts[fronts.count - 1].isNoticed = random.chance(0.95)
            }
            for at in times(1.0 / 7, &random) {
                add(.vantageDown, at: at, seconds: random.between(120, 900), targets: nil, vantage: vantage, share: 1)
            }
            for at in times(1.0 / 3, &random) {
                add(.slowVantage, at: at, seconds: 600, targets: nil, vantage: vantage, share: 0.03)
            }
            for at in times(6, &random) {
                add(.nameBlip, at: at, seconds: random.between(1, 3), targets: nil, vantage: vantage, share: 1)
                fronts[fronts.count - 1].isHalf = true
            }
        }
        for at in times(Double(size.targets), &random) {
            add(
                .lossBurst, at: at, seconds: random.between(5, 60), targets: [random.below(size.targets)],
                vantage: random.below(3), share: random.between(0.2, 0.5))
        }
        for at in times(Double(size.targets) * 0.5, &random) {
            add(
                .blink, at: at, seconds: random.between(0.1, 0.9), targets: [random.below(size.targets)], vantage: nil,
                share: 1)
        }
        for at in times(20, &random) {
            add(
                .deploy, at: at, seconds: random.between(0.5, 4), targets: [random.below(size.targets)], vantage: nil,
                share: 1)
        }
        for at in times(size.outagesPerDay, &random) {
            let isShared = random.chance(1.0 / 3)
            let service = random.below(size.services)
            let targets =
                isShared
                ? (0..<size.targets).filter { $0 % size.services == service } : [random.below(size.targets)]
            add(.outage, at: at, seconds: random.between(30, 900), targets: targets, vantage: nil, share: 1)
        }
        for at in times(size.outagesPerDay / 2, &random) {
            add(
                .partial, at: at, seconds: random.between(300, 900), targets: [random.below(size.targets)],
                vantage: nil, share: 0.05)
        }
        self.fronts = fronts.sorted { $0.from < $1.from }
        usual = (0..<size.targets).map { index in
            // Most are quiet, a few are noisy for ever.
            switch index % 30 {
            case 0: 0.01
            case 1...4: 0.002
            default: 0.0002
            }
        }
    }
}

/// How large a simulation is.
package struct MonthSize: Sendable {
    package var targets: Int
    package var services: Int
    package var hours: Int
    package var outagesPerDay: Double

    package init(targets: Int = 300, services: Int = 10, hours: Int = 720, outagesPerDay: Double = 1) {
        self.targets = targets
        self.services = services
        self.hours = hours
        self.outagesPerDay = outagesPerDay
    }
}
