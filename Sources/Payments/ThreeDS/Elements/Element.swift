/// A data element of the protocol: its name on the wire, what it holds here, and its format.
package struct Element<Value: ElementValue>: Sendable {
    package let name: String
    let format: ElementFormat

    init(_ name: String, _ format: ElementFormat) {
        self.name = name
        self.format = format
    }

    /// The element without its type, as the tables of rules hold it.
    var plain: PlainElement { PlainElement(name: name, format: format) }
}

extension Element where Value: ProtocolWord {
    /// One word of a list.
    ///
    /// `directory`: the words that each directory server may define for itself; they are accepted too.
    init(word name: String, directory: Set<String> = [], only: Set<String>? = nil) {
        self.init(name, .word((only ?? Value.known).union(directory)))
    }
}

struct PlainElement: Sendable {
    let name: String
    let format: ElementFormat
}
