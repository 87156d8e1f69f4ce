/// The smallest piece of a text that rules look at: a word, a number, a symbol or a markup tag, with its place.
struct Token: Sendable {
    enum Kind: UInt8, Sendable {
        case word
        case number
        case symbol
        case tag
    }

    var kind: Kind
    /// Where it stands, in bytes.
    var start: Int32
    var end: Int32
    var line: Int32
    /// Lower case, without accents, cut after fifteen letters; a number's digits; a symbol in its plain form.
    var word: String
    /// A number's value; how often a symbol is repeated.
    var value: Int32
    /// Nothing stands between it and the token before.
    var isGlued: Bool
    var isCapital: Bool
    var isUpper: Bool
    /// Markdown's bold begins here, as headings inside a line do.
    var opensBold: Bool
    var marks: Marks = []
    var tongues: Tongues = []

    var isWord: Bool { kind == .word }
    var isNumber: Bool { kind == .number }
    var digits: Int { Int(end - start) }

    func isSymbol(_ symbol: String) -> Bool { kind == .symbol && word == symbol }
}

/// One line that holds something.
struct Line: Sendable {
    var tokens: Range<Int>
    /// An empty line stands before it.
    var isAfterGap: Bool
    /// It begins with a bullet or an ordinal such as `2.`; its tokens begin behind that.
    var isBullet: Bool
}
