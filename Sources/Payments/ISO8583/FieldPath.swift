/// A place in a message: which part, and for fields with parts of their own, which of those.
package struct FieldPath: Sendable, Equatable, CustomStringConvertible {
    package enum Head: Sendable, Equatable {
        /// The length before the message, and the header after it.
        case frame
        case type
        /// 1 is the primary bitmap.
        case bitmap(Int)
        case field(Int)
    }

    package enum Part: Sendable, Equatable {
        /// A chip card's data object.
        case tag(UInt32)
        /// The type of a part of a national field.
        case type(Int)
    }

    package var head: Head
    package var parts: [Part]

    package init(_ head: Head, parts: [Part] = []) {
        self.head = head
        self.parts = parts
    }

    package static func field(_ number: Int) -> FieldPath { FieldPath(.field(number)) }

    package var description: String {
        var text =
            switch head {
            case .frame: "frame"
            case .type: "mti"
            case .bitmap(1): "bitmap"
            case .bitmap(let number): "bitmap\(number)"
            case .field(let number): "\(number)"
            }
        for part in parts {
            switch part {
            // A tag that nobody knows is most likely data that was taken for a tag.
            case .tag(let tag): text += "." + (EMVTag(tag).isKnown ? EMVTag(tag).description : "?")
            case .type(let type): text += ".\(type)"
            }
        }
        return text
    }
}
