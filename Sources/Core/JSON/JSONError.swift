/// Why bytes are not the JSON that was expected: where, and what to change.
///
/// It never holds a value that was read.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The bytes are not JSON.
        case malformed
        /// The document breaks a limit of size or depth, or a number has no place in a double.
        case tooLarge
        /// A member comes twice in one object.
        case duplicateMember
        /// A member that must be there is not.
        case missingMember
        /// A member is there that nobody reads.
        case unknownMember
        /// A value is of another kind than expected.
        case wrongKind
        /// A value is of the right kind and yet not accepted.
        case refusedValue
    }

    package var code: Code
    /// What was expected or what is wrong.
    package var message: String
    package var path: JSONPath
    /// The byte of the document at which reading stopped; nil when the value had been read before.
    package var offset: Int?

    package init(_ code: Code, _ message: String, path: JSONPath = .root, offset: Int? = nil) {
        self.code = code
        self.message = message
        self.path = path
        self.offset = offset
    }

    package var description: String {
        let place = offset.map { " (byte \($0))" } ?? ""
        return "\(path)\(place): \(message)"
    }

    func inside(_ component: JSONPath.Component) -> JSONError {
        var error = self
        error.path.components.insert(component, at: 0)
        return error
    }
}

/// The way from a document's root to one of its values.
package struct JSONPath: Sendable, Equatable, CustomStringConvertible {
    package enum Component: Sendable, Equatable {
        case member(String)
        case index(Int)
    }

    package var components: [Component]

    package static let root = JSONPath(components: [])

    package init(components: [Component]) { self.components = components }

    package func member(_ name: String) -> JSONPath { JSONPath(components: components + [.member(name)]) }
    package func index(_ index: Int) -> JSONPath { JSONPath(components: components + [.index(index)]) }

    /// For people: `$.windows[2].start`.
    ///
    /// A long or strange name is cut and quoted, so that a message stays one line.
    package var description: String {
        var text = "$"
        for component in components {
            switch component {
            case .index(let index): text += "[\(index)]"
            case .member(let name): text += Self.isPlain(name) ? ".\(name)" : "[\(Self.quoted(name))]"
            }
        }
        return text
    }

    /// For programs: `/windows/2/start` (RFC 6901).
    package var pointer: String {
        var text = ""
        for component in components {
            text += "/"
            switch component {
            case .index(let index): text += String(index)
            case .member(let name):
                for scalar in name.unicodeScalars {
                    switch scalar {
                    case "~": text += "~0"
                    case "/": text += "~1"
                    default: text.unicodeScalars.append(scalar)
                    }
                }
            }
        }
        return text
    }

    private static let nameLengthMax = 64

    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= nameLengthMax
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    private static func quoted(_ name: String) -> String {
        var cut = String(String.UnicodeScalarView(name.unicodeScalars.prefix(nameLengthMax)))
        if name.unicodeScalars.count > nameLengthMax { cut += "…" }
        return String(decoding: JSONWriter.compact(.string(cut)), as: UTF8.self)
    }
}
