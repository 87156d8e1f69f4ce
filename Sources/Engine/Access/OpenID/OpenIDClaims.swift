internal import Bytes
internal import JSON
package import Vocabulary

/// What a provider says of somebody, after it was made sure that it says so: an ID token (OpenID Connect Core 1.0, 3.1.3.7),
/// and where that leaves something out, the UserInfo document (5.3).
package struct OpenIDClaims: Sendable, Hashable {
    private static let tokenBytesMost = 32 << 10
    private static let wordsMost = 1_000
    /// How far clocks may differ.
    private static let tolerance: Double = 60

    package var issuer: String
    package var subject: String
    package var name: String?
    /// Only an address that the provider says it verified, or that the operator trusts it with.
    package var email: EmailAddress?
    /// The values of the claim that says what somebody is; nil when the claim is not there.
    package var words: [String]?

    /// Who it is, as a digest of issuer and subject: the pair never changes, unlike an address.
    var identity: SHA256Digest { AccessDomain.subject.digest(Array(issuer.utf8), Array(subject.utf8)) }

    /// The algorithm is one of two that we chose, whatever the token says; the key decides which.
    package init(
        idToken: String, keys: OpenIDKeys, provider: OpenIDProvider.Configuration, nonce: String, now: Instant
    ) throws(AccessRefusal) {
        let parts = idToken.split(separator: ".", omittingEmptySubsequences: false)
        guard idToken.utf8.count <= Self.tokenBytesMost, parts.count == 3, let header = Self.json(parts[0]),
            let payload = Self.json(parts[1]), let signature = Base64URL.decode(parts[2])
        else { throw Self.refusal("can't be read") }
        guard let algorithm = header["alg"]?.string, ["RS256", "ES256"].contains(algorithm), header["crit"] == nil
        else { throw Self.refusal("is signed in a way that is not accepted") }
        let content = Array((parts[0] + "." + parts[1]).utf8)
        guard keys.isSigned(signature, content, algorithm: algorithm, name: header["kid"]?.string) else {
            throw AccessRefusal(.notBelieved, Self.unknownKey)
        }
        guard payload["iss"]?.string == provider.issuer else { throw Self.refusal("is another provider's") }
        try Self.checkAudience(payload, provider.clientID)
        let seconds = Double(now.seconds)
        guard let end = payload["exp"]?.decimal, seconds < end + Self.tolerance else {
            throw Self.refusal("is too old")
        }
        guard let begin = payload["iat"]?.decimal, begin <= seconds + Self.tolerance,
            payload["nbf"]?.decimal ?? 0 <= seconds + Self.tolerance
        else { throw Self.refusal("is from the future; one of two clocks is wrong") }
        guard let found = payload["nonce"]?.string, ConstantTime.isSame(found, nonce) else {
            throw Self.refusal("was made for another sign-in")
        }
        guard let subject = payload["sub"]?.string, (1...255).contains(subject.utf8.count) else {
            throw Self.refusal("does not say whom it is about")
        }
        issuer = provider.issuer
        self.subject = subject
        name = payload["name"]?.string.flatMap { User.name($0) }
        email = Self.email(payload, provider)
        words = Self.words(payload, provider)
    }

    static let unknownKey = "The identity provider's statement is not signed with a key of its own."

    // MARK: What was left out

    /// Whether nothing is missing that decides who comes in as what.
    func isComplete(for provider: OpenIDProvider.Configuration) -> Bool {
        email != nil && (provider.rolesClaim == nil || words != nil)
    }

    /// Adds what the statement left out. A document about somebody else is refused; it replaces nothing that was signed.
    mutating func complete(
        with userInfo: [UInt8], _ provider: OpenIDProvider.Configuration
    ) throws(AccessRefusal) {
        guard
            let document = try? JSONValue(
                reading: userInfo, limits: JSONLimits(bytes: OpenIDProvider.documentBytesMost, depth: 16)),
            document["sub"]?.string == subject
        else {
            throw AccessRefusal(
                .notBelieved, "What the identity provider says besides is about somebody else, or can't be read.")
        }
        name = name ?? document["name"]?.string.flatMap { User.name($0) }
        email = email ?? Self.email(document, provider)
        words = words ?? Self.words(document, provider)
    }

    // MARK: What it means

    /// What the provider's words mean here; empty when they mean nothing.
    func roles(_ provider: OpenIDProvider.Configuration) -> Set<Role> {
        (words ?? []).reduce(into: []) { $0.formUnion(provider.roles[$1] ?? []) }
    }

    /// Whether the operator lets people of this address in.
    func isOfDomain(_ provider: OpenIDProvider.Configuration) -> Bool {
        provider.emailDomains.isEmpty || email.map { provider.emailDomains.contains($0.domain) } ?? false
    }

    // MARK: Reading

    private static func email(_ claims: JSONValue, _ provider: OpenIDProvider.Configuration) -> EmailAddress? {
        let isVerified =
            switch claims["email_verified"] {
            case .some(let said) where !said.isNull: said.bool == true
            default: provider.trustsEmail
            }
        return isVerified ? claims["email"]?.string.flatMap { EmailAddress($0) } : nil
    }

    /// One text, or several. A name with dots leads into objects, unless a claim has just that name.
    private static func words(_ claims: JSONValue, _ provider: OpenIDProvider.Configuration) -> [String]? {
        guard let name = provider.rolesClaim else { return nil }
        var value = claims[name]
        if value == nil {
            value = name.split(separator: ".").reduce(Optional(claims)) { object, part in object?[String(part)] }
        }
        return value?.string.map { [$0] } ?? value?.array?.prefix(wordsMost).compactMap(\.string)
    }

    private static func checkAudience(_ payload: JSONValue, _ client: String) throws(AccessRefusal) {
        let audience = payload["aud"]?.string.map { [$0] } ?? payload["aud"]?.array?.compactMap(\.string) ?? []
        let party = payload["azp"]?.string
        guard audience.contains(client), party == client || (party == nil && audience.count == 1) else {
            throw refusal("was made for somebody else")
        }
    }

    private static func json(_ part: Substring) -> JSONValue? {
        guard let bytes = Base64URL.decode(part) else { return nil }
        return try? JSONValue(reading: bytes, limits: JSONLimits(bytes: tokenBytesMost, depth: 16))
    }

    private static func refusal(_ reason: String) -> AccessRefusal {
        AccessRefusal(.notBelieved, "The identity provider's statement \(reason). Sign in again.")
    }
}
