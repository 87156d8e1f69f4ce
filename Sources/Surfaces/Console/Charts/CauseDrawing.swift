package import Markup

/// Draws which targets a cause explains and which speak against it: causes on the left, targets on the right, a line between
/// what belongs together. The lists beside it say the same.
package enum CauseDrawing {
    package struct Cause: Sendable, Hashable {
        package var name: String
        package var share: String
        /// By the places of targets.
        package var explains: Set<Int>
        package var contradictedBy: Set<Int>

        package init(name: String, share: String, explains: Set<Int>, contradictedBy: Set<Int>) {
            self.name = name
            self.share = share
            self.explains = explains
            self.contradictedBy = contradictedBy
        }
    }

    package struct Target: Sendable, Hashable {
        package var name: String
        package var symbol: Symbol
        package var state: String

        package init(name: String, symbol: Symbol, state: String) {
            self.name = name
            self.symbol = symbol
            self.state = state
        }
    }

    static let width = 880
    private static let row = 30
    private static let left = 290
    private static let right = 500
    /// More would be no picture any more; the lists have them all.
    static let targetsMost = 14

    package static func html(_ causes: [Cause], _ targets: [Target], description: String, more: (Int) -> String) -> HTML
    {
        let shown = targets.prefix(targetsMost)
        let lines = shown.count + (targets.count > shown.count ? 1 : 0)
        let height = max(lines * row, causes.count * row * 2) + 8
        let between = height / max(causes.count, 1)
        return HTML(
            .svg, .class("graph"), .viewBox(width: width, height: height), .role("img"), .aria("label", description)
        ) {
            for (number, cause) in causes.enumerated() {
                let y = number * between + between / 2
                for place in shown.indices where cause.contradictedBy.contains(place) {
                    HTML(.path, .class("against"), .path(line(y, place)))
                }
                for place in shown.indices where cause.explains.contains(place) {
                    HTML(.path, .class("explains"), .path(line(y, place)))
                }
            }
            for (number, cause) in causes.enumerated() {
                let y = number * between + between / 2
                HTML(
                    .text, .class("cause"), .measure("x", left - 12), .measure("y", y - 2), .anchor("end"),
                    text: clipped(cause.name, to: left - 16))
                HTML(
                    .text, .class("share"), .measure("x", left - 12), .measure("y", y + 16), .anchor("end"),
                    text: cause.share)
                HTML(.circle, .class("knot"), .measure("cx", left), .measure("cy", y), .measure("r", 5))
            }
            for (place, target) in shown.enumerated() {
                HTML(
                    .text, .class("target \(target.symbol.rawValue)"), .measure("x", right + 12),
                    .measure("y", y(place) + 5)
                ) {
                    HTML(.tspan, text: mark(target.symbol) + " ")
                    HTML(.tspan, .class("word"), text: clipped(target.name, to: 290))
                    HTML(.tspan, text: " " + target.state)
                }
            }
            if targets.count > shown.count {
                HTML(
                    .text, .class("share"), .measure("x", right + 12), .measure("y", y(shown.count) + 5),
                    text: more(targets.count - shown.count))
            }
        }
    }

    private static func y(_ place: Int) -> Int { place * row + row / 2 + 4 }

    private static func line(_ from: Int, _ place: Int) -> String {
        let middle = (left + right) / 2
        return "M\(left) \(from)C\(middle) \(from) \(middle) \(y(place)) \(right) \(y(place))"
    }

    /// A shape that text has too.
    private static func mark(_ symbol: Symbol) -> String {
        switch symbol {
        case .critical: "▲"
        case .major: "◆"
        case .minor: "■"
        case .fine: "●"
        case .maintenance: "▭"
        default: "○"
        }
    }

    /// For the widest of the usual fonts. Names differ at their ends, so the start is left out.
    static func clipped(_ text: String, to width: Int) -> String {
        let most = width * 10 / 85
        return text.count <= most ? text : "…" + text.suffix(max(most - 1, 1))
    }
}
