internal import HTTP
internal import Vocabulary

/// The language of a page for a cardholder, by what the browser asks for.
struct PageLanguage: Sendable {
    let language: Language
    let words: PageWords

    init(_ request: HTTPRequest) {
        let code = Negotiation.language(request.headers["Accept-Language"], offered: ["en", "fr", "it"]) ?? "en"
        self.init(Language(code) ?? .english)
    }

    init(_ language: Language) {
        self.language = language
        switch language {
        case .french: words = .french
        case .italian: words = .italian
        default: words = .english
        }
    }
}
