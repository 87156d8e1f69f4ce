/// The one place that says who may do what.
package enum Authorisation {
    /// Nil when `identity` may, else why not. Nobody may nothing.
    package static func refusal(_ identity: Identity?, _ right: Right) -> AccessRefusal? {
        guard let identity else {
            return AccessRefusal(.notSignedIn, "Sign in to \(right.deed).")
        }
        if identity.rights.contains(right) { return nil }
        switch identity {
        case .person:
            return AccessRefusal(
                .notAllowed, "Your roles do not let you \(right.deed). An admin can give you one that does.")
        case .token:
            return AccessRefusal(
                .notAllowed,
                "This token does not let a program \(right.deed). Issue one with the scope \(right.rawValue).")
        case .accessToken, .thisMachine:
            if right == .approveText {
                return AccessRefusal(
                    .notAllowed,
                    "A second person has a name: sign in to the console to \(right.deed), or use an API token of your own. "
                        + "access.token and this machine may be whoever proposed it.")
            }
            return AccessRefusal(.notAllowed, "Sign in to \(right.deed): it needs a person with a name.")
        }
    }

    package static func require(_ right: Right, of identity: Identity?) throws(AccessRefusal) {
        if let refusal = refusal(identity, right) { throw refusal }
    }
}
