internal import Incidents
internal import Markup
internal import Telling
internal import Vocabulary

/// The languages of a brand's page, for servers that can't choose one.
struct EntranceModel: Sendable, Hashable {
    struct Tongue: Sendable, Hashable {
        var language: Language
        var title: String
        var name: String
        var address: Address
    }

    var language: Language
    var title: String
    var tongues: [Tongue]
    var stylesheet: Address

    init(_ site: BrandSite) {
        let first = LanguagePack.of(site.languages[0])
        language = first.language
        title = first.say(status: .statusOf, ["brand": site.brand.name])
        tongues = site.languages.map { language in
            let words = LanguagePack.of(language)
            return Tongue(
                language: language, title: words.say(status: .statusOf, ["brand": site.brand.name]),
                name: words.ownName, address: .relative(up: 0, [language.code], trailingSlash: true))
        }
        stylesheet = .relative(up: 0, [StatusAssets(site.brand).stylesheet])
    }
}

func html(_ page: EntranceModel) -> HTML {
    var document = HTML(trustedMarkup: "<!doctype html>\n")
    document.append(
        HTML(.html, .lang(page.language)) {
            HTML(.head) {
                HTML(.meta, .charset("utf-8"))
                HTML(.title, text: page.title)
                HTML(.meta, .name("viewport"), .content("width=device-width, initial-scale=1"))
                HTML(.link, .rel("stylesheet"), .href(page.stylesheet))
            }
            HTML(.body) {
                HTML(.main) {
                    HTML(.h1, text: page.title)
                    HTML(.ul, .class("ways")) {
                        for tongue in page.tongues {
                            HTML(.li, .lang(tongue.language)) {
                                HTML(
                                    .a, .href(tongue.address), .hreflang(tongue.language),
                                    text: tongue.name + " · " + tongue.title)
                            }
                        }
                    }
                }
            }
        })
    return document
}
