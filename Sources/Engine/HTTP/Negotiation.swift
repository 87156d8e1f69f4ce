/// What a client prefers, from its Accept headers (RFC 9110, section 12).
///
/// Qualities are thousandths.
package enum Negotiation {
    /// More elements than this are not read.
    package static let elementsMost = 32
    /// Longer headers are read as if they were missing.
    package static let headerBytesMost = 2_048

    package struct Preference: Sendable, Equatable {
        /// In lower case, without parameters.
        package var name: String
        package var quality: Int
    }

    /// The elements of an Accept, Accept-Language or Accept-Encoding header, in the order sent.
    ///
    /// What cannot be read is left out.
    package static func preferences(_ header: String?) -> [Preference] {
        guard let header, header.utf8.count <= headerBytesMost else { return [] }
        var preferences: [Preference] = []
        for element in header.utf8.split(separator: UInt8(ascii: ","), maxSplits: elementsMost).prefix(elementsMost) {
            let parts = element.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
            guard let first = parts.first else { continue }
            let name = trimmed(first)
            guard !name.isEmpty, name.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { continue }
            guard let quality = quality(of: parts.dropFirst()) else { continue }
            preferences.append(
                Preference(name: String(decoding: name.map(lowercase), as: UTF8.self), quality: quality))
        }
        return preferences
    }

    /// Which of the encodings that a body exists in to send; nil is identity.
    ///
    /// At equal quality brotli wins, then gzip. Identity is sent even where a client refuses it: a page is better than
    /// a 406.
    package static func encoding(_ header: String?, gzip hasGzip: Bool, brotli hasBrotli: Bool) -> String? {
        guard header != nil, hasGzip || hasBrotli else { return nil }
        let preferences = preferences(header)
        func quality(_ names: [String], unlisted: Int) -> Int {
            preferences.first { names.contains($0.name) }?.quality
                ?? preferences.first { $0.name == "*" }?.quality ?? unlisted
        }
        let brotli = hasBrotli ? quality(["br"], unlisted: 0) : 0
        let gzip = hasGzip ? quality(["gzip", "x-gzip"], unlisted: 0) : 0
        let identity = preferences.first { $0.name == "identity" }?.quality ?? 0
        if brotli > 0 && brotli >= gzip && brotli >= identity { return "br" }
        if gzip > 0 && gzip >= identity { return "gzip" }
        return nil
    }

    /// The best of the media types on offer, the first at equal quality; nil when the client takes none of them.
    ///
    /// A missing header takes the first.
    package static func mediaType(_ header: String?, offered: [String]) -> String? {
        let preferences = preferences(header)
        guard !preferences.isEmpty else { return offered.first }
        return best(offered) { type in
            let group = type.prefix { $0 != "/" } + "/*"
            for range in [type, String(group), "*/*"] {
                if let found = preferences.first(where: { $0.name == range }) { return found.quality }
            }
            return 0
        }
    }

    /// The best of the languages on offer (such as `fr`, `en`, `it`), the first at equal quality; nil when the client
    /// names none of them.
    ///
    /// `fr-CA` takes `fr`.
    package static func language(_ header: String?, offered: [String]) -> String? {
        let preferences = preferences(header)
        return best(offered) { language in
            let matching = preferences.filter { $0.name == language || $0.name.hasPrefix(language + "-") }
            return matching.map(\.quality).max() ?? preferences.first { $0.name == "*" }?.quality ?? 0
        }
    }

    private static func best(_ offered: [String], quality: (String) -> Int) -> String? {
        var best: (name: String, quality: Int)?
        for name in offered {
            let quality = quality(name)
            if quality > (best?.quality ?? 0) { best = (name, quality) }
        }
        return best?.name
    }

    /// Nil when there is a `q` that is no quality.
    private static func quality(of parameters: ArraySlice<Substring.UTF8View>) -> Int? {
        for parameter in parameters {
            let text = trimmed(parameter)
            guard let first = text.first, lowercase(first) == UInt8(ascii: "q"), text.dropFirst().first == 0x3d else {
                continue
            }
            return thousandths(text.dropFirst(2))
        }
        return 1_000
    }

    private static func thousandths(_ digits: Substring.UTF8View) -> Int? {
        guard let whole = digits.first, whole == 0x30 || whole == 0x31, digits.count <= 5 else { return nil }
        var value = 0
        var place = 1_000
        for (offset, byte) in digits.enumerated() where offset != 1 {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value += Int(byte - 0x30) * place
            place /= 10
        }
        if digits.count > 1, digits.dropFirst().first != UInt8(ascii: ".") { return nil }
        return value <= 1_000 ? value : nil
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
        var text = text.drop { $0 == 0x20 || $0 == 0x09 }
        while let last = text.last, last == 0x20 || last == 0x09 { text = text.dropLast() }
        return text
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }
}
