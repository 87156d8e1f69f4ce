package import Bytes
package import Vocabulary

/// Made from the brand and the target with a key of this installation: the same person has the same one, and nobody can tell
/// the address from it.
package struct SubscriberID: Identifier {
    package let rawValue: String
    package init(checked rawValue: String) { self.rawValue = rawValue }
}

/// Somebody who wants to be told what a brand says.
package struct Subscriber: Sendable, Hashable {
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// Asked for, and not yet confirmed by whoever reads there. Gets nothing but the question.
        case unconfirmed
        case confirmed
        case unsubscribed
        /// Messages were given up several times in a row. Gets nothing until it confirms again.
        case failing
    }

    /// What a subscriber wants to hear of.
    package struct Wish: Sendable, Hashable {
        package static let componentsMost = 200

        package var language: Language
        /// Empty: all.
        package var components: [ComponentID]

        package init(language: Language, components: [ComponentID] = []) {
            self.language = language
            self.components = components
        }
    }

    /// A question that was put to the target, whose answer puts the wish in force.
    package struct Question: Sendable, Hashable {
        /// Of the token; the token itself is in the message alone.
        package var digest: SHA256Digest
        package var expires: Instant
        package var wish: Wish

        package init(digest: SHA256Digest, expires: Instant, wish: Wish) {
            self.digest = digest
            self.expires = expires
            self.wish = wish
        }
    }

    /// So many messages in a row that were given up, and nothing more is sent.
    package static let failuresMost = 5

    package var id: SubscriberID
    package var brand: BrandID
    package var target: SubscriberTarget
    package var wish: Wish
    package var state: State
    package var question: Question?
    /// When somebody asked last.
    package var askedAt: Instant
    package var confirmedAt: Instant?
    /// Messages given up since the last that arrived.
    package var failures: Int

    package init(
        id: SubscriberID, brand: BrandID, target: SubscriberTarget, wish: Wish, state: State,
        question: Question? = nil, askedAt: Instant, confirmedAt: Instant? = nil, failures: Int = 0
    ) {
        self.id = id
        self.brand = brand
        self.target = target
        self.wish = wish
        self.state = state
        self.question = question
        self.askedAt = askedAt
        self.confirmedAt = confirmedAt
        self.failures = failures
    }
}
