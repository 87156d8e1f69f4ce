internal import Telling
internal import Vocabulary

/// Where instants stand on a line, with long quiet stretches left out, so that a post-mortem two weeks later does not
/// press an outage of twelve minutes into a hair.
struct AxisScale: Sendable, Hashable {
    struct Segment: Sendable, Hashable {
        var start: Instant
        var end: Instant
        var from: Int
        var to: Int
    }

    /// What is left out between two segments.
    struct Gap: Sendable, Hashable {
        var length: TimeSpan
        var middle: Int
    }

    private(set) var segments: [Segment] = []
    private(set) var gaps: [Gap] = []

    static let gapWidth = 84
    static let segmentWidthLeast = 60
    static let gapsMost = 4
    /// Between a segment's edge and its first instant.
    static let margin = 12

    /// `instants` in order, each once; `from` to `to` is the room on the canvas.
    init(instants: [Instant], from: Int, to: Int) {
        guard let first = instants.first, let last = instants.last else { return }
        let cuts = Self.quietStretches(instants)
        var starts = [first]
        var ends: [Instant] = []
        for index in cuts.sorted() {
            ends.append(instants[index])
            starts.append(instants[index + 1])
        }
        ends.append(last)
        let lengths = zip(starts, ends).map { $1 - $0 }
        let total = max(1, lengths.reduce(0) { $0 + $1.microseconds / 1_000_000 })
        let room = to - from - Self.gapWidth * cuts.count - Self.segmentWidthLeast * starts.count
        var position = from
        for (index, length) in lengths.enumerated() {
            if index > 0 {
                gaps.append(Gap(length: starts[index] - ends[index - 1], middle: position + Self.gapWidth / 2))
                position += Self.gapWidth
            }
            let share = Double(length.microseconds / 1_000_000) / Double(total)
            let isLast = index == lengths.count - 1
            let end = isLast ? to : position + Self.segmentWidthLeast + Int(Double(room) * share)
            segments.append(Segment(start: starts[index], end: ends[index], from: position, to: end))
            position = end
        }
    }

    /// The positions of the instants after which the axis is broken.
    static func quietStretches(_ instants: [Instant]) -> [Int] {
        var quiet: [Int] = []
        while quiet.count < gapsMost {
            let open = instants.indices.dropLast().filter { !quiet.contains($0) }
            func length(_ index: Int) -> Int64 { (instants[index + 1] - instants[index]).wholeSeconds }
            guard let longest = open.max(by: { length($0) < length($1) }) else { break }
            let rest = open.reduce(0) { $0 + length($1) } - length(longest)
            let isLong = length(longest) >= 30 * 60 && length(longest) > rest * 2
            let isNight = length(longest) > 12 * 3_600 && length(longest) > rest / 4
            guard rest > 0, isLong || isNight else { break }
            quiet.append(longest)
        }
        return quiet
    }

    /// Instants outside are moved to the nearest end.
    func position(_ instant: Instant) -> Int {
        guard let first = segments.first, let last = segments.last else { return 0 }
        if instant <= first.start { return first.from + Self.margin }
        let segment = segments.last { $0.start <= instant } ?? last
        let room = Double(segment.to - segment.from - 2 * Self.margin)
        let length = max(1, (segment.end - segment.start).microseconds)
        let share = Double((min(instant, segment.end) - segment.start).microseconds) / Double(length)
        return segment.from + Self.margin + Int(room * share)
    }

    struct Tick: Sendable, Hashable {
        var at: Instant
        var position: Int
        var text: String
    }

    private static let steps: [Int64] = [
        60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000,
        7_776_000, 31_536_000,
    ]

    /// Round times of the zone's clocks, never nearer to each other than `spacing`.
    func ticks(zone: Zone, words: LanguagePack, spacing: Int) -> [Tick] {
        segments.flatMap { segment in
            let offset = Int64(zone.offset(at: segment.start).seconds)
            let seconds = max(1, (segment.end - segment.start).wholeSeconds)
            let room = max(1, segment.to - segment.from - 2 * Self.margin)
            let step =
                Self.steps.first { $0 * Int64(room) / seconds >= Int64(spacing) } ?? Self.steps[Self.steps.count - 1]
            var ticks: [Tick] = []
            let firstLocal = segment.start.seconds + offset
            var local = firstLocal - firstLocal % step
            if local < firstLocal { local += step }
            while local - offset <= segment.end.seconds, ticks.count < 64 {
                let instant = Instant(seconds: local - offset)
                let tick = Tick(at: instant, position: position(instant), text: Self.text(instant, zone, words))
                if tick.position - (ticks.last?.position ?? -10_000) >= spacing { ticks.append(tick) }
                local += step
            }
            if ticks.isEmpty {
                let text = words.clock(segment.start, in: zone)
                ticks = [Tick(at: segment.start, position: position(segment.start), text: text)]
            }
            return ticks
        }
    }

    /// A clock time, or the day where a day begins.
    private static func text(_ instant: Instant, _ zone: Zone, _ words: LanguagePack) -> String {
        let civil = zone.civilTime(instant)
        guard civil.hour == 0, civil.minute == 0 else { return civil.clock() }
        return words.dayAndShortMonth(civil.date)
    }
}
