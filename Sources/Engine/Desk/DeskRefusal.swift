package import Vocabulary

/// Why the desk did not do what was asked. The sentence says what to change, and is fit to be shown.
package struct DeskRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: String, Sendable, Hashable {
        /// It was understood and can't be done as it stands.
        case refused
        case notFound
        /// Somebody else changed it in between; what they made of it is there to be looked at.
        case conflict
        /// A second person is needed, and this is the first one.
        case samePerson
        /// Texts lack languages that readers were promised.
        case incomplete
        /// The key was used for another order.
        case keyReused
        /// The journal can't take it at the moment; nothing was recorded.
        case unavailable
    }

    package var reason: Reason
    package var message: String
    /// The field that is wrong, by its name in the order; nil when it is none in particular.
    package var field: String?
    /// What a text lacks.
    package var missing: [Language]

    package init(_ reason: Reason, _ message: String, field: String? = nil, missing: [Language] = []) {
        self.reason = reason
        self.message = message
        self.field = field
        self.missing = missing
    }

    package var description: String { message }

    /// A part of the organisation is not as it was when it was looked at.
    package static let describedMeanwhile = DeskRefusal(
        .conflict, "Somebody else described it meanwhile. Look at what is there now, then send yours again.")
}
