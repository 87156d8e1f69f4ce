package import Bytes
package import Vocabulary

/// How long things last and how many there may be.
package struct AccessRules: Sendable {
    /// A session ends then, whatever happens.
    package var sessionLife = TimeSpan.days(7)
    /// A session that nobody uses ends after this.
    package var sessionIdle = TimeSpan.hours(12)
    /// How often the journal hears that a session is in use. Memory knows to the minute; after a restart, or on another
    /// node, a session can seem idle for this much longer than it is.
    package var noteEvery = TimeSpan.hours(2)
    package var invitationLife = TimeSpan.days(7)
    package var resetLife = TimeSpan.days(1)
    /// Of a code that goes by mail to whoever forgot their password.
    package var mailedResetLife = TimeSpan.minutes(30)
    /// How long a second factor may be under way between its secret and its first code.
    package var enrolmentLife = TimeSpan.minutes(15)
    package var tokenLifeMost = TimeSpan.days(366)
    package var sessionsMost = 20
    package var tokensMost = 50
    package var usersMost = 5_000
    /// Whether people sign in with a password, and may choose one. The first admin always does, with the code of the log.
    package var allowsPasswords = true
    package var cost = PasswordVerifier.currentCost
    package var limits = SignInThrottle.Limits()
    /// Under which name an authenticator app shows its codes.
    package var issuer = "Vigie"

    package init() {}
}
