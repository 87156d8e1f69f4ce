internal import Telling
internal import Vocabulary

/// Lays out the facts of an axis: level for wide pages, upright for phones.
package enum AxisLayout {
    static let levelWidth = 880
    private static let left = 150
    private static let right = 868
    private static let laneHeight = 22
    /// More marks than this in one row are counted, not drawn.
    private static let itemsMost = 40

    private struct Row {
        var name: String
        var items: [(item: LanePlacer.Item, look: AxisLook)]
    }

    /// The drawing with time from left to right.
    package static func level(_ facts: AxisFacts) -> AxisDrawing {
        let words = LanguagePack.of(facts.language)
        let scale = AxisScale(instants: facts.instants, from: left, to: right)
        var drawing = AxisDrawing(width: levelWidth, height: 0)
        var y = 20
        if scale.segments.count > 1 {
            addDays(facts, scale, words, y: y, to: &drawing)
            y += 20
        }
        let ticks = scale.ticks(zone: facts.zone, words: words, spacing: 64)
        for tick in ticks {
            drawing.add(tick.text, look: "tick", size: AxisDrawing.tickSize, x: tick.position, y: y, anchor: .middle)
        }
        for gap in scale.gaps {
            let text = TextMeasure.clipped(shortWait(gap.length, words), size: AxisDrawing.tickSize, to: 56)
            drawing.add(text, look: "tick", size: AxisDrawing.tickSize, x: gap.middle, y: y, anchor: .middle)
        }
        y += 16
        let top = y
        for row in rows(facts, scale) {
            y += 8
            addRow(row, words, y: y, to: &drawing, height: &y)
        }
        y += 8
        for tick in ticks {
            drawing.shapes.insert(.rule(fromX: tick.position, fromY: top, toX: tick.position, toY: y), at: 0)
        }
        let half = AxisScale.gapWidth / 2 - 8
        for gap in scale.gaps {
            let band = AxisDrawing.Box(left: gap.middle - half, top: top, right: gap.middle + half, bottom: y)
            drawing.shapes.insert(.band(band), at: 0)
            drawing.shapes.append(.gap(x: gap.middle, y: top, isUpright: false))
            drawing.shapes.append(.gap(x: gap.middle, y: y, isUpright: false))
        }
        if let first = facts.instants.first {
            let day = words.date(first, in: facts.zone) + ", " + zoneText(first, facts.zone)
            let text = TextMeasure.clipped(day, size: AxisDrawing.tickSize, to: right - left)
            drawing.add(text, look: "tick", size: AxisDrawing.tickSize, x: left + AxisScale.margin, y: y + 20)
        }
        drawing.height = y + 32
        return drawing
    }

    private static func addDays(
        _ facts: AxisFacts, _ scale: AxisScale, _ words: LanguagePack, y: Int, to drawing: inout AxisDrawing
    ) {
        var last: CivilDate?
        for segment in scale.segments {
            let date = facts.zone.civilTime(segment.start).date
            defer { last = date }
            guard date != last else { continue }
            let room = segment.to - segment.from + AxisScale.gapWidth / 2
            let text = TextMeasure.clipped(words.dayAndShortMonth(date), size: AxisDrawing.tickSize, to: room)
            let width = TextMeasure.width(text, size: AxisDrawing.tickSize)
            let x = min(segment.from, levelWidth - width)
            drawing.add(text, look: "tick strong", size: AxisDrawing.tickSize, x: x, y: y)
        }
    }

    private static func rows(_ facts: AxisFacts, _ scale: AxisScale) -> [Row] {
        func bar(_ stretch: AxisFacts.Stretch, _ look: AxisLook) -> (item: LanePlacer.Item, look: AxisLook) {
            let from = scale.position(stretch.start)
            // The shortest stretch is still seen.
            let to = max(scale.position(stretch.end), from + 4)
            let label = TextMeasure.clipped(stretch.label, size: AxisDrawing.labelSize, to: 300)
            return (LanePlacer.Item(from: from, to: to, label: label, mayHoldLabel: look == .page), look)
        }
        func mark(_ mark: AxisFacts.Mark) -> (item: LanePlacer.Item, look: AxisLook) {
            let x = scale.position(mark.at)
            let label = TextMeasure.clipped(mark.label, size: AxisDrawing.labelSize, to: 300)
            return (LanePlacer.Item(from: x - 6, to: x + 6, label: label, mayHoldLabel: false), mark.look)
        }
        var rows = [Row(name: facts.names.impact, items: facts.impact.map { bar($0, .impact) })]
        var pageNames: [String] = []
        for page in facts.pages where !pageNames.contains(page.name) { pageNames.append(page.name) }
        for name in pageNames.prefix(6) {
            rows.append(Row(name: name, items: facts.pages.filter { $0.name == name }.map { bar($0, .page) }))
        }
        rows.append(Row(name: facts.names.silence, items: facts.silences.map { bar($0, .silence) }))
        rows.append(Row(name: facts.names.words, items: facts.words.map(mark)))
        rows.append(Row(name: facts.names.inside, items: facts.inside.map(mark)))
        return rows.filter { !$0.items.isEmpty }
    }

    private static func addRow(
        _ row: Row, _ words: LanguagePack, y: Int, to drawing: inout AxisDrawing, height: inout Int
    ) {
        var placer = LanePlacer(from: left, to: right, size: AxisDrawing.labelSize)
        let shown = row.items.prefix(itemsMost)
        for (item, look) in shown {
            let placed = placer.place(item)
            let middle = y + placed.lane * laneHeight + laneHeight / 2
            switch look {
            case .impact:
                let box = AxisDrawing.Box(left: item.from, top: middle - 10, right: item.to, bottom: middle + 10)
                drawing.shapes.append(.bar(look: look, box))
            case .page:
                let box = AxisDrawing.Box(left: item.from, top: middle - 9, right: item.to, bottom: middle + 9)
                drawing.shapes.append(.bar(look: look, box))
            case .silence:
                drawing.shapes.append(.dashes(fromX: item.from, fromY: middle, toX: item.to, toY: middle))
            default: drawing.shapes.append(.mark(look: look, x: (item.from + item.to) / 2, y: middle))
            }
            addLabel(item, placed, look, middle: middle, to: &drawing)
        }
        let hidden = placer.hiddenLabels + row.items.count - shown.count
        let room = left - 20
        var name = TextMeasure.clipped(row.name, size: AxisDrawing.labelSize, to: room)
        if hidden > 0 {
            let count = " +\(words.number(hidden))"
            let rest = room - TextMeasure.width(count, size: AxisDrawing.labelSize)
            name = TextMeasure.clipped(row.name, size: AxisDrawing.labelSize, to: rest) + count
        }
        drawing.add(name, look: "row", x: left - 16, y: y + laneHeight / 2 + 4, anchor: .end)
        height = y + placer.laneCount * laneHeight
    }

    private static func addLabel(
        _ item: LanePlacer.Item, _ placed: LanePlacer.Placed, _ look: AxisLook, middle: Int,
        to drawing: inout AxisDrawing
    ) {
        let isRed = look == .impact || look == .silence
        let name = isRed ? "hurt" : "label"
        switch placed.labelPlace {
        case .on: drawing.add(item.label, look: "on", x: (item.from + item.to) / 2, y: middle + 4, anchor: .middle)
        case .right: drawing.add(item.label, look: name, x: item.to + LanePlacer.distance, y: middle + 4)
        case .left:
            drawing.add(item.label, look: name, x: item.from - LanePlacer.distance, y: middle + 4, anchor: .end)
        case .below(let x): drawing.add(item.label, look: name, x: x, y: middle + laneHeight + 4, anchor: .middle)
        case .none: break
        }
    }

    /// `CET (UTC+1)`
    static func zoneText(_ instant: Instant, _ zone: Zone) -> String {
        let offset = zone.offset(at: instant)
        return offset.name == offset.label ? offset.label : "\(offset.name) (\(offset.label))"
    }

    /// A quiet stretch to the hour or the day: `21 h`, `17 days`.
    static func shortWait(_ span: TimeSpan, _ words: LanguagePack) -> String {
        guard span >= .hours(2), span < .days(2) else { return words.wait(span) }
        return words.number(Int((span.wholeSeconds + 1_800) / 3_600)) + words.numbers.unitSpace + words.units.hour
    }
}
