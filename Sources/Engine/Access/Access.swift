// Access: who somebody is, and what they may do. Roles and rights, users, sessions, API tokens, invitations, the first run.
//
// Start reading at `Right.swift` and `Role.swift` (what may be done), then `Identity.swift` and `Authorisation.swift` (who
// may do it). Everything that changes is a fact in the journal: `Records/AccessFact.swift`, and `Records/AccessProjection.swift`
// makes the read models. What is decided without I/O stands in `SignIn` and `Secrets`; `AccessService.swift` does it over a
// journal store. No HTTP and no HTML in here. May import: Journal, Network, JSON, Bytes, Vocabulary.
internal import Bytes
internal import Journal

/// The domains of this target's digests: the same bytes in two roles never have the same digest.
enum AccessDomain: String {
    case session = "vigie.session.v1"
    case token = "vigie.token.v1"
    case code = "vigie.code.v1"
    case recovery = "vigie.recovery.v1"
    case email = "vigie.email.v1"
    case subject = "vigie.subject.v1"
    case forgery = "vigie.csrf.v1"
    case secondFactor = "vigie.totp.v1"
    case enrolment = "vigie.enrolment.v1"
    case challenge = "vigie.challenge.v1"
    case openID = "vigie.openid.v1"
    case heartbeat = "vigie.heartbeat.v1"
    case derivation = "vigie.derivation.v1"
    case account = "vigie.throttle.account.v1"
    case address = "vigie.throttle.address.v1"
    case pair = "vigie.throttle.pair.v1"
    case secondStep = "vigie.throttle.code.v1"
    case guess = "vigie.throttle.guess.v1"

    func digest(_ fields: [UInt8]...) -> SHA256Digest {
        var writer = DigestWriter(domain: rawValue)
        for field in fields { writer.add(field) }
        return writer.digest()
    }

    func digest(_ text: String) -> SHA256Digest { digest(Array(text.utf8)) }

    /// Domain and fields as bytes, for what is keyed or sealed.
    func context(_ fields: String...) -> [UInt8] {
        // Fields are identifiers, which hold no zero byte.
        ([rawValue] + fields).flatMap { Array($0.utf8) + [0] }
    }
}
