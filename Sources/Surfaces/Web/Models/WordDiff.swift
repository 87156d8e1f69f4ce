/// What changed between two texts, by words: "end 16:23" became "end 16:24".
package struct WordDiff: Sendable, Hashable {
    /// One place that changed, with the words around it that did not.
    package struct Hunk: Sendable, Hashable {
        package var lead: String
        package var removed: String
        package var added: String
        package var tail: String
    }

    package var hunks: [Hunk]
    /// Whether more changed than is shown.
    package var isCut: Bool

    /// Texts that differ in more words than this are not compared word by word.
    private static let wordsMost = 400
    private static let hunksMost = 4
    private static let hunkWordsMost = 40
    private static let around = 4

    package init(_ before: String, _ after: String) {
        let old = Self.words(before)
        let new = Self.words(after)
        let limit = min(old.count, new.count)
        let start = (0..<limit).first { old[$0] != new[$0] } ?? limit
        let same = (0..<limit - start).first { old[old.count - 1 - $0] != new[new.count - 1 - $0] } ?? limit - start
        let removed = start..<(old.count - same)
        let added = start..<(new.count - same)
        hunks = []
        isCut = false
        guard !removed.isEmpty || !added.isEmpty else { return }
        let changes =
            removed.count <= Self.wordsMost && added.count <= Self.wordsMost
            ? Self.changes(Array(old[removed]), Array(new[added]), offset: start) : [(removed, added)]
        isCut = changes.count > Self.hunksMost
        for (removed, added) in changes.prefix(Self.hunksMost) {
            isCut = isCut || removed.count > Self.hunkWordsMost || added.count > Self.hunkWordsMost
            let from = max(0, added.lowerBound - Self.around)
            let to = min(new.count, added.upperBound + Self.around)
            hunks.append(
                Hunk(
                    lead: (from > 0 ? "… " : "") + new[from..<added.lowerBound].joined(separator: " "),
                    removed: Self.text(old[removed]), added: Self.text(new[added]),
                    tail: new[added.upperBound..<to].joined(separator: " ") + (to < new.count ? " …" : "")))
        }
    }

    private static func words(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace) }

    private static func text(_ words: ArraySlice<Substring>) -> String {
        words.prefix(hunkWordsMost).joined(separator: " ") + (words.count > hunkWordsMost ? " …" : "")
    }

    /// The places that differ, by the longest common subsequence; both sides are bounded.
    private static func changes(
        _ old: [Substring], _ new: [Substring], offset: Int
    ) -> [(Range<Int>, Range<Int>)] {
        let width = new.count + 1
        var lengths = [UInt16](repeating: 0, count: (old.count + 1) * width)
        for row in stride(from: old.count - 1, through: 0, by: -1) {
            for column in stride(from: new.count - 1, through: 0, by: -1) {
                lengths[row * width + column] =
                    old[row] == new[column]
                    ? lengths[(row + 1) * width + column + 1] + 1
                    : max(lengths[(row + 1) * width + column], lengths[row * width + column + 1])
            }
        }
        var result: [(Range<Int>, Range<Int>)] = []
        var (row, column, firstRow, firstColumn) = (0, 0, 0, 0)
        func close() {
            guard firstRow < row || firstColumn < column else { return }
            result.append((firstRow + offset..<row + offset, firstColumn + offset..<column + offset))
        }
        while row < old.count || column < new.count {
            if row < old.count, column < new.count, old[row] == new[column] {
                close()
                (row, column) = (row + 1, column + 1)
                (firstRow, firstColumn) = (row, column)
            } else if column == new.count
                || (row < old.count && lengths[(row + 1) * width + column] >= lengths[row * width + column + 1])
            {
                row += 1
            } else {
                column += 1
            }
        }
        close()
        return result
    }
}
