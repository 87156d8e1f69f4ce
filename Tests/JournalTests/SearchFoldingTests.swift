import Testing

@testable import Journal

@Suite struct SearchFoldingTests {
    private func tokens(_ text: String) -> Set<String> {
        Set(SearchRecord(key: "k", SearchEntry(texts: [text], facets: [], order: 0)).tokens)
    }

    private func words(_ text: String, lastIsPrefix: Bool = false) -> [SearchWord] {
        SearchQuery(typed: text, lastIsPrefix: lastIsPrefix).words
    }

    @Test(arguments: [
        ("Échec des Paiements", ["echec", "des", "paiements"]),
        ("cœur Æther STRASSE Straße", ["coeur", "aether", "strasse"]),
        ("Łódź Ørsted đồng Nguyễn", ["lodz", "orsted", "dong", "nguyen"]),
        ("İstanbul ısı", ["istanbul", "isi"]),
        ("l'incident d’hier", ["l", "incident", "d", "hier"]),
        ("Αθήνα ΜΟΣΧΟΣ", ["αθηνα", "μοσχοσ"]),
        ("Платёж Отклонён", ["платеж", "отклонен"]),
        ("１２３ ＡＢＣ ٣٤", ["123", "abc", "34"]),
        ("ﬁn", ["fin"]),
        ("", []),
        ("… — ¿?\u{0}", []),
    ])
    func `words lose case and accents`(text: String, expected: [String]) {
        #expect(tokens(text) == Set(expected))
    }

    @Test func `an accent is dropped whether it is part of its letter or follows it`() {
        for (whole, apart) in [("é", "e\u{301}"), ("ñ", "n\u{303}"), ("ễ", "e\u{302}\u{303}"), ("й", "и\u{306}")] {
            #expect(tokens("x\(whole)y") == tokens("x\(apart)y"))
        }
        #expect(tokens("co\u{AD}operate") == ["cooperate"])
    }

    @Test func `a reference is found whole and by its parts`() {
        #expect(tokens("see TSR-1532.") == ["see", "tsr", "1532", "tsr1532"])
        #expect(words("TSR-1532").map(\.token) == ["tsr1532"])
        #expect(words("tsr1532").map(\.token) == ["tsr1532"])
        #expect(words("1532").map(\.token) == ["1532"])
        #expect(tokens("-a- b--c _d") == ["a", "b", "c", "d"])
        #expect(tokens("in\u{2011}store_nexo") == ["in", "store", "nexo", "instorenexo"])
    }

    @Test func `an entry of thousands of words keeps each once, in the order of their bytes`() {
        let many = (0..<3_000).map { "word\($0 * 7_919 % 3_000)" }
        let entry = SearchEntry(
            texts: [many.joined(separator: " "), many.joined(separator: ",")], facets: ["state:open"], order: 0)
        let record = SearchRecord(key: "k", entry)
        let expected = ([":state:open"] + (0..<3_000).map { "word\($0)" })
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(record.tokens == expected)
        #expect(entry.tokensText == expected.map { " " + $0 }.joined())
        #expect(SearchRecord(key: "k", order: 0, tokens: many + [":state:open"]) == record)
    }

    @Test func `words that differ after many letters, or only in length, are told apart`() {
        #expect(tokens("abcdefgh abcdefghi abcdefghj abcdefg") == ["abcdefgh", "abcdefghi", "abcdefghj", "abcdefg"])
        #expect(
            SearchEntry(texts: ["b abcdefghj abcdefgh a abcdefghi"], facets: [], order: 0).tokensText
                == " a abcdefgh abcdefghi abcdefghj b")
    }

    @Test func `what a hyphen joins is cut at its bound, at the end of a letter`() {
        let (latin, greek) = (String(repeating: "a", count: 63), String(repeating: "β", count: 8))
        #expect(tokens("\(latin)-\(greek)-x") == [latin, greek, "x"])
        #expect(tokens("\(latin)-b-c") == [latin, "b", "c", latin + "b"])
        #expect(words("\(latin)-\(greek)").map(\.token) == [latin])
    }

    @Test func `scripts without spaces are searched by signs and pairs`() {
        #expect(tokens("支払障害 API") == ["支", "払", "障", "害", "支払", "払障", "障害", "api"])
        #expect(words("障害").map(\.token) == ["障害"])
        #expect(words("支払障害").map(\.token) == ["支払", "払障", "障害"])
        #expect(words("害").map(\.token) == ["害"])
        #expect(words("API障害x").map(\.token) == ["api", "障害", "x"])
    }

    @Test func `a star, or the end of what is typed, asks for beginnings`() {
        #expect(words("paym* fail").map(\.isPrefix) == [true, false])
        #expect(words("paym fail", lastIsPrefix: true).map(\.isPrefix) == [false, true])
        #expect(words("paym fail ", lastIsPrefix: true).map(\.isPrefix) == [false, false])
        #expect(words("TSR-15*") == [SearchWord(token: "tsr15", isPrefix: true)])
        #expect(words("p*") == [SearchWord(token: "p", isPrefix: false)])
        #expect(words("* *a *").map(\.isPrefix) == [false])
    }

    @Test func `tokens are cut at their bound, never inside a letter, and the same in a question`() {
        let long = String(repeating: "ж", count: 200)
        #expect(tokens("a" + long).map(\.utf8.count) == [63])
        #expect(words("a" + long).map(\.token) == Array(tokens("a" + long)))
        #expect(words("a" + long + "b").map(\.token) == Array(tokens("a" + long)))
        let pieces = (0..<9_000).map { "w\($0)" }.joined(separator: " ")
        #expect(tokens(pieces).count == SearchRule.tokensMost)
    }

    @Test func `folding what is folded changes nothing, for every scalar there is`() {
        for value in 0..<0x11_0000 as Range<UInt32> {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let folded: [UInt8]
            if value < 0x80 {
                folded = SearchScalars.ascii[Int(value)] == 0 ? [] : [SearchScalars.ascii[Int(value)]]
            } else {
                switch SearchScalars.fold(scalar) {
                case .letters(let bytes), .sign(let bytes): folded = bytes
                case .joiner, .nothing, .separator: folded = []
                }
            }
            let text = String(decoding: folded, as: UTF8.self)
            #expect(text.unicodeScalars.allSatisfy { SearchScalars.isFolded($0) }, "U+\(String(value, radix: 16))")
            #expect(!text.utf8.contains { $0 < 0x80 && SearchScalars.ascii[Int($0)] != $0 })
        }
    }

    @Test func `what is typed is bounded, and what was left out is told`() {
        let query = SearchQuery(typed: (0..<2_000).map { "w\($0)" }.joined(separator: " "))
        #expect(query.words.count == SearchRule.wordsMost)
        #expect(query.wordsLeft == 2_000 - SearchRule.wordsMost)
        #expect(query.objection == nil)
        #expect(SearchQuery(typed: "  \n").isUnanswerable == false)
        for nothing in ["?", "\u{0}", "\"\"", "* *", "\u{301}"] { #expect(SearchQuery(typed: nothing).isUnanswerable) }
    }

    @Test func `words that no folding gives are refused`() {
        for token in ["", "A", "é", "a b", "a:b", "\"", "'", String(repeating: "a", count: 65), "\u{0}"] {
            #expect(SearchQuery(words: [SearchWord(token: token, isPrefix: false)]).objection != nil)
        }
    }

    @Test(arguments: [
        ("provider:acme-pay", true), ("a:b", true), ("3ds:1.0_x", true), ("provider", false), (":a", false),
        ("a:", false), ("a:b:c", false), ("A:b", false), ("a: b", false), ("é:b", false), ("a:b\u{0}", false),
    ])
    func `a facet is a name and a value`(facet: String, isOne: Bool) {
        #expect(SearchRule.accepts(facet: facet) == isOne)
    }
}
