internal import Series
package import Markup
package import Telling
package import Vocabulary

/// Draws whether answers came: one strip for each vantage. What failed hangs from the top, the longer the larger its share; what
/// nobody can say is a dashed box, and where nothing was measured there is nothing but a thin line.
package enum AvailabilityDrawing {
    private static let height = 24
    /// However small a share, it is seen.
    private static let shortest = 8

    package struct Strip: Sendable, Hashable {
        package var name: String
        /// What it comes to, in words.
        package var account: String
        package var points: ChartPoints

        package init(name: String, account: String, points: ChartPoints) {
            self.name = name
            self.account = account
            self.points = points
        }
    }

    package static func html(_ strips: [Strip], in zone: Zone, _ words: LanguagePack) -> HTML {
        guard let first = strips.first else { return HTML() }
        return HTML(.div, .class("strips")) {
            for strip in strips {
                HTML(.p, .class("strip-name")) {
                    HTML(.strong, text: strip.name)
                    " " + strip.account
                }
                drawing(strip)
            }
            LatencyDrawing.ticks(
                ChartScale.ticks(first.points.span, in: zone, most: LatencyDrawing.ticksMost), in: zone, words)
        }
    }

    private static func drawing(_ strip: Strip) -> HTML {
        let points = strip.points
        func box(_ run: Range<Int>, top: Int, bottom: Int) -> String {
            "M\(points.place(run.lowerBound)) \(top)H\(points.place(run.upperBound))V\(bottom)"
                + "H\(points.place(run.lowerBound))Z"
        }
        // A point in which anything was answered or failed is known; what is left are the prober's own troubles.
        let known = points.runs { $0.answered + $0.failures > 0 }
        let unknown = points.runs { $0.answered + $0.failures == 0 && $0.count > 0 }
        var failed = ""
        for (number, rollup) in points.rollups.sorted(by: { $0.key < $1.key }) where rollup.failures > 0 {
            let share = Int(rollup.failures * Int64(height) / max(rollup.answered + rollup.failures, 1))
            failed += box(number..<number + 1, top: 0, bottom: max(share, shortest))
        }
        return HTML(
            .svg, .class("strip"), .viewBox(width: LatencyDrawing.width, height: height), .stretched, .role("img"),
            .aria("label", strip.name + ": " + strip.account)
        ) {
            HTML(.path, .class("rule"), .path("M0 \(height / 2)H\(LatencyDrawing.width)"))
            HTML(.path, .class("good"), .path(known.map { box($0, top: 0, bottom: height) }.joined()))
            HTML(.path, .class("doubtful"), .path(unknown.map { box($0, top: 2, bottom: height - 2) }.joined()))
            HTML(.path, .class("failed"), .path(failed))
        }
    }
}
