/// Samples in their order, and the few bytes that they become.
///
/// Bytes hold: a version, the count, the first instant, the period, which phases there are and which of them is the largest;
/// outcomes as runs; then for each sample how far its instant, its whole time and its phases are from what was expected of
/// them; and a checksum. Instants are expected a period after one another, times near the mean of those before, and the
/// largest phase is expected to be what the others leave of the whole time.
package struct SampleChunk: Sendable, Hashable {
    package static let samplesMost = 65_536
    /// No chunk that this program writes is larger.
    package static let bytesMost = 4 << 20

    private(set) package var samples: [Sample]

    package init() { samples = [] }

    package init(_ samples: some Sequence<Sample>) { self.samples = samples.sorted() }

    package var count: Int { samples.count }
    package var first: Sample? { samples.first }
    package var last: Sample? { samples.last }

    package mutating func append(_ sample: Sample) {
        if let last = samples.last, sample < last { return merge([sample]) }
        samples.append(sample)
    }

    /// Puts samples that come late where they belong.
    package mutating func merge(_ late: some Collection<Sample>) {
        let late = late.sorted()
        guard let first = late.first else { return }
        if let last = samples.last, first < last {
            var merged: [Sample] = []
            merged.reserveCapacity(samples.count + late.count)
            var place = 0
            for sample in samples {
                while place < late.count, late[place] < sample {
                    merged.append(late[place])
                    place += 1
                }
                merged.append(sample)
            }
            samples = merged + late[place...]
        } else {
            samples += late
        }
    }

    /// Chunks of at most so many samples each, in their order; none for an empty one.
    package func split(most: Int) -> [SampleChunk] {
        stride(from: 0, to: samples.count, by: max(most, 1)).map { start in
            SampleChunk(ordered: Array(samples[start..<min(start + max(most, 1), samples.count)]))
        }
    }

    init(ordered: [Sample]) { samples = ordered }
}
