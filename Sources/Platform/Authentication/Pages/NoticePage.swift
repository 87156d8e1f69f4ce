internal import HTTP
internal import Markup
internal import PayerPages

/// A page that says why nothing is to be done here.
enum NoticePage: Sendable {
    case unknown
    case wait
    case badRequest
    case badReturn

    static func response(
        _ notice: NoticePage, _ page: PageLanguage, status: HTTPStatus, below folder: String
    ) -> HTTPResponse {
        let (title, text) = page.words.notices(notice)
        let content = HTML(.div) {
            HTML(.h1, text: title)
            HTML(.p, text: text)
        }
        return PageFrame.response(
            page.language, status: status, PageFrame.html(page.language, title: title, below: folder, content))
    }
}
