internal import Bytes
internal import HTTP
internal import Markup
internal import Vocabulary

/// What every page of a cardholder has around its content.
enum PageFrame {
    static func html(_ page: PageLanguage, title: String, below folder: String, script: Bool = false, _ content: HTML)
        -> [UInt8]
    {
        var document = HTML(trustedMarkup: "<!DOCTYPE html>\n")
        document.append(
            HTML(.html, .lang(page.language)) {
                HTML(.head) {
                    HTML(.meta, .charset("utf-8"))
                    HTML(.meta, .name("viewport"), .content("width=device-width, initial-scale=1"))
                    HTML(.meta, .name("robots"), .content("noindex"))
                    HTML(.title, text: title)
                    if let style = Address(folder + "/" + PageFiles.styleName) {
                        HTML(.link, .rel("stylesheet"), .href(style))
                    }
                    if script, let file = Address(folder + "/" + PageFiles.scriptName) { HTML(scriptFile: file) }
                }
                HTML(.body) {
                    HTML(.main, .id("content")) { content }
                }
            })
        return document.bytes
    }

    static func response(
        _ page: PageLanguage, status: HTTPStatus = .ok, policy: String? = nil, _ bytes: [UInt8]
    ) -> HTTPResponse {
        var headers: HTTPHeaders = [
            "Content-Type": "text/html; charset=utf-8", "Content-Language": page.language.code,
            "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
        ]
        if let policy { headers.set("Content-Security-Policy", policy) }
        return HTTPResponse(status: status, headers: headers, body: .bytes(bytes))
    }
}

/// The one stylesheet and the one script.
enum PageFiles {
    static let styleName = "style-\(hash(style)).css"
    static let scriptName = "continue-\(hash(script)).js"

    static func add(to router: inout Router, below folder: String) {
        let files = [
            (styleName, "text/css; charset=utf-8", style), (scriptName, "text/javascript; charset=utf-8", script),
        ]
        for (name, type, text) in files {
            let file = PreparedResponse(
                headers: ["Content-Type": type, "Cache-Control": "public, max-age=31536000, immutable"],
                body: Array(text.utf8))
            router.on(.get, folder + "/" + name) { _, _ in .prepared(file) }
        }
    }

    private static func hash(_ text: String) -> String {
        String(SHA256Digest(of: Array(text.utf8)).hexadecimal.prefix(10))
    }

    /// The button does the same; this spares a click.
    private static let script = "document.forms[0].submit();\n"

    private static let style =
        GroundStyle.ground + """
            main{max-width:32rem}
            h1{font-size:1.5rem}
            main>*+*{margin-top:1rem}
            dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.5rem;padding:1rem 1.25rem;background:var(--card);\
            border:1px solid var(--line);border-radius:8px}
            dt{color:var(--quiet)}dd{font-weight:600}
            label{display:block;font-weight:600}
            input{font:inherit;width:100%;min-height:3rem;padding:.5rem .75rem;border:1px solid var(--edge);border-radius:8px;\
            background:var(--card);color:inherit;letter-spacing:.1em}
            .problem{color:var(--hurt);font-weight:600}
            .choices{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1.25rem}
            button{font:inherit;font-weight:600;min-height:3rem;padding:.5rem 1.5rem;border:1px solid currentColor;border-radius:8px;\
            background:var(--card);color:var(--ink);cursor:pointer}
            button.first{background:var(--link);border-color:var(--link);color:var(--ground)}

            """
}
