/// Half of a surrogate pair, `\ud83d`, stands for nothing; it becomes U+FFFD.
enum SurrogateRepair {
    /// Nil when there is nothing to mend.
    static func mended(_ text: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var isMended = false
        var index = 0
        while index < text.count {
            guard text[index] == UInt8(ascii: "\\"), index + 1 < text.count else {
                result.append(text[index])
                index += 1
                continue
            }
            guard let unit = unit(text, index) else {
                // Another escape: both bytes are taken, so that an escaped backslash starts nothing.
                result += text[index...(index + 1)]
                index += 2
                continue
            }
            let isPair =
                (0xD800...0xDBFF).contains(unit)
                && self.unit(text, index + 6).map { (0xDC00...0xDFFF).contains($0) } == true
            let length = isPair ? 12 : 6
            if !isPair, (0xD800...0xDFFF).contains(unit) {
                result += Array("\\ufffd".utf8)
                isMended = true
            } else {
                result += text[index..<(index + length)]
            }
            index += length
        }
        return isMended ? result : nil
    }

    /// The code unit of the escape `\uXXXX` that starts here.
    private static func unit(_ text: [UInt8], _ start: Int) -> UInt32? {
        guard start + 6 <= text.count, text[start] == UInt8(ascii: "\\"), text[start + 1] == UInt8(ascii: "u") else {
            return nil
        }
        return UInt32(String(decoding: text[(start + 2)..<(start + 6)], as: UTF8.self), radix: 16)
    }
}
