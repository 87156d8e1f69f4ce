package import Markup
package import Vocabulary

/// One page of the console, as finished text: no part of it decides anything any more.
package struct ConsolePage: Sendable, Hashable {
    package struct Link: Sendable, Hashable {
        package var text: String
        package var address: Address
        /// For screen readers, where the text alone says too little.
        package var label: String?
        package var isHere = false
    }

    /// Words with what stands around them.
    package struct Words: Sendable, Hashable {
        package var text: String
        /// Given only where it is not the page's own.
        package var language: Language?
        package var symbol: Symbol?
        package var tone: String?
        package var address: Address?
        package var isQuiet = false

        package init(
            _ text: String, language: Language? = nil, symbol: Symbol? = nil, tone: String? = nil,
            address: Address? = nil, isQuiet: Bool = false
        ) {
            self.text = text
            self.language = language
            self.symbol = symbol
            self.tone = tone
            self.address = address
            self.isQuiet = isQuiet
        }
    }

    package struct Notice: Sendable, Hashable {
        package enum Kind: String, Sendable, Hashable { case done, problem, warning }
        package var kind: Kind
        package var words: Words
    }

    package struct Table: Sendable, Hashable {
        package var heads: [String]
        /// Of each row the cells, of each cell its lines.
        package var rows: [[[Words]]]
    }

    /// One of a list: its first line, what stands below, and what can be done with it.
    package struct Item: Sendable, Hashable {
        package var lines: [Words]
        package var parts: [Part] = []
        package var id: String?
    }

    /// One thing that takes long: what it is, how far it is, and that in words.
    package struct Progress: Sendable, Hashable {
        package var title: Words
        package var done: Int
        package var all: Int
        package var words: [Words]
    }

    /// What is asked in rows, where in columns, and how it stands there.
    package struct Matrix: Sendable, Hashable {
        package struct Cell: Sendable, Hashable {
            /// What all of it comes to; where there is nothing to open, it leads to the one.
            package var summary: Words
            package var id: String
            package var lines: [[Words]]
        }
        package struct Row: Sendable, Hashable {
            package var name: Words
            package var about: String
            /// One for each column; nil where nobody asks.
            package var cells: [Cell?]
        }
        package var corner: String
        package var heads: [[Words]]
        package var rows: [Row]
        /// What stands where nobody asks.
        package var nothing: String
    }

    /// What one look of a drawing stands for.
    package struct LegendLine: Sendable, Hashable {
        package var look: String
        package var words: String
    }

    package indirect enum Part: Sendable, Hashable {
        case text(Words)
        /// Text of several paragraphs, exactly as it stands.
        case prose(String, Language?)
        case facts([Fact])
        case table(Table)
        case list([Item])
        case form(ConsoleForm)
        case section(title: String, id: String, [Part])
        /// How far something is that takes long. With `live`, a script asks there for how far it is now.
        case progress([Progress], id: String, live: Address?)
        case matrix(Matrix)
        /// A drawing, ready made, with what its looks stand for.
        case drawing(HTML, legend: [LegendLine])
        /// A part that a script shows again while somebody looks. `silent` is shown when it gets no answer.
        case live(id: String, Address, silent: String, [Part])
        /// A brand's logo as its pages show it, on light and on dark ground.
        case logo(Address, alternative: String)
        /// Closed until somebody wants it.
        case fold(title: String, isOpen: Bool, [Part])
        /// Side by side where there is room.
        case columns([[Part]])
        case ways([Link])
        /// What is shown once, to be copied.
        case secret([String])
        case empty(String)
    }

    package struct Fact: Sendable, Hashable {
        package var label: String
        package var words: [Words]
    }

    package var language: Language
    package var title: String
    package var symbol: Symbol?
    package var lead: [Words] = []
    /// The same page in the other languages.
    package var tongues: [Link] = []
    package var trail: [Link] = []
    package var sections: [Link] = []
    /// Who is signed in, and the form with which they sign out.
    package var person: Link?
    package var signOut: ConsoleForm?
    package var notices: [Notice] = []
    package var parts: [Part] = []
    /// Whether a part of it asks to be shown again while it is not finished.
    var isLive: Bool {
        func isLive(_ part: Part) -> Bool {
            switch part {
            case .progress(_, _, let live): live != nil
            case .live: true
            case .section(_, _, let parts), .fold(_, _, let parts): parts.contains(where: isLive)
            default: false
            }
        }
        return parts.contains(where: isLive)
    }

    package init(language: Language, title: String) {
        self.language = language
        self.title = title
    }
}
