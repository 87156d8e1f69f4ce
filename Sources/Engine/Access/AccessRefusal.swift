package import Vocabulary

/// Why somebody does not get what they asked for: a code for surfaces that speak other languages, and a sentence.
///
/// It never holds a password, a code, a token, or whether an account exists.
package struct AccessRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// Nobody is signed in, or the session is over.
        case notSignedIn
        /// Somebody is, and may not do this.
        case notAllowed
        /// This needs a session: a token can't do it.
        case personOnly
        case wrongPassword
        case wrongCode
        /// Too many attempts; ``AccessRefusal/retryAfter`` says when the next may come.
        case throttled
        case passwordShort
        case passwordLong
        case passwordCommon
        /// Something that was typed is no name, no address, no role.
        case invalid
        case emailTaken
        case notFound
        /// A one-time code was used, is too old, or never was one.
        case codeVoid
        /// The first admin exists.
        case setupOver
        /// Nobody could manage users any more.
        case lastAdmin
        /// Somebody else changed it meanwhile.
        case conflict
        /// The idempotency key stands for another command.
        case keyReused
        case tooMany
        /// The journal or the machine can't take it now.
        case unavailable
        /// An identity provider said something that can't be believed.
        case notBelieved
        /// An identity provider vouches for somebody who is no user here, or may not be one any more.
        case stranger
        /// An identity provider did not let somebody in.
        case openIDRefused
        /// Who comes back from an identity provider took too long, or never left from here.
        case openIDLate
        case openIDAway
        /// The operator wants nobody to sign in with a password.
        case passwordsOff
    }

    package var code: Code
    package var message: String
    package var retryAfter: TimeSpan?
    /// For the log and whoever may read it: what the person who is refused is not to know.
    package var detail: String?

    package init(_ code: Code, _ message: String, retryAfter: TimeSpan? = nil, detail: String? = nil) {
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
        self.detail = detail
    }

    package var description: String { message }
}

extension AccessRefusal {
    static let wrongPassword = AccessRefusal(
        .wrongPassword, "The address or the password is not right, or this account can't be used.")
    static let wrongCode = AccessRefusal(
        .wrongCode, "The code is not right, or was used before. Wait for the next one, or take a recovery code.")
    static let codeVoid = AccessRefusal(
        .codeVoid, "This code was used, is too old, or was replaced by another. Ask an admin for a new one.")
    static let setupOver = AccessRefusal(.setupOver, "The first admin exists already. Sign in instead.")
    static let lastAdmin = AccessRefusal(
        .lastAdmin, "This is the last admin who can sign in. Make somebody else an admin first.")
    static let conflict = AccessRefusal(
        .conflict, "Somebody else changed this meanwhile. Look at it again, then repeat what is still needed.")
    static let unavailable = AccessRefusal(
        .unavailable, "The journal can't be reached at the moment; try again soon.")
    static let busy = AccessRefusal(
        .unavailable, "Too many people sign in at this moment; try again soon.", retryAfter: .seconds(5))
    static let passwordsOff = AccessRefusal(
        .passwordsOff, "Nobody signs in with a password here. Sign in by the identity provider instead.")
    static let noUser = AccessRefusal(.notFound, "There is no such user.")

    static func throttled(_ wait: TimeSpan) -> AccessRefusal {
        let seconds = max(1, (wait.microseconds + 999_999) / 1_000_000)
        let words = seconds < 120 ? "\(seconds) seconds" : "\((seconds + 59) / 60) minutes"
        return AccessRefusal(
            .throttled, "Too many attempts. Try again in \(words).", retryAfter: .seconds(seconds))
    }
}
