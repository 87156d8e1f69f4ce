/// What others sent, as it may stand in a sentence: short, plain, without what may be a card's number.
enum Shown {
    /// The first bytes, readable where they can be read.
    static func bytes(_ bytes: [UInt8]) -> String {
        if bytes.isEmpty { return "nothing" }
        let start = bytes.prefix(24)
        let isText = start.allSatisfy { (0x20...0x7e).contains($0) || $0 == 0x0d || $0 == 0x0a }
        let text =
            isText
            ? "\"" + withoutLongNumbers(String(decoding: start.filter { $0 >= 0x20 }, as: UTF8.self)) + "\""
            : withoutLongNumbers(start.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        return text + (bytes.count > 24 ? "…" : "")
    }

    static func text(_ text: String, most: Int = 80) -> String {
        text.isEmpty ? "nothing" : "\"" + plain(text, most: most) + "\"" + (text.count > most ? "…" : "")
    }

    static func plain(_ text: String, most: Int = 300) -> String {
        let plain = text.prefix(most).map { character in
            character.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f } ? character : " "
        }
        return withoutLongNumbers(String(plain))
    }

    /// Twelve digits and more may be a card's number.
    private static func withoutLongNumbers(_ text: String) -> String {
        var result = ""
        var digits = ""
        func flush() {
            result += digits.count >= 12 ? String(repeating: "*", count: digits.count) : digits
            digits = ""
        }
        for character in text {
            if character.isASCII, character.isNumber {
                digits.append(character)
            } else {
                flush()
                result.append(character)
            }
        }
        flush()
        return result
    }
}

enum ByteSearch {
    /// Where some bytes begin within others.
    static func find(_ wanted: [UInt8], in bytes: [UInt8]) -> Int? {
        guard let first = wanted.first else { return 0 }
        guard bytes.count >= wanted.count else { return nil }
        return (0...bytes.count - wanted.count).first { place in
            bytes[place] == first && bytes[place..<place + wanted.count].elementsEqual(wanted)
        }
    }
}
