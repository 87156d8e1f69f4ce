internal import Following

/// The warnings of one reading of one page. Lives for that reading only.
final class ReadingNotes {
    private(set) var warnings: [AdapterWarning] = []
    private var said: Set<AdapterWarning> = []

    /// A page whose every word is new says so a hundred times, not a million.
    static let warningsMax = 100

    func warn(_ place: String, _ text: String) {
        guard warnings.count < Self.warningsMax else { return }
        let warning = AdapterWarning(place: place, text: text)
        if said.insert(warning).inserted { warnings.append(warning) }
    }

    /// What a vendor's word means; a word that is not in the table is kept as it is, warned of, and means `unknown`.
    func meaning<Value>(
        of word: String?, in table: [String: Value], unknown: Value, at place: String
    ) -> Value {
        guard let word else { return unknown }
        if let value = table[Self.key(word)] { return value }
        warn(place, "unknown word “\(Self.excerpt(word))”")
        return unknown
    }

    /// Words are compared without case, and with spaces and hyphens as underscores.
    static func key(_ word: String) -> String {
        String(
            word.trimmed.lowercased().map { character in character == " " || character == "-" ? "_" : character })
    }

    static func excerpt(_ text: String) -> String {
        text.count <= 60 ? text : String(text.prefix(60)) + "…"
    }
}
