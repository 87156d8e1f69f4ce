package import Observing
package import Series
package import Vocabulary

/// What a chart draws: one rollup for each point of a span, of all vantages or of one, and nothing where nothing was measured.
package struct ChartPoints: Sendable, Hashable {
    package let span: Range<Instant>
    package let width: TimeSpan
    /// By the number of the point, from the start of the span.
    package let rollups: [Int: Rollup]

    /// Points outside the span are left out.
    package init(_ lines: [Chart.Line], width: TimeSpan, span: Range<Instant>) {
        self.span = span
        self.width = width
        var rollups: [Int: Rollup] = [:]
        for point in lines.flatMap(\.points) where span.contains(point.start) && width > .zero {
            let number = Int((point.start - span.lowerBound).microseconds / width.microseconds)
            rollups[number, default: Rollup()].merge(point.rollup)
        }
        self.rollups = rollups
    }

    package var count: Int {
        guard width > .zero else { return 0 }
        return Int(((span.upperBound - span.lowerBound).microseconds + width.microseconds - 1) / width.microseconds)
    }

    /// All of it in one.
    package var whole: Rollup {
        rollups.values.reduce(into: Rollup()) { $0.merge($1) }
    }

    package func start(_ number: Int) -> Instant {
        span.lowerBound + TimeSpan(microseconds: width.microseconds * Int64(number))
    }

    /// Where a point begins, in thousandths of the span.
    func place(_ number: Int) -> Int { number * 1_000 / max(count, 1) }

    /// Points in a row that hold an answer.
    var answeredRuns: [Range<Int>] { runs { $0.answered > 0 } }

    func runs(where holds: (Rollup) -> Bool) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for number in rollups.filter({ holds($0.value) }).keys.sorted() {
            if let last = runs.last, last.upperBound == number {
                runs[runs.count - 1] = last.lowerBound..<number + 1
            } else {
                runs.append(number..<number + 1)
            }
        }
        return runs
    }

    /// The same span in at most so many rows, for people who read it as a table; those of which nothing is known are left out.
    package func rows(most: Int) -> [(start: Instant, rollup: Rollup)] {
        let together = max(1, (count + most - 1) / max(most, 1))
        var rows: [Int: Rollup] = [:]
        for (number, rollup) in rollups { rows[number / together, default: Rollup()].merge(rollup) }
        return rows.sorted { $0.key < $1.key }.map { (start($0.key * together), $0.value) }
    }
}
