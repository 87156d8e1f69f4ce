/// Which fields a message has: 1 to 192, kept as the bits of its bitmaps.
package struct FieldSet: Sendable, Hashable {
    package static let fieldMax = 192

    /// Bit n of the message is the n-th most significant one, counted from 1.
    package private(set) var words: (UInt64, UInt64, UInt64) = (0, 0, 0)

    package init() {}

    package init(_ fields: some Sequence<Int>) {
        for field in fields { insert(field) }
    }

    package init(words: (UInt64, UInt64, UInt64)) { self.words = words }

    package var count: Int {
        words.0.nonzeroBitCount + words.1.nonzeroBitCount + words.2.nonzeroBitCount
    }

    package var isEmpty: Bool { words.0 | words.1 | words.2 == 0 }

    package func contains(_ field: Int) -> Bool {
        guard (1...Self.fieldMax).contains(field) else { return false }
        return word((field - 1) >> 6) & Self.bit(field) != 0
    }

    package mutating func insert(_ field: Int) {
        precondition((1...Self.fieldMax).contains(field), "fields are numbered from 1 to \(Self.fieldMax)")
        switch (field - 1) >> 6 {
        case 0: words.0 |= Self.bit(field)
        case 1: words.1 |= Self.bit(field)
        default: words.2 |= Self.bit(field)
        }
    }

    package mutating func remove(_ field: Int) {
        guard contains(field) else { return }
        switch (field - 1) >> 6 {
        case 0: words.0 &= ~Self.bit(field)
        case 1: words.1 &= ~Self.bit(field)
        default: words.2 &= ~Self.bit(field)
        }
    }

    /// How many fields come before this one.
    package func rank(of field: Int) -> Int {
        let index = (field - 1) >> 6
        // Of the field's own word, the bits above its own.
        let before = word(index) & ~(Self.bit(field) | (Self.bit(field) &- 1))
        return switch index {
        case 0: before.nonzeroBitCount
        case 1: words.0.nonzeroBitCount + before.nonzeroBitCount
        default: words.0.nonzeroBitCount + words.1.nonzeroBitCount + before.nonzeroBitCount
        }
    }

    package func subtracting(_ other: FieldSet) -> FieldSet {
        FieldSet(
            words: (words.0 & ~other.words.0, words.1 & ~other.words.1, words.2 & ~other.words.2))
    }

    package func union(_ other: FieldSet) -> FieldSet {
        FieldSet(words: (words.0 | other.words.0, words.1 | other.words.1, words.2 | other.words.2))
    }

    private func word(_ index: Int) -> UInt64 {
        switch index {
        case 0: words.0
        case 1: words.1
        default: words.2
        }
    }

    private static func bit(_ field: Int) -> UInt64 { 1 << UInt64(63 - (field - 1) & 63) }

    package static func == (left: FieldSet, right: FieldSet) -> Bool { left.words == right.words }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
    }
}

extension FieldSet: Sequence {
    /// The numbers in ascending order.
    package struct Iterator: IteratorProtocol {
        var words: (UInt64, UInt64, UInt64)

        package mutating func next() -> Int? {
            if words.0 != 0 { return Self.take(&words.0) + 1 }
            if words.1 != 0 { return Self.take(&words.1) + 65 }
            if words.2 != 0 { return Self.take(&words.2) + 129 }
            return nil
        }

        @inline(__always)
        private static func take(_ word: inout UInt64) -> Int {
            let place = word.leadingZeroBitCount
            word &= ~(1 << UInt64(63 - place))
            return place
        }
    }

    package func makeIterator() -> Iterator { Iterator(words: words) }
    package var underestimatedCount: Int { count }
}

extension FieldSet: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: Int...) { self.init(elements) }
}
