extension Profile {
    /// Reads one message, without its frame. All of it has to be understood.
    package func decode(_ body: [UInt8]) throws(ISO8583Error) -> ISO8583Message { try decode(body.span) }

    package func decode(_ body: Span<UInt8>) throws(ISO8583Error) -> ISO8583Message {
        guard body.count <= Self.messageBytesMax else {
            throw ISO8583Error(.tooLong, FieldPath(.frame), at: 0, bound: Self.messageBytesMax)
        }
        var decoder = MessageDecoder()
        let type = try decoder.type(body, typeEncoding)
        let bitmapPlace = decoder.place
        let fields = try decoder.bitmaps(body, self)
        for field in fields.subtracting(known) {
            throw ISO8583Error(.unknownField, .field(field), at: bitmapPlace)
        }
        var slots: [ISO8583Message.Slot] = []
        slots.reserveCapacity(fields.count)
        // Nothing grows more than packed digits, which become two characters for each byte.
        let values = try [UInt8](capacity: 2 * body.count) { (output: inout OutputSpan<UInt8>) throws(ISO8583Error) in
            for field in fields {
                guard let rule = rules[field] else { continue }
                let offset = output.count
                try decoder.field(field, rule, body, &output, characters)
                slots.append(ISO8583Message.Slot(offset: UInt32(offset), length: UInt32(output.count - offset)))
            }
        }
        guard decoder.place == body.count else {
            throw ISO8583Error(
                .trailing, FieldPath(.frame), at: decoder.place, bound: body.count - decoder.place)
        }
        return ISO8583Message(type: type, fields: fields, values: values, slots: slots)
    }
}

/// One pass over the bytes of a message.
struct MessageDecoder {
    private(set) var place = 0

    mutating func type(_ body: Span<UInt8>, _ encoding: Profile.TypeEncoding) throws(ISO8583Error) -> MessageType {
        let bytes = encoding == .packed ? 2 : 4
        guard body.count >= bytes else { throw ISO8583Error(.truncated, FieldPath(.type), at: 0) }
        var packed: UInt16 = 0
        switch encoding {
        case .packed:
            packed = UInt16(body[0]) << 8 | UInt16(body[1])
        case .ascii, .ebcdic:
            let zero: UInt8 = encoding == .ascii ? UInt8(ascii: "0") : 0xF0
            for index in 0..<4 {
                let digit = body[index] &- zero
                guard digit <= 9 else { throw ISO8583Error(.badType, FieldPath(.type), at: index) }
                packed = packed << 4 | UInt16(digit)
            }
        }
        guard let type = MessageType(packed: packed) else { throw ISO8583Error(.badType, FieldPath(.type), at: 0) }
        place = bytes
        return type
    }

    mutating func bitmaps(_ body: Span<UInt8>, _ profile: Profile) throws(ISO8583Error) -> FieldSet {
        let top: UInt64 = 1 << 63
        var words: (UInt64, UInt64, UInt64) = (try bitmap(1, body, profile.bitmapEncoding), 0, 0)
        if words.0 & top != 0 {
            words.1 = try bitmap(2, body, profile.bitmapEncoding)
            if profile.bitmapsMax == 3, words.1 & top != 0 {
                words.2 = try bitmap(3, body, profile.bitmapEncoding)
                words.1 &= ~top
            }
            words.0 &= ~top
        }
        return FieldSet(words: words)
    }

    private mutating func bitmap(
        _ number: Int, _ body: Span<UInt8>, _ encoding: Profile.BitmapEncoding
    ) throws(ISO8583Error) -> UInt64 {
        let bytes = encoding == .binary ? 8 : 16
        guard body.count - place >= bytes else {
            throw ISO8583Error(.truncated, FieldPath(.bitmap(number)), at: place)
        }
        var word: UInt64 = 0
        for index in place..<(place + bytes) {
            switch encoding {
            case .binary: word = word << 8 | UInt64(body[index])
            case .hexadecimal:
                guard let digit = Hexadecimal.value(body[index]) else {
                    throw ISO8583Error(.badBitmap, FieldPath(.bitmap(number)), at: index)
                }
                word = word << 4 | UInt64(digit)
            }
        }
        place += bytes
        return word
    }

    // MARK: Fields

    mutating func field(
        _ field: Int, _ rule: FieldRule, _ body: Span<UInt8>, _ output: inout OutputSpan<UInt8>, _ characters: [UInt8]
    ) throws(ISO8583Error) {
        let start = place
        var units = rule.size
        var bytes = rule.wireBytes(units)
        if rule.isVariable {
            let count = try length(field, rule, body)
            guard let extent = rule.extent(count) else { throw ISO8583Error(.badLength, .field(field), at: start) }
            (units, bytes) = extent
            // Where bytes are counted, half a byte of filling may be among them.
            guard units <= rule.size + (rule.encoding == .packed && rule.count == .bytes ? 1 : 0) else {
                throw ISO8583Error(.tooLong, .field(field), at: start, bound: rule.size)
            }
        }
        guard body.count - place >= bytes else { throw ISO8583Error(.truncated, .field(field), at: start) }
        let value = body.extracting(place..<(place + bytes))
        let first = output.count
        var wrong: Int?
        switch rule.encoding {
        case .ascii, .latin1:
            wrong = Self.copy(value, rule, &output) { $0 }
        case .ebcdic:
            let characters = characters.span
            wrong = Self.copy(value, rule, &output) { characters[Int($0)] }
        case .packed:
            try unpack(field, value, rule, units, &output, characters)
        case .binary:
            for index in value.indices { output.append(value[index]) }
        case .hexadecimal:
            wrong = Self.copyHexadecimal(value, &output)
        }
        if let wrong { throw ISO8583Error(.badValue, .field(field), at: place + wrong) }
        if rule.content != .plain {
            try FieldParts.check(
                output.span.extracting(first..<output.count), rule.content, field: field, at: place,
                scale: rule.encoding == .hexadecimal ? 2 : 1)
        }
        place += bytes
    }

    private mutating func length(
        _ field: Int, _ rule: FieldRule, _ body: Span<UInt8>
    ) throws(ISO8583Error) -> Int {
        let end = place + rule.lengthBytes
        guard end <= body.count else { throw ISO8583Error(.truncated, .field(field), at: place) }
        var length = 0
        for index in place..<end {
            let byte = body[index]
            switch rule.lengthEncoding {
            case .ascii, .ebcdic:
                let digit = byte &- (rule.lengthEncoding == .ascii ? UInt8(ascii: "0") : 0xF0)
                guard digit <= 9 else { throw ISO8583Error(.badLength, .field(field), at: index) }
                length = length * 10 + Int(digit)
            case .packed:
                guard byte >> 4 <= 9, byte & 0xF <= 9 else {
                    throw ISO8583Error(.badLength, .field(field), at: index)
                }
                length = length * 100 + Int(byte >> 4) * 10 + Int(byte & 0xF)
            case .binary:
                length = length << 8 | Int(byte)
            }
        }
        place = end
        return length
    }

    /// The place of the first byte that does not belong to the kind.
    @inline(__always)
    private static func copy(
        _ value: Span<UInt8>, _ rule: FieldRule, _ output: inout OutputSpan<UInt8>, _ character: (UInt8) -> UInt8
    ) -> Int? {
        switch rule.kind {
        case .numeric: copy(value, &output, character) { Characters.isDigit($0) }
        case .alphabetic: copy(value, &output, character) { Characters.isLetterOrSpace($0) }
        case .alphanumeric:
            copy(value, &output, character) { Characters.isDigit($0) || Characters.isLetterOrSpace($0) }
        case .text where rule.encoding == .ascii: copy(value, &output, character) { Characters.isPrintableASCII($0) }
        case .text: copy(value, &output, character) { Characters.isPrintable($0) }
        case .track: copy(value, &output, character) { Characters.isTrack($0) }
        case .signed:
            copy(value, &output, character) {
                $0 == UInt8(ascii: "C") || $0 == UInt8(ascii: "D") || Characters.isDigit($0)
            }
                ?? Characters.signFault(output.span, value.count)
        case .binary: copy(value, &output, character) { _ in true }
        }
    }

    @inline(__always)
    private static func copy(
        _ value: Span<UInt8>, _ output: inout OutputSpan<UInt8>, _ character: (UInt8) -> UInt8,
        _ belongs: (UInt8) -> Bool
    ) -> Int? {
        for index in value.indices {
            let character = character(value[index])
            guard belongs(character) else { return index }
            output.append(character)
        }
        return nil
    }

    private static func copyHexadecimal(_ value: Span<UInt8>, _ output: inout OutputSpan<UInt8>) -> Int? {
        for index in stride(from: 0, to: value.count - 1, by: 2) {
            guard let high = Hexadecimal.value(value[index]) else { return index }
            guard let low = Hexadecimal.value(value[index + 1]) else { return index + 1 }
            output.append(high << 4 | low)
        }
        return nil
    }

    /// Two digits of each byte, without the half that fills an odd number of them.
    private func unpack(
        _ field: Int, _ value: Span<UInt8>, _ rule: FieldRule, _ units: Int, _ output: inout OutputSpan<UInt8>,
        _ characters: [UInt8]
    ) throws(ISO8583Error) {
        var index = 0
        var units = units
        if rule.kind == .signed, !value.isEmpty {
            // The letter is a character in front of the digits.
            let letter = characters.isEmpty ? value[0] : characters[Int(value[0])]
            guard letter == UInt8(ascii: "C") || letter == UInt8(ascii: "D") else {
                throw ISO8583Error(.badValue, .field(field), at: place)
            }
            output.append(letter)
            (index, units) = (1, units - 1)
        }
        let last = value.count - 1
        let padding = rule.padding
        // Where bytes are counted, an F is filling, and a zero is filling where there is one digit too many.
        if rule.count == .bytes, rule.isVariable, last >= index, padding.nibble == 0xF || units > rule.size {
            if (padding.isLeft ? value[index] >> 4 : value[last] & 0xF) == padding.nibble { units -= 1 }
        }
        guard units <= rule.size else { throw ISO8583Error(.tooLong, .field(field), at: place, bound: rule.size) }
        let halfMax: UInt8 = rule.kind == .track ? 0xF : 9
        let isOdd = units & 1 == 1
        if isOdd, last >= index {
            let filling = padding.isLeft ? value[index] >> 4 : value[last] & 0xF
            guard filling == padding.nibble else {
                throw ISO8583Error(.badPadding, .field(field), at: place + (padding.isLeft ? index : last))
            }
        }
        let lone = isOdd ? (padding.isLeft ? index : last) : -1
        while index <= last {
            let (high, low) = (value[index] >> 4, value[index] & 0xF)
            let hasHigh = index != lone || !padding.isLeft
            let hasLow = index != lone || padding.isLeft
            guard !hasHigh || high <= halfMax, !hasLow || low <= halfMax else {
                throw ISO8583Error(.badValue, .field(field), at: place + index)
            }
            if hasHigh { output.append(UInt8(ascii: "0") + high) }
            if hasLow { output.append(UInt8(ascii: "0") + low) }
            index += 1
        }
    }
}

extension FieldRule {
    /// How many bytes so many digits, characters or bytes are on the wire.
    func wireBytes(_ units: Int) -> Int {
        switch encoding {
        case .ascii, .latin1, .ebcdic, .binary: units
        case .packed: kind == .signed ? 1 + units / 2 : (units + 1) / 2
        case .hexadecimal: 2 * units
        }
    }

    /// What a length that was read stands for; nil where such a length has no meaning.
    func extent(_ count: Int) -> (units: Int, bytes: Int)? {
        switch (self.count, encoding) {
        case (.units, _), (.nibbles, .packed): (count, wireBytes(count))
        case (.bytes, .packed): (2 * count, count)
        case (.bytes, .hexadecimal): count & 1 == 0 ? (count / 2, count) : nil
        case (.bytes, _): (count, count)
        case (.nibbles, .hexadecimal): count & 3 == 0 ? (count / 4, count / 2) : nil
        case (.nibbles, _): count & 1 == 0 ? (count / 2, count / 2) : nil
        }
    }
}

/// Which characters belong to which kind of field.
enum Characters {
    @inline(__always)
    static func isDigit(_ character: UInt8) -> Bool { character &- UInt8(ascii: "0") <= 9 }

    /// Spaces fill fixed fields of letters.
    @inline(__always)
    static func isLetterOrSpace(_ character: UInt8) -> Bool {
        (character | 0x20) &- UInt8(ascii: "a") < 26 || character == UInt8(ascii: " ")
    }

    @inline(__always)
    static func isPrintableASCII(_ character: UInt8) -> Bool { character &- 0x20 < 0x5F }

    @inline(__always)
    static func isPrintable(_ character: UInt8) -> Bool { isPrintableASCII(character) || character >= 0xA0 }

    @inline(__always)
    static func isTrack(_ character: UInt8) -> Bool { character &- UInt8(ascii: "0") < 16 }

    /// Of a signed amount whose characters are right: the place that breaks "a letter, then digits".
    static func signFault(_ output: Span<UInt8>, _ count: Int) -> Int? {
        let value = output.extracting((output.count - count)..<output.count)
        for index in value.indices where isDigit(value[index]) == (index == 0) { return index }
        return nil
    }
}
