internal import Following
internal import Vocabulary

/// The updates that stand inside one item's body, each under its own time: `Fri, 31 Jul 2026 11:45:00 GMT`, or
/// `Aug 18, 11:42 UTC` with the status and a dash before the words.
struct FeedUpdates {
    var updates: [VendorUpdate] = []
    /// What stands before the first time: `Severity: degraded`, `Status: RESOLVED`.
    var stated: [String: String] = [:]

    private static let linesMax = 20_000

    init(text: String, notAfter latest: Instant?) {
        var current: (at: Instant, lines: [String])?
        var found: [(at: Instant, lines: [String])] = []
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).prefix(Self.linesMax) {
            let line = line.trimmed
            if let at = Self.time(line, latest) {
                if let current { found.append(current) }
                current = (at, [])
            } else if current != nil {
                current?.lines.append(line)
            } else if let colon = line.range(ofText: ": "), stated.count < 16 {
                stated[ReadingNotes.key(String(line[..<colon.lowerBound]))] = String(line[colon.upperBound...]).trimmed
            }
        }
        if let current { found.append(current) }
        updates = UpdateOrder.oldestFirst(found.map { Self.update($0.at, $0.lines) })
    }

    private static func time(_ line: String, _ latest: Instant?) -> Instant? {
        // Most lines are prose, and no time is this long.
        guard line.utf8.count <= 48, line.utf8.contains(UInt8(ascii: ":")) else { return nil }
        return VendorTimes.rfc822(line) ?? VendorTimes.shown(line, notAfter: latest)
    }

    private static func update(_ at: Instant, _ lines: [String]) -> VendorUpdate {
        var lines = Array(lines.drop(while: \.isEmpty))
        while lines.last?.isEmpty == true { lines.removeLast() }
        var word: String?
        if let first = lines.first {
            if FeedWords.isStatus(first) {
                word = first
                lines.removeFirst()
            } else if let dash = first.range(ofText: " - ") ?? first.range(ofText: ": "),
                FeedWords.isStatus(String(first[..<dash.lowerBound]))
            {
                word = String(first[..<dash.lowerBound])
                lines[0] = String(first[dash.upperBound...]).trimmed
            }
        }
        return VendorUpdate(
            status: word.flatMap { FeedWords.status[ReadingNotes.key($0)] } ?? .unknown, statusWord: word, at: at,
            text: lines.joined(separator: "\n").trimmed)
    }
}
