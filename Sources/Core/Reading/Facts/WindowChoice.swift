internal import Vocabulary

/// Several statements about windows → the ones to believe: post-mortem before header before updates, later before earlier,
/// and never a part as well as the whole.
struct WindowChoice {
    var windows: [Candidate] = []
    private(set) var undated: [Candidate] = []

    /// Candidates of each block, blocks in the order of their publication.
    init(_ blocks: [[Candidate]]) {
        let all = blocks.flatMap { $0 }
        for origin in [Report.Window.Origin.postmortem, .header, .update, .prose] {
            let complete = blocks.map {
                $0.filter { $0.origin == origin && $0.end != nil && $0.start != nil && $0.method < .open }
            }
            if complete.contains(where: { !$0.isEmpty }) {
                windows = Self.latest(complete)
                break
            }
        }
        if windows.isEmpty {
            for origin in [Report.Window.Origin.postmortem, .header, .update, .prose] {
                let open = all.filter { $0.origin == origin && $0.start != nil && $0.end == nil && $0.localEnd == nil }
                if let first = open.first(where: { if case .instant? = $0.start { true } else { false } }) ?? open.first
                {
                    windows = [first]
                    break
                }
            }
        }
        if windows.isEmpty {
            for candidate in all where candidate.start == nil || candidate.end == nil {
                if !candidate.localStart.isEmpty, !undated.contains(where: { $0.localStart == candidate.localStart }) {
                    undated.append(candidate)
                }
            }
        }
        windows.sort { ($0.start?.earliest ?? Instant(seconds: 0)) < ($1.start?.earliest ?? Instant(seconds: 0)) }
    }

    /// Another window of the block says the same, or says it better; a range that holds a shorter one replaces it.
    private static func isTold(_ candidate: Candidate, among others: [Candidate]) -> Bool {
        others.contains { other in
            let isWhole = candidate.contains(other) && candidate.method == .range && other.method == .range
            return other.overlaps(candidate) && !isWhole
        }
    }

    private static func latest(_ blocks: [[Candidate]]) -> [Candidate] {
        var kept: [Candidate] = []
        for block in blocks {
            var mine: [Candidate] = []
            // A timeline that marks start and end is surer than a range, and a range than a length.
            for candidate in block.sorted(by: { $0.method < $1.method }) where !isTold(candidate, among: mine) {
                mine.removeAll { candidate.contains($0) }
                mine.append(candidate)
            }
            kept.removeAll { old in mine.contains { $0.overlaps(old) } }
            kept += mine
        }
        return kept
    }
}
