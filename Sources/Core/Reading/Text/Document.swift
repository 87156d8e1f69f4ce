internal import Vocabulary

/// A text taken apart: tokens, lines, sentences, and the times in it. Everything later works on this.
struct Document: Sendable {
    let bytes: [UInt8]
    let tokens: [Token]
    let lines: [Line]
    let sentences: [Range<Int>]
    /// The sentence of each token.
    let sentenceOf: [Int32]
    let points: [TimePoint]
    let ranges: [TimeRange]
    let lengths: [StatedLength]
    /// `All times are UTC`: the zone of every clock that names none.
    let zoneOfAll: StatedZone?

    init?(bytes: [UInt8], tokensMost: Int, vendorZone: String?) {
        guard var tokens = Lexer.tokens(of: bytes, most: tokensMost) else { return nil }
        Lexicon.shared.mark(&tokens)
        self.bytes = bytes
        lines = Self.lines(of: tokens)
        (sentences, sentenceOf) = Self.sentences(of: tokens, lines: lines)
        let times = TimeLexer(tokens, dayFirst: Self.dayFirst(tokens, vendorZone: vendorZone))
        let grouping = TimeGrouping(tokens: tokens, atoms: times.atoms)
        points = grouping.points
        ranges = grouping.ranges
        lengths = times.lengths
        zoneOfAll = Self.zoneOfAll(tokens)
        self.tokens = tokens
    }

    /// The literal text of some tokens.
    func text(_ range: Range<Int>) -> String {
        guard let first = range.first, let last = range.last, last < tokens.count else { return "" }
        return String(decoding: bytes[Int(tokens[first].start)..<Int(tokens[last].end)], as: UTF8.self)
    }

    func sentence(at token: Int) -> Range<Int> { sentences[Int(sentenceOf[token])] }

    func has(_ marks: Marks, in range: Range<Int>) -> Bool {
        range.contains { !tokens[$0].marks.isDisjoint(with: marks) }
    }

    func first(_ marks: Marks, in range: Range<Int>) -> Int? {
        range.first { !tokens[$0].marks.isDisjoint(with: marks) }
    }

    private static func lines(of tokens: [Token]) -> [Line] {
        var lines: [Line] = []
        var start = 0
        var last: Int32 = -1
        while start < tokens.count {
            let number = tokens[start].line
            var end = start + 1
            while end < tokens.count, tokens[end].line == number { end += 1 }
            var first = start
            let isBullet = bulletEnd(tokens, start..<end).map { first = $0 } != nil
            lines.append(Line(tokens: first..<end, isAfterGap: number > last + 1, isBullet: isBullet))
            last = number
            start = end
        }
        return lines
    }

    /// Behind a bullet or ordinal at a line's beginning.
    private static func bulletEnd(_ tokens: [Token], _ line: Range<Int>) -> Int? {
        let start = line.lowerBound
        guard line.count > 1 else { return nil }
        let first = tokens[start]
        if first.isSymbol("•") || (first.isSymbol("-") && !tokens[start + 1].isGlued) { return start + 1 }
        guard line.count > 2, first.isNumber, first.digits <= 2, tokens[start + 1].isGlued,
            tokens[start + 1].isSymbol(".") || tokens[start + 1].isSymbol(")"), !tokens[start + 2].isGlued,
            // `12. März` begins no list.
            Lexicon.months[tokens[start + 2].word] == nil
                || line.count > 4 && tokens[start + 3].isNumber && tokens[start + 3].digits <= 2
        else { return nil }
        return start + 2
    }

    /// `date 2024-09-12` in front of a text.
    private static func frontMatterEnd(_ tokens: [Token]) -> Int? {
        guard tokens.count > 4, tokens[0].word == "date", tokens[1].isNumber, tokens[1].digits == 4,
            tokens[2].isSymbol("-")
        else {
            return nil
        }
        return tokens[4].isSymbol("-") && tokens[4].isGlued ? 6 : 4
    }

    private static let shortened: Set<String> = [
        "kl", "ca", "approx", "no", "nr", "ap", "vs", "etc", "st", "mr", "e", "g", "i",
    ]

    /// Nobody writes longer ones; rules that look through a sentence stay quick on texts made to be slow.
    private static let sentenceMost = 400

    private static func sentences(of tokens: [Token], lines: [Line]) -> ([Range<Int>], [Int32]) {
        var sentences: [Range<Int>] = []
        var sentenceOf = [Int32](repeating: 0, count: tokens.count)
        var start = 0
        func close(_ end: Int) {
            guard end > start else { return }
            for index in start..<end { sentenceOf[index] = Int32(sentences.count) }
            sentences.append(start..<end)
            start = end
        }
        var lineNumber = 0
        let frontMatter = frontMatterEnd(tokens)
        for index in tokens.indices {
            if index == frontMatter { close(index) }
            while lineNumber + 1 < lines.count, lines[lineNumber + 1].tokens.lowerBound <= index { lineNumber += 1 }
            let token = tokens[index]
            if index > 0, token.line != tokens[index - 1].line, beginsSentence(tokens, index, lines, lineNumber) {
                close(index)
            }
            if token.isSymbol("•") || token.isSymbol("|") || token.opensBold && tokens[max(index - 1, 0)].isSymbol("#")
            {
                close(index)
            }
            guard index > start, ends(tokens, index - 1) || index - start >= sentenceMost else { continue }
            close(index)
        }
        close(tokens.count)
        return (sentences, sentenceOf)
    }

    /// A new line begins a sentence unless it goes on in small letters.
    private static func beginsSentence(_ tokens: [Token], _ index: Int, _ lines: [Line], _ line: Int) -> Bool {
        if lines[line].isAfterGap || lines[line].isBullet { return true }
        let token = tokens[index]
        return !token.isWord || token.isCapital
    }

    private static func ends(_ tokens: [Token], _ index: Int) -> Bool {
        let token = tokens[index]
        guard token.kind == .symbol, token.word == "." || token.word == "!" || token.word == "?" else { return false }
        guard index + 1 < tokens.count,
            !tokens[index + 1].isGlued || tokens[index + 1].isSymbol("\"") || tokens[index + 1].isSymbol(")")
        else { return false }
        guard token.word == ".", index > 0 else { return true }
        let before = tokens[index - 1]
        let next = tokens[index + 1]
        if before.isNumber, before.digits <= 2, Lexicon.months[next.word] != nil { return false }
        if before.isWord, before.word.utf8.count == 1, !next.isCapital { return false }
        if shortened.contains(before.word) && !next.isCapital { return false }
        if Lexicon.months[before.word] != nil, before.word.utf8.count <= 4, next.isNumber, before.word != "may" {
            return false
        }
        return true
    }

    private static let timeWords: Set<String> = [
        "times", "timestamps", "heures", "horaires", "orari", "horas", "horarios", "zeiten", "zeitangaben", "tijden",
        "tider", "timeline",
    ]

    private static func zoneOfAll(_ tokens: [Token]) -> StatedZone? {
        for index in tokens.indices where timeWords.contains(tokens[index].word) {
            for next in tokens[index..<min(tokens.count, index + 6)].dropFirst() {
                if next.isNumber || next.isSymbol(".") || next.line != tokens[index].line { break }
                if next.isUpper, next.isWord, next.word.utf8.count > 1,
                    let zone = StatedZone.named(next.word.uppercased())
                {
                    return zone
                }
                if next.word == "pacific" { return StatedZone.named("PT") }
                if next.word == "eastern" { return StatedZone.named("ET") }
            }
        }
        return nil
    }

    /// Only English is written by people of both habits.
    private static func isForeign(_ tokens: [Token]) -> Bool {
        var counts = [Int](repeating: 0, count: Tongues.codes.count)
        for token in tokens.prefix(5_000) where !token.tongues.isEmpty {
            for language in counts.indices where token.tongues.rawValue & (1 << UInt16(language)) != 0 {
                counts[language] += 1
            }
        }
        return (counts.dropFirst().max() ?? 0) > counts[0]
    }

    /// Dates such as 13/04 and 04/13 tell how the others of the text are written; else the vendor's country does.
    private static func dayFirst(_ tokens: [Token], vendorZone: String?) -> Bool? {
        for index in tokens.indices.dropLast(4)
        where tokens[index].isNumber && tokens[index + 1].isSymbol("/") && tokens[index + 2].isNumber
            && tokens[index + 3].isSymbol("/") && tokens[index + 4].isNumber && tokens[index + 4].digits == 4
        {
            let (first, second) = (tokens[index].value, tokens[index + 2].value)
            if first > 12, first <= 31, second <= 12 { return true }
            if second > 12, second <= 31, first <= 12 { return false }
        }
        guard let vendorZone else { return isForeign(tokens) ? true : nil }
        let isAmerican = ["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"].contains(
            vendorZone)
        return !isAmerican
    }
}

/// From one place to another, empty where the other lies before it: texts may do anything.
func span(_ start: Int, _ end: Int) -> Range<Int> { start..<max(start, end) }
