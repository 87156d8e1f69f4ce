package import JSON
package import Vocabulary

/// A payment provider that does not exist, for watching Vigie follow one: its page speaks Statuspage v2 and goes through
/// an incident in a few minutes, with everything that goes wrong in real ones: a late first word, "resolved" too early,
/// an edited time, and a post-mortem that tells of a second outage.
package struct StandInVendor: Sendable {
    /// The page's steps in seconds since it began; after the last it starts again with another incident.
    package static let roundSeconds: Int64 = 600

    /// Two pages of one house tell the same outage, each in its own way.
    package enum Voice: String, Sendable, CaseIterable {
        case main
        /// Later, milder, and without a post-mortem.
        case sister
    }

    package var began: Instant
    package var origin: String
    package var voice: Voice

    package init(began: Instant, origin: String, voice: Voice = .main) {
        self.began = began
        self.origin = origin
        self.voice = voice
    }

    package var name: String { voice == .main ? "Example Pay (demo)" : "Example Pay Italia (demo)" }
    private var pageID: String { voice == .main ? "vg1standin01" : "vg1standin02" }
    private var impact: String { voice == .main ? "major" : "none" }
    private var steps: [Step] { voice == .main ? Self.steps : Self.sisterSteps }

    private struct Step {
        var second: Int64
        var status: String
        var text: @Sendable (Clock) -> String
    }

    /// Times of day of one round, as the page's people write them.
    private struct Clock {
        var round: Instant

        func at(_ second: Int64) -> String {
            let minutes = (round + .seconds(second)).seconds / 60 % 1_440
            func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
            return "\(two(minutes / 60)):\(two(minutes % 60)) UTC"
        }
    }

    private static let start: Int64 = -420
    private static let end: Int64 = 60
    private static let again: Int64 = 200
    private static let over: Int64 = 260

    private static let steps = [
        Step(second: 20, status: "investigating") { clock in
            "We see card payments being refused since \(clock.at(start)) and look for the cause."
        },
        Step(second: 50, status: "identified") { _ in
            "The cause is found: a new certificate that one of our peers does not accept. We take it back."
        },
        Step(second: 90, status: "monitoring") { clock in
            "The old certificate is back since \(clock.at(end)). Payments succeed again; we keep watching."
        },
        Step(second: 150, status: "resolved") { clock in
            "The incident is over. Card payments were refused between \(clock.at(start)) and \(clock.at(end))."
        },
        Step(second: 320, status: "postmortem") { clock in
            "Root cause: a certificate was renewed on all instances at once. Card payments were refused between "
                + "\(clock.at(start)) and \(clock.at(end)), and again between \(clock.at(again)) and \(clock.at(over)), "
                + "when the renewal ran a second time. Actions: renew one instance first, and test the handshake with every peer."
        },
    ]

    private static let sisterSteps = [
        Step(second: 75, status: "monitoring") { clock in
            "Some card payments may have been slow since \(clock.at(start)). We watch the service."
        },
        Step(second: 170, status: "resolved") { _ in "Everything works as usual." },
    ]

    /// The document at a path, as it is now; nil when the page has none there.
    package func document(_ path: String, now: Instant) -> JSONValue? {
        let elapsed = max((now - began).wholeSeconds, 0)
        let second = elapsed % Self.roundSeconds
        let round = began + .seconds(elapsed - second)
        let last = steps.last { $0.second <= second }?.second ?? 0
        let incidents = [incident(round, second)].compactMap(\.self) + earlier(elapsed - second)
        let unresolved = incidents.filter { $0.isOpen }.map(\.json)
        let page: JSONValue = [
            "id": .string(pageID), "name": .string(name), "url": .string(origin), "time_zone": "Etc/UTC",
            "updated_at": .string((round + .seconds(last)).rfc3339),
        ]
        let hurts = voice == .main && second >= 20 && second < 90
        let status: JSONValue =
            hurts
            ? ["indicator": "major", "description": "Partial System Outage"]
            : ["indicator": "none", "description": "All Systems Operational"]
        switch path {
        case "/api/v2/summary.json":
            return [
                "page": page, "status": status, "components": components(hurts), "incidents": .array(unresolved),
                "scheduled_maintenances": [],
            ]
        case "/api/v2/status.json": return ["page": page, "status": status]
        case "/api/v2/components.json": return ["page": page, "components": components(hurts)]
        case "/api/v2/incidents.json": return ["page": page, "incidents": .array(incidents.map(\.json))]
        case "/api/v2/incidents/unresolved.json": return ["page": page, "incidents": .array(unresolved)]
        case "/api/v2/scheduled-maintenances.json", "/api/v2/scheduled-maintenances/active.json",
            "/api/v2/scheduled-maintenances/upcoming.json":
            return ["page": page, "scheduled_maintenances": []]
        default: return nil
        }
    }

    private struct Told {
        var isOpen: Bool
        var json: JSONValue
    }

    private func earlier(_ roundStart: Int64) -> [Told] {
        let rounds = roundStart / Self.roundSeconds
        return (max(0, rounds - 10)..<max(rounds, 0)).reversed().compactMap { number in
            incident(began + .seconds(number * Self.roundSeconds), Self.roundSeconds)
        }
    }

    private func incident(_ round: Instant, _ second: Int64) -> Told? {
        let clock = Clock(round: round)
        let told = steps.filter { $0.second <= second }
        guard let first = told.first, let last = told.last else { return nil }
        let id = "vg\(String(round.seconds, radix: 36))\(voice == .main ? "demo" : "demi")"
        func at(_ second: Int64) -> JSONValue { .string((round + .seconds(second)).rfc3339) }
        let updates = told.reversed().map { step -> JSONValue in
            [
                "id": .string("\(id)-\(step.second)"), "status": .string(step.status),
                "body": .string(step.text(clock)), "incident_id": .string(id), "created_at": at(step.second),
                "updated_at": at(step.second), "display_at": step.status == "postmortem" ? .null : at(step.second),
                "affected_components": .null,
            ]
        }
        let isOpen = !["resolved", "postmortem"].contains(last.status)
        let json: JSONValue = [
            "id": .string(id), "name": .string(title(round)), "status": .string(last.status),
            "created_at": at(first.second), "started_at": at(first.second), "updated_at": at(last.second),
            "monitoring_at": second >= 90 ? at(90) : .null, "resolved_at": second >= 150 ? at(150) : .null,
            "impact": .string(impact), "shortlink": .string("\(origin)/incidents/\(id)"), "page_id": .string(pageID),
            "incident_updates": .array(updates),
            "components": .array([component("vgc000000001", "Card payments", isOpen, 1)]), "reminder_intervals": .null,
        ]
        return Told(isOpen: isOpen, json: json)
    }

    /// Both pages name the ticket: it is how they can be told to be one outage.
    private func title(_ round: Instant) -> String {
        let ticket = "EXP-\(1_000 + (round - began).wholeSeconds / Self.roundSeconds)"
        return voice == .main ? "\(ticket) - Card payments refused" : "\(ticket) - Slow card payments"
    }

    private func components(_ hurts: Bool) -> JSONValue {
        .array([
            component("vgc000000001", "Card payments", hurts, 1), component("vgc000000002", "Checkout", false, 2),
            component("vgc000000003", "Merchant dashboard", false, 3),
        ])
    }

    private func component(_ id: String, _ name: String, _ hurts: Bool, _ position: Int) -> JSONValue {
        [
            "id": .string(id), "name": .string(name), "status": hurts ? "major_outage" : "operational",
            "created_at": .string(began.rfc3339), "updated_at": .string(began.rfc3339),
            "position": JSONValue(position), "description": .null, "showcase": false, "start_date": .null,
            "group_id": .null, "page_id": .string(pageID), "group": false, "only_show_if_degraded": false,
        ]
    }
}
