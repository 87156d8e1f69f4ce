internal import Access
internal import Telling

extension Fields {
    /// What access refuses, beside the field that it is about.
    mutating func take(_ refusal: AccessRefusal, _ words: LanguagePack) {
        let text = words.say(refusal)
        let field: String? =
            switch refusal.code {
            case .passwordShort, .passwordLong, .passwordCommon: has("new") ? "new" : "password"
            case .wrongPassword: has("password") ? "password" : nil
            case .wrongCode, .codeVoid: has("code") ? "code" : nil
            case .emailTaken: "email"
            default: nil
            }
        if let field { refuse(field, text) } else { problem = .init(text) }
    }

    /// A new password is typed twice, since nobody sees it.
    mutating func isTypedTwice(_ words: LanguagePack, _ name: String = "password") -> Bool {
        guard exactly(name) == exactly("again") else {
            refuse("again", words(.problemAgain))
            return false
        }
        return true
    }
}
