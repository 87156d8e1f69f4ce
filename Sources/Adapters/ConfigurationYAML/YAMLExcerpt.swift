internal import Settings

/// Shows the line of a file in which something is wrong, unless it may hold a secret.
struct YAMLExcerpt {
    private let bytes: [UInt8]

    private static let widthMax = 80
    private static let secretWords = ["pass", "secret", "token", "key", "credential", "auth", "private", "://", "@"]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func place(ofByte offset: Int) -> SettingsNode.Place {
        let before = bytes[..<min(max(offset, 0), bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return SettingsNode.Place(line: line, column: before.count - start + 1)
    }

    /// The line and a caret under the column; empty when the line may hold a secret or is not plain text.
    func lines(at place: SettingsNode.Place) -> [String] {
        let all = bytes.split(separator: 0x0A, maxSplits: place.line, omittingEmptySubsequences: false)
        guard all.indices.contains(place.line - 1), place.column <= Self.widthMax,
            let line = String(validating: all[place.line - 1], as: UTF8.self), !mayHoldSecret(all, upTo: place.line - 1)
        else { return [] }
        // A tab would move the caret, so it is shown as an arrow of one column.
        var shown = ""
        for scalar in line.unicodeScalars.prefix(Self.widthMax) {
            switch scalar {
            case "\t": shown += "→"
            case "\r": break
            default:
                if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.properties.isBidiControl {
                    shown += "\u{FFFD}"
                } else {
                    shown.unicodeScalars.append(scalar)
                }
            }
        }
        return [shown, String(repeating: " ", count: place.column - 1) + "^"]
    }

    /// Looks at all lines from the top-level key above: the second line of a password is a password too.
    private func mayHoldSecret(_ lines: [ArraySlice<UInt8>], upTo index: Int) -> Bool {
        for line in lines[...index].reversed() {
            let text = String(decoding: line, as: UTF8.self).lowercased()
            if Self.secretWords.contains(where: { text.contains($0) }) { return true }
            let name = text.prefix { $0.isLetter || $0 == "_" }
            if !name.isEmpty, text.dropFirst(name.count).first == ":" { return false }
        }
        return false
    }

    func hint(at place: SettingsNode.Place) -> String? {
        let all = bytes.split(separator: 0x0A, maxSplits: place.line, omittingEmptySubsequences: false)
        guard all.indices.contains(place.line - 1) else { return nil }
        let line = all[place.line - 1]
        if line.prefix(while: { $0 == 0x20 || $0 == 0x09 }).contains(0x09) {
            return "YAML is indented by spaces; replace the tab at the start of the line"
        }
        if String(validating: line, as: UTF8.self) == nil { return "save the file as UTF-8" }
        if line.contains(UInt8(ascii: "%")) || line.contains(UInt8(ascii: "@")) || line.contains(UInt8(ascii: "`")) {
            return "a text with % @ or ` at its start needs quotes"
        }
        return "check the indentation of this line and the quotes and brackets above it"
    }
}
