internal import Telling
internal import Vocabulary
package import Markup

/// A form of one button that follows a vendor's page or lets go of it. Whoever handles the POST answers with a redirect,
/// or with the page and its outcome: see ``FollowOutcome``.
package struct FollowForm: Sendable, Hashable {
    package var address: Address
    /// The field that names what is meant, and its value.
    package var field: String
    package var value: String
    package var button: String
    /// What a screen reader says, which names the provider.
    package var label: String
    /// Whether it lets go rather than takes.
    package var isQuiet: Bool

    /// `POST /en/follow/remove`, `provider=acme-pay`
    static func unfollow(_ provider: Provider, words: LanguagePack) -> FollowForm {
        FollowForm(
            address: .path(words.language.code, "follow", "remove"), field: "provider", value: provider.id.rawValue,
            button: words.say(.unfollowButton), label: words.say(.unfollowThis, ["name": provider.name]), isQuiet: true)
    }

    /// `POST /en/follow`, `vendor=acme-pay`
    static func follow(vendor: String, name: String, words: LanguagePack) -> FollowForm {
        FollowForm(
            address: .path(words.language.code, "follow"), field: "vendor", value: vendor,
            button: words.say(.followButton), label: words.say(.followThis, ["name": name]), isQuiet: false)
    }
}
