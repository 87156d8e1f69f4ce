extension TimeLexer {
    /// `09:09`, `16h11`, `16.11`, `4h11 PM`, `3 pm`, `15 uur`, `noon`.
    func clock(at index: Int) -> TimeAtom? {
        guard let first = token(index) else { return nil }
        if first.isWord {
            guard let hour = Lexicon.namedHours[first.word] else { return nil }
            if first.word == "meio", token(index + 1)?.word != "dia" { return nil }
            let end = first.word == "meio" ? index + 2 : index + 1
            return finished(StatedClock(hour: hour, minute: 0, isCertainHalf: true), index, end)
        }
        guard let hour = number(index, digits: 1...2), hour <= 24 else { return nil }
        if first.isGlued, let before = token(index - 1) {
            // The middle of a longer number, address or version is no clock.
            if before.isSymbol(":") || before.isSymbol(".") || before.isSymbol("/") || before.isSymbol(",") {
                return nil
            }
            if before.isWord && before.word != "t" { return nil }
        }
        return colon(hour, index) ?? letterH(hour, index) ?? dotted(hour, index) ?? bare(hour, index)
    }

    private func colon(_ hour: Int, _ index: Int) -> TimeAtom? {
        guard isSymbol(index + 1, ":", glued: true), let minute = number(index + 2, digits: 2...2, glued: true),
            minute <= 59
        else { return nil }
        var end = index + 3
        var second: Int?
        if isSymbol(end, ":", glued: true), let value = number(end + 1, digits: 2...2, glued: true), value <= 59 {
            second = value
            end += 2
            if isSymbol(end, ".", glued: true), number(end + 1, digits: 1...9, glued: true) != nil { end += 2 }
        }
        return finished(StatedClock(hour: hour, minute: minute, second: second, isCertainHalf: false), index, end)
    }

    private func letterH(_ hour: Int, _ index: Int) -> TimeAtom? {
        guard let mark = token(index + 1), mark.word == "h" else { return nil }
        guard mark.isGlued else {
            // `10 h 15`
            guard let minute = number(index + 2, digits: 2...2), minute <= 59,
                token(index + 3)?.isGlued != true || token(index + 3)?.kind == .symbol
            else { return nil }
            return finished(
                StatedClock(hour: hour, minute: minute, isCertainHalf: false), index, index + 3, usesH: true)
        }
        if let minute = number(index + 2, digits: 2...2, glued: true), minute <= 59 {
            return finished(
                StatedClock(hour: hour, minute: minute, isCertainHalf: false), index, index + 3, usesH: true)
        }
        // `16h` alone: a colon, a bracket or a sentence's end behind it, or a word that expects a clock before it.
        if token(index + 2)?.isNumber == true { return nil }
        guard isSymbol(index + 2, ":") || hasCue(before: index) || precededByDate(index) || boundsRange(index) else {
            return nil
        }
        return finished(StatedClock(hour: hour, minute: 0, isCertainHalf: false), index, index + 2, usesH: true)
    }

    /// `de 10h à`, `das 14h às`, `vers 10h`, `à 11h`: a word before it, or around it, that belongs to times.
    private func boundsRange(_ index: Int) -> Bool {
        guard let before = token(index - 1), before.isWord else { return false }
        if !before.marks.isDisjoint(with: [.around, .to, .since]) { return true }
        guard !before.marks.isDisjoint(with: [.from, .between]), let behind = token(index + 2) else { return false }
        return !behind.marks.isDisjoint(with: [.to, .and])
    }

    private func precededByDate(_ index: Int) -> Bool {
        guard let last = atoms.last, case .date = last.kind else { return false }
        return last.tokens.upperBound >= index - 1
    }

    /// `16.11` is a clock only where something around it says so.
    private func dotted(_ hour: Int, _ index: Int) -> TimeAtom? {
        guard isSymbol(index + 1, ".", glued: true), let minute = number(index + 2, digits: 2...2, glued: true),
            minute <= 59
        else { return nil }
        let end = index + 3
        if let behind = token(end), behind.isGlued, behind.isSymbol("%") || behind.isNumber { return nil }
        if isSymbol(end, ".", glued: true), token(end + 1)?.isNumber == true, token(end + 1)?.isGlued == true {
            return nil
        }
        if let behind = token(end), behind.isSymbol("%") || Self.amounts.contains(behind.word) { return nil }
        let isSaid =
            meridiem(at: end) != nil || zone(at: end) != nil
            || token(end).map { Lexicon.hourWords.contains($0.word) } == true
        guard isSaid || hasCue(before: index) || token(end + 1)?.word == "tiden" else { return nil }
        return finished(StatedClock(hour: hour, minute: minute, isCertainHalf: false), index, end)
    }

    private static let amounts: Set<String> = [
        "million", "millions", "mln", "euro", "euros", "eur", "usd", "gb", "mb", "percent", "ms", "seconds", "x", "k",
        "milliarden", "millionen", "millioner", "kr", "millones", "percento", "pour", "per", "procent", "prozent",
    ]

    private func hasCue(before index: Int) -> Bool {
        guard let before = token(index - 1) else { return false }
        if before.marks.contains(.clockCue) { return true }
        // `kl. 14.20`
        if before.isSymbol("."), before.isGlued, let word = token(index - 2) {
            return word.word == "kl" || word.word == "ca"
        }
        return false
    }

    /// `3 pm`, `15 uur`, `1 de la tarde`.
    private func bare(_ hour: Int, _ index: Int) -> TimeAtom? {
        let end = index + 1
        if meridiem(at: end) != nil, (1...12).contains(hour) {
            return finished(StatedClock(hour: hour, minute: 0, isCertainHalf: false), index, end)
        }
        if let word = token(end), Lexicon.hourWords.contains(word.word), word.word != "h",
            hasCue(before: index) || word.word == "uhr" || word.word == "uur",
            token(end + 1)?.marks.contains(.minute) != true
        {
            if word.word == "hours" || word.word == "hrs" { return nil }
            return finished(StatedClock(hour: hour, minute: 0, isCertainHalf: false), index, end)
        }
        if dayPart(at: end) != nil, let before = token(index - 1),
            before.word == "la" || before.word == "las" || before.word == "alle" || before.word == "as"
        {
            return finished(StatedClock(hour: hour, minute: 0, isCertainHalf: false), index, end)
        }
        if opensBareRange(hour, index) {
            return finished(StatedClock(hour: hour, minute: 0, isCertainHalf: false), index, end)
        }
        // `alle 11`, `a las 10`, `kl. 14`, `gegen 11`: words that stand before nothing but a clock.
        if let cue = token(index - 1),
            Self.hourCues.contains(cue.word) || (cue.isSymbol(".") && token(index - 2)?.word == "kl"),
            number(index, digits: 1...2) != nil,
            token(end).map({
                !$0.isNumber && !$0.marks.contains(.minute) && !$0.marks.contains(.hour) && !$0.isSymbol("%")
                    && !($0.isGlued && $0.kind == .symbol && !$0.isSymbol(".") && !$0.isSymbol(","))
                    && Lexicon.months[$0.word] == nil
            }) ?? true
        {
            return finished(StatedClock(hour: hour, minute: 0, isCertainHalf: false), index, end)
        }
        return nil
    }

    /// `tussen 15 en 15.44 uur`, `between 5 and 6pm`, `entre las 10 y las 12 horas`: the other end says that it is a clock.
    private func opensBareRange(_ hour: Int, _ index: Int) -> Bool {
        let articles: Set<String> = ["las", "le", "les", "as", "the", "kl", "about", "around"]
        let opener = token(index - 1).map { articles.contains($0.word) } == true ? index - 2 : index - 1
        guard let first = token(opener), !first.marks.isDisjoint(with: [.between, .from]), let and = token(index + 1),
            !and.marks.isDisjoint(with: [.and, .to]) || and.isSymbol("-")
        else { return false }
        let other = token(index + 2).map { articles.contains($0.word) } == true ? index + 3 : index + 2
        guard let last = number(other, digits: 1...2), last <= 24 else { return false }
        if isSymbol(other + 1, ".", glued: true) || isSymbol(other + 1, ":", glued: true) {
            guard number(other + 2, digits: 2...2, glued: true) != nil else { return false }
            return last >= hour || hour == 12 && meridiem(at: other + 3) != nil
        }
        if meridiem(at: other + 1) != nil { return last >= hour || hour == 12 }
        return token(other + 1).map { Lexicon.hourWords.contains($0.word) && $0.word != "hours" && $0.word != "hrs" }
            == true && last > hour
    }

    private static let hourCues: Set<String> = ["alle", "dalle", "kl", "klokken", "ore"]

    /// Adds what stands behind the digits: am or pm, Uhr, part of the day, zone.
    private func finished(_ clock: StatedClock, _ start: Int, _ index: Int, usesH: Bool = false) -> TimeAtom? {
        var clock = clock
        var end = index
        if let (isLate, next) = meridiem(at: end) {
            if clock.hour > 12 {
                // `14:36 pm` says the same twice; `11h02am` and `14:36 am` cannot both be meant.
                clock.isOdd = !isLate
            } else {
                clock.hour = clock.hour % 12 + (isLate ? 12 : 0)
            }
            if usesH, !isLate { clock.isOdd = true }
            clock.isCertainHalf = true
            clock.hasMeridiem = true
            end = next
        } else if let word = token(end), Lexicon.hourWords.contains(word.word), word.word != "h" {
            clock.isCertainHalf = true
            end += 1
        }
        if let (isLate, next) = dayPart(at: end) {
            if isLate, clock.hour < 12 { clock.hour += 12 }
            clock.isCertainHalf = true
            end = next
        }
        if clock.hour > 12 || usesH { clock.isCertainHalf = true }
        if clock.hour == 24 {
            guard clock.minute == 0 else { return nil }
        }
        let isISO = token(start)?.isGlued == true && token(start - 1)?.word == "t"
        if let (zone, next) = zone(at: end, allowsMinus: isISO) {
            clock.zone = zone
            end = next
        }
        return TimeAtom(.clock(clock), start..<end)
    }

    /// `am`, `PM`, `a.m.`
    private func meridiem(at index: Int) -> (isLate: Bool, end: Int)? {
        guard let token = token(index), token.isWord else { return nil }
        if token.word == "am" || token.word == "pm" {
            // German `am 3. Mai` and Portuguese words look alike: a clock's am is glued, or upper case, or ends something.
            if token.word == "am", !token.isGlued, !token.isUpper, let next = self.token(index + 1),
                next.isNumber
                    || Lexicon.weekdays[next.word] != nil && !next.isGlued && next.isCapital
                        && next.word.hasSuffix("tag")
            {
                return nil
            }
            return (token.word == "pm", index + 1)
        }
        guard token.word == "a" || token.word == "p", isSymbol(index + 1, ".", glued: true),
            let second = self.token(index + 2),
            second.word == "m", second.isGlued
        else { return nil }
        return (token.word == "p", isSymbol(index + 3, ".", glued: true) ? index + 4 : index + 3)
    }

    /// `de la tarde`, `del pomeriggio`, `in the morning`.
    private func dayPart(at index: Int) -> (isLate: Bool, end: Int)? {
        for offset in 0...3 {
            guard let token = token(index + offset), token.isWord else { return nil }
            if offset > 0 {
                if Lexicon.lateWords.contains(token.word) { return (true, index + offset + 1) }
                if Lexicon.earlyWords.contains(token.word) { return (false, index + offset + 1) }
            }
            guard Self.partGlue.contains(token.word) else { return nil }
        }
        return nil
    }

    private static let partGlue: Set<String> = ["de", "la", "del", "du", "da", "in", "the", "di", "l", "della", "of"]

    /// A glued minus is an offset only behind `2026-05-21T08:10:04`: elsewhere it is a range's dash.
    private func zone(at index: Int, allowsMinus: Bool = false) -> (StatedZone, Int)? {
        let inBracket = isSymbol(index, "(")
        let at = inBracket ? index + 1 : index
        guard let token = token(at) else { return nil }
        if !inBracket, token.isSymbol("+") || (token.isSymbol("-") && allowsMinus), token.isGlued,
            let (offset, end) = offset(at: at)
        {
            return (StatedZone(name: "UTC", offset: offset, region: nil), end)
        }
        // `14:20:00 +0000`
        if !inBracket, token.isSymbol("+"), self.token(at + 1)?.digits == 4,
            let (offset, end) = offset(at: at, isApart: true)
        {
            return (StatedZone(name: "UTC", offset: offset, region: nil), end)
        }
        guard token.isWord, token.isUpper, token.word.utf8.count <= 4 else { return nil }
        let upper = token.word.uppercased()
        guard let zone = StatedZone.named(upper) ?? (StatedZone.shared[upper] != nil ? StatedZone(name: upper) : nil)
        else {
            return nil
        }
        if upper == "Z", !token.isGlued { return nil }
        var end = at + 1
        var result = zone
        if upper == "UTC" || upper == "GMT", let (offset, next) = offset(at: end) {
            result = StatedZone(name: upper, offset: offset, region: nil)
            end = next
        } else if upper == "GMT" || upper == "UTC", isSymbol(end, "("), let place = self.token(end + 1), place.isWord,
            self.token(end + 2)?.word == "time"
        {
            // `GMT (UK time)`: the place's clocks are meant, whatever they are called on that day.
            return (StatedZone(name: "local"), isSymbol(end + 3, ")") ? end + 4 : end + 3)
        }
        if inBracket {
            guard isSymbol(end, ")") else { return nil }
            end += 1
        }
        return (result, end)
    }

    /// `+2`, `+01:00`, `-0300`, in seconds.
    private func offset(at index: Int, isApart: Bool = false) -> (Int, Int)? {
        guard let sign = token(index), sign.isSymbol("+") || sign.isSymbol("-"), sign.isGlued || isApart,
            sign.value == 1,
            let first = token(index + 1), first.isNumber, first.isGlued
        else { return nil }
        let factor = sign.word == "-" ? -1 : 1
        if first.digits == 4 {
            let (hours, minutes) = (Int(first.value) / 100, Int(first.value) % 100)
            guard hours <= 14, minutes < 60 else { return nil }
            return (factor * (hours * 3_600 + minutes * 60), index + 2)
        }
        guard first.digits <= 2, first.value <= 14 else { return nil }
        if isSymbol(index + 2, ":", glued: true), let minutes = number(index + 3, digits: 2...2, glued: true),
            minutes < 60
        {
            return (factor * (Int(first.value) * 3_600 + minutes * 60), index + 4)
        }
        return (factor * Int(first.value) * 3_600, index + 2)
    }
}
