// JudgingSimulation: weeks of probing in seconds. Only what fails is played one by one; what is good between comes as
// runs. The same failures are given to the judge and to the rules of other products (`RivalRules.swift`).
//
// May import: Judging, Vocabulary.
internal import Judging
internal import Vocabulary

/// What waits for its time.
struct Event {
    enum Kind: Int8 {
        case failed
        case late
        case votes
        case anchors
        case pulse
        case wake
    }

    var at: Int64
    var order: Int64
    var kind: Kind
    var target: Int32 = 0
    var vantage: Int8 = 0
    /// When the probe began.
    var startedAt: Int64 = 0
    /// Votes: three bits for each vantage's failed ones and three for its good ones.
    var votes: Int64 = 0
    var burst: Int32 = 0

    static func isBefore(_ left: Event, _ right: Event) -> Bool {
        left.at != right.at ? left.at < right.at : left.order < right.order
    }
}

/// Events by time.
struct EventQueue {
    private var heap: [Event] = []
    private var order: Int64 = 0

    var first: Event? { heap.first }

    mutating func add(_ event: Event) {
        var event = event
        order += 1
        event.order = order
        heap.append(event)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard Event.isBefore(heap[child], heap[parent]) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func removeFirst() -> Event {
        let result = heap[0]
        let last = heap.removeLast()
        guard !heap.isEmpty else { return result }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            let left = 2 * parent + 1
            if left < heap.count, Event.isBefore(heap[left], heap[least]) { least = left }
            if left + 1 < heap.count, Event.isBefore(heap[left + 1], heap[least]) { least = left + 1 }
            guard least != parent else { return result }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
