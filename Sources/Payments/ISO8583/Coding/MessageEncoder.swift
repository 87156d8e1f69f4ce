extension Profile {
    /// Writes a message, without its frame. Shorter values of fixed fields are filled as the profile says.
    package func encode(_ message: ISO8583Message) throws(ISO8583Error) -> [UInt8] {
        for field in message.fields.subtracting(known) { throw ISO8583Error(.unknownField, .field(field)) }
        // Message type and bitmaps at their longest.
        var capacity = 4 + 3 * 16
        let slots = message.slotsInOrder
        var index = 0
        for field in message.fields {
            let size = rules[field].map { $0.isVariable ? 0 : $0.size } ?? 0
            capacity += 2 * max(Int(slots[index].length), size) + 5
            index += 1
        }
        let bytes = try message.withValues { (values: Span<UInt8>) throws(ISO8583Error) -> [UInt8] in
            try [UInt8](capacity: capacity) { (output: inout OutputSpan<UInt8>) throws(ISO8583Error) in
                MessageEncoder.type(message.type, typeEncoding, &output)
                MessageEncoder.bitmaps(message.fields, self, &output)
                var index = 0
                for field in message.fields {
                    let slot = slots[index]
                    index += 1
                    guard let rule = rules[field] else { continue }
                    let value = values.extracting(Int(slot.offset)..<Int(slot.offset + slot.length))
                    try MessageEncoder.field(field, rule, value, &output, codeBytes)
                }
            }
        }
        guard bytes.count <= Self.messageBytesMax else {
            throw ISO8583Error(.tooLong, FieldPath(.frame), bound: Self.messageBytesMax)
        }
        return bytes
    }

    /// A message as it goes over a connection.
    package func frame(_ message: ISO8583Message, header: [UInt8] = []) throws(ISO8583Error) -> [UInt8] {
        try framing.frame(encode(message), header: header)
    }
}

enum MessageEncoder {
    static func type(_ type: MessageType, _ encoding: Profile.TypeEncoding, _ output: inout OutputSpan<UInt8>) {
        switch encoding {
        case .packed:
            output.append(UInt8(type.packed >> 8))
            output.append(UInt8(type.packed & 0xFF))
        case .ascii, .ebcdic:
            for place in 0..<4 { output.append((encoding == .ascii ? 0x30 : 0xF0) + type.digit(place)) }
        }
    }

    static func bitmaps(_ fields: FieldSet, _ profile: Profile, _ output: inout OutputSpan<UInt8>) {
        let top: UInt64 = 1 << 63
        var words = fields.words
        if words.2 != 0 { words.1 |= top }
        if words.1 != 0 { words.0 |= top }
        bitmap(words.0, profile.bitmapEncoding, &output)
        if words.1 != 0 { bitmap(words.1, profile.bitmapEncoding, &output) }
        if words.2 != 0 { bitmap(words.2, profile.bitmapEncoding, &output) }
    }

    private static func bitmap(
        _ word: UInt64, _ encoding: Profile.BitmapEncoding, _ output: inout OutputSpan<UInt8>
    ) {
        switch encoding {
        case .binary:
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                output.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        case .hexadecimal:
            for shift in stride(from: UInt64(60), through: 0, by: -4) {
                output.append(Hexadecimal.digit(UInt8(truncatingIfNeeded: word >> shift & 0xF)))
            }
        }
    }

    // MARK: Fields

    static func field(
        _ field: Int, _ rule: FieldRule, _ value: Span<UInt8>, _ output: inout OutputSpan<UInt8>, _ codeBytes: [UInt8]
    ) throws(ISO8583Error) {
        guard value.count <= rule.size else { throw ISO8583Error(.tooLong, .field(field), bound: rule.size) }
        let filling = rule.isVariable ? 0 : rule.size - value.count
        guard filling == 0 || (rule.padding != .none && rule.kind != .binary && rule.kind != .signed) else {
            throw ISO8583Error(.badLength, .field(field), bound: rule.size)
        }
        guard Characters.fault(in: value, of: rule) == nil else { throw ISO8583Error(.badValue, .field(field)) }
        if rule.content != .plain {
            try FieldParts.check(value, rule.content, field: field, at: nil, scale: 1)
        }
        if rule.isVariable { try length(field, rule, value.count, &output) }
        switch rule.encoding {
        case .ascii, .latin1:
            if rule.padding.isLeft { fill(filling, rule.padding.character, &output) }
            for index in value.indices { output.append(value[index]) }
            if !rule.padding.isLeft { fill(filling, rule.padding.character, &output) }
        case .ebcdic:
            let codeBytes = codeBytes.span
            let character = codeBytes[Int(rule.padding.character)]
            if rule.padding.isLeft { fill(filling, character, &output) }
            for index in value.indices { output.append(codeBytes[Int(value[index])]) }
            if !rule.padding.isLeft { fill(filling, character, &output) }
        case .packed:
            pack(value, rule, filling, &output, codeBytes)
        case .binary:
            for index in value.indices { output.append(value[index]) }
        case .hexadecimal:
            for index in value.indices {
                output.append(Hexadecimal.digit(value[index] >> 4))
                output.append(Hexadecimal.digit(value[index] & 0xF))
            }
        }
    }

    private static func fill(_ count: Int, _ character: UInt8, _ output: inout OutputSpan<UInt8>) {
        for _ in 0..<count { output.append(character) }
    }

    private static func length(
        _ field: Int, _ rule: FieldRule, _ units: Int, _ output: inout OutputSpan<UInt8>
    ) throws(ISO8583Error) {
        let bytes = rule.wireBytes(units)
        let count =
            switch (rule.count, rule.encoding) {
            case (.units, _), (.nibbles, .packed): units
            case (.bytes, _): bytes
            case (.nibbles, _): 2 * bytes
            }
        let base =
            switch rule.lengthEncoding {
            case .ascii, .ebcdic: 10
            case .packed: 100
            case .binary: 256
            }
        var scale = 1
        for _ in 0..<rule.lengthBytes { scale *= base }
        guard count < scale else { throw ISO8583Error(.tooLong, .field(field), bound: scale - 1) }
        for _ in 0..<rule.lengthBytes {
            scale /= base
            let part = UInt8(truncatingIfNeeded: count / scale % base)
            switch rule.lengthEncoding {
            case .ascii: output.append(0x30 + part)
            case .ebcdic: output.append(0xF0 + part)
            case .packed: output.append((part / 10) << 4 | part % 10)
            case .binary: output.append(part)
            }
        }
    }

    /// Two digits in a byte. A fixed field is filled with zeros in front (or behind) as digits, an odd half as the profile says.
    private static func pack(
        _ value: Span<UInt8>, _ rule: FieldRule, _ filling: Int, _ output: inout OutputSpan<UInt8>, _ codeBytes: [UInt8]
    ) {
        var first = 0
        if rule.kind == .signed, !value.isEmpty {
            output.append(codeBytes.isEmpty ? value[0] : codeBytes[Int(value[0])])
            first = 1
        }
        let digits = value.count - first
        if filling == 0 {
            var index = first
            if digits & 1 == 1, rule.padding.isLeft {
                output.append(rule.padding.nibble << 4 | value[index] & 0xF)
                index += 1
            }
            while index + 1 < value.count {
                output.append(value[index] << 4 | value[index + 1] & 0xF)
                index += 2
            }
            if index < value.count { output.append(value[index] << 4 | rule.padding.nibble) }
            return
        }
        let isOdd = (digits + filling) & 1 == 1
        let leftHalf = isOdd && rule.padding.isLeft ? 1 : 0
        let leftFilling = rule.padding.isLeft ? filling : 0
        let total = digits + filling + (isOdd ? 1 : 0)
        // The half at a place counted from the left; filling of a fixed field is digits zero, an odd half is the padding's.
        func half(_ place: Int) -> UInt8 {
            if place < leftHalf { return rule.padding.nibble }
            let digit = place - leftHalf - leftFilling
            if digit < 0 { return 0 }
            if digit < digits { return value[first + digit] & 0xF }
            return isOdd && leftHalf == 0 && place == total - 1 ? rule.padding.nibble : 0
        }
        for place in stride(from: 0, to: total, by: 2) { output.append(half(place) << 4 | half(place + 1)) }
    }
}

extension Characters {
    /// The place of the first character that does not belong to the kind of field.
    static func fault(in value: Span<UInt8>, of rule: FieldRule) -> Int? {
        switch rule.kind {
        case .numeric: first(in: value) { !isDigit($0) }
        case .alphabetic: first(in: value) { !isLetterOrSpace($0) }
        case .alphanumeric: first(in: value) { !isDigit($0) && !isLetterOrSpace($0) }
        case .text where rule.encoding == .ascii: first(in: value) { !isPrintableASCII($0) }
        case .text: first(in: value) { !isPrintable($0) }
        case .track: first(in: value) { !isTrack($0) }
        case .signed:
            value.count != rule.size
                ? 0
                : first(in: value.extracting(1..<value.count)) { !isDigit($0) }
                    ?? (value[0] == UInt8(ascii: "C") || value[0] == UInt8(ascii: "D") ? nil : 0)
        case .binary: nil
        }
    }

    @inline(__always)
    static func first(in value: Span<UInt8>, where isWrong: (UInt8) -> Bool) -> Int? {
        for index in value.indices where isWrong(value[index]) { return index }
        return nil
    }
}
