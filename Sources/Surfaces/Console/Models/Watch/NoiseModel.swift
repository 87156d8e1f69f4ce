package import Lookout
package import Vocabulary

/// How much was said, of what, and how much of it was for nothing.
package struct NoiseModel: Sendable, Hashable {
    package enum Reach: Int, Sendable, Hashable, CaseIterable {
        case week = 7
        case month = 30
        case quarter = 90
    }

    package struct Line: Sendable, Hashable {
        package var target: String
        package var rule: VerdictRule
        /// How often it was called ill.
        package var judged: Int
        /// How often it was away and back before anybody was woken.
        package var blinked: Int
        package var paged: Int
        package var pagedByNight: Int
        /// Pages that planned work held back.
        package var withheld: Int

        package init(
            _ target: String, _ rule: VerdictRule, judged: Int = 0, blinked: Int = 0, paged: Int = 0,
            pagedByNight: Int = 0, withheld: Int = 0
        ) {
            self.target = target
            self.rule = rule
            self.judged = judged
            self.blinked = blinked
            self.paged = paged
            self.pagedByNight = pagedByNight
            self.withheld = withheld
        }

        /// Who was woken counts first, at night twice; then what was judged, then what only blinked.
        package var weight: [Int] { [paged + pagedByNight, judged + withheld, blinked] }
    }

    package struct Doubted: Sendable, Hashable {
        package var vantage: String
        package var times: Int
        package var byAnchors: Int

        package init(_ vantage: String, times: Int, byAnchors: Int) {
            self.vantage = vantage
            self.times = times
            self.byAnchors = byAnchors
        }
    }

    package var reach: Reach
    /// What is counted began then, when that is later than the span.
    package var from: Instant
    package var lines: [Line]
    package var vantages: [Doubted]
    /// Not all could be counted: there are more than are looked at.
    package var isCut: Bool

    package init(reach: Reach, from: Instant, lines: [Line], vantages: [Doubted], isCut: Bool = false) {
        self.reach = reach
        self.from = from
        self.lines = lines
        self.vantages = vantages
        self.isCut = isCut
    }

    /// The noisiest first.
    package var noisiest: [Line] {
        lines.sorted { left, right in
            left.weight == right.weight
                ? (left.target, left.rule.rawValue) < (right.target, right.rule.rawValue)
                : right.weight.lexicographicallyPrecedes(left.weight)
        }
    }

    package var paged: Int { lines.reduce(0) { $0 + $1.paged } }
    package var pagedByNight: Int { lines.reduce(0) { $0 + $1.pagedByNight } }

    /// By the clocks of a place: when people sleep.
    package static func isNight(_ instant: Instant, in zone: Zone) -> Bool {
        let hour = zone.civilTime(instant).hour
        return hour >= 22 || hour < 7
    }
}
