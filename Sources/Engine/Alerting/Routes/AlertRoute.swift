package import Vocabulary

package struct RouteName: Identifier {
    package let rawValue: String
    package init(checked rawValue: String) { self.rawValue = rawValue }
}

/// What an alert is about.
package enum AlertKind: String, Sendable, Hashable, CaseIterable {
    case incident
    /// It came back after it was over.
    case recurrence
    case maintenance
    /// A vendor's page can't be read, so nothing is known from it.
    case unreadable
    /// Our own probes and figures say that something is broken.
    case call = "case"
}

/// What happened that somebody may want to hear of.
package enum AlertMoment: String, Sendable, Hashable, CaseIterable {
    case opened, updated, worsened, recurred, resolved, postmortem, unreadable, readable
}

/// A rule of who is told what: what matches goes to the channels named, at once or gathered.
package struct AlertRoute: Sendable, Hashable {
    package var name: RouteName
    package var match: Match
    package var to: [AlertChannelID]
    package var quiet: QuietHours?
    package var digest: Digest?
    /// From this severity on, neither quiet hours nor a digest hold a message back; nil: they hold everything.
    package var passes: Severity?
    package var language: Language
    package var origin: Origin

    package enum Origin: String, Sendable, Hashable, CaseIterable {
        case configuration, person
    }

    /// Within one list any may hold; all lists that are not empty must.
    package struct Match: Sendable, Hashable {
        package var providers: [ProviderID]
        package var components: [ComponentID]
        package var channels: [Channel]
        package var entities: [String]
        package var severityAtLeast: Severity?
        package var kinds: [AlertKind]

        package static let customaryKinds: [AlertKind] = [.incident, .recurrence, .call]

        package init(
            providers: [ProviderID] = [], components: [ComponentID] = [], channels: [Channel] = [],
            entities: [String] = [], severityAtLeast: Severity? = nil, kinds: [AlertKind] = customaryKinds
        ) {
            self.providers = providers
            self.components = components
            self.channels = channels
            self.entities = entities
            self.severityAtLeast = severityAtLeast
            self.kinds = kinds
        }
    }

    package struct QuietHours: Sendable, Hashable {
        package var zone: String
        package var from: ClockTime
        /// May lie before `from`: then the hours go over midnight.
        package var to: ClockTime

        package init(zone: String, from: ClockTime, to: ClockTime) {
            self.zone = zone
            self.from = from
            self.to = to
        }
    }

    package enum Digest: Sendable, Hashable {
        case hourly
        case daily(at: ClockTime, zone: String)
    }

    package init(
        name: RouteName, match: Match = Match(), to: [AlertChannelID], quiet: QuietHours? = nil,
        digest: Digest? = nil, passes: Severity? = nil, language: Language = .english,
        origin: Origin = .configuration
    ) {
        self.name = name
        self.match = match
        self.to = to
        self.quiet = quiet
        self.digest = digest
        self.passes = passes
        self.language = language
        self.origin = origin
    }
}

/// A time of day as clocks show it, to the minute: `07:30`.
package struct ClockTime: Sendable, Hashable, CustomStringConvertible {
    package let hour: Int
    package let minute: Int

    package init?(hour: Int, minute: Int) {
        guard (0...23).contains(hour), (0...59).contains(minute) else { return nil }
        self.hour = hour
        self.minute = minute
    }

    /// Reads `07:30`: two digits, a colon, two digits.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1])
        else { return nil }
        self.init(hour: hour, minute: minute)
    }

    package var minuteOfDay: Int { hour * 60 + minute }
    package var description: String { "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)" }
}
