internal import Bytes
internal import JSON
package import Vocabulary

/// Somebody on the way to the provider and back: authorisation code flow with a code challenge (PKCE, RFC 7636).
///
/// State, nonce and verifier are carried by the browser in a sealed cookie, so that only the browser that went comes back.
package struct OpenIDRequest: Sendable, CustomStringConvertible, CustomReflectable {
    package static let life = TimeSpan.minutes(10)
    /// What the surface wants to find again when somebody comes back.
    package static let noteBytesMost = 800
    /// Browsers keep about as much.
    private static let cookieBytesMost = 4_000

    /// Where to send the browser.
    package let address: String
    /// For a cookie (`HttpOnly`, `Secure`, `SameSite=Lax`) that lasts ten minutes.
    package let cookie: String

    package var description: String { "‹secret›" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// What the cookie holds.
    struct Journey: Sendable, Hashable {
        var state: String
        var nonce: String
        var verifier: String
    }

    /// A note that is too long is left out.
    init(_ provider: OpenIDProvider, note: String, key: SealingKey, now: Instant, random: (Int) -> [UInt8]) {
        let journey = Journey(
            state: Base64URL.encode(random(32)), nonce: Base64URL.encode(random(32)),
            verifier: Base64URL.encode(random(32)))
        let body: JSONValue = [
            "state": .string(journey.state), "nonce": .string(journey.nonce), "verifier": .string(journey.verifier),
            "issuer": .string(provider.configuration.issuer), "until": .string((now + Self.life).rfc3339),
            "note": .string(note.utf8.count <= Self.noteBytesMost ? note : ""),
        ]
        cookie = Base64URL.encode(key.seal(body.canonicalBytes(), .openID, for: "", random: random))
        let configuration = provider.configuration
        address =
            provider.authorisation + (provider.authorisation.contains("?") ? "&" : "?")
            + FormText.make([
                ("response_type", "code"), ("client_id", configuration.clientID),
                ("redirect_uri", configuration.redirect), ("scope", configuration.scopes.joined(separator: " ")),
                ("state", journey.state), ("nonce", journey.nonce),
                ("code_challenge", Base64URL.encode(SHA256Digest(of: Array(journey.verifier.utf8)).bytes)),
                ("code_challenge_method", "S256"),
            ])
    }

    /// Checks who came back; the state must be the one of this browser's cookie.
    static func open(
        _ callback: OpenIDCallback, _ provider: OpenIDProvider, key: SealingKey, now: Instant
    ) throws(AccessRefusal) -> (journey: Journey, code: String) {
        guard let object = unseal(callback.cookie, key: key), let until = try? object.instant("until"),
            now < until, (try? object.string("issuer")) == provider.configuration.issuer,
            let journey = try? Journey(
                state: object.string("state"), nonce: object.string("nonce"), verifier: object.string("verifier"))
        else {
            throw AccessRefusal(
                .openIDLate,
                "This took too long, or began in another browser or under another address. Sign in again.")
        }
        // Some providers say that they refuse without saying whom; nobody comes in by that.
        if callback.state == nil, let error = callback.error { throw refused(error) }
        guard let state = callback.state, ConstantTime.isSame(state, journey.state) else {
            throw AccessRefusal(.notBelieved, "This answer belongs to another sign-in. Sign in again.")
        }
        // RFC 9207: an answer that names another provider was made for it.
        let isNamed = callback.issuer.map { $0 == provider.configuration.issuer } ?? !provider.namesIssuer
        guard isNamed else {
            throw AccessRefusal(.notBelieved, "This answer comes from another identity provider. Sign in again.")
        }
        guard callback.error == nil, let code = callback.code, (1...4_096).contains(code.utf8.count) else {
            throw refused(callback.error ?? "no code")
        }
        return (journey, code)
    }

    private static func refused(_ word: String) -> AccessRefusal {
        AccessRefusal(
            .openIDRefused, "The identity provider did not let you in. Ask its administrator why.",
            detail: "it said: \(shown(word))")
    }

    /// What the surface noted when this began, however long ago; nil for a cookie that is none of ours.
    static func note(in cookie: String, key: SealingKey) -> String? {
        unseal(cookie, key: key).flatMap { try? $0.string("note") }
    }

    private static func unseal(_ cookie: String, key: SealingKey) -> JSONObjectReader? {
        guard cookie.utf8.count <= cookieBytesMost, let sealed = Base64URL.decode(cookie),
            let body = key.open(sealed, .openID, for: "")
        else { return nil }
        return try? JSONObjectReader(JSONValue(reading: body))
    }

    /// A word of a stranger's, for the log: what is no word of the protocol is not repeated.
    private static func shown(_ word: String) -> String {
        let isWord =
            (1...64).contains(word.utf8.count)
            && word.utf8.allSatisfy { (0x61...0x7a).contains($0) || $0 == 0x5f || $0 == 0x20 }
        return isWord ? word : "something that is no word of the protocol"
    }
}

/// How a browser came back: its cookie, and the parameters of the address.
package struct OpenIDCallback: Sendable {
    package var cookie: String
    package var state: String?
    package var code: String?
    package var issuer: String?
    package var error: String?

    package init(cookie: String, state: String?, code: String?, issuer: String? = nil, error: String? = nil) {
        self.cookie = cookie
        self.state = state
        self.code = code
        self.issuer = issuer
        self.error = error
    }
}

/// Names and values as forms and addresses have them.
enum FormText {
    static func make(_ fields: [(String, String)]) -> String {
        fields.map { coded($0) + "=" + coded($1) }.joined(separator: "&")
    }

    static func coded(_ text: String) -> String {
        var coded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                coded.unicodeScalars.append(Unicode.Scalar(byte))
            default: coded += "%" + Hexadecimal.encode([byte]).uppercased()
            }
        }
        return coded
    }
}
