/// How messages are written on one link: what is encoded how, and which fields there are.
///
/// Profiles are data: those of ``Profile/shipped(_:)`` and those of a file, read by ``Profile/init(reading:)``. Docs:
/// `docs/payments/iso8583.md`.
package struct Profile: Sendable {
    package enum TypeEncoding: String, Sendable, CaseIterable {
        case ascii
        case ebcdic
        case packed = "bcd"
    }

    package enum BitmapEncoding: String, Sendable, CaseIterable {
        case binary
        case hexadecimal = "hex"
    }

    /// Which fields a message of one type has.
    package struct MessageRule: Sendable, Equatable {
        package var title: String
        package var mandatory: FieldSet
        package var optional: FieldSet
    }

    /// Longer messages are refused before anything of them is kept.
    package static let messageBytesMax = 0xFFFF

    package let name: String
    package let title: String
    package let typeEncoding: TypeEncoding
    package let bitmapEncoding: BitmapEncoding
    /// Two, or three for links whose bit 65 announces a third one.
    package let bitmapsMax: Int
    package let framing: Framing
    package let codePage: CodePage
    /// At place n, field n.
    let rules: [FieldRule?]
    let names: [String]
    package let messages: [MessageType: MessageRule]
    /// Which fields have a rule.
    let known: FieldSet
    /// The code page's tables; empty where no field is EBCDIC.
    let characters: [UInt8]
    let codeBytes: [UInt8]

    init(
        name: String, title: String, typeEncoding: TypeEncoding, bitmapEncoding: BitmapEncoding, bitmapsMax: Int,
        framing: Framing, codePage: CodePage, rules: [FieldRule?], names: [String],
        messages: [MessageType: MessageRule]
    ) {
        self.name = name
        self.title = title
        self.typeEncoding = typeEncoding
        self.bitmapEncoding = bitmapEncoding
        self.bitmapsMax = bitmapsMax
        self.framing = framing
        self.codePage = codePage
        self.rules = rules
        self.names = names
        self.messages = messages
        known = FieldSet(rules.indices.filter { rules[$0] != nil })
        let hasLetters = rules.contains { $0?.encoding == .ebcdic }
        characters = hasLetters ? codePage.characters : []
        codeBytes = hasLetters ? codePage.bytes : []
    }

    package func rule(_ field: Int) -> FieldRule? {
        rules.indices.contains(field) ? rules[field] : nil
    }

    package func name(of field: Int) -> String {
        names.indices.contains(field) ? names[field] : ""
    }

    /// Whether a message has what its type demands, and nothing that its type does not know. A type without a rule passes.
    package func check(_ message: ISO8583Message) throws(ISO8583Error) {
        guard let rule = messages[message.type] else { return }
        for field in rule.mandatory.subtracting(message.fields) { throw ISO8583Error(.missingField, .field(field)) }
        for field in message.fields.subtracting(rule.mandatory.union(rule.optional)) {
            throw ISO8583Error(.unexpectedField, .field(field))
        }
    }
}
