internal import JSON
package import Journal
package import Vocabulary

/// What an entry says about announcing: every kind, with its value. A kind never changes once released.
package enum AnnouncingFact: Sendable, Hashable {
    case begun(Int64, Announcement.Round)
    case drafted(Int64, from: Instant, IncidentID)
    case widened(Int64, from: Instant, [ComponentID], Severity)
    /// The grace time runs until then.
    case scheduled(Int64, from: Instant, due: Instant, [ComponentID], [EvidenceKind])
    /// A person stopped it.
    case stopped(Int64, from: Instant, by: String)
    /// It is being said, about these components.
    case telling(Int64, from: Instant, [ComponentID], Severity)
    case told(Int64, from: Instant)
    case left(Int64, from: Instant, Announcement.Leaving)
    case ended(Int64, from: Instant, Announcement.End)
    case called(Int64, Announcement.Call)
    case labelled(Int64, Announcement.Label.Verdict, by: String)
    case rule(RuleFact)

    package static let category = "announcement"

    package static func stream(_ number: Int64) -> StreamName { StreamName(category: category, id: "\(number)") }

    package var stream: StreamName {
        switch self {
        case .begun(let number, _), .drafted(let number, _, _), .widened(let number, _, _, _),
            .scheduled(let number, _, _, _, _), .stopped(let number, _, _), .telling(let number, _, _, _),
            .told(let number, _), .left(let number, _, _), .ended(let number, _, _), .called(let number, _),
            .labelled(let number, _, _):
            Self.stream(number)
        case .rule(let fact): fact.stream
        }
    }

    package var kind: EntryKind {
        switch self {
        case .begun: "announcement.begun"
        case .drafted: "announcement.drafted"
        case .widened: "announcement.widened"
        case .scheduled: "announcement.scheduled"
        case .stopped: "announcement.stopped"
        case .telling: "announcement.telling"
        case .told: "announcement.told"
        case .left: "announcement.left"
        case .ended: "announcement.ended"
        case .called: "announcement.called"
        case .labelled: "announcement.labelled"
        case .rule(let fact): fact.kind
        }
    }

    package var draft: EntryDraft { EntryDraft(stream: stream, kind: kind, body: body.canonicalBytes()) }
}

/// What happened to a rule of judging.
package enum RuleFact: Sendable, Hashable {
    /// Somebody wants it to wake nobody any more; a second person is needed.
    case demotionProposed(RuleName, by: String, reason: String)
    case demoted(RuleName, by: String)
    case demotionDeclined(RuleName, by: String)
    /// It wakes people again, which needs nobody else.
    case restored(RuleName, by: String)

    package static let category = "rule"

    package var name: RuleName {
        switch self {
        case .demotionProposed(let name, _, _), .demoted(let name, _), .demotionDeclined(let name, _),
            .restored(let name, _):
            name
        }
    }

    var stream: StreamName { StreamName(category: Self.category, id: name.rawValue) }

    var kind: EntryKind {
        switch self {
        case .demotionProposed: "rule.demotionProposed"
        case .demoted: "rule.demoted"
        case .demotionDeclined: "rule.demotionDeclined"
        case .restored: "rule.restored"
        }
    }
}

/// How a rule stands.
package struct RuleStanding: Sendable, Hashable {
    package struct Proposal: Sendable, Hashable {
        package var by: String
        package var at: Instant
        package var reason: String
    }

    package var name: RuleName
    package var isDemoted = false
    /// Why, by whom and with whom, of the latest demotion.
    package var demotion: Proposal?
    package var second: String?
    package var proposal: Proposal?
    package var version: Int64 = 0

    package init(_ name: RuleName) { self.name = name }

    mutating func apply(_ fact: RuleFact, at: Instant) {
        switch fact {
        case .demotionProposed(_, let by, let reason): proposal = Proposal(by: by, at: at, reason: reason)
        case .demoted(_, let by):
            isDemoted = true
            demotion = proposal
            second = by
            proposal = nil
        case .demotionDeclined: proposal = nil
        case .restored:
            isDemoted = false
            proposal = nil
        }
    }
}

extension Announcement {
    /// What an entry makes of it. What belongs to no round is left alone.
    package mutating func apply(_ fact: AnnouncingFact, at instant: Instant) {
        func change(_ from: Instant, _ change: (inout Round) -> Void) {
            guard let index = rounds.lastIndex(where: { $0.from == from }) else { return }
            change(&rounds[index])
        }
        switch fact {
        case .begun(_, let round):
            if rounds.count == Self.roundsMost { rounds.removeFirst() }
            rounds.append(round)
        case .drafted(_, let from, let id):
            incident = id
            change(from) { $0.isDrafted = true }
        case .widened(_, let from, let components, let severity):
            change(from) {
                $0.components = components
                $0.severity = severity
            }
        case .scheduled(_, let from, let due, let components, let kinds):
            change(from) {
                $0.due = due
                $0.measured = components
                $0.kinds = kinds
            }
        case .stopped(_, let from, let by): change(from) { $0.stopped = Stop(by: by, at: instant) }
        case .telling(_, let from, let components, let severity):
            change(from) {
                $0.severity = severity
                $0.telling = instant
                $0.measured = components
            }
        case .told(_, let from): change(from) { $0.told = instant }
        case .left(_, let from, let leaving): change(from) { $0.left = leaving }
        case .ended(_, let from, let end): change(from) { $0.end = end }
        case .called(_, let call):
            if calls.count == Self.roundsMost { calls.remove(at: 1) }
            calls.append(call)
        case .labelled(_, let verdict, let by): label = Label(verdict, by: by, at: instant)
        case .rule: break
        }
    }
}
