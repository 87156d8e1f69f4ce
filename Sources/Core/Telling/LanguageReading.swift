internal import Vocabulary

/// The lines of a language file on their way to a pack: what is missing, unknown or without its places is noted.
struct LanguageReading {
    private struct Line {
        var words: String
        var number: Int
    }

    private(set) var problems: [LanguageFile.Problem] = []
    private var lines: [String: [String: Line]] = [:]

    /// More would be read by nobody.
    private static let problemsMost = 200
    /// Words that may be nothing.
    private static let optional: Set<String> = ["first-of-month", "percent-space", "group-mark"]

    mutating func refuse(_ line: Int?, _ message: String) {
        if problems.count < Self.problemsMost { problems.append(.init(line: line, message: message)) }
    }

    mutating func note(_ section: String, _ name: String, _ words: String, _ number: Int) {
        if let before = lines[section]?[name] {
            return refuse(number, "[\(section)] \(name) stands on line \(before.number) already")
        }
        lines[section, default: [:]][name] = Line(words: words, number: number)
    }

    /// Nil when something is wrong that nothing can stand in for.
    mutating func pack() -> LanguagePack? {
        let all = lines
        var values: [String: String] = [:]
        for name in LanguageSection.language { values[name] = take("language", name, like: nil) }
        guard let code = values["code"], let language = Language(code) else {
            refuse(all["language"]?["code"]?.number, "[language] code is two lower-case letters, such as de")
            return nil
        }
        if LanguagePack.builtIn.contains(where: { $0.language == language }) {
            refuse(all["language"]?["code"]?.number, "\(code) comes with the program; a file adds another language")
        }
        let english = LanguagePack.english
        func value(_ name: String) -> String { values[name] ?? "" }
        var added = LanguagePack.AddedWords()
        added.status = take("status-pages", english.statusWords)
        added.subscriptions = take("subscribers", english.subscriptionWords)
        added.alerts = take("alerts", english.alertWords)
        added.console = take("console", english.consoleWords)
        added.desk = take("desk", english.deskWords)
        for kind in SentenceBook.kinds {
            added.sentences[kind.id] = take("sentences", kind.id, like: english.sentences[kind.id])
        }
        let plurals = rules()
        let pack = LanguagePack(
            language: language, ownName: value("own-name"), locale: value("locale"),
            numbers: .init(
                decimalMark: value("decimal-mark"), groupMark: value("group-mark"), unitSpace: value("unit-space"),
                percentSpace: value("percent-space")),
            months: (1...12).map { take("months", String($0), like: nil) ?? "" },
            shortMonths: (1...12).map { take("short-months", String($0), like: nil) ?? "" },
            firstOfMonth: value("first-of-month").isEmpty ? nil : value("first-of-month"),
            quotes: (value("quote-open"), value("quote-close")),
            units: (value("day"), value("hour"), value("minute"), value("second")), zeroIsSingular: false,
            languageNames: names(of: language, value("own-name")),
            phrases: take("phrases", english.phrases), counted: counted(plurals),
            severities: take("severities", english.severities), states: take("states", english.states),
            statuses: take("statuses", english.statuses),
            componentStates: take("component-states", english.componentStates),
            channels: take("channels", english.channels), categories: take("categories", english.categories),
            responsibilities: take("responsibilities", english.responsibilities),
            eventKinds: take("events", english.eventKinds),
            contradictions: take("contradictions", english.contradictions),
            claimSubjects: take("claims", english.claimSubjects), origins: take("origins", english.origins),
            confidences: take("confidences", english.confidences), plurals: plurals, added: added)
        if let line = all["status-pages"]?[StatusPhrase.weekdays.rawValue], pack.shortWeekdays.count != 7 {
            refuse(line.number, "[status-pages] weekdays are seven words, Monday first")
        }
        refuseOthers()
        return pack
    }

    /// Places are those of `model`; nil is for what has none to keep to.
    private mutating func take(_ section: String, _ name: String, like model: String?) -> String? {
        guard let line = lines[section]?.removeValue(forKey: name) else {
            refuse(nil, "[\(section)] \(name) is missing")
            return nil
        }
        guard !line.words.isEmpty || Self.optional.contains(name) else {
            refuse(line.number, "[\(section)] \(name) has no words yet")
            return nil
        }
        if let model {
            let (wanted, found) = (LanguagePack.places(model), LanguagePack.places(line.words))
            for place in wanted.subtracting(found).sorted() {
                refuse(line.number, "[\(section)] \(name) lacks the place {\(place)}")
            }
            for place in found.subtracting(wanted).sorted() {
                refuse(line.number, "[\(section)] \(name) has a place {\(place)} that is never filled")
            }
        }
        return line.words
    }

    private mutating func take<Key: CaseIterable & RawRepresentable<String> & Hashable>(
        _ section: String, _ models: [Key: String]
    ) -> [Key: String] {
        var words: [Key: String] = [:]
        for key in Key.allCases { words[key] = take(section, key.rawValue, like: models[key] ?? "") }
        return words
    }

    private mutating func names(of language: Language, _ ownName: String) -> [Language: String] {
        var names = [language: ownName]
        for other in LanguagePack.builtIn {
            names[other.language] = take("languages", other.language.code, like: nil)
        }
        return names
    }

    private mutating func rules() -> [PluralRule] {
        var rules: [PluralRule] = []
        for name in PluralRule.names {
            guard let line = lines["plurals"]?.removeValue(forKey: name) else { continue }
            guard let rule = PluralRule(name: name, line.words) else {
                refuse(
                    line.number,
                    "[plurals] \(name) can't be read: write such as n = 1, or n % 10 = 2..4 and n % 100 != 12..14")
                continue
            }
            rules.append(rule)
        }
        return rules
    }

    private mutating func counted(_ rules: [PluralRule]) -> [Counted: PluralForms] {
        let hasOne = rules.contains { $0.name == "one" }
        var counted: [Counted: PluralForms] = [:]
        for thing in Counted.allCases {
            let model = LanguagePack.english.counted[thing]?.other
            let other = take("counted", thing.rawValue + ".other", like: model) ?? ""
            // `one` may say the number in a word.
            let one = hasOne ? take("counted", thing.rawValue + ".one", like: nil) ?? other : other
            if !hasOne { lines["counted"]?[thing.rawValue + ".one"] = nil }
            var others: [String: String] = [:]
            for rule in rules where rule.name != "one" {
                others[rule.name] = take("counted", thing.rawValue + "." + rule.name, like: model)
            }
            counted[thing] = PluralForms(one, other, others: others)
        }
        return counted
    }

    private mutating func refuseOthers() {
        for (section, rest) in lines where LanguageSection.names.contains(section) || section.isEmpty {
            for (name, line) in rest {
                refuse(
                    line.number,
                    section.isEmpty ? "\(name) stands before the first [section]" : "[\(section)] has no \(name)")
            }
        }
    }
}
