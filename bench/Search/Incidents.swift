internal import Incidents
internal import Journal
internal import Vocabulary

/// Incidents out of nothing: words of three made-up vocabularies, the earlier in each the more often, as in any language.
struct IncidentSource {
    static let providers = 60
    static let languages: [Language] = [.english, .french, .italian]
    private static let vocabularyWords = 20_000
    private static let onsets = Array("bcdfglmnprstvzjh")
    private static let vowels = Array("aeioué")
    private static let ends = [
        ["ing", "ed", "s", "ly", "ment"], ["ement", "é", "tion", "eur", "ée"], ["ato", "zione", "i", "are", "à"],
    ]

    private var random: SeededRandom
    /// How often each rank of a vocabulary is drawn, summed up.
    private let ranks: [Double]
    private let vocabularies: [[String]]

    init(seed: UInt64) {
        random = SeededRandom(state: seed)
        var sum = 0.0
        ranks = (1...Self.vocabularyWords).map { rank in
            sum += 1 / Double(rank)
            return sum
        }
        vocabularies = (0..<3).map { language in (0..<Self.vocabularyWords).map { Self.word($0, language) } }
    }

    /// The word of a rank: five forms of each stem, and every stem of a language has its own syllables.
    static func word(_ rank: Int, _ language: Int) -> String {
        let stem = rank / 5
        let syllables = [(stem + 1) * 7_919 + language * 31, stem % 96, stem / 96]
        var word = ""
        for syllable in syllables {
            word.append(onsets[syllable % onsets.count])
            word.append(vowels[syllable / onsets.count % vowels.count])
        }
        return word + ends[language][rank % 5]
    }

    mutating func words(_ count: Int, _ language: Int) -> String {
        var text = ""
        for _ in 0..<count {
            let drawn = Double.random(in: 0..<(ranks.last ?? 1), using: &random)
            var (low, high) = (0, ranks.count - 1)
            while low < high {
                let middle = (low + high) / 2
                if ranks[middle] < drawn { low = middle + 1 } else { high = middle }
            }
            if !text.isEmpty { text += " " }
            text += vocabularies[language][low]
        }
        return text
    }

    static func provider(_ number: Int) -> ProviderID { ProviderID(checked: "provider-\(number)") }
    static func reference(_ number: Int) -> String { "TSR-\(100_000 + number)" }

    /// An incident every hour, the oldest first; one vendor in ten writes three languages.
    mutating func incident(_ number: Int) -> Incident {
        let provider = Int.random(in: 0..<Self.providers, using: &random)
        let spoken = provider % 10 == 0 ? [0, 1, 2] : [provider % 3]
        let start = Instant(seconds: 1_400_000_000 + Int64(number) * 3_600)
        var incident = Incident(
            id: IncidentID(checked: "incident-\(number)"), provider: Self.provider(provider),
            reference: Reference(Self.reference(number)), title: text(8, spoken), summary: text(20, spoken),
            severity: Severity.allCases.randomElement(using: &random) ?? .unknown,
            category: Incident.Category.allCases.randomElement(using: &random) ?? .unknown,
            responsibility: Incident.Responsibility.allCases.randomElement(using: &random) ?? .unknown)
        incident.windows = [
            ImpactWindow(
                id: ImpactWindowID(checked: "first"), start: start, end: start + .minutes(40), components: [],
                origin: .statedByVendor, evidence: text(5, spoken), confidence: .medium)
        ]
        incident.updates = (0..<6).map { update in
            Update(
                brand: BrandID(checked: "provider-\(provider)"), status: update < 5 ? .investigating : .resolved,
                at: start + .minutes(Int64(update) * 10 + 5), text: text(30, spoken))
        }
        return incident
    }

    private mutating func text(_ words: Int, _ spoken: [Int]) -> LocalizedText {
        var texts = LocalizedText()
        for language in spoken { texts[Self.languages[language]] = self.words(words, language) }
        return texts
    }
}

/// SplitMix64: the same numbers in every run.
struct SeededRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
