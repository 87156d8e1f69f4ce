package import Vocabulary

/// What is remembered of one counter of one teller, so that each count counts once: what grew since the point before,
/// whether the teller counts from its own begin or from the last point, and began anew in between or not.
package struct CounterSeries: Sendable, Hashable {
    package enum Growth: Sendable, Hashable {
        /// So many more.
        case grew(Double)
        /// The first point of a counter that may have begun long ago: from here on it is counted.
        case began
        /// It was told before.
        case known
    }

    private var value: Double
    private var from: Instant?
    /// The teller's own time of the last point.
    private var until: Instant?
    package private(set) var heardAt: Instant

    /// - Parameter isBornSince: whether the teller was heard before without this counter, so that all of it is new.
    package static func first(
        _ point: CountPoint, isBornSince: Bool, now: Instant
    ) -> (CounterSeries, Growth) {
        let series = CounterSeries(value: point.value, from: point.from, until: point.until, heardAt: now)
        switch point.kind {
        case .delta: return (series, .grew(point.value))
        case .cumulative: return (series, isBornSince ? .grew(point.value) : .began)
        }
    }

    package mutating func hear(_ point: CountPoint, now: Instant) -> Growth {
        if let until, let told = point.until, told <= until { return .known }
        defer {
            until = point.until
            from = point.from ?? from
            heardAt = now
        }
        switch point.kind {
        case .delta: return .grew(point.value)
        case .cumulative:
            let before = value
            value = point.value
            // Who begins anew counts from nothing; what was counted between the last point and that is lost.
            let beganAnew =
                point.value < before || (point.from.map { begun in from.map { begun > $0 } ?? false } ?? false)
            return .grew(beganAnew ? point.value : point.value - before)
        }
    }
}
