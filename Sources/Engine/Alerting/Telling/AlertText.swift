package import JSON
package import Vocabulary

/// What an alert says, in one language, before any channel's form: facts inserted, nothing escaped, nothing cut.
package struct AlertText: Sendable, Hashable {
    package struct Line: Sendable, Hashable {
        package var label: String
        package var text: String

        package init(_ label: String, _ text: String) {
            self.label = label
            self.text = text
        }
    }

    package struct Link: Sendable, Hashable {
        package var label: String
        package var url: String

        package init(label: String, url: String) {
            self.label = label
            self.url = url
        }
    }

    package var language: Language
    package var severity: Severity
    /// It is over: what channels show in calm colours.
    package var isOver: Bool
    /// What happened: `New incident`, `It came back`.
    package var occasion: String
    /// Shape, severity and provider: `▲ Critical · Acme Pay`.
    package var label: String
    package var title: String
    package var lines: [Line]
    /// The page's own words, when there are some.
    package var words: String?
    package var link: Link?
    /// Why the reader gets it.
    package var footnote: String?
    /// What the reader can do about getting it; shown where there is room for more than one link.
    package var footLinks: [Link] = []
    /// The same as facts, for programs.
    package var event: String
    package var data: JSONValue

    package init(
        language: Language, severity: Severity, isOver: Bool = false, occasion: String, label: String, title: String,
        lines: [Line] = [], words: String? = nil, link: Link? = nil, footnote: String? = nil, event: String,
        data: JSONValue = [:]
    ) {
        self.language = language
        self.severity = severity
        self.isOver = isOver
        self.occasion = occasion
        self.label = label
        self.title = title
        self.lines = lines
        self.words = words
        self.link = link
        self.footnote = footnote
        self.event = event
        self.data = data
    }

    /// One line that says it all: `▲ Critical · Acme Pay: Card payments fail (It came back)`.
    package var headline: String { "\(label): \(title) (\(occasion))" }

    /// The whole as plain text.
    package var plain: String {
        var text = "\(occasion)\n\(label)\n\(title)\n"
        for line in lines { text += "\n\(line.label): \(line.text)" }
        if let words { text += "\n\n\(words)" }
        if let link { text += "\n\n\(link.label): \(link.url)" }
        if let footnote { text += "\n\n\(footnote)" }
        for link in footLinks { text += "\n\(link.label): \(link.url)" }
        return text
    }

    package static func == (left: AlertText, right: AlertText) -> Bool {
        left.plain == right.plain && left.event == right.event && left.data == right.data
            && left.severity == right.severity && left.isOver == right.isOver && left.language == right.language
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(plain)
        hasher.combine(event)
    }
}

extension Severity {
    /// The shape that stands beside the word, so that colour is never alone.
    package var shape: String {
        switch self {
        case .critical: "▲"
        case .major: "◆"
        case .minor: "■"
        case .notice: "●"
        case .unknown: "○"
        case .maintenance: "▭"
        }
    }
}

extension String {
    /// At most so many UTF-16 code units, which is how most services count; what is cut ends with a mark.
    package func cut(toUnits most: Int) -> String {
        guard utf16.count > most else { return self }
        guard most > 1 else { return "" }
        var kept = ""
        var units = 0
        for character in self {
            let count = character.utf16.count
            guard units + count <= most - 1 else { break }
            kept.append(character)
            units += count
        }
        return kept + "…"
    }
}
