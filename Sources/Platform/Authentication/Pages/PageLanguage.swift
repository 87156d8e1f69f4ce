internal import HTTP
internal import PayerPages
internal import Vocabulary

/// The language of a page for a cardholder, and what it says.
struct PageLanguage: Sendable {
    let language: Language
    let words: PageWords

    init(_ request: HTTPRequest) {
        language = PageFrame.language(request)
        switch language {
        case .french: words = .french
        case .italian: words = .italian
        default: words = .english
        }
    }
}
