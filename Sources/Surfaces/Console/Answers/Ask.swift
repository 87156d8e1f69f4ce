internal import Access
internal import Desk
internal import HTTP
internal import Journal
internal import Markup
internal import Network
internal import Telling
internal import Vocabulary

/// One request, after it was made sure who asks and that they may.
struct Ask: Sendable {
    var route: ConsoleRoute
    var request: HTTPRequest
    var place: RouteParameters
    var query: QueryParameters
    var words: LanguagePack
    var now: Instant
    /// Nil at the pages for whoever is not signed in.
    var identity: Identity?
    var session: SessionToken?
    /// What this browser's forms carry.
    var formToken: String
    var cookies: Cookies
    var ways: SignInWays
    var fields = Fields()
    /// Whether something is watched here, so that there are cases.
    var hasCases = false

    var language: Language { words.language }
    var isTold: Bool { request.method == .post }

    /// Where the request comes from, for throttles and for the list of sessions.
    var address: NetworkAddress { NetworkAddress(request.clientAddress) ?? .unspecified }
    var client: ClientNote {
        ClientNote(address: request.clientAddress, agent: request.headers["User-Agent"] ?? "")
    }

    /// What the journal calls who asks.
    var me: String { identity?.person ?? "" }

    func may(_ right: Right) -> Bool { Authorisation.refusal(identity, right) == nil }

    func require(_ rights: Set<Right>) throws(ConsoleRefusal) {
        for right in rights.sorted() {
            if let refusal = Authorisation.refusal(identity, right) { throw .access(refusal) }
        }
    }

    /// The person in whose name the desk acts.
    func caller(once: Bool = false) throws(ConsoleRefusal) -> DeskCaller {
        guard let identity else { throw .signedOut }
        var caller = DeskCaller(actor: identity.actor, person: identity.person)
        if once { caller.key = key }
        return caller
    }

    /// The key that the form brought, as this person's own.
    var key: IdempotencyKey? {
        guard let user = identity?.user, !fields[FormField.key].isEmpty else { return nil }
        return IdempotencyKey("console:\(user.id):\(fields[FormField.key].prefix(64))")
    }

    func person() throws(ConsoleRefusal) -> Identity {
        guard let identity else { throw .signedOut }
        return identity
    }

}

/// How people sign in here.
struct SignInWays: Sendable, Hashable {
    /// What people call the identity provider; nil where there is none.
    var identityProvider: String?
    var hasPasswords: Bool
    /// Whether a forgotten password is helped with by mail.
    var hasMail = false
}

/// Why a request is not answered with what was asked for.
enum ConsoleRefusal: Error, Sendable {
    case signedOut
    case notFound
    case access(AccessRefusal)
    case desk(DeskRefusal)
    case journal
}
