package import Judging
package import Vocabulary

/// What follows from what was told, by name: who judges knows the numbers.
package enum Heard: Sendable, Hashable {
    case counted(CountedSpan)
    case told(target: String, ToldStanding.Word, since: Instant, at: Instant)
    case changed(HeardChange)
}

/// Where it goes.
package protocol HearingSink: Sendable {
    func take(_ heard: [Heard]) async
}

/// Something that a person or a tool altered in production, as they say.
package struct HeardChange: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case deploy, dns, certificate, ingress, config, other
    }

    package static let partsMost = 100
    package static let titleMost = 200
    package static let idBytesMost = 120

    /// Of whoever tells it, or made of what it says: the same one told twice is one.
    package var id: String
    package var kind: Kind
    package var title: String
    package var at: Instant
    package var parts: [String]
    /// For so long a target of these parts may be away.
    package var expectedGap: TimeSpan
    package var link: String?
    /// The tool that told it, as it calls itself.
    package var source: String?

    package init(
        id: String, kind: Kind, title: String, at: Instant, parts: [String], expectedGap: TimeSpan = .zero,
        link: String? = nil, source: String? = nil
    ) {
        self.id = id
        self.kind = kind
        self.title = title
        self.at = at
        self.parts = parts
        self.expectedGap = expectedGap
        self.link = link
        self.source = source
    }
}
