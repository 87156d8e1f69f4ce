import Bytes
import Testing
import Vocabulary

@testable import Access

@Suite struct SecretTests {
    // RFC 6238, appendix B, of which the last six digits are ours.
    @Test(arguments: [
        (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
        (2_000_000_000, "279037"), (20_000_000_000, "353130"),
    ])
    func `codes are those of the standard`(seconds: Int64, code: String) throws {
        let password = try #require(OneTimePassword(secret: Array("12345678901234567890".utf8)))
        #expect(password.code(step: OneTimePassword.step(at: Instant(seconds: seconds))) == code)
    }

    @Test func `a code counts one step either way, once, and not after a later one`() throws {
        let password = try #require(OneTimePassword(secret: [UInt8](1...20)))
        let now = Instant(seconds: 3_000_000)
        let step = OneTimePassword.step(at: now)
        for offset: Int64 in [-1, 0, 1] {
            let code = password.code(step: step + offset)
            #expect(password.step(of: code, now: now, after: nil) == step + offset)
            #expect(password.step(of: code, now: now, after: step + offset) == nil)
            #expect(password.step(of: code, now: now, after: step + 1) == nil)
        }
        for offset: Int64 in [-2, 2, 3_000] {
            #expect(password.step(of: password.code(step: step + offset), now: now, after: nil) == nil)
        }
        for text in ["", "12345", "1234567", "abcdef"] { #expect(password.step(of: text, now: now, after: nil) == nil) }
    }

    @Test func `an app's address holds what it needs and nothing that breaks out`() throws {
        let password = try #require(OneTimePassword(secret: [UInt8](1...20)))
        let address = password.address(account: "a&b=c@example.com", issuer: "Vigie: prod")
        #expect(
            address == "otpauth://totp/Vigie%3A%20prod:a%26b%3Dc%40example.com?secret=\(password.text)"
                + "&issuer=Vigie%3A%20prod")
        #expect(OneTimePassword(secret: [1, 2, 3]) == nil)
    }

    @Test func `a verifier is written, read back, and right for its password alone`() throws {
        let cost = Argon2id.Cost(memory: 64, passes: 2)
        let password = Password("seven brown otters swim")
        let made = try #require(PasswordVerifier(of: password, salt: [UInt8](0..<16), cost: cost))
        #expect(made.encoded.hasPrefix("$argon2id$v=19$m=64,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$"))
        let read = try #require(PasswordVerifier(encoded: made.encoded))
        #expect(read == made)
        #expect(read.matches(password))
        #expect(!read.matches(Password("seven brown otters swam")))
        #expect(!read.matches(Password(String(repeating: "x", count: 2_000))))
        #expect(read.isWeaker(than: PasswordVerifier.currentCost))
        #expect(!read.isWeaker(than: cost))
    }

    @Test func `the reference's own encoding is understood`() throws {
        let encoded = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
        let verifier = try #require(PasswordVerifier(encoded: encoded))
        #expect(verifier.encoded == encoded)
        #expect(verifier.matches(Password("password")))
    }

    @Test(arguments: [
        "", "$", "$argon2i$v=19$m=64,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=4194304,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=64,t=2$AAECAwQFBgcICQoLDA0ODw$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=64,t=2,p=1,x=1$AAECAwQFBgcICQoLDA0ODw$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=64,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$CTFh",
        "$argon2id$v=19$m=64,t=2,p=1$AA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
    ])
    func `what is no bearable verifier is refused`(encoded: String) {
        #expect(PasswordVerifier(encoded: encoded) == nil)
    }

    @Test(arguments: [
        ("short", AccessRefusal.Code.passwordShort), ("elevenchars", .passwordShort),
        ("passwordpassword", .passwordCommon), ("P@ssw0rd1234", .passwordCommon), ("123456789012", .passwordCommon),
        ("abcdefghijkl", .passwordCommon), ("aaaaaaaaaaaaaa", .passwordCommon), ("qwertyuiop123", .passwordCommon),
        ("motdepasse123", .passwordCommon), ("changeme2025", .passwordCommon), ("margaret.hamilton", .passwordCommon),
        ("MargaretHamilton1969", .passwordCommon), ("hunterhunter", .passwordCommon),
    ])
    func `passwords that are tried first are refused`(text: String, code: AccessRefusal.Code) {
        #expect(Password(text).refusal(hints: ["margaret.hamilton", "Margaret Hamilton"])?.code == code)
    }

    @Test(arguments: ["seven brown otters swim", "Ünïcödé über Straße", "k3Qv9-xTz7w!", "une phrase assez longue"])
    func `passwords that nobody tries first are taken`(text: String) {
        #expect(Password(text).refusal(hints: ["ada", "Ada Lovelace"]) == nil)
    }

    @Test func `a password has at most a thousand bytes`() {
        let long = (0..<1_001).map { String(UnicodeScalar(UInt8(0x21 + $0 * 7 % 90))) }.joined()
        #expect(Password(long).refusal(hints: [])?.code == .passwordLong)
        #expect(Password(String(long.prefix(1_000))).refusal(hints: []) == nil)
    }

    @Test func `secrets come back from their texts, and from nothing like them`() throws {
        let bytes = [UInt8](0..<32)
        let session = SessionToken(bytes: bytes)
        #expect(SessionToken(session.text) == session)
        for text in ["", session.text + "A", String(session.text.dropLast()), "vigie_" + session.text] {
            #expect(SessionToken(text) == nil)
        }
        let token = APITokenSecret(bytes: bytes)
        #expect(token.text.hasPrefix("vigie_"))
        #expect(APITokenSecret(token.text) == token)
        #expect(APITokenSecret(session.text) == nil)
        let code = OneTimeCode(bytes: Array(bytes.prefix(20)))
        #expect(OneTimeCode(code.text) == code)
        #expect(OneTimeCode(" " + code.text.uppercased().filter { $0 != "-" }) == code)
        #expect(OneTimeCode(String(code.text.dropLast())) == nil)
        let recovery = RecoveryCode(bytes: Array(bytes.prefix(10)))
        #expect(RecoveryCode(recovery.text) == recovery)
    }

    @Test func `the same bytes have another digest in each role, and a session's name is not its token`() {
        let bytes = [UInt8](0..<32)
        let session = SessionToken(bytes: bytes)
        let token = APITokenSecret(bytes: bytes)
        #expect(session.digest != token.digest)
        #expect(session.digest != SHA256Digest(of: bytes))
        #expect(session.isKept(as: session.digest) && !session.isKept(as: token.digest))
        #expect(SessionToken(session.id.rawValue) == nil)
    }

    @Test func `a form's token belongs to one session`() {
        let (one, other) = (SessionToken(bytes: [UInt8](0..<32)), SessionToken(bytes: [UInt8](1..<33)))
        #expect(one.isForm(one.formToken))
        #expect(!one.isForm(other.formToken))
        #expect(!one.isForm(""))
        #expect(!one.isForm(one.text))
        #expect(one.formToken != one.text)
    }

    @Test func `nothing secret is seen when it is printed or dumped`() throws {
        let key = try #require(SealingKey([UInt8](repeating: 0x41, count: 32)))
        let bytes = [UInt8](repeating: 0x41, count: 32)
        let secrets: [Any] = [
            key, SessionToken(bytes: bytes), APITokenSecret(bytes: bytes), Password("AAAA AAAA AAAA"),
            OneTimeCode(bytes: Array(bytes.prefix(20))), RecoveryCode(bytes: Array(bytes.prefix(10))),
            try #require(OneTimePassword(secret: bytes)),
            try #require(
                PasswordVerifier(of: Password("AAAA"), salt: bytes, cost: Argon2id.Cost(memory: 64, passes: 1))),
        ]
        for secret in secrets {
            var dumped = ""
            dump(secret, to: &dumped)
            for text in ["\(secret)", String(reflecting: secret), dumped] {
                #expect(!text.contains("65") && !text.contains("AAAA") && !text.contains("argon2"), "\(text)")
            }
        }
    }

    @Test(arguments: [
        "ada@example.com", "a.b+c@sub.example.org", "ADA@EXAMPLE.COM", "x@localhost",
    ])
    func `addresses are addresses`(text: String) { #expect(EmailAddress(text) != nil) }

    @Test(arguments: [
        "", "ada", "@example.com", "ada@", "a@b@c", "ada lovelace@example.com", "ada@example..com", "ada@-x.com",
        "ada@example.com\r\nBcc: x@y.z", "ada<x>@example.com", "adà@example.com", "a,b@example.com", ".ada@example.com",
    ])
    func `what is no address is refused`(text: String) { #expect(EmailAddress(text) == nil) }

    @Test func `case makes no other address`() {
        #expect(EmailAddress("Ada@Example.com") == EmailAddress("ada@example.COM"))
        #expect(EmailAddress("Ada@Example.com")?.key == EmailAddress("ada@example.COM")?.key)
    }
}
