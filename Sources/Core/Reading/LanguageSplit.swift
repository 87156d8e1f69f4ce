package import Vocabulary

/// A text's languages apart: each part is in one, with what stood in it untouched.
package enum LanguageSplit {
    package struct Part: Sendable, Hashable {
        /// Nil when nothing in the whole text says.
        package var language: Language?
        package var text: String
    }

    /// The parts in their order; parts of one language that follow each other are one. A text in one language, and one
    /// that can't be read, is one part.
    package static func parts(of text: String) -> [Part] {
        let whole = Part(language: nil, text: text)
        let bytes = Array(text.utf8)
        guard bytes.count <= ReportReader.bytesMost,
            let document = Document(bytes: bytes, tokensMost: ReportReader.tokensMost, vendorZone: nil)
        else { return [whole] }
        let tongue = Tongue(document)
        let languages = tongue.languages(in: 0..<document.tokens.count)
        guard let first = languages.first else { return [whole] }
        guard languages.count > 1 else { return [Part(language: first, text: text)] }
        // A piece that shows no language goes with the one before it, and those before the first with the first.
        var parts: [(language: Language, tokens: Range<Int>)] = []
        var start: Int?
        for piece in tongue.pieces {
            let language = piece.language.flatMap { Language(Tongues.codes[$0]) }
            guard let language, languages.contains(language) else {
                if parts.isEmpty { start = start ?? piece.tokens.lowerBound }
                if let last = parts.indices.last {
                    parts[last].tokens = parts[last].tokens.lowerBound..<piece.tokens.upperBound
                }
                continue
            }
            if let last = parts.last, last.language == language {
                parts[parts.count - 1].tokens = last.tokens.lowerBound..<piece.tokens.upperBound
            } else {
                parts.append((language, (start ?? piece.tokens.lowerBound)..<piece.tokens.upperBound))
            }
            start = nil
        }
        return parts.map { Part(language: $0.language, text: document.text($0.tokens)) }
    }
}
