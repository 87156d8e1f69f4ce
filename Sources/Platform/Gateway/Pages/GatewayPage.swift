internal import HTTP
internal import Markup
internal import Bytes
internal import Vocabulary

/// A page of the gateway: what every one of them has.
struct GatewayPage {
    var language = Language.english
    var title: String
    /// Pages in other languages.
    var tongues: [(language: Language, name: String, address: Address)] = []
    var languagesLabel = "Languages"
    var skip = "Skip to the content"
    var sections: [(name: String, address: Address, isHere: Bool)] = []
    /// A form at the end of the header, such as the one that signs out.
    var corner: HTML?
    var footer: String?
    var main = HTML()
    /// Where its forms may lead besides here.
    var formTargets: [String] = []
    /// Seconds after which a browser looks again.
    var refresh: Int?

    func response(_ status: HTTPStatus = .ok) -> HTTPResponse {
        let targets = (["'self'"] + formTargets).joined(separator: " ")
        var headers: HTTPHeaders = [
            "Content-Type": "text/html; charset=utf-8", "Content-Language": language.code, "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex",
            "Content-Security-Policy":
                "default-src 'none'; style-src 'self'; form-action \(targets); base-uri 'none'; frame-ancestors 'none'",
        ]
        if let refresh { headers.set("Refresh", String(refresh)) }
        return HTTPResponse(status: status, headers: headers, body: .bytes(document.bytes))
    }

    var document: HTML {
        var document = HTML(trustedMarkup: "<!doctype html>\n")
        document.append(
            HTML(.html, .lang(language)) {
                HTML(.head) {
                    HTML(.meta, .charset("utf-8"))
                    HTML(.title, text: title + " · Vigie")
                    HTML(.meta, .name("viewport"), .content("width=device-width, initial-scale=1"))
                    HTML(.meta, .name("color-scheme"), .content("light dark"))
                    HTML(.link, .rel("stylesheet"), .href(GatewayStyle.address))
                }
                HTML(.body) {
                    HTML(.a, .class("skip"), .href(.fragment("content")), text: skip)
                    header
                    HTML(.main, .id("content"), .tabindex(-1)) { main }
                    if let footer { HTML(.footer, .class("site")) { HTML(.p, text: footer) } }
                }
            })
        return document
    }

    private var header: HTML {
        HTML(.header, .class("site")) {
            HTML(.span, .class("brand")) {
                HTML(.span, .class("beacon"), .aria("hidden", "true"))
                "Vigie"
            }
            if !sections.isEmpty {
                HTML(.nav, .class("sections"), .aria("label", "Sections")) {
                    HTML(.ul) {
                        for section in sections {
                            HTML(.li) {
                                HTML(
                                    .a, .href(section.address), section.isHere ? .aria("current", "page") : nil,
                                    text: section.name)
                            }
                        }
                    }
                }
            }
            corner
            if !tongues.isEmpty {
                HTML(.nav, .class("languages"), .aria("label", languagesLabel)) {
                    HTML(.ul) {
                        for tongue in tongues {
                            HTML(.li) {
                                HTML(
                                    .a, .href(tongue.address), .lang(tongue.language), .hreflang(tongue.language),
                                    tongue.language == language ? .aria("current", "true") : nil, text: tongue.name)
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The stylesheet: the ground of all pages, and what the gateway's add.
package enum GatewayStyle {
    package static let bytes = Array((GroundStyle.ground + GroundStyle.parts + own).utf8)
    static let pattern = "/assets/gateway-\(SHA256Digest(of: bytes).hexadecimal.prefix(12)).css"
    static var address: Address { Address(pattern) ?? .path("assets") }

    private static let own = """
        form.card,.panel{padding:1.25rem;max-width:32rem;margin-top:1.5rem}
        form>*+*,.panel>*+*{margin-top:1rem}
        form>[type=hidden]+*,header form>*+*{margin-top:0}
        .cardfields>*+*{margin-top:1rem}
        .search+*{margin-top:1.5rem}
        .pair{display:grid;grid-template-columns:1fr 1fr;gap:1rem;align-items:start}
        label,legend{display:block;font-weight:600;margin-bottom:.25rem;padding:0}
        fieldset{border:1px solid var(--line);border-radius:10px;padding:1rem;margin:0;min-width:0}
        fieldset>*+*{margin-top:1rem}
        input,select,button{font:inherit;color:inherit;min-height:44px;border:1px solid var(--edge);border-radius:8px;\
        padding:.375rem .75rem;background:var(--card)}
        .field>input,.field>select{width:100%}
        .field>.quiet{margin-top:.25rem}
        [aria-invalid]{border-color:var(--hurt);border-width:2px}
        button{border-color:currentColor;font-weight:600;cursor:pointer;padding:.5rem 1.25rem}
        button.first{background:var(--ink);color:var(--ground);border-color:var(--ink)}
        .problem{color:var(--hurt);margin-top:.25rem;font-size:.875rem}
        .notice{border-left:4px solid var(--hurt);padding:.5rem 1rem;background:var(--card);margin-bottom:1.5rem}
        .search{display:flex;flex-wrap:wrap;gap:1rem;align-items:end;margin-top:1.5rem}.search>*+*{margin-top:0}
        .scroll{overflow-x:auto}
        .amount{text-align:right;white-space:nowrap}
        .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));margin-top:1.5rem;overflow:hidden}
        .facts>div{padding:1rem;margin:0 -1px -1px 0;border-right:1px solid var(--line);border-bottom:1px solid var(--line)}
        .facts dt{font-size:.875rem;color:var(--quiet)}
        .sections [aria-current]{font-weight:700;text-decoration:underline;text-underline-offset:.4em}
        .plain{border:0;background:none;text-decoration:underline;font-weight:400;padding:.5rem 0}
        code{font:1em ui-monospace,Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}
        section>*+*{margin-top:.75rem}
        @media (max-width:720px){main,body>header,body>footer{padding-left:1rem;padding-right:1rem}h1{font-size:1.5rem}}
        @media print{.site,form{display:none}}

        """
}
