internal import Telling
internal import Vocabulary

/// Which of our languages a reader gets.
enum LanguageChoice {
    /// The best of an Accept-Language header, read leniently; English when nothing of it is ours.
    static func best(accepting header: String?) -> Language {
        var best: (language: Language, quality: Int)?
        // What is longer than any honest header is cut.
        for part in (header ?? "").prefix(500).split(separator: ",").prefix(20) {
            let pieces = part.split(separator: ";")
            guard let range = pieces.first?.filter({ $0 != " " }).lowercased() else { continue }
            guard let language = Language(range.prefix { $0 != "-" }), LanguagePack.exists(for: language) else {
                continue
            }
            let quality = quality(pieces.dropFirst().first.map(String.init))
            if quality > 0, quality > best?.quality ?? 0 { best = (language, quality) }
        }
        return best?.language ?? .english
    }

    /// The language that a path begins with.
    static func ofPath(_ path: String) -> Language? {
        guard path.hasPrefix("/"), let first = path.split(separator: "/").first, let language = Language(first),
            LanguagePack.exists(for: language)
        else { return nil }
        return language
    }

    /// Thousandths: `q=0.8` is 800, none is 1000.
    private static func quality(_ parameter: String?) -> Int {
        guard let text = parameter?.filter({ $0 != " " }).lowercased(), text.hasPrefix("q=") else { return 1_000 }
        let digits = text.dropFirst(2).prefix(5).filter { $0 != "." }
        guard let value = Int(digits), value >= 0 else { return 0 }
        return min(1_000, value * [1_000, 1_000, 100, 10, 1][min(digits.count, 4)])
    }
}
