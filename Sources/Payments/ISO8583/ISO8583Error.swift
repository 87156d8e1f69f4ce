/// Why bytes are no message of a profile, or a message cannot be written in it: the class, the place, and what to do.
///
/// It never holds a value that was read.
package struct ISO8583Error: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// A frame announced more bytes than came before the connection ended.
        case incomplete
        /// The message ends inside this part.
        case truncated
        /// Bytes follow the last field.
        case trailing
        case badType = "bad-mti"
        case badBitmap = "bad-bitmap"
        /// A length that is no number in the profile's form.
        case badLength = "bad-length"
        /// A length above the field's, or a frame's, maximum.
        case tooLong = "too-long"
        /// A value with bytes that its kind does not have.
        case badValue = "bad-value"
        /// Filling that is not the profile's.
        case badPadding = "bad-padding"
        /// A bit is on and the profile has no such field.
        case unknownField = "unknown-field"
        /// Chip data or a national field's parts do not fit together.
        case badStructure = "bad-structure"
        /// Parts are inside one another too deeply, or there are too many.
        case tooComplex = "too-complex"
        /// A message of this type must have this field.
        case missingField = "missing-field"
        /// A message of this type may not have this field.
        case unexpectedField = "unexpected-field"
    }

    package var code: Code
    package var path: FieldPath
    /// The byte, counted from 0: of the message for its parts, of the stream's frame for the frame. Nil when no bytes were read.
    package var offset: Int?
    /// What is allowed at most (too long, too complex), or how many bytes there are too many (trailing).
    package var bound: Int?

    package init(_ code: Code, _ path: FieldPath, at offset: Int? = nil, bound: Int? = nil) {
        self.code = code
        self.path = path
        self.offset = offset
        self.bound = bound
    }

    package var description: String {
        let place = offset.map { " (byte \($0))" } ?? ""
        let most = bound.map(String.init) ?? "?"
        let advice =
            switch code {
            case .incomplete: "the connection ended inside a frame; nothing of it was used"
            case .truncated: "the message ends inside this part; compare the frame's length and the profile"
            case .trailing: "\(most) bytes follow the last field; compare the bitmaps and the profile"
            case .badType: "the message type is not four digits in the profile's encoding"
            case .badBitmap: "the bitmap is not in the profile's encoding"
            case .badLength: "the length is not in the profile's encoding"
            case .tooLong: "longer than the \(most) that are allowed"
            case .badValue: "a character here does not belong to this kind of field"
            case .badPadding: "the filling is not the one that the profile says"
            case .unknownField: "the profile has no such field; add it or ask the sender to leave it out"
            case .badStructure: "the parts of this field do not fit its length"
            case .tooComplex: "more than \(most) parts, or levels of them, are refused"
            case .missingField: "a message of this type must have this field"
            case .unexpectedField: "a message of this type may not have this field"
            }
        return "\(code.rawValue) at \(path)\(place): \(advice)"
    }
}
