/// What may be shown of card data: at most the first six and the last four digits of a number.
package enum CardMask {
    /// The shortest run of digits that a text may not show whole. Card numbers in use have 13 digits and more.
    private static let numberLengthMin = 13

    /// A number for people: `411111******1111`.
    ///
    /// Of numbers that would hide fewer than five digits only the last four are shown, of the shortest nothing.
    package static func masked(_ digits: Span<UInt8>) -> String {
        let count = digits.count
        let (head, tail) =
            switch count {
            case 15...: (6, 4)
            case 9...: (0, 4)
            default: (0, 0)
            }
        var text: [UInt8] = []
        text.reserveCapacity(count)
        for index in 0..<count {
            let isShown = index < head || index >= count - tail
            // Who calls this with something else than digits has data in the wrong place: then nothing of it is shown.
            let isDigit = digits[index] &- UInt8(ascii: "0") <= 9
            text.append(isShown && isDigit ? digits[index] : UInt8(ascii: "*"))
        }
        return String(decoding: text, as: UTF8.self)
    }

    package static func masked(_ digits: String) -> String { masked(digits.utf8.span) }

    /// A text in which every run of digits that could be a card number is masked, also when spaces or hyphens group it.
    ///
    /// A longer run, such as two numbers in a row, keeps its last four digits only. Leading zeros are not counted: amounts and
    /// counters have them, card numbers do not.
    package static func scrubbed(_ text: String) -> String {
        var bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            guard isDigit(bytes[index]) else {
                index += 1
                continue
            }
            let start = index
            var places: [Int] = []
            while index < bytes.count {
                if isDigit(bytes[index]) {
                    if !(places.isEmpty && bytes[index] == UInt8(ascii: "0")) { places.append(index) }
                } else if !isGroupSeparator(bytes, index) {
                    break
                }
                index += 1
            }
            index = max(index, start + 1)
            guard places.count >= numberLengthMin else { continue }
            let head = (15...19).contains(places.count) ? 6 : 0
            for (rank, place) in places.enumerated() where rank >= head && rank < places.count - 4 {
                bytes[place] = UInt8(ascii: "*")
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }

    /// One space, hyphen or point between two digits.
    private static func isGroupSeparator(_ bytes: [UInt8], _ index: Int) -> Bool {
        guard
            bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: ".")
        else { return false }
        return index + 1 < bytes.count && isDigit(bytes[index + 1])
    }
}
