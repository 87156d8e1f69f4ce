/// How wide a text may become in a font that we do not choose. Pages use the reader's own font, so the widths are those
/// of the widest usual one (DejaVu Sans and Verdana draw alike), and a label's box is never smaller than its text.
enum TextMeasure {
    /// In whole units, rounded up.
    static func width(_ text: String, size: Int) -> Int {
        let thousandths = text.unicodeScalars.reduce(0) { $0 + advance($1) }
        return (thousandths * size + 999) / 1_000
    }

    /// The text, or as much of it as fits with an ellipsis behind.
    static func clipped(_ text: String, size: Int, to width: Int) -> String {
        guard self.width(text, size: size) > width else { return text }
        let room = (width - self.width("…", size: size)) * 1_000
        var kept = ""
        var used = 0
        for character in text {
            used += character.unicodeScalars.reduce(0) { $0 + advance($1) } * size
            guard used <= room else { break }
            kept.append(character)
        }
        while kept.last == " " { kept.removeLast() }
        return kept + "…"
    }

    /// The text in lines of at most `width`; the last of `most` lines is clipped.
    static func lines(_ text: String, size: Int, width: Int, most: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var words = text.split(separator: " ").map(String.init)[...]
        while let word = words.first {
            let longer = line.isEmpty ? word : line + " " + word
            if line.isEmpty || self.width(longer, size: size) <= width {
                line = longer
                words.removeFirst()
                continue
            }
            guard lines.count + 1 < most else {
                line = ([line] + words).joined(separator: " ")
                break
            }
            lines.append(line)
            line = ""
        }
        if !line.isEmpty { lines.append(line) }
        return lines.map { clipped($0, size: size, to: width) }
    }

    /// Thousandths of the font's size.
    private static func advance(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 128 { return ascii[Int(scalar.value)] }
        switch scalar {
        case "\u{A0}", "\u{202F}", "’", "·", "‘": return 330
        case "“", "”", "«", "»", "–": return 640
        case "—", "…": return 1_010
        default: return scalar.value < 0x300 ? 790 : scalar.value < 0x1100 ? 900 : 1_100
        }
    }

    /// The advances of ASCII, by code.
    private static let ascii: [Int] = {
        var advances = [Int](repeating: 790, count: 128)
        func set(_ characters: String, _ advance: Int) {
            for byte in characters.utf8 { advances[Int(byte)] = advance }
        }
        set("abcdeghknopqsuvxyz0123456789$*?_#", 640)
        set("ijlI|'.,:;! ", 330)
        set("ftr()[]-/", 430)
        set("mMwW%@", 1_010)
        set("+=<>~^", 840)
        return advances
    }()
}
