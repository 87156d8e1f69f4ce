internal import Telling
internal import Vocabulary
internal import Markup

/// A whole document around the content of a page.
func document(_ frame: PageFrame, @HTMLBuilder content: () -> HTML) -> HTML {
    let words = LanguagePack.of(frame.language)
    var document = HTML(trustedMarkup: "<!doctype html>\n")
    document.append(
        HTML(.html, .lang(frame.language)) {
            head(frame, words)
            HTML(.body) {
                HTML(.a, .class("skip"), .href(.fragment("content")), text: words.say(.skipToContent))
                siteHeader(frame, words)
                HTML(.main, .id("content"), .tabindex(-1)) {
                    if let banner = frame.staleBanner {
                        HTML(.p, .class("stale"), .role("status")) {
                            Symbol.unknown.html
                            " "
                            banner
                        }
                    }
                    if !frame.trail.isEmpty { breadcrumb(frame.trail, words) }
                    content()
                }
                siteFooter(frame, words)
            }
        })
    return document
}

private func head(_ frame: PageFrame, _ words: LanguagePack) -> HTML {
    HTML(.head) {
        HTML(.meta, .charset("utf-8"))
        HTML(.title, text: frame.title)
        HTML(.meta, .name("viewport"), .content("width=device-width, initial-scale=1"))
        HTML(.meta, .name("description"), .content(frame.description))
        HTML(.meta, .name("color-scheme"), .content("light dark"))
        HTML(.meta, .property("og:title"), .content(frame.title))
        HTML(.meta, .property("og:description"), .content(frame.description))
        HTML(.meta, .property("og:type"), .content("website"))
        HTML(.meta, .property("og:site_name"), .content("Vigie"))
        HTML(.meta, .property("og:locale"), .content(words.locale))
        if frame.place?.isQuestion ?? false { HTML(.meta, .name("robots"), .content("noindex")) }
        if let place = frame.place {
            let address = place.address(frame.language).on(origin: frame.origin)
            HTML(.meta, .property("og:url"), .content(address))
            HTML(.link, .rel("canonical"), .href(address))
            for other in LanguagePack.all {
                HTML(
                    .link, .rel("alternate"), .hreflang(other.language),
                    .href(place.address(other.language).on(origin: frame.origin)))
            }
        } else {
            HTML(.meta, .name("robots"), .content("noindex"))
        }
        HTML(.link, .rel("stylesheet"), .href(Stylesheet.address))
        HTML(.link, .rel("icon"), .type("image/svg+xml"), .href(.path("favicon.svg")))
    }
}

private func siteHeader(_ frame: PageFrame, _ words: LanguagePack) -> HTML {
    HTML(.header, .class("site")) {
        HTML(.a, .class("brand"), .href(SitePlace.home.address(frame.language))) {
            HTML(.span, .class("beacon"), .aria("hidden", "true"))
            "Vigie"
        }
        HTML(.nav, .class("sections"), .aria("label", words.say(.sections))) {
            HTML(.ul) {
                for section in sections(words, showsAlerts: frame.showsAlerts) {
                    if let address = section.address { HTML(.li) { HTML(.a, .href(address), text: section.text) } }
                }
            }
        }
        if let reader = frame.reader {
            HTML(.div, .class("who")) {
                HTML(.a, .href(.path(frame.language.code, "console")), text: words.say(.signedInConsole))
                HTML(
                    .a, .href(.path(frame.language.code, "console", "account")),
                    .aria("label", words.say(.signedInAs, ["name": reader.name])), text: reader.name)
            }
        }
        HTML(.nav, .class("languages"), .aria("label", words.say(.languages))) {
            HTML(.ul) {
                for other in LanguagePack.all {
                    HTML(.li) {
                        let isHere = other.language == frame.language
                        let place = frame.place ?? .home
                        HTML(
                            .a, .href(place.address(other.language)), .hreflang(other.language), .lang(other.language),
                            isHere ? .aria("current", "true") : nil, .aria("label", other.ownName),
                            text: other.language.code.uppercased())
                    }
                }
            }
        }
    }
}

private func sections(_ words: LanguagePack, showsAlerts: Bool) -> [Link] {
    var places: [(Phrase, SitePlace)] = [
        (.providers, .directory()), (.navFollow, .follow()), (.navSearch, .search()), (.navCompare, .compare()),
        (.navInsights, .insights),
    ]
    if showsAlerts { places.append((.navAlerts, .alerts)) }
    return places.map { Link(text: words.say($0.0), address: $0.1.address(words.language)) }
}

private func breadcrumb(_ trail: [Link], _ words: LanguagePack) -> HTML {
    HTML(.nav, .class("trail"), .aria("label", words.say(.youAreHere))) {
        HTML(.ol) {
            for link in trail {
                HTML(.li) {
                    if let address = link.address {
                        HTML(.a, .href(address), text: link.text)
                    } else {
                        HTML(.span, .aria("current", "page"), text: link.text)
                    }
                }
            }
        }
    }
}

private func siteFooter(_ frame: PageFrame, _ words: LanguagePack) -> HTML {
    HTML(.footer, .class("site")) {
        HTML(.p) {
            HTML(.strong, text: "Vigie"); " · "; words.say(.tagline)
        }
        for note in frame.notes { HTML(.p, text: note) }
    }
}

/// A text with its language marked where it is not the page's.
func told(_ element: Element, _ text: Told, class name: String? = nil) -> HTML {
    HTML(element, name.map { .class($0) }, text.language.map { .lang($0) }) {
        text.text
        if let language = text.language {
            " "
            HTML(.small, .class("tongue"), text: language.code.uppercased())
        }
    }
}

func chip(_ chip: Chip) -> HTML {
    HTML(.span, .class("chip \(chip.tone.rawValue)")) {
        chip.symbol?.html
        chip.text
    }
}
