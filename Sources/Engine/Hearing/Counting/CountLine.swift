internal import Vocabulary

/// The counts of one target between two tellings. Several tellers each count a share, so a span ends where the slowest of
/// them has told.
struct CountLine: Sendable {
    private struct Teller: Sendable {
        var until: Instant
        var heardAt: Instant
        /// How often it tells: the longest of its last turns.
        var turn: TimeSpan
    }

    static let codesMost = 20
    private static let countMost = 1_000_000_000

    let target: String
    /// Values that must be among a point's labels.
    let wanted: [String]
    /// The page that it is read from; nil where it is pushed.
    let place: Int?
    private var tellers: [String: Teller] = [:]
    private var begin: Instant?
    /// Spans never overlap, whatever a clock says.
    private var lastEnd: Instant?
    private var good = 0
    private var failed = 0
    private var codes: [String: Int] = [:]
    private var blindUntil: Instant?

    init(target: String, wanted: [String], place: Int?) {
        self.target = target
        self.wanted = wanted
        self.place = place
    }

    func knows(_ teller: String) -> Bool { tellers[teller] != nil }
    var tellersCount: Int { tellers.count }

    mutating func add(_ growth: Double, isGood: Bool, code: String) {
        let count = Int(min(max(growth, 0), Double(Self.countMost)).rounded())
        guard count > 0 else { return }
        if isGood {
            good = min(good + count, Self.countMost)
        } else {
            failed = min(failed + count, Self.countMost)
            if codes[code] != nil || codes.count < Self.codesMost { codes[code, default: 0] += count }
        }
    }

    /// A teller told what it counted until then, of this target or nothing of it.
    mutating func told(by teller: String, until: Instant, now: Instant) {
        if let known = tellers[teller] {
            let turn = now - known.heardAt
            tellers[teller] = Teller(
                until: max(until, known.until), heardAt: now,
                turn: turn > known.turn
                    ? turn : TimeSpan(microseconds: (known.turn.microseconds * 7 + turn.microseconds) / 8))
        } else {
            tellers[teller] = Teller(until: until, heardAt: now, turn: .zero)
            if begin == nil { begin = max(until, lastEnd ?? until) }
        }
    }

    /// The span that is complete, if there is one.
    mutating func close(now: Instant, rules: HearingRules) -> CountedSpan? {
        for (name, teller) in tellers {
            let patience = max(
                rules.silentLeast, TimeSpan(microseconds: teller.turn.microseconds * rules.silentTurns))
            guard now - teller.heardAt > patience else { continue }
            tellers[name] = nil
            blindUntil = now + rules.blindFor
        }
        guard let start = begin else { return nil }
        guard let end = tellers.values.map(\.until).min() else {
            // Nobody tells any more: what was told is given, and the next one begins anew.
            begin = nil
            return good + failed > 0 ? take(from: start, until: start + rules.spanLeast, isWhole: false) : nil
        }
        guard end - start >= rules.spanLeast else { return nil }
        begin = end
        let isBlind = blindUntil.map { now < $0 } ?? false
        if !isBlind { blindUntil = nil }
        return take(from: start, until: end, isWhole: !isBlind)
    }

    private mutating func take(from: Instant, until: Instant, isWhole: Bool) -> CountedSpan {
        let code = codes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        lastEnd = until
        defer {
            good = 0
            failed = 0
            codes = [:]
        }
        return CountedSpan(
            target: target, from: from, until: until, good: good, failed: failed, code: code, isWhole: isWhole)
    }
}
