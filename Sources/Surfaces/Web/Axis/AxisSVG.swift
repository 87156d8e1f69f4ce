internal import Markup

/// Writes a drawing as SVG. Colours and sizes come from the stylesheet's classes: the page allows no other style.
enum AxisSVG {
    static func html(_ drawing: AxisDrawing, class name: String, description: String) -> HTML {
        HTML(
            .svg, .class("axis \(name)"), .viewBox(width: drawing.width, height: drawing.height), .role("img"),
            .aria("label", description)
        ) {
            for shape in drawing.shapes { html(shape) }
            for label in drawing.labels {
                HTML(
                    .text, .class(label.look), .measure("x", label.x), .measure("y", label.y),
                    label.anchor == .start ? nil : .anchor(label.anchor.rawValue), text: label.text)
            }
        }
    }

    private static func html(_ shape: AxisDrawing.Shape) -> HTML {
        switch shape {
        case .bar(let look, let box):
            HTML(
                .rect, .class(look.rawValue), .measure("x", box.left), .measure("y", box.top),
                .measure("width", box.right - box.left), .measure("height", box.bottom - box.top), .measure("rx", 2))
        case .dashes(let fromX, let fromY, let toX, let toY):
            HTML(.path, .class("silence"), .path("M\(fromX) \(fromY)L\(toX) \(toY)"))
        case .rule(let fromX, let fromY, let toX, let toY):
            HTML(.path, .class("rule"), .path("M\(fromX) \(fromY)L\(toX) \(toY)"))
        case .band(let box):
            HTML(
                .rect, .class("band"), .measure("x", box.left), .measure("y", box.top),
                .measure("width", box.right - box.left), .measure("height", box.bottom - box.top))
        case .mark(let look, let x, let y): mark(look, x, y)
        case .gap(let x, let y, let isUpright):
            HTML(
                .path, .class("gap"),
                .path(
                    isUpright
                        ? "M\(x - 7) \(y - 1)l14 -6M\(x - 7) \(y + 7)l14 -6"
                        : "M\(x - 7) \(y + 5)l5 -10M\(x + 2) \(y + 5)l5 -10"))
        }
    }

    private static func mark(_ look: AxisLook, _ x: Int, _ y: Int) -> HTML {
        switch look {
        case .inside: HTML(.path, .class("inside"), .path("M\(x) \(y - 6)l6 6l-6 6l-6 -6Z"))
        case .postmortem: HTML(.path, .class("postmortem"), .path("M\(x - 5) \(y - 5)h10v10h-10Z"))
        default:
            HTML(.circle, .class(look.rawValue), .measure("cx", x), .measure("cy", y), .measure("r", 5))
        }
    }
}
