/// Puts shapes with their labels into lanes of one row, so that no label touches a shape or another label. The first
/// lane with room wins; a row grows by lanes as its data needs, up to a bound beyond which labels are left out and
/// counted.
struct LanePlacer {
    struct Item: Sendable, Hashable {
        /// What the shape covers.
        var from: Int
        var to: Int
        var label: String
        /// Whether the label may stand on the shape.
        var mayHoldLabel: Bool
    }

    enum LabelPlace: Sendable, Hashable {
        case on, right, left
        /// In the next lane, centred at this position.
        case below(Int)
        /// There is no room: the label is left out.
        case none
    }

    struct Placed: Sendable, Hashable {
        var lane: Int
        var labelPlace: LabelPlace
    }

    let from: Int
    let to: Int
    let size: Int
    /// Beyond this many lanes, labels are left out.
    let lanesMost: Int
    private var lanes: [[ClosedRange<Int>]] = []
    private(set) var hiddenLabels = 0

    static let distance = 6
    static let clearance = 5

    init(from: Int, to: Int, size: Int, lanesMost: Int = 8) {
        self.from = from
        self.to = to
        self.size = size
        self.lanesMost = lanesMost
    }

    var laneCount: Int { max(1, lanes.count) }

    mutating func place(_ item: Item) -> Placed {
        let width = TextMeasure.width(item.label, size: size)
        var options: [(LabelPlace, ClosedRange<Int>)] = []
        if item.mayHoldLabel, width + 12 <= item.to - item.from { options.append((.on, item.from...item.to)) }
        let right = item.to + Self.distance + width
        if right <= to { options.append((.right, item.from...right)) }
        let left = item.from - Self.distance - width
        if left >= from { options.append((.left, left...item.to)) }

        for lane in 0..<lanesMost {
            for (place, range) in options where isFree(range, lane) {
                take(range, lane)
                return Placed(lane: lane, labelPlace: place)
            }
            guard options.isEmpty, lane + 1 < lanesMost else { continue }
            let half = (width + 1) / 2
            let middle = min(max((item.from + item.to) / 2, from + half), max(from + half, to - half))
            let below = (middle - half)...(middle + half)
            if isFree(item.from...item.to, lane), isFree(below, lane + 1) {
                take(item.from...item.to, lane)
                take(below, lane + 1)
                return Placed(lane: lane, labelPlace: .below(middle))
            }
        }
        // The lane after the last one holds shapes alone, so that nothing can cover a label.
        hiddenLabels += 1
        take(item.from...item.to, lanesMost)
        return Placed(lane: lanesMost, labelPlace: .none)
    }

    private func isFree(_ range: ClosedRange<Int>, _ lane: Int) -> Bool {
        guard lane < lanes.count else { return true }
        let wanted = (range.lowerBound - Self.clearance)...(range.upperBound + Self.clearance)
        return !lanes[lane].contains { $0.overlaps(wanted) }
    }

    private mutating func take(_ range: ClosedRange<Int>, _ lane: Int) {
        while lanes.count <= lane { lanes.append([]) }
        lanes[lane].append(range)
    }
}
