import Testing

@testable import Series

@Suite struct SequenceSetTests {
    @Test(arguments: 1...20)
    func `it is the set of the numbers that came`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var numbers = SequenceSet()
        var expected: Set<Int64> = []
        for _ in 0..<300 {
            let number = Int64.random(in: 1...400, using: &random)
            #expect(numbers.insert(number) == expected.insert(number).inserted)
        }
        for number in 0...401 as ClosedRange<Int64> { #expect(numbers.contains(number) == expected.contains(number)) }
        #expect(numbers.last == expected.max())
        for (range, next) in zip(numbers.ranges, numbers.ranges.dropFirst()) {
            #expect(range.upperBound + 1 < next.lowerBound)
        }
        #expect(try SequenceSet(encoded: numbers.encoded()) == numbers)
    }

    @Test func `a sequence without gaps is one range, in whatever order it came`() {
        var random = SeededRandom(seed: 7)
        var numbers = SequenceSet()
        for number in Array(1...5_000 as ClosedRange<Int64>).shuffled(using: &random).prefix(5_000) {
            numbers.insert(number)
        }
        #expect(numbers.contains(1) && numbers.contains(5_000) && numbers.ranges.count == 1)
    }

    @Test func `with too many gaps the oldest is closed`() {
        var numbers = SequenceSet()
        for number in 1...Int64(SequenceSet.rangesMost) + 1 { numbers.insert(number * 10) }
        #expect(numbers.ranges.count == SequenceSet.rangesMost)
        #expect(numbers.contains(15) && !numbers.contains(25))
    }
}
