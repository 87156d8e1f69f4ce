internal import XML

/// Fills records from a tree.
///
/// Elements are taken in the schema's order. What the schema knows and nobody here needs is passed over and counted;
/// what comes twice or out of its place is refused.
struct FormReader: Form {
    let tree: XMLTree
    private let tags: [Tag?]
    private var isRead: [Bool]
    /// The record that is being filled, and the child at which looking goes on; -1 behind the last.
    private var element: Int
    private var cursor: Int32
    private(set) var ignored = IgnoredElements()

    init(_ tree: XMLTree) {
        self.tree = tree
        tags = Tag.byPlace
        isRead = [Bool](repeating: false, count: tree.elements.count)
        element = 0
        cursor = tree.elements[0].firstChild
    }

    // MARK: Form

    mutating func value<K: Kind>(_ tag: Tag, _ kind: K, _ value: inout K.Value) throws(NexoError) {
        guard let place = try find(tag) else { throw missing(tag) }
        value = try read(place, kind)
    }

    mutating func value<K: Kind>(_ tag: Tag, _ kind: K, _ value: inout K.Value?) throws(NexoError) {
        value = nil
        guard let place = try find(tag) else { return }
        value = try read(place, kind)
    }

    mutating func values<K: Kind>(_ tag: Tag, _ kind: K, _ values: inout [K.Value]) throws(NexoError) {
        values = []
        while let place = try find(tag) { values.append(try read(place, kind)) }
    }

    mutating func record<R: Record>(_ tag: Tag, _ record: inout R) throws(NexoError) {
        guard let place = try find(tag) else { throw missing(tag) }
        try fill(&record, from: place)
    }

    mutating func record<R: Record>(_ tag: Tag, _ record: inout R?) throws(NexoError) {
        record = nil
        guard let place = try find(tag) else { return }
        var found = R.blank
        try fill(&found, from: place)
        record = found
    }

    mutating func records<R: Record>(_ tag: Tag, _ records: inout [R], atLeast least: Int) throws(NexoError) {
        records = []
        while let place = try find(tag) {
            var found = R.blank
            try fill(&found, from: place)
            records.append(found)
        }
        if records.count < least { throw missing(tag) }
    }

    func failure(_ code: NexoError.Code, _ message: String) -> NexoError { failure(code, message, at: element) }

    // MARK: Steps

    /// The bytes of the element that a way of tags leads to from the root; empty when there is none.
    func range(of way: [Tag]) -> Range<Int> {
        var place: Int32 = 0
        for tag in way {
            place = tree.elements[Int(place)].firstChild
            while place >= 0, self.tag(of: Int(place)) != tag { place = tree.elements[Int(place)].next }
            if place < 0 { return 0..<0 }
        }
        return Int(tree.elements[Int(place)].start)..<Int(tree.elements[Int(place)].end)
    }

    func tag(of place: Int) -> Tag? { tags[Int(tree.elements[place].name)] }

    /// Looks among the children that are left; what is passed over is looked at when the record is done.
    private mutating func find(_ tag: Tag) throws(NexoError) -> Int? {
        var place = cursor
        while place >= 0 {
            let next = tree.elements[Int(place)].next
            if self.tag(of: Int(place)) == tag {
                cursor = next
                isRead[Int(place)] = true
                return Int(place)
            }
            place = next
        }
        // Not ahead: was it passed over, because something that belongs behind it came first?
        place = tree.elements[element].firstChild
        while place >= 0, place != cursor {
            if !isRead[Int(place)], self.tag(of: Int(place)) == tag {
                throw failure(.order, "it does not stand where the schema has it", at: Int(place))
            }
            place = tree.elements[Int(place)].next
        }
        return nil
    }

    private func read<K: Kind>(_ place: Int, _ kind: K) throws(NexoError) -> K.Value {
        let element = tree.elements[place]
        guard element.firstChild < 0 else {
            throw failure(.wrongKind, "expected text, found elements", at: place)
        }
        guard let value = kind.value(of: tree.texts[Int(element.textStart)..<Int(element.textEnd)]) else {
            throw failure(.refusedValue, kind.expectation, at: place)
        }
        return value
    }

    private mutating func fill(_ record: inout some Record, from place: Int) throws(NexoError) {
        let (outer, outerCursor) = (element, cursor)
        element = place
        cursor = tree.elements[place].firstChild
        if cursor < 0, tree.elements[place].textEnd > tree.elements[place].textStart, !isBlank(place) {
            throw failure(.wrongKind, "expected elements, found text", at: place)
        }
        try record.describe(&self)
        try finish()
        (element, cursor) = (outer, outerCursor)
    }

    private func isBlank(_ place: Int) -> Bool {
        let element = tree.elements[place]
        return tree.texts[Int(element.textStart)..<Int(element.textEnd)].allSatisfy(Blanks.isBlank)
    }

    /// Children that nobody took: a second one of what was taken is refused, anything else is counted.
    mutating func finish() throws(NexoError) {
        var place = tree.elements[element].firstChild
        while place >= 0 {
            if !isRead[Int(place)] {
                if let tag = tag(of: Int(place)), isTaken(tag) {
                    throw failure(.duplicate, "it comes more often than the schema allows", at: Int(place))
                }
                let path = ignored.hasRoom ? path(to: Int(place)) : nil
                ignored.note(at: path)
            }
            place = tree.elements[Int(place)].next
        }
    }

    private func isTaken(_ tag: Tag) -> Bool {
        var place = tree.elements[element].firstChild
        while place >= 0 {
            if isRead[Int(place)], self.tag(of: Int(place)) == tag { return true }
            place = tree.elements[Int(place)].next
        }
        return false
    }

    // MARK: Errors

    private func missing(_ tag: Tag) -> NexoError {
        var error = failure(.missing, "this element is missing", at: element)
        error.path += "/" + tag.rawValue
        return error
    }

    private func failure(_ code: NexoError.Code, _ message: String, at place: Int) -> NexoError {
        let offset = Int(tree.elements[place].start)
        return NexoError(code, message, path: path(to: place), offset: offset, line: tree.line(at: offset))
    }

    /// A name that the standard does not know may hold anything, and is not repeated.
    private func path(to place: Int) -> String {
        var names: [String] = []
        var place = Int32(place)
        while place >= 0 {
            names.append(tag(of: Int(place))?.rawValue ?? "*")
            place = tree.elements[Int(place)].parent
        }
        return names.reversed().joined(separator: "/")
    }
}

/// Elements that were passed over because nothing here needs them.
package struct IgnoredElements: Sendable, Equatable {
    private static let pathsMax = 16

    /// How many there were; what is inside them is not counted.
    package private(set) var count = 0
    /// Where the first of them stand; a name that is not known here is `*`.
    package private(set) var paths: [String] = []

    /// A path is made only while there is room for it.
    var hasRoom: Bool { paths.count < Self.pathsMax }

    mutating func note(at path: String?) {
        count += 1
        if let path { paths.append(path) }
    }
}
