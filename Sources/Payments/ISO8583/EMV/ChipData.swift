/// The data objects of a chip card (field 55), in the order in which they were sent.
package struct ChipData: Sendable {
    package struct Element: Sendable, Equatable {
        package let tag: EMVTag
        /// 0 for the outermost ones.
        package let depth: Int
        /// It holds other objects, which follow it.
        package let isConstructed: Bool
        let value: Range<Int>
        package var length: Int { value.count }
    }

    private let bytes: [UInt8]
    package let elements: [Element]

    package init(reading bytes: [UInt8], field: Int = 55) throws(ISO8583Error) {
        self.bytes = bytes
        var found: [Element] = []
        var walker = ChipDataWalker(field: field, offset: nil, scale: 1)
        try walker.walk(bytes.span, 0..<bytes.count, depth: 1) { found.append($0) }
        elements = found
    }

    package func value(of element: Element) -> [UInt8] { Array(bytes[element.value]) }

    /// The value of the first object with this tag, however deep it is.
    package func value(_ tag: EMVTag) -> [UInt8]? {
        elements.first { $0.tag == tag }.map(value)
    }
}

// Card numbers and tracks are among the objects.
extension ChipData: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// One line for each object, with what may be seen of it.
    package var description: String {
        elements.map { element in
            let indent = String(repeating: "  ", count: element.depth)
            let name = element.tag.name.map { " " + $0 } ?? ""
            let value = element.isConstructed ? "" : ": " + element.tag.shown(value(of: element).span)
            return "\(indent)\(element.tag)\(name)\(value)"
        }.joined(separator: "\n")
    }

    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["elements": elements.count]) }
}

/// Writes data objects with the shortest lengths.
package struct ChipDataWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func append(_ tag: EMVTag, _ value: [UInt8]) {
        bytes += tag.bytes
        switch value.count {
        case ..<0x80: bytes.append(UInt8(value.count))
        case ..<0x100: bytes += [0x81, UInt8(value.count)]
        case ..<0x10000: bytes += [0x82, UInt8(value.count >> 8), UInt8(value.count & 0xFF)]
        default: preconditionFailure("no field holds a data object of 64 KiB")
        }
        bytes += value
    }

    /// An object that holds others.
    package mutating func append(_ tag: EMVTag, _ inner: ChipDataWriter) { append(tag, inner.bytes) }
}
