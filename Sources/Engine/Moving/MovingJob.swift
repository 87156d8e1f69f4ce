package import Journal
package import Vocabulary

/// Work that somebody started: how far it is, and what came of it.
package struct MovingJob: Sendable, Hashable {
    package enum Step: String, Sendable, Hashable, CaseIterable { case reading, recording, writing }

    package enum State: Sendable, Hashable {
        /// Of how many, where that is known.
        case running(Step, done: Int, all: Int?)
        case done(MovingOutcome)
        case failed(MovingRefusal)
    }

    package var id: Int
    package var kind: MovingOrder.Kind
    package var subject: String
    package var startedBy: Actor
    package var startedAt: Instant
    package var endedAt: Instant?
    package var state: State

    package var isRunning: Bool { endedAt == nil }

    package init(
        id: Int, kind: MovingOrder.Kind, subject: String, startedBy: Actor, startedAt: Instant,
        endedAt: Instant? = nil, state: State
    ) {
        self.id = id
        self.kind = kind
        self.subject = subject
        self.startedBy = startedBy
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.state = state
    }
}

/// What came of it, counted.
package struct MovingOutcome: Sendable, Hashable {
    package enum Count: String, Sendable, Hashable, CaseIterable {
        /// Of a page.
        case components, incidents
        /// Of a list.
        case subscribers, others
        /// What was here already.
        case known
        /// More than is taken at once, or a line that could not be read.
        case refused
        /// Of an export.
        case brands, written, unchanged, removed
    }

    /// A line that could not be taken, and why, in English.
    package struct Line: Sendable, Hashable {
        package var number: Int
        package var reason: String

        package init(_ number: Int, _ reason: String) {
            self.number = number
            self.reason = reason
        }
    }

    package var counts: [Count: Int]
    /// The first that were refused.
    package var lines: [Line]
    /// What is to be said of the whole, in English.
    package var remarks: [String]

    package init(_ counts: [Count: Int], lines: [Line] = [], remarks: [String] = []) {
        self.counts = counts
        self.lines = lines
        self.remarks = remarks
    }
}
