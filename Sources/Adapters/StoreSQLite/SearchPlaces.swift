/// Where a search entry lies in the index: its row's number goes with its order, so that the index gives the newest
/// first without sorting.
///
/// A number is the order's millisecond (of 1,024 microseconds), and a place among the million that may share it. Inside one millisecond the
/// exact order is made by reading all of it: see ``SearchReading``.
enum SearchPlaces {
    private static let placeBits: Int64 = 20
    /// About 139 years around 1970; what is further away shares the first or last millisecond.
    private static let millisecondMost: Int64 = 1 << 42 - 1

    /// All numbers of an order's millisecond.
    static func numbers(of order: Int64) -> ClosedRange<Int64> {
        let millisecond = min(max(order >> 10, -millisecondMost), millisecondMost)
        let first = millisecond << placeBits
        return first...(first + (1 << placeBits - 1))
    }

    static func share(_ number: Int64, _ other: Int64) -> Bool { number >> placeBits == other >> placeBits }
}
