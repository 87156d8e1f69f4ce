internal import CMachine

/// The machine's clocks.
///
/// Rules never read them: they are given an instant.
package enum SystemClock {
    /// Microseconds since an arbitrary start; never goes back.
    ///
    /// For durations and deadlines.
    package static func monotonicMicroseconds() -> Int64 { cmachine_monotonic_microseconds() }

    /// Microseconds since 1970-01-01T00:00:00Z.
    ///
    /// For what is written down.
    package static func wallMicroseconds() -> Int64 { cmachine_wall_microseconds() }

    /// Seconds since 1970-01-01T00:00:00Z, a few milliseconds late at most, and cheaper to read.
    package static func coarseWallSeconds() -> Int64 { cmachine_wall_seconds_coarse() }
}
