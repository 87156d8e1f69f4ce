internal import Access
internal import Desk
internal import HTTP
package import Markup
internal import Telling
internal import Vocabulary

/// The one function that makes a page of the console: a document, its header, and its parts one after the other.
package func html(_ page: ConsolePage) -> HTML {
    let words = LanguagePack.of(page.language)
    var document = HTML(trustedMarkup: "<!doctype html>\n")
    document.append(
        HTML(.html, .lang(page.language)) {
            HTML(.head) {
                HTML(.meta, .charset("utf-8"))
                HTML(.title, text: page.title + " · Vigie")
                HTML(.meta, .name("viewport"), .content("width=device-width, initial-scale=1"))
                HTML(.meta, .name("color-scheme"), .content("light dark"))
                HTML(.meta, .name("robots"), .content("noindex"))
                HTML(.link, .rel("stylesheet"), .href(ConsoleStylesheet.address))
                if page.isLive { HTML(scriptFile: ConsoleScript.address) }
                HTML(.link, .rel("icon"), .type("image/svg+xml"), .href(.path("favicon.svg")))
            }
            HTML(.body, .class("console")) {
                HTML(.a, .class("skip"), .href(.fragment("content")), text: words.say(.skipToContent))
                header(page, words)
                HTML(.main, .id("content"), .tabindex(-1)) {
                    if !page.trail.isEmpty { trail(page.trail, words) }
                    for notice in page.notices { html(notice) }
                    HTML(.header, .class("headline")) {
                        HTML(.h1) {
                            page.symbol?.html
                            page.title
                        }
                        for line in page.lead { HTML(.p, .class("lead")) { html(line) } }
                    }
                    html(page.parts)
                }
            }
        })
    return document
}

private func header(_ page: ConsolePage, _ words: LanguagePack) -> HTML {
    HTML(.header, .class("site")) {
        HTML(.a, .class("brand"), .href(.path(page.language.code, trailingSlash: true))) {
            HTML(.span, .class("beacon"), .aria("hidden", "true"))
            "Vigie"
        }
        if !page.sections.isEmpty {
            HTML(.nav, .class("sections"), .aria("label", words.say(.sections))) {
                HTML(.ul) { for link in page.sections { HTML(.li) { html(link) } } }
            }
        }
        HTML(.div, .class("who")) {
            if let person = page.person { html(person) }
            if let form = page.signOut { html(form) }
        }
        HTML(.nav, .class("languages"), .aria("label", words.say(.languages))) {
            HTML(.ul) { for link in page.tongues { HTML(.li) { html(link) } } }
        }
    }
}

private func trail(_ links: [ConsolePage.Link], _ words: LanguagePack) -> HTML {
    HTML(.nav, .class("trail"), .aria("label", words.say(.youAreHere))) {
        HTML(.ol) { for link in links { HTML(.li) { html(link) } } }
    }
}

private func html(_ link: ConsolePage.Link) -> HTML {
    HTML(
        .a, .href(link.address), link.isHere ? .aria("current", "page") : nil,
        link.label.map { .aria("label", $0) }, text: link.text)
}

private func html(_ notice: ConsolePage.Notice) -> HTML {
    let style: String =
        switch notice.kind {
        case .done: "remark done"
        case .problem: "problem"
        case .warning: "remark"
        }
    return HTML(.p, .class(style), .role(notice.kind == .done ? "status" : "alert")) { html(notice.words) }
}

func html(_ words: ConsolePage.Words) -> HTML {
    let style = [words.tone.map { "state " + $0 }, words.isQuiet ? "quiet" : nil].compactMap(\.self)
    let inside = HTML {
        words.symbol?.html
        words.text
        if let language = words.language {
            " "
            HTML(.small, .class("tongue"), text: language.code.uppercased())
        }
    }
    let plain =
        style.isEmpty && words.language == nil
        ? inside
        : HTML(
            .span, style.isEmpty ? nil : .class(style.joined(separator: " ")), words.language.map { .lang($0) }
        ) { inside }
    return words.address.map { address in HTML(.a, .href(address)) { plain } } ?? plain
}

extension HTML {
    fileprivate init(@HTMLBuilder _ content: () -> HTML) { self = content() }
}

private func html(_ parts: [ConsolePage.Part]) -> HTML {
    parts.reduce(into: HTML()) { $0.append(html($1)) }
}

private func html(_ part: ConsolePage.Part) -> HTML {
    switch part {
    case .text(let words): HTML(.p, words.isQuiet ? .class("quiet") : nil) { html(words) }
    case .prose(let text, let language):
        HTML(.blockquote, .class("words"), language.map { .lang($0) }) {
            for paragraph in paragraphs(text) {
                HTML(.p) {
                    for (index, line) in paragraph.enumerated() {
                        if index > 0 { HTML(.br) }
                        line
                    }
                }
            }
            if let language { HTML(.small, .class("tongue"), text: language.code.uppercased()) }
        }
    case .facts(let facts):
        HTML(.dl, .class("facts")) {
            for fact in facts {
                HTML(.div) {
                    HTML(.dt, text: fact.label)
                    HTML(.dd) { for line in fact.words { HTML(.span, .class("line")) { html(line) } } }
                }
            }
        }
    case .table(let table): html(table)
    case .list(let items):
        HTML(.ul, .class("card items")) {
            for item in items {
                HTML(.li, item.id.map { .id($0) }) {
                    for line in item.lines { HTML(.p) { html(line) } }
                    html(item.parts)
                }
            }
        }
    case .form(let form): html(form)
    case .section(let title, let id, let parts):
        HTML(.section) {
            HTML(.h2, .id(id), text: title)
            html(parts)
        }
    case .fold(let title, let isOpen, let parts):
        HTML(.details, .class("card fold"), isOpen ? .open : nil) {
            HTML(.summary, text: title)
            html(parts)
        }
    case .columns(let columns):
        HTML(.div, .class("side")) { for parts in columns { HTML(.div) { html(parts) } } }
    case .ways(let links):
        HTML(.ul, .class("ways")) { for link in links { HTML(.li) { html(link) } } }
    case .secret(let lines):
        HTML(.ul, .class("card secret")) { for line in lines { HTML(.li) { HTML(.code, text: line) } } }
    case .progress(let items, let id, let live):
        HTML(.div, .id(id), live.map { .live($0) }) {
            HTML(.ul, .class("card items")) {
                for item in items {
                    HTML(.li) {
                        HTML(.p) { html(item.title) }
                        HTML(
                            .progress, .maximum(max(item.all, 1)), .value(String(item.done)),
                            .aria("label", item.title.text))
                        HTML(.p) { for line in item.words { HTML(.span, .class("line")) { html(line) } } }
                    }
                }
            }
        }
    case .matrix(let matrix): html(matrix)
    case .drawing(let drawing, let legend):
        HTML(.figure, .class("drawing")) {
            drawing
            if !legend.isEmpty {
                HTML(.ul, .class("legend")) {
                    for line in legend {
                        HTML(.li) {
                            HTML(
                                .svg, .class("swatch \(line.look)"), .viewBox(width: 24, height: 12),
                                .measure("width", 24), .measure("height", 12), .aria("hidden", "true")
                            ) {
                                HTML(
                                    .path,
                                    .path(
                                        line.look.hasPrefix("p") && !line.look.hasPrefix("ph")
                                            ? "M0 6H24" : "M0 1H24V11H0Z"))
                            }
                            line.words
                        }
                    }
                }
            }
        }
    case .live(let id, let address, let silent, let parts):
        HTML(.div, .id(id), .class("live"), .live(address)) {
            HTML(.p, .class("stale unreached"), text: silent)
            html(parts)
        }
    case .logo(let address, let alternative):
        HTML(.div, .class("grounds")) {
            for ground in ["light", "dark"] {
                HTML(.p, .class(ground)) {
                    HTML(.img, .class("logo"), .src(address), .alternative(ground == "light" ? alternative : ""))
                }
            }
        }
    case .empty(let text): HTML(.p, .class("empty"), text: text)
    }
}

private func paragraphs(_ text: String) -> [[String]] {
    var paragraphs: [[String]] = [[]]
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
        if line.allSatisfy(\.isWhitespace) {
            paragraphs.append([])
        } else {
            paragraphs[paragraphs.count - 1].append(String(line))
        }
    }
    return paragraphs.filter { !$0.isEmpty }
}

/// A table of which each row becomes a card on a phone.
private func html(_ table: ConsolePage.Table) -> HTML {
    HTML(.table, .class("card rows"), .role("table")) {
        HTML(.thead, .role("rowgroup")) {
            HTML(.tr, .role("row")) {
                for head in table.heads { HTML(.th, .scope("col"), .role("columnheader"), text: head) }
            }
        }
        HTML(.tbody, .role("rowgroup")) {
            for row in table.rows {
                HTML(.tr, .role("row")) {
                    for (head, lines) in zip(table.heads, row) {
                        HTML(.td, .role("cell"), .label(head)) {
                            HTML(.span) { for line in lines { HTML(.span, .class("line")) { html(line) } } }
                        }
                    }
                }
            }
        }
    }
}

/// A table that is read from far away; on a phone each row is a card. What a cell comes to opens what it is made of.
private func html(_ matrix: ConsolePage.Matrix) -> HTML {
    HTML(.table, .class("card rows matrix"), .role("table")) {
        HTML(.thead, .role("rowgroup")) {
            HTML(.tr, .role("row")) {
                HTML(.th, .scope("col"), .role("columnheader"), text: matrix.corner)
                for head in matrix.heads {
                    HTML(.th, .scope("col"), .role("columnheader")) {
                        for line in head { HTML(.span, .class("line")) { html(line) } }
                    }
                }
            }
        }
        HTML(.tbody, .role("rowgroup")) {
            for row in matrix.rows {
                HTML(.tr, .role("row")) {
                    HTML(.th, .scope("row"), .role("rowheader")) {
                        HTML(.span, .class("line name")) { html(row.name) }
                        HTML(.span, .class("line quiet"), text: row.about)
                    }
                    for (head, cell) in zip(matrix.heads, row.cells) {
                        HTML(
                            .td, .role("cell"), .class(cell == nil ? "nobody" : "asked"),
                            .label(head.first?.text ?? "")
                        ) {
                            if let cell {
                                html(cell)
                            } else {
                                HTML(.span, .class("quiet"), .aria("hidden", "true"), text: "–")
                                HTML(.span, .class("unseen"), text: matrix.nothing)
                            }
                        }
                    }
                }
            }
        }
    }
}

private func html(_ cell: ConsolePage.Matrix.Cell) -> HTML {
    guard !cell.lines.isEmpty else { return HTML(.span, .class("stand")) { html(cell.summary) } }
    return HTML(.details, .id(cell.id)) {
        HTML(.summary, .class("stand")) { html(cell.summary) }
        HTML(.ul) {
            for line in cell.lines {
                HTML(.li) { for words in line { HTML(.span, .class("line")) { html(words) } } }
            }
        }
    }
}
