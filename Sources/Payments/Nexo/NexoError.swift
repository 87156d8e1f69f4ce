internal import JSON
internal import XML

/// Why bytes are no message, or a message can't be written: which kind of mistake, and where.
///
/// It never holds what stood there: not a value, and not a name that the standard does not know.
package struct NexoError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// It is no XML or JSON, or not in UTF-8.
        case malformed
        /// It breaks off in the middle.
        case truncated
        /// It breaks a limit of size, number or depth.
        case tooLarge
        /// It brings a document type or entities.
        case documentType
        /// It is of a kind that is not read here.
        case unknownMessage
        /// The message is known, its version is not.
        case unknownVersion
        /// Something that must be there is not.
        case missing
        /// Something comes twice that may come once.
        case duplicate
        /// Something is there, but not in its place.
        case order
        /// An element holds elements where text belongs, or the other way round; or a JSON value is of another kind.
        case wrongKind
        /// A value is none of those that are allowed.
        case refusedValue
        /// Two things that are both right can't be said together.
        case contradiction
        /// The standard allows it, and nothing here can act on it.
        case unsupported
    }

    package var code: Code
    /// What is wrong and what would be right, in the standard's words.
    package var message: String
    /// From the root: `Document/AccptrAuthstnReq/Hdr/XchgId`, or `$.SaleToPOIRequest.MessageHeader`.
    package var path: String
    /// The byte at which it begins, and the line of a document; nil for what was never bytes.
    package var offset: Int?
    package var line: Int?

    package init(_ code: Code, _ message: String, path: String, offset: Int? = nil, line: Int? = nil) {
        self.code = code
        self.message = message
        self.path = path
        self.offset = offset
        self.line = line
    }

    package var description: String {
        var place = path
        if let line {
            place += " (line \(line)\(offset.map { ", byte \($0)" } ?? ""))"
        } else if let offset {
            place += " (byte \(offset))"
        }
        return "\(place): \(message)"
    }

    /// What the answer to such bytes says (`RjctRsn`).
    package var rejectReason: Rejection.Reason {
        switch code {
        case .malformed, .truncated, .documentType: .parsing
        case .unknownMessage: .messageType
        case .unknownVersion: .version
        case .tooLarge, .unsupported: .unableToProcess
        case .missing, .duplicate, .order, .wrongKind, .refusedValue, .contradiction: .invalidMessage
        }
    }
}

extension NexoError {
    init(_ error: XMLTreeError) {
        let (code, message): (Code, String) =
            switch error.code {
            case .malformed: (.malformed, "it breaks a rule of XML, or is not in UTF-8")
            case .truncated: (.truncated, "the document breaks off here")
            case .tooLarge: (.tooLarge, "it has more bytes, elements, levels or attributes than are accepted")
            case .documentType: (.documentType, "a document type is refused; send the message without one")
            case .mixed: (.wrongKind, "an element holds elements or text, not both")
            }
        self.init(code, message, path: "Document", offset: error.offset, line: error.line)
    }
}
