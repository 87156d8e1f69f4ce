internal import Series
package import Markup
package import Telling
package import Vocabulary

/// Draws how long answers took: percentiles as steps, or phases stacked. The plot is stretched to whatever room there is; words
/// stand beside it and not in it, so that none is squeezed. Colours and strokes come from the stylesheet.
package enum LatencyDrawing {
    /// The plot's own units.
    static let width = 1_000
    static let height = 200
    static let ticksMost = 6

    package static let percentiles: [(share: Double, look: String)] = [(0.99, "p99"), (0.95, "p95"), (0.5, "p50")]

    /// The median, and what 95 and 99 of a hundred answers did not exceed.
    package static func percentiles(
        _ points: ChartPoints, in zone: Zone, _ words: LanguagePack, description: String
    ) -> HTML {
        let slowest = points.rollups.values.compactMap { $0.percentile(0.99) }.max()
        guard let slowest else { return HTML() }
        let top = ChartScale.top(slowest)
        func level(_ number: Int, _ share: Double) -> Int {
            y(points.rollups[number]?.percentile(share) ?? .zero, top)
        }
        let runs = points.answeredRuns
        let band = runs.map { run in
            steps(run, points) { level($0, 0.95) } + back(run, points) { level($0, 0.5) } + "Z"
        }
        let lines = percentiles.map { share, look in
            HTML(
                .path, .class("line \(look)"),
                .path(runs.map { steps($0, points) { level($0, share) } }.joined()))
        }
        let inside = [HTML(.path, .class("band"), .path(band.joined()))] + lines
        return frame(points, inside, top, in: zone, words, description)
    }

    /// The mean of each phase, the first one at the bottom.
    package static func phases(
        _ points: ChartPoints, in zone: Zone, _ words: LanguagePack, description: String
    ) -> HTML {
        let sums = points.rollups.mapValues { rollup in
            Sample.Phase.allCases.reduce(into: [Int64(0)]) { sums, phase in
                sums.append((sums.last ?? 0) + (rollup.mean(of: phase)?.microseconds ?? 0))
            }
        }
        guard let most = sums.values.compactMap(\.last).max(), most > 0 else { return HTML() }
        let top = ChartScale.top(TimeSpan(microseconds: most))
        func level(_ number: Int, _ phase: Int) -> Int {
            y(TimeSpan(microseconds: sums[number]?[phase] ?? 0), top)
        }
        let runs = points.answeredRuns
        let areas = Sample.Phase.allCases.map { phase in
            let path = runs.map { run in
                steps(run, points) { level($0, phase.rawValue + 1) } + back(run, points) { level($0, phase.rawValue) }
                    + "Z"
            }
            return HTML(.path, .class("area phase\(phase.rawValue)"), .path(path.joined()))
        }
        return frame(points, areas, top, in: zone, words, description)
    }

    // MARK: Pieces

    private static func y(_ span: TimeSpan, _ top: TimeSpan) -> Int {
        let share = min(max(span.microseconds, 0), top.microseconds) * Int64(height) / max(top.microseconds, 1)
        return height - Int(share)
    }

    /// From the left to the right, each point as wide as it is.
    private static func steps(_ run: Range<Int>, _ points: ChartPoints, _ level: (Int) -> Int) -> String {
        var path = ""
        for number in run {
            let height = level(number)
            path += path.isEmpty ? "M\(points.place(number)) \(height)" : "V\(height)"
            path += "H\(points.place(number + 1))"
        }
        return path
    }

    /// The lower edge of an area, from the right to the left.
    private static func back(_ run: Range<Int>, _ points: ChartPoints, _ level: (Int) -> Int) -> String {
        run.reversed().reduce(into: "") { path, number in
            path += (path.isEmpty ? "L\(points.place(number + 1)) \(level(number))" : "V\(level(number))")
            path += "H\(points.place(number))"
        }
    }

    private static func frame(
        _ points: ChartPoints, _ inside: [HTML], _ top: TimeSpan, in zone: Zone, _ words: LanguagePack,
        _ description: String
    ) -> HTML {
        let ticks = ChartScale.ticks(points.span, in: zone, most: ticksMost)
        let rules =
            [0, height / 2, height].map { "M0 \($0)H\(width)" } + ticks.map { "M\($0.place) 0V\(height)" }
        return HTML(.div, .class("chart")) {
            HTML(.ul, .class("scale"), .aria("hidden", "true")) {
                for part in [Int64(2), 1, 0] {
                    HTML(.li, text: words.latency(TimeSpan(microseconds: top.microseconds / 2 * part)))
                }
            }
            HTML(
                .svg, .class("plot"), .viewBox(width: width, height: height), .stretched, .role("img"),
                .aria("label", description)
            ) {
                HTML(.path, .class("rule"), .path(rules.joined()))
                inside
            }
            Self.ticks(ticks, in: zone, words)
        }
    }

    /// The clock or the day below each mark. Nobody has to hear them: the description and the table say when.
    static func ticks(_ ticks: [ChartScale.Tick], in zone: Zone, _ words: LanguagePack) -> HTML {
        HTML(.svg, .class("ticks"), .aria("hidden", "true")) {
            for (number, tick) in ticks.enumerated() {
                let anchor = tick.place < 60 ? "start" : tick.place > 940 ? "end" : "middle"
                HTML(
                    .text, number % 2 == 1 ? .class("tick second") : .class("tick"),
                    .share("x", thousandths: tick.place), .measure("y", 14), .anchor(anchor),
                    text: tick.isDay
                        ? words.dayAndShortMonth(zone.civilTime(tick.at).date) : words.clock(tick.at, in: zone))
            }
        }
    }
}
