internal import CXML

/// The element names that a kind of documents knows; each is a small number in the tree, so that no text is made of it.
package struct XMLVocabulary: Sendable {
    package let names: [String]
    private let letters: [UInt8]
    /// Where each name begins in `letters`, and one more for the end.
    private let starts: [Int]
    /// An open hash table of places, a quarter full; 0 is a free slot.
    private let slots: [UInt16]

    /// The first name has place 1: 0 is any name that is not here.
    package init(_ names: [String]) {
        precondition(names.count < Int(UInt16.max), "places are 16 bits")
        self.names = names
        var letters: [UInt8] = []
        var starts = [0]
        var count = 16
        while count < names.count * 4 { count *= 2 }
        var slots = [UInt16](repeating: 0, count: count)
        for (index, name) in names.enumerated() {
            var hash = Self.seed
            for byte in name.utf8 { hash = Self.mixed(hash, byte) }
            var slot = Int(hash) & (count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (count - 1) }
            slots[slot] = UInt16(index + 1)
            letters += name.utf8
            starts.append(letters.count)
        }
        self.letters = letters
        self.starts = starts
        self.slots = slots
    }

    /// - Parameter name: ends with a zero byte.
    func place(of name: UnsafePointer<xmlChar>) -> UInt16 {
        var hash = Self.seed
        var count = 0
        while unsafe name[count] != 0 {
            hash = Self.mixed(hash, unsafe name[count])
            count += 1
        }
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != 0 {
            if unsafe isName(slots[slot], name, count) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return 0
    }

    private func isName(_ place: UInt16, _ name: UnsafePointer<xmlChar>, _ count: Int) -> Bool {
        let start = starts[Int(place) - 1]
        guard starts[Int(place)] - start == count else { return false }
        return unsafe UnsafeBufferPointer(start: name, count: count).elementsEqual(letters[start..<start + count])
    }

    // FNV-1a.
    private static let seed: UInt32 = 2_166_136_261
    private static func mixed(_ hash: UInt32, _ byte: UInt8) -> UInt32 { (hash ^ UInt32(byte)) &* 16_777_619 }
}
