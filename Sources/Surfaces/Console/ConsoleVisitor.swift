package import Access
package import HTTP
internal import Markup
internal import Telling
package import Vocabulary

/// Somebody who is signed in, at a page outside the console that has forms of its own: what they may there is decided by the
/// same roles, and their forms carry the same token.
package struct ConsoleVisitor: Sendable {
    package let identity: Identity
    private let session: SessionToken

    init(identity: Identity, session: SessionToken) {
        self.identity = identity
        self.session = session
    }

    package var formToken: String { session.formToken }

    /// Whether a form is one of this session's pages.
    package func isOwn(form token: String?) -> Bool { session.isForm(token ?? "") }
}

extension ConsoleSurface {
    /// The field of a form that holds its token.
    package static let tokenField = FormField.token

    /// Whether a browser says that somebody is signed in; whether that is so is asked of the journal.
    package static func hasSession(_ request: HTTPRequest) -> Bool {
        request.headers["Authorization"] == nil && Cookies(request).token(.session) != nil
    }

    /// Whose session a browser brought; nil when there is none, it is over, or its user may do nothing.
    package func visitor(_ request: HTTPRequest) async throws(AccessRefusal) -> ConsoleVisitor? {
        guard request.headers["Authorization"] == nil, let token = Cookies(request).token(.session),
            let identity = try await access.identify(token)
        else { return nil }
        return ConsoleVisitor(identity: identity, session: token)
    }

    /// Whether a browser says that a form comes from a page that is none of ours.
    package func isForeign(_ request: HTTPRequest) -> Bool {
        let headers = request.headers
        if let site = headers["Sec-Fetch-Site"], site != "same-origin", site != "none" { return true }
        guard let origin = headers["Origin"] else { return false }
        let host = headers["Host"] ?? ""
        return origin != "http://" + host && origin != "https://" + host && !origins.contains(origin)
    }

    /// Where somebody signs in who wants to see a page of ours, which they are led to then.
    package static func signIn(_ language: Language, next: String) -> String {
        PageMaker.address(language, ["sign-in"]).with([("next", next)]).text
    }

    /// Places outside the console that signing in leads to.
    private static let placesAround = ["console", "follow", "alerts", "events"]

    /// Whether signing in may lead there.
    static func isOurs(_ place: String) -> Bool {
        let path = place.prefix { $0 != "?" }
        return LanguagePack.all.contains { words in
            placesAround.contains { name in
                let own = "/" + words.language.code + "/" + name
                return path == own || path.hasPrefix(own + "/")
            }
        }
    }
}
