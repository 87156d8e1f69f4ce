/// A status page comes with an example incident that some vendors never delete. It is no incident.
package enum SampleIncident {
    package enum Mark: String, Sendable, Hashable, CaseIterable {
        /// The title is the template's.
        case title
        /// A text is the template's advice to whoever sets the page up.
        case text
    }

    /// The mark by which an incident is known as an example; nil for a real one.
    package static func mark(title: String, texts: some Sequence<String>) -> Mark? {
        if titles.contains(folded(title)) { return .title }
        for text in texts {
            let words = folded(text)
            // Whole sentences that nobody writes about an outage; the title's sentence counts as the body's too.
            if advice.contains(where: { words.contains($0) }) || titles.contains(words) { return .text }
        }
        return nil
    }

    private static let titles: Set<String> = [
        "this is an example incident", "this is an example scheduled maintenance", "this is an example maintenance",
        "example incident", "sample incident",
    ]

    private static let advice = [
        "let your customers know by creating an incident",
        "let your users know once a fix is in place",
    ]

    /// Small letters, one space between words, nothing but letters and digits of ASCII.
    private static func folded(_ text: String) -> String {
        var folded: [UInt8] = []
        // The template's sentences are short and come first.
        for byte in text.utf8.prefix(2_000) {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): folded.append(byte | 0x20)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): folded.append(byte)
            case UInt8(ascii: "'"): continue
            default: if folded.last != 0x20, !folded.isEmpty { folded.append(0x20) }
            }
        }
        if folded.last == 0x20 { folded.removeLast() }
        return String(decoding: folded, as: UTF8.self)
    }
}
