package import JSON
package import Judging
package import Vocabulary

/// Which rule spoke: the name of an explanation's rule, without its figures.
package enum VerdictRule: String, Sendable, Hashable, CaseIterable {
    case quiet, quorum, stale, loss, slow, gap, drop, burn, unstable, silent, told, recovered
    case noQuorum = "no-quorum"

    package init(_ rule: Explanation.Rule) {
        self =
            switch rule {
            case .quiet: .quiet
            case .quorum: .quorum
            case .noQuorum: .noQuorum
            case .stale: .stale
            case .loss: .loss
            case .slow: .slow
            case .gap: .gap
            case .drop: .drop
            case .burn: .burn
            case .unstable: .unstable
            case .silent: .silent
            case .told: .told
            case .recovered: .recovered
            }
    }
}

/// How often a target was spoken of, by day and rule: the document `target/<name>` of the projection "noise".
package struct NoiseRecord: Sendable, Hashable {
    /// Days that are kept before the latest one.
    package static let daysMost: Int64 = 92
    /// Pages of a day and a rule whose instants are kept; all are counted.
    package static let instantsMost = 100

    package struct Line: Sendable, Hashable {
        /// Of UTC, since 1970.
        package var day: Int64
        package var rule: VerdictRule
        /// How often it was called anything but up.
        package var judged = 0
        package var blinked = 0
        package var withheld = 0
        package var paged = 0
        /// When: by a place's clocks some of them were by night.
        package var pagedAt: [Instant] = []

        package init(day: Int64, rule: VerdictRule) {
            self.day = day
            self.rule = rule
        }
    }

    package var name: String
    /// In the order of days.
    package var lines: [Line] = []

    package init(name: String) { self.name = name }

    mutating func add(_ rule: VerdictRule, at instant: Instant, _ body: (inout Line) -> Void) {
        let day = CivilTime(instant).date.daysSinceEpoch
        lines.removeAll { $0.day < day - Self.daysMost }
        var line = Line(day: day, rule: rule)
        if let place = lines.firstIndex(where: { $0.day == day && $0.rule == rule }) {
            line = lines.remove(at: place)
        }
        body(&line)
        let place = lines.firstIndex { ($0.day, $0.rule.rawValue) > (day, rule.rawValue) } ?? lines.endIndex
        lines.insert(line, at: place)
    }
}

extension NoiseRecord.Line {
    mutating func page(at instant: Instant) {
        paged += 1
        if pagedAt.count < NoiseRecord.instantsMost { pagedAt.append(instant) }
    }
}

extension NoiseRecord {
    package init(json: JSONValue, path: JSONPath = .root) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path)
        self.init(name: try object.string("name"))
        lines = try object.list("lines") { json, path throws(JSONError) in
            let reader = try JSONObjectReader(json, path: path)
            var line = Line(day: try reader.integer("day"), rule: try reader.word("rule"))
            line.judged = try reader.count("judged")
            line.blinked = try reader.count("blinked")
            line.withheld = try reader.count("withheld")
            line.paged = try reader.count("paged")
            line.pagedAt = try reader.instants("pagedAt")
            return line
        }
    }

    package var json: JSONValue {
        [
            "name": .string(name),
            "lines": .array(
                lines.map { line in
                    [
                        "day": .integer(line.day), "rule": .string(line.rule.rawValue),
                        "judged": JSONValue(line.judged),
                        "blinked": JSONValue(line.blinked), "withheld": JSONValue(line.withheld),
                        "paged": JSONValue(line.paged), "pagedAt": .array(line.pagedAt.map(\.json)),
                    ]
                }),
        ]
    }
}
