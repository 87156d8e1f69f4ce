package import HTTP
package import Telling
internal import Vocabulary

/// What a reader sees when there is nothing to see: it says what happened and what to do.
package struct ErrorPage: Sendable, Hashable {
    package var frame: PageFrame
    package var code: Int
    package var headline: String
    package var text: String
    /// What the server says about this very request; it is in English and safe to show.
    package var detail: String?
    package var request: String?
    package var home: Link

    package init(
        status: HTTPStatus, words: LanguagePack, detail: String? = nil, requestID: String? = nil,
        origin: String? = nil
    ) {
        let phrases: (title: Phrase, text: Phrase) =
            switch status.code {
            case 404: (.notFoundTitle, .notFoundText)
            case 503: (.startingTitle, .startingText)
            case 500...: (.serverErrorTitle, .serverErrorText)
            default: (.refusedTitle, .refusedText)
            }
        code = status.code
        headline = words.say(phrases.title)
        text = words.say(phrases.text)
        self.detail = status.code == 404 || status.code >= 500 ? nil : detail
        request = requestID.map { words.say(.requestNumber, ["id": $0]) }
        home = Link(text: words.say(.backHome), address: SitePlace.home.address(words.language))
        frame = PageFrame(
            language: words.language, title: "\(headline) · Vigie", description: text, place: nil, origin: origin)
    }

    /// What was asked for needs the journal, which can't be read at the moment.
    package init(unreadable message: String, words: LanguagePack, requestID: String?, origin: String?) {
        self.init(status: .serviceUnavailable, words: words, requestID: requestID, origin: origin)
        headline = words.say(.unreadableTitle)
        text = words.say(.unreadableAdvice)
        detail = message
        frame.title = "\(headline) · Vigie"
        frame.description = text
    }
}
