internal import Markup
internal import Telling
internal import Vocabulary

/// A whole document around the content of a status page.
func document(_ frame: StatusFrame, zone: String, @HTMLBuilder content: () -> HTML) -> HTML {
    let words = LanguagePack.of(frame.language)
    var document = HTML(trustedMarkup: "<!doctype html>\n")
    document.append(
        HTML(.html, .lang(frame.language)) {
            head(frame, zone: zone, words)
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
                    content()
                }
                HTML(.footer, .class("site")) {
                    if let homepage = frame.homepage {
                        HTML(.p) { HTML(.a, .href(homepage.address), text: homepage.text) }
                    }
                    for note in frame.notes { HTML(.p, text: note) }
                }
            }
        })
    return document
}

private func head(_ frame: StatusFrame, zone: String, _ words: LanguagePack) -> HTML {
    HTML(.head) {
        HTML(.meta, .charset("utf-8"))
        HTML(.title, text: frame.title)
        HTML(.meta, .name("viewport"), .content("width=device-width, initial-scale=1"))
        HTML(.meta, .name("description"), .content(frame.description))
        HTML(.meta, .name("color-scheme"), .content("light dark"))
        HTML(.meta, .property("og:title"), .content(frame.title))
        HTML(.meta, .property("og:description"), .content(frame.description))
        HTML(.meta, .property("og:type"), .content("website"))
        HTML(.meta, .property("og:site_name"), .content(frame.brand))
        HTML(.meta, .property("og:locale"), .content(words.locale))
        if frame.isHidden {
            HTML(.meta, .name("robots"), .content("noindex"))
            HTML(.meta, .name("referrer"), .content("no-referrer"))
        } else {
            if let canonical = frame.canonical { HTML(.link, .rel("canonical"), .href(canonical)) }
            for tongue in frame.tongues {
                HTML(
                    .link, .rel("alternate"), .hreflang(tongue.language),
                    .href(tongue.canonical ?? tongue.address))
            }
        }
        HTML(
            .link, .rel("alternate"), .type("application/atom+xml"), .href(frame.feed))
        HTML(.link, .rel("stylesheet"), .href(frame.stylesheet))
        HTML(.link, .rel("icon"), .type("image/svg+xml"), .href(frame.icon))
        HTML(.meta, .name("vigie-zone"), .content(zone))
        HTML(.meta, .name("vigie-your-time"), .content(frame.yourTime))
        if frame.isLive { HTML(.meta, .name("vigie-events"), .content("/status/events")) }
        if let doubt = frame.doubt {
            HTML(.meta, .name("vigie-as-of"), .content(doubt.asOf.rfc3339))
            HTML(.meta, .name("vigie-stale-after"), .content(String(doubt.seconds)))
            HTML(.meta, .name("vigie-unknown"), .content(doubt.title))
            HTML(.meta, .name("vigie-stale"), .content(doubt.text))
        }
        HTML(scriptFile: frame.script)
    }
}

private func siteHeader(_ frame: StatusFrame, _ words: LanguagePack) -> HTML {
    HTML(.header, .class("site")) {
        HTML(.a, .class("brand"), .href(frame.home)) {
            if let logo = frame.logo {
                HTML(.img, .class("logo"), .src(logo), .alternative(frame.logoText))
            } else {
                frame.brand
            }
        }
        HTML(.nav, .class("sections"), .aria("label", words.say(.sections))) {
            HTML(.ul) {
                for link in frame.sections {
                    HTML(.li) {
                        HTML(
                            .a, .href(link.address), link.isHere ? .aria("current", "page") : nil, text: link.text)
                    }
                }
            }
        }
        if frame.tongues.count > 1 {
            HTML(.nav, .class("languages"), .aria("label", words.say(.languages))) {
                HTML(.ul) {
                    for tongue in frame.tongues {
                        HTML(.li) {
                            HTML(
                                .a, .href(tongue.address), .hreflang(tongue.language), .lang(tongue.language),
                                tongue.isHere ? .aria("current", "true") : nil, .aria("label", tongue.name),
                                text: tongue.language.code.uppercased())
                        }
                    }
                }
            }
        }
    }
}
