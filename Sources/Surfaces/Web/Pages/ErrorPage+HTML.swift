internal import Vocabulary
package import Markup

/// A page for when there is nothing to see: what happened, and what to do next.
package func html(_ page: ErrorPage) -> HTML {
    document(page.frame) {
        HTML(.header, .class("headline")) {
            HTML(.p, .class("quiet code"), text: String(page.code))
            HTML(.h1, text: page.headline)
            HTML(.p, .class("lead"), text: page.text)
            if let detail = page.detail { HTML(.p, .lang(.english), text: detail) }
            if let address = page.home.address {
                HTML(.p) { HTML(.a, .class("button"), .href(address), text: page.home.text) }
            }
            if let request = page.request { HTML(.p, .class("quiet"), text: request) }
        }
    }
}
