internal import Telling
internal import Vocabulary
package import Markup

/// Following: what came of the last press, the search, the catalogue, the field for any other page.
package func html(_ page: FollowPage) -> HTML {
    let words = LanguagePack.of(page.frame.language)
    return document(page.frame) {
        HTML(.header, .class("headline")) {
            if let done = page.done {
                HTML(.p, .class("remark done"), .role("status")) {
                    Symbol.fine.html
                    if let address = done.address { HTML(.a, .href(address), text: done.text) } else { done.text }
                }
            }
            if let problem = page.problem { HTML(.p, .class("problem"), .role("alert"), text: problem) }
            HTML(.h1, text: words.say(.followTitle))
            HTML(.p, .class("lead"), text: words.say(.followLead))
            if let closed = page.closed { closedNote(closed) }
        }
        HTML(.section) {
            HTML(.h2, .id("catalogue")) {
                words.say(.catalogue)
                if let count = page.count { HTML(.small, .class("quiet"), text: " · " + count) }
            }
            HTML(.form, .class("ask"), .role("search"), .get, .action(SitePlace.follow().address(words.language))) {
                field("q", words.say(.followSearchLabel), value: page.query, type: "search")
                HTML(.button, .type("submit"), text: words.say(.searchButton))
            }
            if let empty = page.empty { HTML(.p, .class("empty"), text: empty) }
            if !page.lines.isEmpty {
                HTML(.ul, .class("card list")) {
                    for line in page.lines { vendor(line, page.frame) }
                }
                HTML(.p, .class("ways")) { links([page.previous, page.next].compactMap(\.self)) }
            }
        }
        if let post = page.post {
            HTML(.section) {
                HTML(.h2, .id("other"), text: words.say(.followByURL))
                HTML(.form, .class("card write"), .post, .action(post)) {
                    proof(page.frame)
                    field(
                        "url", words.say(.followURLLabel), value: page.address, type: "url",
                        hint: words.say(.followURLHint), problem: page.addressProblem, isRequired: true)
                    HTML(.button, .type("submit"), text: words.say(.followButton))
                }
            }
        }
    }
}

private func vendor(_ line: FollowPage.Line, _ frame: PageFrame) -> HTML {
    HTML(.li) {
        HTML(.div) {
            HTML(.span, .class("name"), text: line.name)
            HTML(.p, .class("quiet")) {
                line.notes + " · "
                if let page = line.page {
                    outside(page)
                    ", "
                }
                line.reach
            }
        }
        HTML(.div, .class("act")) {
            if let followed = line.followed {
                HTML(.span, .class("state fine")) {
                    Symbol.fine.html
                    links([followed])
                }
            }
            line.form.map { form($0, frame) }
        }
    }
}
