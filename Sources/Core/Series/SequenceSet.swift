/// Which numbers of a sequence came, in any order: ranges, of which there is one when nothing is missing.
package struct SequenceSet: Sendable, Hashable {
    /// With more gaps than this, the oldest is closed: what would have filled it counts as come.
    package static let rangesMost = 1_024

    /// In their order, with at least one number between two of them.
    private(set) package var ranges: [ClosedRange<Int64>] = []

    package init() {}

    package var last: Int64? { ranges.last?.upperBound }

    package func contains(_ number: Int64) -> Bool {
        let place = firstRange(endingAtLeast: number)
        return place < ranges.count && ranges[place].contains(number)
    }

    /// False when the number was there.
    @discardableResult
    package mutating func insert(_ number: Int64) -> Bool {
        let place = firstRange(endingAtLeast: number)
        if place < ranges.count, ranges[place].contains(number) { return false }
        var (lower, upper) = (number, number)
        var replaced = place..<place
        if place < ranges.count, ranges[place].lowerBound - 1 == number {
            upper = ranges[place].upperBound
            replaced = place..<place + 1
        }
        if place > 0, ranges[place - 1].upperBound + 1 == number {
            lower = ranges[place - 1].lowerBound
            replaced = place - 1..<replaced.upperBound
        }
        ranges.replaceSubrange(replaced, with: [lower...upper])
        if ranges.count > Self.rangesMost {
            ranges.replaceSubrange(0..<2, with: [ranges[0].lowerBound...ranges[1].upperBound])
        }
        return true
    }

    private func firstRange(endingAtLeast number: Int64) -> Int {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    package func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.number(ranges.count)
        var end: Int64 = 0
        for range in ranges {
            writer.number(UInt64(range.lowerBound - end))
            writer.number(UInt64(range.upperBound - range.lowerBound))
            end = range.upperBound
        }
        return writer.sealed()
    }

    /// Numbers are from one to 2^62.
    package init(encoded bytes: [UInt8]) throws(SeriesError) {
        var reader = try ByteReader(sealed: bytes, bytesMost: 1 << 16, what: "the list of batches that came")
        var end: Int64 = 0
        for place in 0..<(try reader.number(0...Self.rangesMost)) {
            let distance = Int64(try reader.number(most: 1 << 62))
            let length = Int64(try reader.number(most: 1 << 62))
            guard distance >= (place == 0 ? 1 : 2), distance <= 1 << 62 - end, length <= 1 << 62 - end - distance else {
                throw reader.damaged("its ranges do not follow one another")
            }
            ranges.append(end + distance...end + distance + length)
            end += distance + length
        }
        try reader.finish()
    }
}
