internal import Vocabulary

extension TimeLexer {
    private static let years = 1_990...2_100

    /// `2025-12-04`; with a `T` and a clock behind it the clock is the next atom.
    func isoDate(at index: Int) -> TimeAtom? {
        guard let year = number(index, digits: 4...4), Self.years.contains(year), isSymbol(index + 1, "-", glued: true),
            let month = number(index + 2, digits: 2...2, glued: true), isSymbol(index + 3, "-", glued: true),
            let day = number(index + 4, digits: 2...2, glued: true),
            CivilDate(year: year, month: month, day: day) != nil
        else { return nil }
        return TimeAtom(.date(StatedDate(year: year, month: month, day: day)), index..<index + 5)
    }

    /// `04/12/2025`, `8/19/2017`, `01.05.2019`, `27-05-2022`, `15/06/22`, `16/1-2023`.
    func numericDate(at index: Int) -> TimeAtom? {
        guard let first = number(index, digits: 1...2), let separator = token(index + 1), separator.isGlued,
            separator.isSymbol("/") || separator.isSymbol(".") || separator.isSymbol("-"),
            let second = number(index + 2, digits: 1...2, glued: true), let last = token(index + 3), last.isGlued,
            last.isSymbol(separator.word) || (separator.word == "/" && last.isSymbol("-")),
            let third = token(index + 4), third.isNumber, third.isGlued, third.digits == 4 || third.digits == 2,
            token(index + 5).map({ !($0.isGlued && ($0.isSymbol("/") || $0.isSymbol("-"))) }) ?? true
        else { return nil }
        if token(index)?.isGlued == true, token(index - 1)?.isSymbol(separator.word) == true { return nil }
        let year = third.digits == 4 ? Int(third.value) : 2_000 + Int(third.value)
        guard Self.years.contains(year), third.digits == 4 || separator.word != "." else { return nil }
        // Dots and hyphens are European: only slashes are written month first.
        let isDayFirst: Bool?
        if separator.word != "/" || first > 12 {
            isDayFirst = true
        } else if second > 12 {
            isDayFirst = false
        } else {
            isDayFirst = first == second ? true : dayFirst
        }
        let (day, month) = isDayFirst == false ? (second, first) : (first, second)
        guard CivilDate(year: year, month: month, day: day) != nil else { return nil }
        var date = StatedDate(year: year, month: month, day: day)
        date.isAmbiguous = isDayFirst == nil
        return TimeAtom(.date(date), index..<index + 5)
    }

    /// `Dec 04, 2025`, `May 7`, `4 décembre`, `15th of June`, `1 de noviembre de 2025`, `12. März`.
    func wordDate(at index: Int) -> TimeAtom? {
        monthFirst(at: index) ?? dayFirst(at: index) ?? hyphenated(at: index)
    }

    /// `21-Feb-2024`
    private func hyphenated(at index: Int) -> TimeAtom? {
        guard let day = number(index, digits: 1...2), isSymbol(index + 1, "-", glued: true),
            let month = month(at: index + 2),
            isSymbol(index + 3, "-", glued: true), let year = number(index + 4, digits: 4...4, glued: true),
            Self.years.contains(year)
        else { return nil }
        return date(year, month, day, index..<index + 5)
    }

    /// Two days of one month: `December 4-6, 2018`, `4-6 December 2018`; the last of them with the year.
    func dayRange(at index: Int) -> [TimeAtom]? {
        if let month = month(at: index), token(index)?.isCapital == true, let first = number(index + 1, digits: 1...2),
            isSymbol(index + 2, "-"), let last = number(index + 3, digits: 1...2), last > first, last <= 31,
            !isSymbol(index + 4, ":", glued: true)
        {
            let (year, end) = year(at: index + 4)
            guard let from = date(year, month, first, index..<index + 2),
                let to = date(year, month, last, index + 3..<end)
            else { return nil }
            return [from, to]
        }
        guard let first = number(index, digits: 1...2), isSymbol(index + 1, "-"),
            let last = number(index + 2, digits: 1...2),
            last > first, case .date(let date)? = dayFirst(at: index + 2)?.kind, let to = dayFirst(at: index + 2)
        else { return nil }
        return self.date(date.year, date.month, first, index..<index + 1).map { [$0, to] }
    }

    private func month(at index: Int) -> Int? {
        guard let token = token(index), token.isWord, let month = Lexicon.months[token.word] else { return nil }
        // Names of months that are words of their own count only with a capital.
        return Self.doubtful.contains(token.word) && !token.isCapital ? nil : month
    }

    /// `4 mar 2025`, `10 out 2024`: between a day and a year a word can only be a month.
    private func monthBeforeYear(at index: Int) -> Int? {
        guard let word = token(index)?.word, let month = Lexicon.months[word] else { return nil }
        let next = isSymbol(index + 1, ".", glued: true) ? index + 2 : index + 1
        return number(next, digits: 4...4).map { Self.years.contains($0) } == true ? month : nil
    }

    private static let doubtful: Set<String> = ["may", "march", "set", "out", "ago", "mag", "gen", "mar", "dec", "sep"]
    private static let ordinals: Set<String> = ["st", "nd", "rd", "th", "er", "o", "e", "a", "de", "ste"]

    private func monthFirst(at index: Int) -> TimeAtom? {
        guard let month = month(at: index), token(index)?.isCapital == true else { return nil }
        var next = index + 1
        if isSymbol(next, ".", glued: true) { next += 1 }
        if token(next)?.word == "the" { next += 1 }
        guard let day = number(next, digits: 1...2), (1...31).contains(day) else { return nil }
        next += 1
        // `May 12:30` is a clock behind something else, `Mar 16h` too.
        if isSymbol(next, ":", glued: true), number(next + 1, digits: 2...2, glued: true) != nil { return nil }
        if let suffix = token(next), suffix.isGlued, suffix.isWord {
            guard Self.ordinals.contains(suffix.word) else { return nil }
            next += 1
        }
        let (year, end) = year(at: next)
        return date(year, month, day, index..<end)
    }

    private func dayFirst(at index: Int) -> TimeAtom? {
        guard let day = number(index, digits: 1...2), (1...31).contains(day) else { return nil }
        if token(index)?.isGlued == true, isSymbol(index - 1, ":") || isSymbol(index - 1, ".") { return nil }
        var next = index + 1
        if let suffix = token(next), suffix.isGlued, suffix.isWord, Self.ordinals.contains(suffix.word) { next += 1 }
        if isSymbol(next, ".", glued: true) || isSymbol(next, "¤") { next += 1 }
        if let word = token(next)?.word, word == "of" || word == "de" || word == "di" { next += 1 }
        guard let month = month(at: next) ?? monthBeforeYear(at: next) else { return nil }
        next += 1
        if isSymbol(next, ".", glued: true), let behind = token(next + 1), behind.isNumber || behind.isSymbol(",") {
            next += 1
        }
        let (year, end) = year(at: next)
        return date(year, month, day, index..<end)
    }

    private func date(_ year: Int?, _ month: Int, _ day: Int, _ range: Range<Int>) -> TimeAtom? {
        // Without a year the 29th of February may be.
        guard CivilDate(year: year ?? 2_024, month: month, day: day) != nil else { return nil }
        return TimeAtom(.date(StatedDate(year: year, month: month, day: day)), range)
    }

    private func year(at index: Int) -> (Int?, Int) {
        var next = index
        if isSymbol(next, ",") { next += 1 }
        if let word = token(next)?.word, word == "de" || word == "del" || word == "of" || word == "in" { next += 1 }
        guard let year = number(next, digits: 4...4), Self.years.contains(year),
            // `May 7 2030 UTC` is no year but an hour; a colon behind makes it one part of something else.
            !isSymbol(next + 1, ":", glued: true)
        else { return (nil, index) }
        return (year, next + 1)
    }
}
