internal import Bytes
package import HTTP
internal import Markup

/// The one stylesheet and the one script.
package enum PageFiles {
    static let styleName = "style-\(hash(style)).css"
    static let scriptName = "continue-\(hash(script)).js"

    package static func add(to router: inout Router, below folder: String) {
        let files = [
            (styleName, "text/css; charset=utf-8", style), (scriptName, "text/javascript; charset=utf-8", script),
            (iconName, "image/svg+xml", icon),
        ]
        for (name, type, text) in files {
            let file = PreparedResponse(
                headers: ["Content-Type": type, "Cache-Control": "public, max-age=31536000, immutable"],
                body: Array(text.utf8))
            router.on(.get, folder + "/" + name) { _, _ in .prepared(file) }
        }
    }

    static let iconName = "icon-\(hash(icon)).svg"

    private static let icon =
        ##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6" fill="#c77700"/></svg>"##

    private static func hash(_ text: String) -> String {
        String(SHA256Digest(of: Array(text.utf8)).hexadecimal.prefix(10))
    }

    /// The button does the same; this spares a click.
    private static let script = "document.forms[0].submit();\n"

    private static let style =
        GroundStyle.ground + """
            main{max-width:32rem}
            h1{font-size:1.5rem}
            main>div>*+*{margin-top:1rem}
            dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.5rem;padding:1rem 1.25rem;background:var(--card);\
            border:1px solid var(--line);border-radius:8px}
            dt{color:var(--quiet)}dd{font-weight:600}
            label{display:block;font-weight:600;margin-bottom:.375rem}
            input+.problem{margin-top:.5rem}
            input{font:inherit;width:100%;min-height:3rem;padding:.5rem .75rem;border:1px solid var(--edge);border-radius:8px;\
            background:var(--card);color:inherit;letter-spacing:.1em}
            .problem{color:var(--hurt);font-weight:600}
            .choices{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1.25rem}
            button{font:inherit;font-weight:600;min-height:3rem;padding:.5rem 1.5rem;border:1px solid currentColor;border-radius:8px;\
            background:var(--card);color:var(--ink);cursor:pointer}
            button.first{background:var(--link);border-color:var(--link);color:var(--ground)}

            """
}
