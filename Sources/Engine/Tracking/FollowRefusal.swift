package import Vocabulary

/// Why a page is not followed; the sentence says what to do.
package struct FollowRefusal: Error, Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// What was given is no address and no vendor of the catalogue.
        case malformed
        case unknownVendor = "unknown-vendor"
        case alreadyFollowed = "already-followed"
        case notFollowed = "not-followed"
        /// The address can't be reached, or may not be.
        case unreachable
        /// It answers, and speaks nothing that Vigie reads.
        case notRecognised = "not-recognised"
        /// The journal can't take it at the moment.
        case unavailable
    }

    package var kind: Kind
    package var message: String
    /// The page that is followed already.
    package var page: FollowedPage?

    package init(_ kind: Kind, _ message: String, page: FollowedPage? = nil) {
        self.kind = kind
        self.message = message
        self.page = page
    }
}
