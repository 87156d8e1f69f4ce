package import HTTP
package import Markup
package import Vocabulary

/// What every page of a payer has around its content.
package enum PageFrame {
    /// - Parameters:
    ///   - folder: where ``PageFiles`` are answered.
    ///   - script: whether the page's one form is posted at once, by script.
    package static func html(
        _ language: Language, title: String, below folder: String, script: Bool = false, _ content: HTML
    ) -> [UInt8] {
        var document = HTML(trustedMarkup: "<!DOCTYPE html>\n")
        document.append(
            HTML(.html, .lang(language)) {
                HTML(.head) {
                    HTML(.meta, .charset("utf-8"))
                    HTML(.meta, .name("viewport"), .content("width=device-width, initial-scale=1"))
                    HTML(.meta, .name("robots"), .content("noindex"))
                    HTML(.title, text: title)
                    if let style = Address(folder + "/" + PageFiles.styleName) {
                        HTML(.link, .rel("stylesheet"), .href(style))
                    }
                    if let icon = Address(folder + "/" + PageFiles.iconName) {
                        HTML(.link, .rel("icon"), .href(icon), .type("image/svg+xml"))
                    }
                    if script, let file = Address(folder + "/" + PageFiles.scriptName) { HTML(scriptFile: file) }
                }
                HTML(.body) {
                    HTML(.main, .id("content")) { content }
                }
            })
        return document.bytes
    }

    /// - Parameter policy: the content security policy, where it is not the server's own.
    package static func response(
        _ language: Language, status: HTTPStatus = .ok, policy: String? = nil, _ bytes: [UInt8]
    ) -> HTTPResponse {
        var headers: HTTPHeaders = [
            "Content-Type": "text/html; charset=utf-8", "Content-Language": language.code,
            "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
        ]
        if let policy { headers.set("Content-Security-Policy", policy) }
        return HTTPResponse(status: status, headers: headers, body: .bytes(bytes))
    }

    /// The language that a browser asks for, among those that pages are written in.
    package static func language(_ request: HTTPRequest) -> Language {
        let code = Negotiation.language(request.headers["Accept-Language"], offered: ["en", "fr", "it"]) ?? "en"
        return Language(code) ?? .english
    }
}
