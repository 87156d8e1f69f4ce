package import Vocabulary

/// Something that was altered: a deploy, a record, a certificate.
package struct ChangeNote: Sendable, Hashable {
    package var name: String
    package var at: Instant
    package var parts: [PartNumber]
    /// For so long a target of these parts may be away without anybody being woken, as the change said beforehand.
    package var expectedGap: TimeSpan

    package init(_ name: String, at: Instant, parts: [PartNumber], expectedGap: TimeSpan = .zero) {
        self.name = name
        self.at = at
        self.parts = parts
        self.expectedGap = expectedGap
    }
}

/// Planned work: what happens to these parts and targets then is written down and wakes nobody. Probing never stops.
package struct PlannedWork: Sendable, Hashable {
    package var name: String
    /// Every target that leads through one of them is worked on.
    package var parts: [PartNumber]
    /// Only these are worked on: what they share with others is not.
    package var targets: [TargetNumber]
    package var from: Instant
    package var until: Instant

    package init(
        _ name: String, parts: [PartNumber], targets: [TargetNumber] = [], from: Instant, until: Instant
    ) {
        self.name = name
        self.parts = parts
        self.targets = targets
        self.from = from
        self.until = until
    }

    /// Whether a failure of this target may come from the work.
    package func covers(_ number: TargetNumber, in plan: Plan) -> Bool {
        let target = plan[number]
        return targets.contains(number) || target.path.contains(where: parts.contains)
            || target.pool.contains(where: parts.contains)
    }
}

/// Changes and planned work that matter now; bounded.
package struct Context: Sendable {
    package static let changesMost = 500
    package static let worksMost = 200

    package private(set) var changes: [ChangeNote] = []
    package private(set) var works: [PlannedWork] = []

    package init() {}

    package mutating func add(_ change: ChangeNote, rules: JudgingRules) {
        var change = change
        change.expectedGap = min(max(change.expectedGap, .zero), rules.gapOfChangeLongest)
        changes.removeAll { change.at - $0.at > rules.changeMemory }
        if changes.count == Self.changesMost { changes.removeFirst() }
        let place = changes.firstIndex { $0.at > change.at } ?? changes.endIndex
        changes.insert(change, at: place)
    }

    package mutating func add(_ work: PlannedWork, now: Instant) {
        works.removeAll { $0.until < now || $0.name == work.name }
        if works.count == Self.worksMost { works.removeFirst() }
        works.append(work)
    }

    /// A change is noted when its tool says so, which may be some seconds after it bit.
    static let notedAfter = TimeSpan.seconds(30)

    /// The latest change of a part that came before something began, and may be its cause.
    package func change(of part: PartNumber, before began: Instant, rules: JudgingRules) -> ChangeNote? {
        changes.last { note in
            note.parts.contains(part) && note.at <= began + Self.notedAfter && began - note.at <= rules.changeMemory
        }
    }

    /// Until when a target may be away, as a change said; nil when none did.
    package func gapEnd(of target: Target, since: Instant) -> Instant? {
        var end: Instant?
        for note in changes where note.expectedGap > .zero {
            let until = max(note.at, since) + note.expectedGap
            guard since >= note.at - .seconds(1), since <= note.at + note.expectedGap else { continue }
            guard note.parts.contains(where: target.path.contains) else { continue }
            end = max(end ?? until, until)
        }
        return end
    }

    /// The planned work that covers all of these targets.
    package func work(over targets: [TargetNumber], in plan: Plan, now: Instant) -> PlannedWork? {
        works.first { work in
            work.from <= now && now < work.until && targets.allSatisfy { work.covers($0, in: plan) }
        }
    }
}
