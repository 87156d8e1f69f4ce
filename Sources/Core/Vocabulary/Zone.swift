/// A place's rule for what its clocks show, for example `Europe/Paris`: made from the IANA time zone data, which is an
/// argument (see ``ZoneCatalogue``), so every program and test knows exactly whose rules it uses.
package struct Zone: Sendable, Hashable {
    /// The IANA identifier, for example `Europe/Paris`.
    package let identifier: String
    private let rules: ZoneRules

    /// Reads a zone's compiled data (RFC 8536); throws what is wrong with it.
    package init(identifier: String, data: [UInt8]) throws(ZoneDataError) {
        self.identifier = identifier
        rules = try ZoneRules(data: data)
    }

    private init(identifier: String, rules: ZoneRules) {
        self.identifier = identifier
        self.rules = rules
    }

    package static let utc = Zone(
        identifier: "UTC", rules: ZoneRules(fixed: ZoneOffset(seconds: 0, abbreviation: "UTC", isDaylight: false)))

    package func offset(at instant: Instant) -> ZoneOffset { rules.offset(at: instant.seconds) }

    /// What this zone's clocks show at an instant.
    package func civilTime(_ instant: Instant) -> CivilTime {
        CivilTime(instant, offsetSeconds: offset(at: instant).seconds)
    }

    /// When this zone's clocks show a time: once, never (in the gap of spring) or twice (in the fold of autumn).
    package func instants(showing civil: CivilTime) -> CivilResolution {
        // An offset never exceeds a day and a bit, so the rules in force a day and a half around are all candidates.
        let middle = civil.instant(offsetSeconds: 0)
        var offsets: [ZoneOffset] = []
        for candidate in rules.offsets(from: middle.seconds - 129_600, to: middle.seconds + 129_600)
        where !offsets.contains(where: { $0.seconds == candidate.seconds }) {
            offsets.append(candidate)
        }
        let matches = offsets.map { civil.instant(offsetSeconds: $0.seconds) }
            .filter { civilTime($0) == civil }
            .sorted()
        switch matches.count {
        case 0:
            let before = offset(at: middle - .hours(36))
            return .gap(asIfBefore: civil.instant(offsetSeconds: before.seconds))
        case 1: return .once(matches[0])
        default: return .twice(earlier: matches[0], later: matches[matches.count - 1])
        }
    }

    package static func == (left: Zone, right: Zone) -> Bool { left.identifier == right.identifier }
    package func hash(into hasher: inout Hasher) { hasher.combine(identifier) }
}

/// What a zone's clocks are ahead of UTC, and what people call it then.
package struct ZoneOffset: Sendable, Hashable {
    package var seconds: Int
    /// `CET`, `CEST`, or a number such as `+0545` where people have no name for it.
    package var abbreviation: String
    package var isDaylight: Bool

    package init(seconds: Int, abbreviation: String, isDaylight: Bool) {
        self.seconds = seconds
        self.abbreviation = abbreviation
        self.isDaylight = isDaylight
    }

    /// `UTC+1`, `UTC+5:30`, `UTC−3`, `UTC`.
    package var label: String {
        guard seconds != 0 else { return "UTC" }
        let minutes = abs(seconds) / 60
        let rest = minutes % 60 == 0 ? "" : ":\(TwoDigits(minutes % 60))"
        return "UTC" + (seconds < 0 ? "\u{2212}" : "+") + "\(minutes / 60)" + rest
    }

    /// The abbreviation where it is a word, else the label.
    package var name: String {
        let first = abbreviation.utf8.first ?? UInt8(ascii: "+")
        return first == UInt8(ascii: "+") || first == UInt8(ascii: "-") ? label : abbreviation
    }
}

/// The instants at which a clock shows a given time.
package enum CivilResolution: Sendable, Hashable {
    case once(Instant)
    /// Clocks were set back: the time came twice.
    case twice(earlier: Instant, later: Instant)
    /// Clocks were set forward: the time never came; this is where it would have been without the change.
    case gap(asIfBefore: Instant)

    /// The instant, only when there is exactly one.
    package var exact: Instant? {
        if case .once(let instant) = self { instant } else { nil }
    }
}

extension Instant {
    /// `16:11 CET (15:11 UTC)`; where the zone is UTC, `15:11 UTC`.
    package func clockText(in zone: Zone, seconds: Bool = false) -> String {
        let offset = zone.offset(at: self)
        let utc = CivilTime(self).clock(seconds: seconds) + " UTC"
        guard offset.seconds != 0 || offset.name != "UTC" else { return utc }
        return zone.civilTime(self).clock(seconds: seconds) + " " + offset.name + " (" + utc + ")"
    }
}
