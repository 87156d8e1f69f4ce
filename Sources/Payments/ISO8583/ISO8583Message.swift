/// A message without any link's encoding: its type, and its fields as characters.
///
/// Digits and texts are ISO 8859-1 characters, track data is as on the card (`=` between its parts), binary fields are bytes. So
/// a message that was read by one profile is written by another one as it is. Nothing here checks a value: the profile does,
/// when it writes.
///
/// It prints no value of any field; ``Profile/describe(_:)`` shows what may be seen.
package struct ISO8583Message: Sendable {
    struct Slot: Sendable {
        var offset: UInt32
        var length: UInt32
    }

    package var type: MessageType
    package private(set) var fields: FieldSet
    private var values: [UInt8]
    /// One for each field, in ascending order.
    private var slots: [Slot]

    package init(_ type: MessageType) {
        self.type = type
        fields = FieldSet()
        values = []
        slots = []
    }

    /// For the decoder.
    init(type: MessageType, fields: FieldSet, values: [UInt8], slots: [Slot]) {
        self.type = type
        self.fields = fields
        self.values = values
        self.slots = slots
    }

    package func contains(_ field: Int) -> Bool { fields.contains(field) }

    // MARK: Reading

    /// The bytes of a field where they are, without a copy; nil when the message does not have it.
    package func withBytes<Result, Failure: Error>(
        of field: Int, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard let slot = slot(of: field) else { return nil }
        return try body(values.span.extracting(Int(slot.offset)..<Int(slot.offset + slot.length)))
    }

    package func bytes(_ field: Int) -> [UInt8]? {
        slot(of: field).map { Array(values[Int($0.offset)..<Int($0.offset + $0.length)]) }
    }

    package func text(_ field: Int) -> String? {
        withBytes(of: field) { Latin1.text($0) }
    }

    /// The text without the spaces that fill a fixed field.
    package func trimmedText(_ field: Int) -> String? {
        withBytes(of: field) { bytes in
            var end = bytes.count
            while end > 0, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
            return Latin1.text(bytes.extracting(0..<end))
        }
    }

    /// The digits as a number; nil when there are others, or more than 64 bits hold.
    package func number(_ field: Int) -> UInt64? {
        let number = withBytes(of: field) { bytes -> UInt64? in
            guard !bytes.isEmpty, bytes.count <= 19 else { return nil }
            var number: UInt64 = 0
            for index in bytes.indices {
                let digit = bytes[index] &- UInt8(ascii: "0")
                guard digit <= 9 else { return nil }
                number = number * 10 + UInt64(digit)
            }
            return number
        }
        return number ?? nil
    }

    // MARK: Writing

    package mutating func set(_ field: Int, bytes: [UInt8]) { set(field, bytes: bytes.span) }

    package mutating func set(_ field: Int, bytes: Span<UInt8>) {
        let slot = Slot(offset: UInt32(values.count), length: UInt32(bytes.count))
        for index in bytes.indices { values.append(bytes[index]) }
        if fields.contains(field) {
            slots[fields.rank(of: field)] = slot
        } else {
            fields.insert(field)
            slots.insert(slot, at: fields.rank(of: field))
        }
    }

    /// Refuses what ISO 8859-1 has no character for.
    package mutating func set(_ field: Int, _ text: String) throws(ISO8583Error) {
        let utf8 = text.utf8.span
        var isASCII = true
        for index in utf8.indices where utf8[index] >= 0x80 { isASCII = false }
        if isASCII { return set(field, bytes: utf8) }
        guard let bytes = Latin1.bytes(text) else { throw ISO8583Error(.badValue, .field(field)) }
        set(field, bytes: bytes)
    }

    /// A number with leading zeros; a number of more digits is refused.
    package mutating func set(_ field: Int, number: UInt64, digits: Int) throws(ISO8583Error) {
        var bytes = [UInt8](repeating: UInt8(ascii: "0"), count: digits)
        var rest = number
        for index in bytes.indices.reversed() {
            bytes[index] += UInt8(rest % 10)
            rest /= 10
        }
        guard rest == 0 else { throw ISO8583Error(.tooLong, .field(field), bound: digits) }
        set(field, bytes: bytes)
    }

    package mutating func remove(_ field: Int) {
        guard fields.contains(field) else { return }
        slots.remove(at: fields.rank(of: field))
        fields.remove(field)
    }

    /// Takes a field over from another message, when that has it.
    package mutating func copy(_ field: Int, from other: ISO8583Message) {
        if let bytes = other.bytes(field) { set(field, bytes: bytes) }
    }

    private func slot(of field: Int) -> Slot? {
        fields.contains(field) ? slots[fields.rank(of: field)] : nil
    }

    // For the encoder, which visits all of them in order.
    var slotsInOrder: [Slot] { slots }
    func withValues<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(values.span)
    }
}

extension ISO8583Message: Equatable {
    package static func == (left: ISO8583Message, right: ISO8583Message) -> Bool {
        guard left.type == right.type, left.fields == right.fields else { return false }
        for field in left.fields where left.bytes(field) != right.bytes(field) { return false }
        return true
    }
}

// What an interpolation, a dump or a failed expectation prints holds no value.
extension ISO8583Message: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        "\(type) with fields \(fields.map(String.init).joined(separator: " "))"
    }

    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["summary": description]) }
}

/// ISO 8859-1: every byte is the character of that number.
enum Latin1 {
    static func text(_ bytes: Span<UInt8>) -> String {
        var text = ""
        text.reserveCapacity(bytes.count)
        for index in bytes.indices { text.unicodeScalars.append(Unicode.Scalar(bytes[index])) }
        return text
    }

    /// Nil when a character has no place in it.
    static func bytes(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}
