package import Vocabulary

/// From the desk's planned work to what the judge is told of it: what is near, what changed, and what will not be after all.
package struct DeskPlans: Sendable {
    /// Work is told so long before it begins; its beginning is told once more by whoever shows what the desk holds.
    static let ahead = TimeSpan.days(1)

    private struct Told: Sendable, Hashable {
        var name: String
        var components: [String]
        var from: Instant
        var until: Instant

        var input: LookoutInput {
            .planned(name: name, parts: [], components: components, from: from, until: until)
        }
    }

    private var told: [IncidentID: Told] = [:]

    package init() {}

    /// What is to be told, now that these are our own incidents.
    package mutating func take(_ incidents: [Incident], now: Instant) -> [LookoutInput] {
        var near: [IncidentID: Told] = [:]
        for incident in incidents {
            guard let plan = incident.own?.plan, plan.end > now, plan.start <= now + Self.ahead else { continue }
            guard plan.phase == .scheduled || plan.phase == .inProgress else { continue }
            // Work that was begun before its time is on since it was seen to be.
            let begun = plan.phase == .inProgress ? min(plan.start, told[incident.id]?.from ?? now, now) : plan.start
            near[incident.id] = Told(
                name: Self.name(incident), components: incident.components.map(\.rawValue), from: begun,
                until: plan.end)
        }
        var inputs: [LookoutInput] = []
        for (id, known) in told.sorted(by: { $0.key < $1.key }) {
            // What is told under its name again needs no end.
            guard near[id]?.name != known.name, known.until > now else { continue }
            var over = known
            over.until = now
            inputs.append(over.input)
        }
        for (id, work) in near.sorted(by: { $0.key < $1.key }) where told[id] != work { inputs.append(work.input) }
        told = near
        return inputs
    }

    /// Two works never share a name: what is told under a name replaces what was told under it. Cases can be seen by more people than
    /// work that is not public yet, so that one has no title.
    private static func name(_ incident: Incident) -> String {
        let called = incident.reference?.rawValue ?? incident.id.rawValue
        guard incident.own?.visibility == .everyone, let title = incident.title.reading(.english) else { return called }
        return "\(called): \(title.text)"
    }
}
