internal import Incidents
package import Markup
internal import Telling
package import Vocabulary

/// The state of now in one line that leads to the page, for frames on others' pages.
package struct BannerModel: Sendable, Hashable {
    package var language: Language
    package var title: String
    package var state: StatusMark
    package var address: Address
    package var stylesheet: Address

    package init(_ context: StatusContext) {
        let links = StatusLinks.relative(from: .banner)
        language = context.language
        title = context.say(.statusOf, ["brand": context.brand.name])
        state = StatusMark(context.condition, context.words)
        address = links.address(.home, context.language)
        stylesheet = links.file([StatusAssets(context.brand).stylesheet])
    }
}

package func html(_ page: BannerModel) -> HTML {
    var document = HTML(trustedMarkup: "<!doctype html>\n")
    document.append(
        HTML(.html, .lang(page.language)) {
            HTML(.head) {
                HTML(.meta, .charset("utf-8"))
                HTML(.title, text: page.title)
                HTML(.meta, .name("viewport"), .content("width=device-width, initial-scale=1"))
                HTML(.meta, .name("robots"), .content("noindex"))
                HTML(.link, .rel("stylesheet"), .href(page.stylesheet))
            }
            HTML(.body) {
                HTML(.main, .class("banner")) {
                    HTML(.a, .href(page.address), .outOfFrame) {
                        HTML(.h1, text: page.title)
                        mark(page.state)
                    }
                }
            }
        })
    return document
}
