/// The members of a JSON object, in order, each name once.
///
/// Looking up a name walks the members: objects here are records of a few members. Who reads a large map iterates.
package struct JSONObject: Sendable {
    package struct Member: Sendable, Equatable {
        package var name: String
        package var value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }

        package static func == (left: Member, right: Member) -> Bool {
            left.name.hasSameBytes(as: right.name) && left.value == right.value
        }
    }

    package private(set) var members: [Member]

    package init() { members = [] }

    /// For the reader, which has made sure that no name comes twice.
    init(uniqueMembers: [Member]) { members = uniqueMembers }

    package var count: Int { members.count }
    package var isEmpty: Bool { members.isEmpty }
    package var names: [String] { members.map(\.name) }

    /// Setting replaces the member in its place or adds it at the end; setting nil removes it.
    package subscript(name: String) -> JSONValue? {
        get { index(of: name).map { members[$0].value } }
        set {
            switch (index(of: name), newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append(Member(name, value))
            case (nil, nil): break
            }
        }
    }

    private func index(of name: String) -> Int? {
        members.firstIndex { $0.name.hasSameBytes(as: name) }
    }
}

extension JSONObject: Equatable {
    /// Objects are equal when they have the same members, in whatever order (RFC 8259, 1: an object is unordered).
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        if left.members == right.members { return true }
        return left.membersSorted() == right.membersSorted()
    }

    /// The members by the UTF-16 code units of their names, the order of the canonical form (RFC 8785, 3.2.3).
    package func membersSorted() -> [Member] {
        // What was written canonically comes back sorted; then there is nothing to do.
        let isSorted = zip(members, members.dropFirst()).allSatisfy { $0.name.precedesInUTF16($1.name) }
        return isSorted ? members : members.sorted { $0.name.precedesInUTF16($1.name) }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init()
        for (name, value) in elements {
            self[name] = value
        }
    }
}

extension String {
    /// Equal byte for byte.
    ///
    /// Swift's own `==` also holds texts equal whose accents are composed differently.
    func hasSameBytes(as other: String) -> Bool {
        // `==` decides most cases by one comparison of memory, so it goes first.
        self == other && utf8.elementsEqual(other.utf8)
    }

    /// The order of UTF-16 code units.
    func precedesInUTF16(_ other: String) -> Bool {
        let left = utf8.span
        let right = other.utf8.span
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            // Bytes sort like code units, except that surrogate pairs (0xF0…) sort before U+E000 to U+FFFF (0xEE, 0xEF).
            if left[index] < 0xEE || right[index] < 0xEE { return left[index] < right[index] }
            return utf16.lexicographicallyPrecedes(other.utf16)
        }
        return left.count < right.count
    }
}
