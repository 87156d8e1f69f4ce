internal import Vocabulary

/// The sections of a language file, and every name in them with a pack's words for it.
enum LanguageSection {
    struct Slot {
        var section: String
        var name: String
        var words: String
    }

    static let hints = [
        "language":
            "code: two letters (ISO 639-1). first-of-month: how the first day is written where it is no plain number, else empty.",
        "plurals":
            "When a form of a counted thing is meant: zero, one, two, few or many, such as few = n % 10 = 2..4 and n % 100 != 12..14. "
            + "What fits none takes other.",
        "counted": "Each thing has the form other, and those that [plurals] names.",
        "sentences": "Said to readers without anybody's agreement: have them read by whoever answers for the words.",
    ]

    static var names: [String] {
        var names: [String] = []
        for slot in slots(of: .english) where names.last != slot.section { names.append(slot.section) }
        return names
    }

    static let language = [
        "code", "own-name", "locale", "decimal-mark", "group-mark", "unit-space", "percent-space", "first-of-month",
        "quote-open", "quote-close", "day", "hour", "minute", "second",
    ]

    static func slots(of pack: LanguagePack) -> [Slot] {
        var slots: [Slot] = []
        func add(_ section: String, _ name: String, _ words: String?) {
            slots.append(Slot(section: section, name: name, words: words ?? ""))
        }
        func add<Key: CaseIterable & RawRepresentable<String> & Hashable>(_ section: String, _ words: [Key: String]) {
            for key in Key.allCases { add(section, key.rawValue, words[key]) }
        }
        let numbers = pack.numbers
        let values: [String?] = [
            pack.language.code, pack.ownName, pack.locale, numbers.decimalMark, numbers.groupMark, numbers.unitSpace,
            numbers.percentSpace, pack.firstOfMonth, pack.quotes.open, pack.quotes.close, pack.units.day,
            pack.units.hour, pack.units.minute, pack.units.second,
        ]
        for (name, words) in zip(language, values) { add("language", name, words) }
        for month in 1...12 { add("months", String(month), pack.months.count == 12 ? pack.months[month - 1] : nil) }
        for month in 1...12 {
            add("short-months", String(month), pack.shortMonths.count == 12 ? pack.shortMonths[month - 1] : nil)
        }
        for other in LanguagePack.builtIn { add("languages", other.language.code, pack.languageNames[other.language]) }
        let rules = pack.plurals.map { ($0.name, $0.text) }
        for (name, text) in rules.isEmpty ? [("one", pack.zeroIsSingular ? "n = 0,1" : "n = 1")] : rules {
            add("plurals", name, text)
        }
        for thing in Counted.allCases {
            let forms = pack.counted[thing]
            add("counted", thing.rawValue + ".one", forms?.one)
            for (name, words) in (forms?.others ?? [:]).sorted(by: { $0.key < $1.key }) {
                add("counted", thing.rawValue + "." + name, words)
            }
            add("counted", thing.rawValue + ".other", forms?.other)
        }
        add("phrases", pack.phrases)
        add("status-pages", pack.statusWords)
        add("subscribers", pack.subscriptionWords)
        add("alerts", pack.alertWords)
        add("console", pack.consoleWords)
        add("desk", pack.deskWords)
        add("severities", pack.severities)
        add("states", pack.states)
        add("statuses", pack.statuses)
        add("component-states", pack.componentStates)
        add("channels", pack.channels)
        add("categories", pack.categories)
        add("responsibilities", pack.responsibilities)
        add("events", pack.eventKinds)
        add("contradictions", pack.contradictions)
        add("claims", pack.claimSubjects)
        add("origins", pack.origins)
        add("confidences", pack.confidences)
        for kind in SentenceBook.kinds { add("sentences", kind.id, pack.sentences[kind.id]) }
        return slots
    }
}
