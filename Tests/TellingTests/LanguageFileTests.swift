import Telling
import Testing
import Vocabulary

/// A language as a file: read whole, or refused with every mistake.
@Suite struct LanguageFileTests {
    /// A language in which every word says which English one it stands for.
    static func pseudo(_ change: (String, String, String) -> String? = { _, _, _ in nil }) -> String {
        LanguageFile.text(.english, comments: false) { section, name, words in
            if let changed = change(section, name, words) { return changed }
            switch (section, name) {
            case ("language", "code"): return "xa"
            case ("language", "own-name"): return "Pseudo"
            case ("language", _), ("plurals", _): return words
            case ("status-pages", "weekdays"):
                return words.split(separator: " ").map { $0 + "x" }.joined(separator: " ")
            default: return "⟦" + words + "⟧"
            }
        }
    }

    private func problems(_ text: String) -> [String] {
        do throws(LanguageFile.Refusal) {
            _ = try LanguageFile.read(Array(text.utf8))
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test func `a whole file has every word of every surface`() throws {
        let pack = try LanguageFile.read(Array(Self.pseudo().utf8))
        #expect(pack.language.code == "xa" && pack.ownName == "Pseudo")
        #expect(pack.gaps == [] && pack.statusGaps == [])
        #expect(pack.say(status: .nowFine) == "⟦" + LanguagePack.english.say(status: .nowFine) + "⟧")
        #expect(pack.say(console: .declareTitle).hasPrefix("⟦") && pack.say(alert: .opened).hasPrefix("⟦"))
        #expect(pack.say(subscription: .question, ["brand": "North"]).contains("North"))
        #expect(pack.count(.days, 1) == "⟦" + LanguagePack.english.count(.days, 1) + "⟧")
        #expect(pack.sentences["resolved"]?.contains("{impact}") == true && pack.sentences.count == 18)
        #expect(pack.name(Severity.major) == "⟦Major⟧" && pack.name(Language.french) == "⟦French⟧")
        #expect(pack.date(try #require(CivilDate(year: 2025, month: 12, day: 4))).contains("⟦December⟧"))
        #expect(pack.shortWeekdays.first == "Mox")
    }

    @Test(arguments: LanguagePack.builtIn.map(\.language))
    func `a language that is written as a file reads to the same words`(language: Language) throws {
        let known = LanguagePack.of(language)
        let text = LanguageFile.text(of: known).replacing("code = \(language)\n", with: "code = xb\n")
        let read = try LanguageFile.read(Array(text.utf8))
        #expect(read.phrases == known.phrases && read.statusWords == known.statusWords)
        #expect(read.consoleWords == known.consoleWords && read.alertWords == known.alertWords)
        #expect(read.subscriptionWords == known.subscriptionWords && read.sentences == known.sentences)
        #expect(read.numbers == known.numbers && read.months == known.months && read.firstOfMonth == known.firstOfMonth)
        for number in [0, 1, 2, 7] { #expect(read.count(.incidents, number) == known.count(.incidents, number)) }
        #expect(read.duration(.minutes(214)) == known.duration(.minutes(214)))
    }

    @Test func `a template names everything and is refused while it is empty`() throws {
        let german = try #require(Language("de"))
        let template = LanguageFile.template(for: german, from: .english)
        #expect(
            template.contains("code = de\n")
                && template.contains("# en: Every")
                    == LanguagePack.english.phrases.values.contains { $0.hasPrefix("Every") }
        )
        #expect(template.contains("[sentences]\n"))
        let found = problems(template)
        #expect(found.count == 200, "bounded")
        #expect(found[0].hasPrefix("line ") && found[0].hasSuffix("own-name has no words yet"), "\(found[0])")
    }

    @Test func `each mistake is named with its line`() {
        func found(_ section: String, _ name: String, _ words: String, _ message: String) {
            let found = problems(Self.pseudo { inside, called, _ in inside == section && called == name ? words : nil })
            #expect(found.count <= 2 && found.contains { $0.hasPrefix("line ") && $0.contains(message) }, "\(found)")
        }
        found("language", "code", "deu", "two lower-case letters")
        found("language", "code", "fr", "comes with the program")
        found("months", "3", "", "[months] 3 has no words yet")
        found("status-pages", "weekdays", "Mo Di", "seven words")
        found("sentences", "resolved", "Vorbei.", "lacks the place {impact}")
        found("sentences", "resolved", "{impact} {brand}", "{brand} that is never filled")
        found("plurals", "one", "n is 1", "[plurals] one can't be read")
        let whole = Self.pseudo()
        #expect(
            problems(whole.replacing("\nday = d\n", with: "\nday = \\x\n")).contains {
                $0.contains("after a backslash")
            })
        #expect(
            problems(whole.replacing("[months]", with: "[moons]")).contains {
                $0.hasSuffix("there is no section [moons]")
            })
        #expect(problems(whole + "resolved = Twice\n").last?.contains("stands on line") == true)
        #expect(problems(whole + "unheard = Of\n").last?.hasSuffix("[sentences] has no unheard") == true)
        #expect(problems(whole + "no mark\n").last?.contains("expected a name, =") == true)
        let without = whole.split(separator: "\n").filter { !$0.hasPrefix("nowFine ") }.joined(separator: "\n")
        #expect(problems(without) == ["[status-pages] nowFine is missing"])
        #expect(problems("\u{FEFF}stray = line\n" + whole).contains { $0.contains("before the first [section]") })
    }

    @Test func `a language has as many forms of a counted thing as it needs`() throws {
        // Polish: 1, 2-4 but not 12-14, the rest.
        var text = Self.pseudo { section, name, _ in section == "language" && name == "code" ? "pl" : nil }
        text = text.replacing("one = n = 1\n", with: "one = n = 1\nfew = n % 10 = 2..4 and n % 100 != 12..14\n")
        #expect(problems(text).contains { $0.contains("[counted] days.few is missing") })
        for thing in Counted.allCases {
            text = text.replacing(
                "\n\(thing.rawValue).other = ", with: "\n\(thing.rawValue).few = few {n}\n\(thing.rawValue).other = ")
        }
        let pack = try LanguageFile.read(Array(text.utf8))
        #expect(
            [1, 2, 5, 12, 22, 112].map { pack.count(.days, $0).hasPrefix("few") } == [
                false, true, false, false, true, false,
            ])
    }

    @Test(arguments: [
        ("n = 1", [1], [0, 2, 21]), ("n % 10 = 1 and n % 100 != 11", [1, 21, 101], [11, 111, 2]),
        ("n = 0 or n % 100 = 2..10,12", [0, 2, 112], [11, 1]), ("n != 1", [0, 2], [1]),
    ])
    func `rules are read as Unicode writes them`(rule: String, fitting: [Int], others: [Int]) throws {
        let read = try #require(PluralRule(name: "few", rule))
        #expect(fitting.allSatisfy(read.fits) && !others.contains(where: read.fits))
    }

    @Test(arguments: [
        "", "n", "n = ", "n = x", "n % 0 = 1", "n % 10", "m = 1", "n = 3..2", "n = 1 and", "n = 1 nor n = 2",
    ])
    func `what is no rule is none`(rule: String) {
        #expect(PluralRule(name: "few", rule) == nil)
    }
}
