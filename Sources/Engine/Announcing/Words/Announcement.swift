package import Vocabulary

/// What was made of a case so far, from the entries about it.
package struct Announcement: Sendable, Hashable {
    /// One span of a case on its way to a public word.
    package struct Round: Sendable, Hashable {
        /// The first failed sample: it names the round.
        package var from: Instant
        package var components: [ComponentID]
        package var severity: Severity
        /// Whether a draft stands for it.
        package var isDrafted = false
        /// When the sentence is said unless somebody stops it.
        package var due: Instant?
        package var kinds: [EvidenceKind] = []
        /// The components that the sentence is about.
        package var measured: [ComponentID] = []
        /// From then on the sentence is being said and can't be stopped.
        package var telling: Instant?
        package var told: Instant?
        package var stopped: Stop?
        /// Why it was left to people.
        package var left: Leaving?
        /// The first good sample after it, as it was written into the incident or proposed.
        package var end: End?

        package init(from: Instant, components: [ComponentID], severity: Severity) {
            self.from = from
            self.components = components
            self.severity = severity
        }

        /// The grace time runs.
        package var isPending: Bool {
            due != nil && telling == nil && told == nil && stopped == nil && left == nil && end == nil
        }
    }

    package struct Stop: Sendable, Hashable {
        package var by: String
        package var at: Instant

        package init(by: String, at: Instant) {
            self.by = by
            self.at = at
        }
    }

    package struct Leaving: Sendable, Hashable {
        package enum Reason: String, Sendable, Hashable, CaseIterable {
            /// It was over before the grace time was.
            case over
            /// The incident is under an embargo.
            case embargo
            /// People published it themselves.
            case people
            /// A person said that it is no outage.
            case label
            /// Planned work covers it.
            case work
            /// The evidence agrees no more.
            case evidence
            /// The desk refused, such as for languages that the sentence lacks.
            case refused
        }

        package var reason: Reason
        package var words: String?

        package init(_ reason: Reason, words: String? = nil) {
            self.reason = reason
            self.words = words
        }
    }

    package struct End: Sendable, Hashable {
        package enum Mode: String, Sendable, Hashable, CaseIterable {
            /// A person is asked to write it down.
            case proposed
            /// It stands in the incident.
            case recorded
            /// It stands there, and readers were told by the agreed sentence.
            case told
        }

        package var at: Instant
        package var mode: Mode

        package init(at: Instant, mode: Mode) {
            self.at = at
            self.mode = mode
        }
    }

    /// What a person said of it.
    package struct Label: Sendable, Hashable {
        package enum Verdict: String, Sendable, Hashable, CaseIterable {
            case real
            case `false`
            case knownWork = "known-work"
        }

        package var verdict: Verdict
        package var by: String
        package var at: Instant

        package init(_ verdict: Verdict, by: String, at: Instant) {
            self.verdict = verdict
            self.by = by
            self.at = at
        }
    }

    package var number: Int64
    package var incident: IncidentID?
    package var rounds: [Round] = []
    package var label: Label?
    /// How often people were called, and what they were told last.
    package var calls: [Call] = []
    /// The version of its stream.
    package var version: Int64 = 0

    package struct Call: Sendable, Hashable {
        /// When the lookout said that people are to be woken.
        package var at: Instant
        package var moment: Moment
        /// How bad it was called; nil at its end, and in entries of before it was kept.
        package var severity: Severity?

        package init(at: Instant, moment: Moment, severity: Severity? = nil) {
            self.at = at
            self.moment = moment
            self.severity = severity
        }

        package enum Moment: String, Sendable, Hashable, CaseIterable {
            case opened
            case returned
            case unstable
            /// Called as something smaller before.
            case worse
            /// Another cause than was called is likelier now: told to whoever was called, and nobody is woken.
            case revised
            case over
        }
    }

    package init(number: Int64) { self.number = number }

    package static let roundsMost = 50
}
