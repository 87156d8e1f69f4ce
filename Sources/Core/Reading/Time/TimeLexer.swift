/// Finds points in time, ranges and lengths among tokens. One pass, looking a few tokens ahead or behind.
struct TimeLexer {
    /// Texts with more are not read further: no report has so many.
    static let pointsMost = 2_000

    let tokens: [Token]
    /// Whether `03/04` is 3 April (true), 4 March (false), or nobody knows (nil).
    let dayFirst: Bool?
    private(set) var atoms: [TimeAtom] = []
    private(set) var lengths: [StatedLength] = []

    init(_ tokens: [Token], dayFirst: Bool?) {
        self.tokens = tokens
        self.dayFirst = dayFirst
        var index = 0
        while index < tokens.count, atoms.count < Self.pointsMost, lengths.count < Self.pointsMost {
            if let length = length(at: index) {
                lengths.append(length)
                index = length.tokens.upperBound
            } else if let days = dayRange(at: index) {
                atoms += days
                index = days.last?.tokens.upperBound ?? index + 1
            } else if let atom = isoDate(at: index) ?? numericDate(at: index) ?? wordDate(at: index) ?? clock(at: index)
                ?? single(at: index)
            {
                atoms.append(atom)
                index = atom.tokens.upperBound
            } else {
                index += 1
            }
        }
    }

    func token(_ index: Int) -> Token? { tokens.indices.contains(index) ? tokens[index] : nil }

    func isSymbol(_ index: Int, _ symbol: String, glued: Bool = false) -> Bool {
        guard let token = token(index) else { return false }
        return token.isSymbol(symbol) && token.value == 1 && (!glued || token.isGlued)
    }

    /// A number with at most so many digits, glued if asked for.
    func number(_ index: Int, digits: ClosedRange<Int>, glued: Bool = false) -> Int? {
        guard let token = token(index), token.isNumber, digits.contains(token.digits), !glued || token.isGlued else {
            return nil
        }
        return Int(token.value)
    }

    // MARK: Lengths

    private static let countWords: [String: Int] = [
        "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
        "eleven": 11, "twelve": 12, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "due": 2, "tre": 3, "quattro": 4,
        "dos": 2, "tres": 3, "zwei": 2, "drei": 3, "vier": 4, "dois": 2, "duas": 2, "twee": 2, "drie": 3, "to": 2,
    ]

    /// `13 minutes`, `5 hours and 9 minutes`, `1h 31m`, `about two hours`.
    private func length(at index: Int) -> StatedLength? {
        guard let first = lengthPart(at: index) else { return nil }
        var end = first.end
        var seconds = first.seconds
        let next = token(end)?.marks.contains(.and) == true || isSymbol(end, ",") ? end + 1 : end
        if first.isHours, let second = lengthPart(at: next), !second.isHours {
            seconds += second.seconds
            end = second.end
        }
        return StatedLength(seconds: seconds, tokens: index..<end)
    }

    private func lengthPart(at index: Int) -> (seconds: Int, end: Int, isHours: Bool)? {
        guard let first = token(index), let unit = token(index + 1), unit.isWord else { return nil }
        var count: Int
        if first.isNumber, first.digits <= 4 {
            // `4:30 hours` and `11.30 uur` are no counts of their last number.
            if first.isGlued, let before = token(index - 1), before.kind == .symbol { return nil }
            count = Int(first.value)
        } else if first.isWord, let value = Self.countWords[first.word] {
            count = value
        } else {
            return nil
        }
        let short = unit.isGlued && first.isNumber
        let isEnd = token(index + 2)?.isGlued != true || token(index + 2)?.kind == .symbol
        if unit.word == "h", short {
            // `16h11` and `16h` are clocks: only `1h 31m` and `1h31m` are lengths.
            guard let minutes = token(index + 2), minutes.isNumber, let mark = token(index + 3), mark.isGlued,
                mark.word == "m" || mark.word == "min"
            else { return nil }
            return (count * 3_600, index + 2, true)
        }
        if (unit.word == "m" || unit.word == "min") && short && isEnd { return (count * 60, index + 2, false) }
        // `las 12 horas` and `alle 12 ore` are clocks.
        if unit.word == "uur" || unit.word == "ore" || token(index - 1)?.word == "las" || token(index - 1)?.word == "as"
        {
            return nil
        }
        // `vers 13 heures`, and `entre 10h15 et 13 heures`: clocks too.
        if unit.word == "heures" || unit.word == "heure", let before = token(index - 1) {
            let isBehindClock = atoms.last.map { atom in
                if case .clock = atom.kind { atom.tokens.upperBound == index - 1 } else { false }
            }
            if before.word == "vers" || before.word == "entre" || before.word == "a" && !before.isGlued
                || isBehindClock == true && before.word == "et"
            {
                return nil
            }
        }
        if unit.marks.contains(.minute), !unit.isGlued || unit.word != "min" || isEnd {
            return (count * 60, index + 2, false)
        }
        if unit.marks.contains(.hour), !unit.isGlued, unit.word != "time", unit.word != "timer" || first.isWord {
            count = min(count, 10_000)
            return (count * 3_600, index + 2, true)
        }
        if unit.word == "timer", first.isNumber { return (count * 3_600, index + 2, true) }
        return nil
    }

    /// A weekday or a word such as today.
    private func single(at index: Int) -> TimeAtom? {
        guard let token = token(index), token.isWord else { return nil }
        if let weekday = Lexicon.weekdays[token.word], token.word.utf8.count > 3 || token.isCapital,
            !(token.word == "sun" || token.word == "sat" || token.word == "mar")
                || self.token(index + 1)?.isNumber == true
        {
            // Short forms and words that mean other things too count only in front of a number.
            return TimeAtom(.weekday(weekday), index..<index + 1)
        }
        for (mark, day) in [(Marks.yesterday, RelativeDay.yesterday), (.today, .today), (.sameDay, .same)]
        where token.marks.contains(mark) {
            return TimeAtom(
                .relative(day),
                index..<index + (mark == .sameDay ? 2 : token.word == "aujourd" || token.word == "i" ? 2 : 1))
        }
        return nil
    }
}

/// One part of a point in time.
struct TimeAtom: Sendable {
    enum Kind: Sendable {
        case clock(StatedClock)
        case date(StatedDate)
        case weekday(Int)
        case relative(RelativeDay)
    }

    var kind: Kind
    var tokens: Range<Int>

    init(_ kind: Kind, _ tokens: Range<Int>) {
        self.kind = kind
        self.tokens = tokens
    }
}
