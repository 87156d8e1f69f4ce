package import Vocabulary

// Numbers, durations, days and clocks as each language writes them.
extension LanguagePack {
    /// `12,345` in English, `12 345` in French with a thin space.
    package func number(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            // A number of four digits is read without help.
            if digits.count > 4, index > 0, (digits.count - index) % 3 == 0 { grouped += numbers.groupMark }
            grouped.append(digit)
        }
        return (value < 0 ? "\u{2212}" : "") + grouped
    }

    /// With one decimal: `4.5` or `4,5`.
    package func decimal(tenths: Int) -> String { number(tenths / 10) + numbers.decimalMark + "\(tenths % 10)" }

    /// A part of one as a percentage with three decimals at most, never rounded up to a hundred: `99,982 %`.
    package func percentage(part: Int64, of whole: Int64) -> String {
        guard whole > 0 else { return say(.notKnown) }
        let clamped = min(max(part, 0), whole)
        // Thousandths of a percent, rounded down; seconds of a century still fit when multiplied.
        let thousandths = clamped.multipliedReportingOverflow(by: 100_000)
        let value = Int(thousandths.overflow ? clamped / (whole / 100_000 + 1) : thousandths.partialValue / whole)
        var fraction = String(value % 1_000)
        fraction = String(repeating: "0", count: 3 - fraction.utf8.count) + fraction
        while fraction.utf8.last == UInt8(ascii: "0") { fraction.removeLast() }
        let decimals = fraction.isEmpty ? "" : numbers.decimalMark + fraction
        return number(value / 1_000) + decimals + numbers.percentSpace + "%"
    }

    /// `31 s`, `47 min`, `3 h 34 min`, `17 d 2 h`: two units at most.
    package func duration(_ span: TimeSpan) -> String {
        let seconds = span.wholeSeconds.magnitude
        guard seconds >= 60 else { return unit(seconds, units.second) }
        let minutes = TimeSpan(microseconds: Int64(clamping: span.microseconds.magnitude)).roundedMinutes
        if minutes < 60 { return unit(UInt64(minutes), units.minute) }
        if minutes < 1_440 { return pair(minutes / 60, units.hour, minutes % 60, units.minute) }
        let hours = (minutes + 30) / 60
        return pair(hours / 24, units.day, hours % 24, units.hour)
    }

    private func unit(_ value: UInt64, _ name: String) -> String {
        number(Int(clamping: value)) + numbers.unitSpace + name
    }

    private func pair(_ first: Int64, _ firstName: String, _ second: Int64, _ secondName: String) -> String {
        let head = unit(UInt64(first), firstName)
        return second == 0 ? head : head + numbers.unitSpace + unit(UInt64(second), secondName)
    }

    /// `+26 min`, `−3 min`.
    package func lag(_ span: TimeSpan) -> String {
        (span < .zero ? "\u{2212}" : "+") + duration(span)
    }

    /// A long wait in whole days where it is days, else as a duration: `17 days`, `1 h 31 min`.
    package func wait(_ span: TimeSpan) -> String {
        guard span >= .days(2) else { return duration(span) }
        return count(.days, Int((span.wholeSeconds + 43_200) / 86_400))
    }

    /// `4 December 2025`
    package func date(_ date: CivilDate) -> String { dayAndMonth(date) + " " + String(date.year) }

    /// `4 December`
    package func dayAndMonth(_ date: CivilDate) -> String {
        day(date) + "\u{A0}" + (date.month <= months.count ? months[date.month - 1] : String(date.month))
    }

    /// `4 Dec 2025`
    package func shortDate(_ date: CivilDate) -> String {
        let month = date.month <= shortMonths.count ? shortMonths[date.month - 1] : String(date.month)
        return day(date) + "\u{A0}" + month + "\u{A0}" + String(date.year)
    }

    private func day(_ date: CivilDate) -> String {
        date.day == 1 ? firstOfMonth ?? String(date.day) : String(date.day)
    }

    package func date(_ instant: Instant, in zone: Zone) -> String { date(zone.civilTime(instant).date) }
    package func shortDate(_ instant: Instant, in zone: Zone) -> String { shortDate(zone.civilTime(instant).date) }

    /// `12:34`
    package func clock(_ instant: Instant, in zone: Zone) -> String { zone.civilTime(instant).clock() }

    /// `12:34 CET · 11:34 UTC`: said once for a group of times; where the zone is UTC, `11:34 UTC`.
    package func clockWithZone(_ instant: Instant, in zone: Zone) -> String {
        let offset = zone.offset(at: instant)
        let local = clock(instant, in: zone) + "\u{A0}" + offset.name
        guard offset.seconds != 0 else { return local }
        return local + " · " + clock(instant, in: .utc) + "\u{A0}UTC"
    }

    /// `4 December 2025, 12:34 CET`
    package func dateAndClock(_ instant: Instant, in zone: Zone) -> String {
        date(instant, in: zone) + ", " + clock(instant, in: zone) + "\u{A0}" + zone.offset(at: instant).name
    }

    /// `12:34 – 16:08`, with the day in front of the second where it is another.
    package func range(_ start: Instant, _ end: Instant?, in zone: Zone) -> String {
        guard let end else { return clock(start, in: zone) + " – …" }
        let isSameDay = zone.civilTime(start).date == zone.civilTime(end).date
        let last = clock(end, in: zone)
        return clock(start, in: zone) + " – " + (isSameDay ? last : shortDate(end, in: zone) + ", " + last)
    }
}

extension LanguagePack {
    /// `4 Dec`
    package func dayAndShortMonth(_ date: CivilDate) -> String {
        let month = date.month <= shortMonths.count ? shortMonths[date.month - 1] : String(date.month)
        let day = date.day == 1 ? firstOfMonth ?? String(date.day) : String(date.day)
        return day + "\u{A0}" + month
    }
}

extension LanguagePack {
    /// `812 bytes`, `14 kB`.
    package func size(bytes: Int) -> String {
        bytes < 1_000
            ? say(.bytes, ["n": number(bytes)]) : say(.kilobytes, ["n": number((bytes + 500) / 1_000)])
    }
}

extension LanguagePack {
    /// `4 Dec 2025, 12:34`: for lists, where the zone is said once.
    package func shortDateAndClock(_ instant: Instant, in zone: Zone) -> String {
        shortDate(instant, in: zone) + ", " + clock(instant, in: zone)
    }
}

extension LanguagePack {
    /// How long an answer took, to three figures at most: `0.42 ms`, `4.2 ms`, `42 ms`, `1.25 s`.
    package func latency(_ span: TimeSpan) -> String {
        let microseconds = Int(clamping: max(span.microseconds, 0))
        switch microseconds {
        case 0: return number(0) + numbers.unitSpace + "ms"
        case ..<1_000: return decimal(hundredths: max(microseconds / 10, 1)) + numbers.unitSpace + "ms"
        case ..<10_000: return decimal(hundredths: microseconds / 100 * 10) + numbers.unitSpace + "ms"
        case ..<1_000_000: return number((microseconds + 500) / 1_000) + numbers.unitSpace + "ms"
        case ..<100_000_000:
            return decimal(hundredths: (microseconds + 5_000) / 10_000) + numbers.unitSpace + units.second
        default: return duration(span)
        }
    }

    /// With as many decimals as it needs, two at most.
    package func decimal(hundredths: Int) -> String {
        let fraction = hundredths % 100
        guard fraction != 0 else { return number(hundredths / 100) }
        let digits = fraction % 10 == 0 ? "\(fraction / 10)" : (fraction < 10 ? "0" : "") + "\(fraction)"
        return number(hundredths / 100) + numbers.decimalMark + digits
    }

    /// `12:08:00`
    package func clockWithSeconds(_ instant: Instant, in zone: Zone) -> String {
        zone.civilTime(instant).clock(seconds: true)
    }
}
