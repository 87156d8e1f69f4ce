/// A document of records: an element holds elements or text, never both; attributes do not count.
///
/// Everything lies in three arrays, and a name is a number, so that reading a message costs no object per element.
package struct XMLTree: Sendable {
    package struct Element: Sendable {
        /// Its place in the vocabulary; 0 for a name that is not in it, or of another namespace than the root.
        package var name: UInt16
        /// Places in `elements`; -1 for none.
        package var parent: Int32
        package var firstChild: Int32 = -1
        package var next: Int32 = -1
        /// Its text in `texts`; empty when it holds elements.
        package var textStart: Int32 = 0
        package var textEnd: Int32 = 0
        /// From its `<` to behind its last `>` in the document.
        package var start: Int32
        package var end: Int32 = 0
    }

    package let document: [UInt8]
    /// The namespace of the root; empty when it has none.
    package let namespace: String
    /// In the order of the document; the root is the first.
    package let elements: [Element]
    package let texts: [UInt8]

    /// Which line of the document a byte is in, counted from 1.
    package func line(at offset: Int) -> Int { Self.line(at: offset, of: document) }

    package static func line(at offset: Int, of document: [UInt8]) -> Int {
        document.prefix(offset).reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
    }
}

/// How large a document may be.
package struct XMLTreeLimits: Sendable, Equatable {
    package var bytes: Int
    package var elements: Int
    /// How many elements may be inside one another.
    package var depth: Int

    package init(bytes: Int, elements: Int, depth: Int) {
        self.bytes = bytes
        self.elements = elements
        self.depth = depth
    }
}

/// Why bytes are no tree: where, and never what stood there.
package struct XMLTreeError: Error, Sendable, Equatable {
    package enum Code: Sendable, Equatable {
        /// It is no XML, or is not in UTF-8.
        case malformed
        /// It breaks off in the middle.
        case truncated
        /// It breaks a limit.
        case tooLarge
        /// It brings a document type, and so perhaps entities: nothing here needs one.
        case documentType
        /// An element holds elements and text.
        case mixed
    }

    package var code: Code
    package var offset: Int
    package var line: Int
}
