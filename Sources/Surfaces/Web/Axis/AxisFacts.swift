package import Vocabulary

/// What one time axis shows, already in the reader's words. Both drawings and the text alternative are made from it, so
/// they say the same.
package struct AxisFacts: Sendable, Hashable {
    /// Something with a beginning and an end.
    package struct Stretch: Sendable, Hashable {
        /// In what row or track it stands: the impact, one page, the silence.
        package var name: String
        package var start: Instant
        package var end: Instant
        package var label: String

        package init(name: String, start: Instant, end: Instant, label: String) {
            self.name = name
            self.start = start
            self.end = max(start, end)
            self.label = label
        }
    }

    /// Something at one moment.
    package struct Mark: Sendable, Hashable {
        package var at: Instant
        package var look: AxisLook
        /// The short words of the picture.
        package var label: String
        /// The whole sentence of the text alternative.
        package var sentence: String

        package init(at: Instant, look: AxisLook, label: String, sentence: String) {
            self.at = at
            self.look = look
            self.label = label
            self.sentence = sentence
        }
    }

    package struct RowNames: Sendable, Hashable {
        package var impact: String
        package var silence: String
        package var words: String
        package var inside: String

        package init(impact: String, silence: String, words: String, inside: String) {
            self.impact = impact
            self.silence = silence
            self.words = words
            self.inside = inside
        }
    }

    package var language: Language
    package var zone: Zone
    package var names: RowNames
    package var impact: [Stretch]
    package var pages: [Stretch]
    package var silences: [Stretch]
    package var words: [Mark]
    package var inside: [Mark]
    /// Every moment with its sentence, in order: the text alternative, and the labels of the upright drawing.
    package var moments: [Mark]
    package var description: String

    package init(language: Language, zone: Zone, names: RowNames) {
        self.language = language
        self.zone = zone
        self.names = names
        impact = []
        pages = []
        silences = []
        words = []
        inside = []
        moments = []
        description = ""
    }

    /// Every instant that the drawing must show, in order, each once.
    var instants: [Instant] {
        let stretches = impact + pages + silences
        let all = stretches.flatMap { [$0.start, $0.end] } + (words + inside + moments).map(\.at)
        return Array(Set(all)).sorted()
    }
}

/// How something on the axis looks: a shape and a colour, never a colour alone.
package enum AxisLook: String, Sendable, Hashable, CaseIterable {
    case impact, over, page, silence, word, resolved, postmortem, inside
    /// The other pages' tracks where they stand side by side without names.
    case secondPage, thirdPage
}
