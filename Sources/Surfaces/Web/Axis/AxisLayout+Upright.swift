internal import Telling
internal import Vocabulary

extension AxisLayout {
    static let uprightWidth = 326
    private static let axisX = 56
    private static let impactX = 68
    private static let firstPageX = 84
    private static let lineHeight = 18
    private static let momentsMost = 60
    private static let pageLooks: [AxisLook] = [.page, .secondPage, .thirdPage]

    /// The drawing with time from top to bottom, for phones: as near to scale as its labels allow.
    package static func upright(_ facts: AxisFacts) -> AxisDrawing {
        let words = LanguagePack.of(facts.language)
        var drawing = AxisDrawing(width: uprightWidth, height: 0)
        let pages = Array(facts.pages.prefix(pageLooks.count))
        var y = 18
        y = addLegend(facts, pages, y: y, to: &drawing)
        let textX = pages.isEmpty ? firstPageX : firstPageX + 12 * pages.count + 6
        let hidden = max(0, facts.moments.count - momentsMost)
        let places = addMoments(facts, words, textX: textX, y: &y, to: &drawing)
        if hidden > 0 {
            drawing.add("+ " + words.number(hidden), look: "tick", size: AxisDrawing.tickSize, x: textX, y: y + 4)
            y += 24
        }
        if let first = places.first, let last = places.last, first.y < last.y {
            drawing.shapes.insert(.rule(fromX: axisX, fromY: first.y, toX: axisX, toY: last.y), at: 0)
        }
        for stretch in facts.impact {
            let top = position(stretch.start, places)
            let bottom = max(position(stretch.end, places), top + 4)
            let box = AxisDrawing.Box(left: impactX, top: top, right: impactX + 10, bottom: bottom)
            drawing.shapes.append(.bar(look: .impact, box))
        }
        for (index, page) in pages.enumerated() {
            let x = firstPageX + 12 * index
            let top = position(page.start, places)
            let bottom = max(position(page.end, places), top + 4)
            drawing.shapes.append(
                .bar(look: pageLooks[index], AxisDrawing.Box(left: x, top: top, right: x + 8, bottom: bottom)))
        }
        for silence in facts.silences {
            let from = position(silence.start, places)
            let to = position(silence.end, places)
            drawing.shapes.insert(
                .dashes(fromX: axisX, fromY: from, toX: axisX, toY: to), at: min(1, drawing.shapes.count))
        }
        drawing.height = y + 8
        return drawing
    }

    private struct Place {
        var at: Instant
        var y: Int
    }

    /// The tracks' names with a piece of each track.
    private static func addLegend(
        _ facts: AxisFacts, _ pages: [AxisFacts.Stretch], y start: Int, to drawing: inout AxisDrawing
    ) -> Int {
        var y = start
        func add(_ text: String, _ look: AxisLook) {
            let box = AxisDrawing.Box(left: 6, top: y - 9, right: 16, bottom: y + 1)
            drawing.shapes.append(.bar(look: look, box))
            let clipped = TextMeasure.clipped(text, size: AxisDrawing.labelSize, to: uprightWidth - 28)
            drawing.add(clipped, look: "label", x: 24, y: y)
            y += 22
        }
        if !facts.impact.isEmpty { add(facts.names.impact, .impact) }
        for (page, look) in zip(pages, pageLooks) { add(page.name + " · " + page.label, look) }
        return y + 8
    }

    /// Draws each moment with its clock and words, and returns where each stands.
    private static func addMoments(
        _ facts: AxisFacts, _ words: LanguagePack, textX: Int, y: inout Int, to drawing: inout AxisDrawing
    ) -> [Place] {
        let moments = facts.moments.prefix(momentsMost)
        let instants = Array(Set(moments.map(\.at))).sorted()
        let quiet = Set(AxisScale.quietStretches(instants).map { instants[$0] })
        let active = instants.indices.dropLast().filter { !quiet.contains(instants[$0]) }
            .reduce(Int64(0)) { $0 + (instants[$1 + 1] - instants[$1]).wholeSeconds }
        var places: [Place] = []
        var last: (moment: AxisFacts.Mark, bottom: Int)?
        for moment in moments {
            let date = facts.zone.civilTime(moment.at).date
            if let previous = last, previous.moment.at != moment.at {
                let span = moment.at - previous.moment.at
                if quiet.contains(previous.moment.at) {
                    let x = textX
                    drawing.shapes.append(.gap(x: axisX, y: previous.bottom + 16, isUpright: true))
                    let text = TextMeasure.clipped(
                        words.say(.laterBy, ["span": shortWait(span, words)]), size: AxisDrawing.tickSize,
                        to: uprightWidth - x)
                    drawing.add(text, look: "tick", size: AxisDrawing.tickSize, x: x, y: previous.bottom + 20)
                    y = previous.bottom + 44
                } else if let place = places.last {
                    let scaled = Int(Double(span.wholeSeconds) / Double(max(1, active)) * 320)
                    y = max(y, place.y + min(scaled, 120))
                }
            }
            if last.map({ facts.zone.civilTime($0.moment.at).date != date }) ?? true {
                let heading = words.date(date) + ", " + zoneText(moment.at, facts.zone)
                let text = TextMeasure.clipped(heading, size: AxisDrawing.tickSize, to: uprightWidth - 6)
                drawing.add(text, look: "tick strong", size: AxisDrawing.tickSize, x: 6, y: y + 4)
                y += 26
            }
            if last?.moment.at != moment.at {
                drawing.add(
                    words.clock(moment.at, in: facts.zone), look: "label", x: axisX - 12, y: y + 4, anchor: .end)
            }
            places.append(Place(at: moment.at, y: y))
            if moment.look != .silence && moment.look != .impact && moment.look != .over {
                drawing.shapes.append(.mark(look: moment.look, x: axisX, y: y))
            }
            let isRed = moment.look == .impact || moment.look == .silence || moment.look == .over
            let lines = TextMeasure.lines(
                moment.label, size: AxisDrawing.labelSize, width: uprightWidth - textX, most: 2)
            for (index, line) in lines.enumerated() {
                drawing.add(line, look: isRed ? "hurt" : "label", x: textX, y: y + 4 + index * lineHeight)
            }
            let bottom = y + max(1, lines.count) * lineHeight + 6
            last = (moment, bottom)
            y = bottom
        }
        return places
    }

    /// Between two moments, in proportion.
    private static func position(_ instant: Instant, _ places: [Place]) -> Int {
        guard let next = places.firstIndex(where: { $0.at >= instant }) else { return places.last?.y ?? 0 }
        let upper = places[next]
        guard upper.at > instant, next > 0 else { return upper.y }
        let lower = places[next - 1]
        let share = Double((instant - lower.at).microseconds) / Double(max(1, (upper.at - lower.at).microseconds))
        return lower.y + Int(Double(upper.y - lower.y) * share)
    }
}
