internal import HTTP
internal import Markup
internal import PayerPages
internal import ThreeDS

/// Takes the browser from the issuer back to the shop's 3DS server, by a form that it posts.
enum ReturnPage {
    /// A form's target is not named: browsers hold it against the address that a post is redirected to as well, which is the
    /// shop's and known to nobody here. The page's one form goes to the address that the directory server let through.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        + "frame-ancestors 'none'"

    static func response(_ form: BrowserForm, _ page: PageLanguage, below folder: String) -> HTTPResponse {
        guard let address = Address(form.address) else {
            return NoticePage.response(.badRequest, page, status: .badRequest, below: folder)
        }
        let words = page.words
        let content = HTML(.div) {
            HTML(.h1, text: words.returnTitle)
            HTML(.p, text: words.returnLead)
            HTML(.form, .post, .action(address)) {
                for field in form.fields { HTML(.input, .type("hidden"), .name(field.name), .value(field.value)) }
                HTML(.div, .class("choices")) {
                    HTML(.button, .class("first"), .type("submit"), text: words.proceed)
                }
            }
        }
        return PageFrame.response(
            page.language, policy: policy,
            PageFrame.html(page.language, title: words.returnTitle, below: folder, script: true, content))
    }
}
