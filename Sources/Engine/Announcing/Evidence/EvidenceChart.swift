internal import Observing
internal import Series
internal import Vocabulary

/// Draws one target around a case as a picture that stands alone: how long answers took, and below it for each vantage whether they
/// came. Pure, of bounded size, in Coordinated Universal Time.
struct EvidenceChart {
    static let columns = 480
    private static let left = 70
    private static let column = 2
    private static let top = 44
    private static let plot = 180
    private static let strip = 20
    private static let steps: [Int64] = [10, 30, 60, 120, 300, 600, 1_800, 3_600]

    /// What was measured in one column, of one vantage.
    private struct Cell {
        var fastest: Int64?
        var slowest: Int64?
        var answered = 0
        var failed = 0
        var unknown = 0

        mutating func add(_ sample: Sample) {
            switch sample.outcome.kind {
            case .ok, .refused, .late:
                let took = sample.total.microseconds
                fastest = min(fastest ?? took, took)
                slowest = max(slowest ?? took, took)
                answered += 1
            case .failed: failed += 1
            case .unknown: unknown += 1
            }
        }
    }

    let title: String
    let from: Instant
    let to: Instant
    /// From the first failed sample to the first good one after it.
    let ill: [SeenCase.Span]
    private let rows: [(vantage: String, cells: [Int: Cell])]

    init(_ series: EvidencePack.Series, from: Instant, to: Instant, ill: [SeenCase.Span]) {
        title = series.target
        self.from = from
        self.to = max(to, from + .seconds(1))
        self.ill = ill
        let length = (self.to - from).microseconds
        rows = series.lines.map { line in
            var cells: [Int: Cell] = [:]
            for sample in line.samples.prefix(EvidencePack.samplesMost) {
                let after = (sample.instant - from).microseconds
                guard (0..<length).contains(after) else { continue }
                cells[Int(after * Int64(Self.columns) / length), default: Cell()].add(sample)
            }
            return ("\(line.vantage)", cells)
        }
    }

    var svg: String {
        let width = Self.left + Self.columns * Self.column + 20
        let below = Self.top + Self.plot + 12
        let height = below + rows.count * Self.strip + 28
        let slowest = rows.flatMap { $0.cells.values.compactMap(\.slowest) }.max() ?? 0
        let most = Self.round(slowest)
        var text = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" font-family="sans-serif" font-size="11">
            <title>\(Self.escaped(title))</title>
            <rect width="\(width)" height="\(height)" fill="#fff"/>
            <text x="\(Self.left)" y="16" font-size="13" font-weight="bold">\(Self.escaped(title))</text>
            <text x="\(Self.left)" y="32" fill="#555">\(Self.caption(from, to))</text>

            """
        for span in ill {
            let start = place(span.from)
            let end = span.to.map(place) ?? place(to)
            let area = "M\(start) \(Self.top)H\(max(end, start + 1))V\(below + rows.count * Self.strip)H\(start)Z"
            text += "<path d=\"\(area)\" fill=\"#fbe3e0\"/>\n"
        }
        for (share, label) in [(0, most), (1, most / 2), (2, 0)] {
            let y = Self.top + Self.plot / 2 * share
            text += "<path d=\"M\(Self.left) \(y)H\(width - 20)\" stroke=\"#ccc\"/>\n"
            text +=
                "<text x=\"\(Self.left - 6)\" y=\"\(y + 4)\" text-anchor=\"end\">\(Self.milliseconds(label))</text>\n"
        }
        text += "<path d=\"\(latencies(most))\" stroke=\"#1f5fa8\" stroke-width=\"\(Self.column)\" fill=\"none\"/>\n"
        for (index, row) in rows.enumerated() { text += strip(row, below + index * Self.strip) }
        return text + ticks(below + rows.count * Self.strip) + "</svg>\n"
    }

    // MARK: Pieces

    /// From the fastest to the slowest answer of each column, of all vantages.
    private func latencies(_ most: Int64) -> String {
        (0..<Self.columns).reduce(into: "") { path, number in
            let cells = rows.compactMap { $0.cells[number] }
            guard let fastest = cells.compactMap(\.fastest).min(), let slowest = cells.compactMap(\.slowest).max()
            else {
                return
            }
            func y(_ value: Int64) -> Int { Self.top + Self.plot - Int(value * Int64(Self.plot) / most) }
            // However little lies between them, it is seen.
            path += "M\(x(number)) \(y(fastest) + 1)V\(min(y(slowest), y(fastest) - 1))"
        }
    }

    private func strip(_ row: (vantage: String, cells: [Int: Cell]), _ y: Int) -> String {
        var paths = ["#3c8d40": "", "#c0271d": "", "#999": ""]
        for (number, cell) in row.cells.sorted(by: { $0.key < $1.key }) {
            let colour = cell.failed > 0 ? "#c0271d" : cell.answered > 0 ? "#3c8d40" : "#999"
            // What failed is taller, so that it is seen without colours too.
            paths[colour, default: ""] += "M\(x(number)) \(y + (cell.failed > 0 ? 2 : 8))V\(y + 16)"
        }
        var text =
            "<text x=\"\(Self.left - 6)\" y=\"\(y + 14)\" text-anchor=\"end\">\(Self.escaped(row.vantage))</text>\n"
        for (colour, path) in paths.sorted(by: { $0.key < $1.key }) where !path.isEmpty {
            text += "<path d=\"\(path)\" stroke=\"\(colour)\" stroke-width=\"\(Self.column)\"/>\n"
        }
        return text
    }

    private func ticks(_ y: Int) -> String {
        let length = (to - from).wholeSeconds
        let step = Self.steps.first { length / $0 <= 8 } ?? 3_600
        return stride(from: (from.seconds / step + 1) * step, through: to.seconds, by: Int(step)).reduce(into: "") {
            let instant = Instant(seconds: $1)
            $0 += "<path d=\"M\(place(instant)) \(y)v5\" stroke=\"#555\"/>\n"
            $0 += "<text x=\"\(place(instant))\" y=\"\(y + 18)\" text-anchor=\"middle\">\(Self.clock(instant))</text>\n"
        }
    }

    private func x(_ number: Int) -> Int { Self.left + number * Self.column + Self.column / 2 }

    private func place(_ instant: Instant) -> Int {
        let share = min(max(instant - from, .zero), to - from).microseconds * Int64(Self.columns * Self.column)
        return Self.left + Int(share / (to - from).microseconds)
    }

    // MARK: Words

    private static func caption(_ from: Instant, _ to: Instant) -> String {
        "How long answers took, and whether they came to each vantage (tall: failed). \(from.rfc3339) to \(to.rfc3339); "
            + "shaded: failing."
    }

    private static func clock(_ instant: Instant) -> String { String(instant.rfc3339.dropFirst(11).prefix(8)) }

    private static func milliseconds(_ microseconds: Int64) -> String {
        let tenths = microseconds / 100
        return tenths % 10 == 0 ? "\(tenths / 10) ms" : "\(tenths / 10).\(tenths % 10) ms"
    }

    /// The least of 1, 2 and 5 times a power of ten that is not less.
    private static func round(_ microseconds: Int64) -> Int64 {
        var step: Int64 = 1_000
        while true {
            for factor: Int64 in [1, 2, 5] where step * factor >= microseconds { return step * factor }
            step *= 10
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
