internal import Vocabulary

/// A stretch of the text with one origin: a post, or a page without posts; and what it takes for granted about days.
struct Block {
    var origin: Report.Window.Origin
    var tokens: Range<Int>
    /// When it was published.
    var postedAt: Instant?
    var postedDay: CivilDate?
    var postedZone: StatedZone?
    /// The zone that all its clocks have that name one.
    var onlyZone: StatedZone?
    /// It announces what is to come.
    var isPlan = false

    func points(of document: Document) -> ArraySlice<TimePoint> {
        let points = document.points
        let first = points.partitioningIndex { $0.tokens.lowerBound >= tokens.lowerBound }
        let end = points.partitioningIndex { $0.tokens.lowerBound >= tokens.upperBound }
        return points[first..<max(first, end)]
    }

    mutating func findOnlyZone(in document: Document) {
        let named = Set(points(of: document).compactMap { $0.clock?.zone })
        onlyZone = named.count == 1 ? named.first : nil
    }

    func ranges(of document: Document) -> ArraySlice<TimeRange> {
        let ranges = document.ranges
        let first = ranges.partitioningIndex { $0.start.tokens.lowerBound >= tokens.lowerBound }
        let end = ranges.partitioningIndex { $0.start.tokens.lowerBound >= tokens.upperBound }
        return ranges[first..<max(first, end)]
    }

    func lengths(of document: Document) -> ArraySlice<StatedLength> {
        let lengths = document.lengths
        let first = lengths.partitioningIndex { $0.tokens.lowerBound >= tokens.lowerBound }
        let end = lengths.partitioningIndex { $0.tokens.lowerBound >= tokens.upperBound }
        return lengths[first..<max(first, end)]
    }
}

extension RandomAccessCollection where Index == Int {
    /// The first index whose element answers yes, where all after it do too.
    func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
