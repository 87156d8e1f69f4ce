/// The different tokens of one entry, as bytes one behind the other.
///
/// An incident has some hundreds, and every import makes them for every incident: a set of strings costs several times as
/// much. A search in the table is bounded by ``SearchRule/tokensMost``, whatever a text holds.
struct TokenSet {
    private var bytes: [UInt8] = []
    /// Where each token ends; it begins where the one before ends.
    private var ends: [Int] = []
    /// Numbers of tokens plus one at the places of their hashes, or zero; as many as a power of two.
    private var slots = [UInt16](repeating: 0, count: 512)

    var count: Int { ends.count }

    private func range(_ token: Int) -> Range<Int> { (token == 0 ? 0 : ends[token - 1])..<ends[token] }

    mutating func insert(_ token: [UInt8]) {
        var slot = Int(truncatingIfNeeded: Self.hash(token.span)) & (slots.count - 1)
        while slots[slot] != 0 {
            if isEqual(Int(slots[slot]) - 1, token) { return }
            slot = (slot + 1) & (slots.count - 1)
        }
        // Facets come besides the words, so the bound of words is none of the numbers.
        precondition(ends.count < Int(UInt16.max), "an entry has few thousand tokens")
        bytes.append(contentsOf: token)
        ends.append(bytes.count)
        slots[slot] = UInt16(ends.count)
        if ends.count * 2 > slots.count { grow() }
    }

    private func isEqual(_ number: Int, _ token: [UInt8]) -> Bool {
        let range = range(number)
        guard range.count == token.count else { return false }
        for place in 0..<token.count where bytes[range.lowerBound + place] != token[place] { return false }
        return true
    }

    private mutating func grow() {
        slots = [UInt16](repeating: 0, count: slots.count * 2)
        for token in ends.indices {
            var slot = Int(truncatingIfNeeded: Self.hash(bytes.span.extracting(range(token)))) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt16(token + 1)
        }
    }

    /// FNV-1a.
    private static func hash(_ token: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in token.indices { hash = (hash ^ UInt64(token[index])) &* 0x0000_0100_0000_01b3 }
        return hash ^ (hash >> 29)
    }

    /// The tokens in the order of their bytes.
    private var ordered: [Range<Int>] {
        let keyed = ends.indices.map { token -> (key: UInt64, range: Range<Int>) in
            let range = range(token)
            // The first eight bytes decide nearly always; missing ones count as less than any.
            var key: UInt64 = 0
            for place in 0..<8 { key = key << 8 | (place < range.count ? UInt64(bytes[range.lowerBound + place]) : 0) }
            return (key, range)
        }
        return keyed.sorted { left, right in
            if left.key != right.key { return left.key < right.key }
            return bytes[left.range].lexicographicallyPrecedes(bytes[right.range])
        }.map(\.range)
    }

    var strings: [String] { ordered.map { String(decoding: bytes[$0], as: UTF8.self) } }

    /// The tokens in order, with a space in front of each: what begins with a word is then found in the text too.
    var text: String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + ends.count)
        for range in ordered {
            text.append(UInt8(ascii: " "))
            text.append(contentsOf: bytes[range])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
