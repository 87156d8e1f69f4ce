package import Vocabulary
package import Watching

/// Alerts of somebody else's alerting, each under its fingerprint, for the probes whose labels they have.
package struct AlertBook: Sendable {
    package struct Firing: Sendable, Hashable {
        package var name: String
        package var since: Instant
        package var heardAt: Instant
    }

    package enum Standing: Sendable, Hashable {
        /// Nothing was told yet, or what was told is too long ago.
        case unknown
        case quiet(since: Instant)
        case firing(since: Instant, name: String)
    }

    private struct Line: Sendable {
        var alerts: ProbeQuestion.Alerts
        var firing: [String: Firing] = [:]
        var quietSince: Instant?
    }

    private var lines: [String: Line] = [:]
    private let most: Int

    package init(_ matrix: Matrix, rules: HearingRules = .standard) {
        most = rules.alertsMost
        for target in matrix.targets {
            guard case .alerts(let alerts) = matrix.probe(of: target).question else { continue }
            lines[target.name] = Line(alerts: alerts)
        }
    }

    package var isEmpty: Bool { lines.isEmpty }
    package var targets: [String] { lines.keys.sorted() }

    /// The targets that an alert with these labels speaks of.
    package func targets(of labels: [String: String]) -> [String] {
        lines.filter { _, line in line.alerts.labels.allSatisfy { labels[$0] == $1 } }.map(\.key).sorted()
    }

    /// The targets that it spoke of.
    package mutating func hear(_ alert: HeardAlert, now: Instant) -> [String] {
        let targets = targets(of: alert.labels)
        for target in targets {
            if alert.isFiring {
                let isKnown = lines[target]?.firing[alert.fingerprint] != nil
                guard isKnown || (lines[target]?.firing.count ?? 0) < most else { continue }
                lines[target]?.firing[alert.fingerprint] = Firing(
                    name: alert.name, since: min(alert.since, now), heardAt: now)
                lines[target]?.quietSince = nil
            } else {
                lines[target]?.firing[alert.fingerprint] = nil
                if lines[target]?.firing.isEmpty == true { lines[target]?.quietSince = min(alert.until ?? now, now) }
            }
        }
        return targets
    }

    package func isFiring(_ target: String, _ fingerprint: String) -> Bool {
        lines[target]?.firing[fingerprint] != nil
    }

    /// What was firing when the program ended is, as far as we know.
    package mutating func restore(_ target: String, _ fingerprint: String, _ firing: Firing) {
        lines[target]?.firing[fingerprint] = firing
    }

    /// Forgets what was not told again.
    package mutating func advance(to now: Instant) {
        for (target, line) in lines {
            let kept = line.firing.filter { now - $0.value.heardAt <= line.alerts.forgetAfter }
            guard kept.count < line.firing.count else { continue }
            lines[target]?.firing = kept
        }
    }

    package func standing(_ target: String) -> Standing {
        guard let line = lines[target] else { return .unknown }
        let first = line.firing.values.min { ($0.since, $0.name) < ($1.since, $1.name) }
        if let first { return .firing(since: first.since, name: first.name) }
        return line.quietSince.map { .quiet(since: $0) } ?? .unknown
    }
}

/// One alert as an Alertmanager tells it.
package struct HeardAlert: Sendable, Hashable {
    package var fingerprint: String
    package var labels: [String: String]
    package var isFiring: Bool
    package var since: Instant
    package var until: Instant?

    package init(
        fingerprint: String, labels: [String: String], isFiring: Bool, since: Instant, until: Instant? = nil
    ) {
        self.fingerprint = fingerprint
        self.labels = labels
        self.isFiring = isFiring
        self.since = since
        self.until = until
    }

    package var name: String { labels["alertname"] ?? "alert" }
}
