package import Vocabulary

/// How long the spans of rollups are; days are those of UTC.
package enum RollupLevel: UInt8, Sendable, CaseIterable {
    case minute = 1
    case hour = 2
    case day = 3

    package var seconds: Int64 {
        switch self {
        case .minute: 60
        case .hour: 3_600
        case .day: 86_400
        }
    }

    /// The number of the span that an instant is in, counted from 1970.
    package func span(of milliseconds: Int64) -> Int64 { milliseconds / (seconds * 1_000) }

    package func start(of span: Int64) -> Instant { Instant(seconds: span * seconds) }
}
