package import Vocabulary

/// A shape that stands for a severity or a state, beside its word: colour is never alone.
package enum Symbol: String, Sendable, Hashable, CaseIterable {
    case critical, major, minor, fine, unknown, maintenance, notice
    /// A page that can't be read: not fine, not failing, and not the same as never told.
    case unreadable

    package init(_ severity: Severity) {
        switch severity {
        case .critical: self = .critical
        case .major: self = .major
        case .minor: self = .minor
        case .notice: self = .notice
        case .maintenance: self = .maintenance
        case .unknown: self = .unknown
        }
    }

    /// The shape in a square of 12 units; hidden from screen readers, which get the word.
    package var html: HTML {
        HTML(
            .svg, .class("symbol \(rawValue)"), .viewBox(width: 12, height: 12), .measure("width", 12),
            .measure("height", 12), .aria("hidden", "true")
        ) {
            HTML(.path, .path(outline))
        }
    }

    /// Its outline in that square, for drawings that stand alone.
    package var outline: String {
        switch self {
        case .critical: "M6 1 11.5 11H.5Z"
        case .major: "M6 .5 11.5 6 6 11.5.5 6Z"
        case .minor: "M1.5 1.5h9v9h-9Z"
        case .fine: "M6 1a5 5 0 1 0 0 10A5 5 0 1 0 6 1Z"
        case .unknown: "M6 1a5 5 0 1 0 0 10A5 5 0 1 0 6 1ZM6 3a3 3 0 1 1 0 6A3 3 0 1 1 6 3Z"
        case .maintenance: "M.5 3h11v6H.5ZM2 4.500v3h8v-3Z"
        case .notice: "M1 5h10v2H1Z"
        case .unreadable:
            "M2.500 1 6 4.500 9.500 1 11 2.500 7.500 6 11 9.500 9.500 11 6 7.500 2.500 11 1 9.500 4.500 6 1 2.500Z"
        }
    }
}
