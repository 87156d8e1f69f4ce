package import Vocabulary

/// A sample that waits until all that could come before it has come: charts read in the order of time, not of arrival.
package struct WaitingSample: Sendable, Hashable, Comparable {
    package enum Kind: UInt8, Sendable, Hashable {
        case good
        case slow
        case failed
    }

    package var at: Instant
    /// Of the first, where it stands for several good ones.
    package var first: Instant
    package var vantage: Int32
    package var count: Int32
    /// How many of them the schedule asked for.
    package var scheduled: Int32
    package var number: UInt64
    package var kind: Kind

    package static func < (left: Self, right: Self) -> Bool {
        if left.at != right.at { return left.at < right.at }
        if left.vantage != right.vantage { return left.vantage < right.vantage }
        return left.number < right.number
    }
}

/// Those samples in their order; bounded.
package struct WaitingSamples: Sendable, Hashable {
    package static let most = 1_024
    private var samples: [WaitingSample] = []
    private var head = 0

    package init() {}

    package var isEmpty: Bool { head == samples.count }
    package var isFull: Bool { samples.count - head >= Self.most }
    package var first: WaitingSample? { isEmpty ? nil : samples[head] }

    package mutating func add(_ sample: WaitingSample) {
        samples.append(sample)
        // Nearly always it is the latest.
        var index = samples.count - 1
        while index > head, samples[index] < samples[index - 1] {
            samples.swapAt(index, index - 1)
            index -= 1
        }
    }

    package mutating func removeFirst() {
        head += 1
        if head == samples.count {
            samples.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 64 {
            samples.removeFirst(head)
            head = 0
        }
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.samples[left.head...] == right.samples[right.head...]
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(samples.count - head) }
}
