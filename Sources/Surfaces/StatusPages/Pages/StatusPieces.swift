internal import Markup
internal import Telling
internal import Vocabulary

// Pieces that several status pages are made of.

/// A text with its language marked where it is not the page's.
func told(_ element: Element, _ text: StatusText, class name: String? = nil) -> HTML {
    HTML(element, name.map { .class($0) }, text.language.map { .lang($0) }) { tongued(text) }
}

private func tongued(_ text: StatusText) -> HTML {
    var html = HTML(text: text.text)
    if let language = text.language {
        html.append(HTML(text: " "))
        html.append(HTML(.small, .class("tongue"), text: language.code.uppercased()))
    }
    return html
}

func told(_ texts: [StatusText]) -> HTML {
    var html = HTML()
    for (index, text) in texts.enumerated() {
        if index > 0 { html.append(HTML(text: ", ")) }
        html.append(told(.span, text))
    }
    return html
}

func prose(_ prose: Prose, _ words: LanguagePack) -> HTML {
    prose.html(pageLanguage: words.language, readAll: words.say(.readAll))
}

func time(_ time: StatusTime) -> HTML { HTML(.time, .dateTime(time.instant), text: time.text) }

func mark(_ mark: StatusMark) -> HTML {
    HTML(.span, .class("state \(mark.symbol.rawValue)")) {
        mark.symbol.html
        mark.text
    }
}

func update(_ item: UpdateItem, _ words: LanguagePack) -> HTML {
    HTML(.li, item.symbol == .fine ? .class("fine") : item.recurrence == nil ? nil : .class("quiet")) {
        HTML(.h3) {
            item.status
            " "
            HTML(.span, .class("quiet")) { time(item.at) }
        }
        said(item, words)
    }
}

/// The text of an update and what has to be said beside it.
func said(_ item: UpdateItem, _ words: LanguagePack) -> HTML {
    var html = HTML()
    if let text = item.text { html.append(prose(text, words)) }
    if let again = item.recurrence { html.append(HTML(.p, .class("again"), text: again)) }
    for note in item.notes { html.append(HTML(.p, .class("note"), text: note)) }
    if !item.earlier.isEmpty {
        html.append(
            HTML(.details) {
                HTML(.summary, text: words.say(status: .saidBefore))
                for text in item.earlier { HTML(.blockquote) { prose(text, words) } }
            })
    }
    return html
}

/// An incident in one line or two.
func line(_ item: IncidentItem) -> HTML {
    HTML(.li) {
        HTML(.div) {
            HTML(.a, .href(item.address)) { told(.span, item.title) }
            HTML(.span, .class("quiet")) {
                if let planned = item.planned {
                    planned
                } else {
                    if let began = item.began { time(began) }
                    if let impact = item.impact { " · " + impact }
                    if !item.state.isEmpty { " · " + item.state }
                }
            }
        }
        " "
        mark(item.severity)
    }
}

func lines(_ items: [IncidentItem]) -> HTML {
    HTML(.ul, .class("card list lines")) { for item in items { line(item) } }
}

/// A bar per day. A day with impact is taller and has a foot, an unknown one is hatched: colour is never alone.
func bars(_ bars: StatusBars) -> HTML {
    HTML(
        .svg, .class("bars"), .viewBox(width: max(bars.days.count, 1) * 10, height: 44), .stretched, .role("img"),
        .aria("label", bars.description)
    ) {
        for (index, day) in bars.days.enumerated() {
            switch day {
            case .unknown: HTML(.path, .class("unknown"), .path("M\(index * 10 + 5) 2v30"))
            case .calm: bar("calm", index, y: 2, height: 30)
            case .hit(let symbol):
                bar(symbol.rawValue, index, y: 0, height: 34)
                bar(symbol.rawValue, index, y: 38, height: 4)
            }
        }
    }
}

private func bar(_ look: String, _ index: Int, y: Int, height: Int) -> HTML {
    HTML(
        .rect, .class(look), .measure("x", index * 10 + 1), .measure("y", y), .measure("width", 8),
        .measure("height", height))
}
