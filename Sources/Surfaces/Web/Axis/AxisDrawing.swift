/// A laid-out picture: shapes and labels with their places, in units of its canvas. Layouts make it, tests check it,
/// and `AxisSVG` writes it down.
package struct AxisDrawing: Sendable, Hashable {
    package enum Anchor: String, Sendable { case start, middle, end }

    package struct Box: Sendable, Hashable {
        package var left: Int
        package var top: Int
        package var right: Int
        package var bottom: Int

        package init(left: Int, top: Int, right: Int, bottom: Int) {
            self.left = left
            self.top = top
            self.right = right
            self.bottom = bottom
        }

        package func intersects(_ other: Box) -> Bool {
            left < other.right && other.left < right && top < other.bottom && other.top < bottom
        }
    }

    package struct Label: Sendable, Hashable {
        package var text: String
        /// The class of the stylesheet that gives it size and colour.
        package var look: String
        package var x: Int
        package var y: Int
        package var anchor: Anchor
        /// What the text can cover at most.
        package var box: Box
    }

    package enum Shape: Sendable, Hashable {
        case bar(look: AxisLook, Box)
        case dashes(fromX: Int, fromY: Int, toX: Int, toY: Int)
        case mark(look: AxisLook, x: Int, y: Int)
        case rule(fromX: Int, fromY: Int, toX: Int, toY: Int)
        /// Where the axis leaves out a quiet stretch; upright when the axis is.
        case gap(x: Int, y: Int, isUpright: Bool)
        /// What is left out, as an empty band behind the rows.
        case band(Box)
    }

    package var width: Int
    package var height: Int
    package var shapes: [Shape] = []
    package var labels: [Label] = []

    static let labelSize = 13
    static let tickSize = 12

    mutating func add(
        _ text: String, look: String, size: Int = AxisDrawing.labelSize, x: Int, y: Int, anchor: Anchor = .start
    ) {
        guard !text.isEmpty else { return }
        let width = TextMeasure.width(text, size: size)
        let left =
            switch anchor {
            case .start: x
            case .middle: x - (width + 1) / 2
            case .end: x - width
            }
        // A line of text reaches a little above its size and below its baseline.
        let box = Box(left: left, top: y - size, right: left + width, bottom: y + size / 3)
        labels.append(Label(text: text, look: look, x: x, y: y, anchor: anchor, box: box))
    }
}
