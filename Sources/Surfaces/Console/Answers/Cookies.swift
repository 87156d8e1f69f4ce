internal import Access
internal import HTTP

/// The cookies of the console: who is signed in, and, before that, whose form it is, and who went to the identity provider.
///
/// Over TLS their names begin with `__Host-`, so that no neighbouring host can set them. Lax lets a link in a message
/// open the console as whoever is signed in; what changes something is a form, which needs this session's token
/// besides.
struct Cookies: Sendable {
    enum Name: String {
        case session = "vigie-session"
        /// A visitor who is not signed in: what their forms carry is made of it, and nothing else rests on it.
        case visitor = "vigie-visitor"
        /// Somebody on the way to the identity provider and back, sealed, for some minutes.
        case openID = "vigie-openid"
    }

    private let sent: [String: String]
    private let isSecure: Bool

    init(_ request: HTTPRequest) {
        isSecure = request.isSecure
        var sent: [String: String] = [:]
        for field in request.headers.all("Cookie") {
            for pair in field.split(separator: ";").prefix(50) {
                let text = pair.drop { $0 == " " }
                guard let equals = text.firstIndex(of: "=") else { continue }
                let name = String(text[..<equals])
                // Of two cookies of one name the first counts, as it was set for the nearer place.
                if sent[name] == nil { sent[name] = String(text[text.index(after: equals)...]) }
            }
        }
        self.sent = sent
    }

    func token(_ name: Name) -> SessionToken? { sent[full(name)].flatMap { SessionToken($0) } }

    func text(_ name: Name) -> String? { sent[full(name)] }

    func setting(_ name: Name, to token: SessionToken) -> String {
        "\(full(name))=\(token.text); Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }

    /// For something that is sealed and made of characters that need no coding.
    func setting(_ name: Name, to sealed: String, seconds: Int64) -> String {
        "\(full(name))=\(sealed); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(seconds)" + (isSecure ? "; Secure" : "")
    }

    func removing(_ name: Name) -> String {
        "\(full(name))=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0" + (isSecure ? "; Secure" : "")
    }

    private func full(_ name: Name) -> String { (isSecure ? "__Host-" : "") + name.rawValue }
}
