/// Deadlines of many connections in buckets of equal width.
///
/// Filing is O(1), and a deadline that moves into the future is not filed again: its old entry finds that out when it
/// comes up. Pure.
package struct DeadlineWheel {
    package struct Entry: Sendable, Equatable {
        package let index: Int32
        package let generation: UInt32

        package init(index: Int32, generation: UInt32) {
            self.index = index
            self.generation = generation
        }
    }

    /// Width of a bucket in microseconds.
    package let width: Int64
    private var buckets: [[Entry]]
    private var current: Int64
    package private(set) var count = 0

    package init(width: Int64, buckets: Int = 512, now: Int64) {
        precondition(width > 0 && buckets > 1, "a wheel turns")
        self.width = width
        self.buckets = [[Entry]](repeating: [], count: buckets)
        current = now / width
    }

    /// Files an entry for a deadline and returns the bucket's number, which the owner keeps: an entry that comes up
    /// under another number is an old one.
    ///
    /// Deadlines beyond the wheel's reach come up early.
    package mutating func file(_ entry: Entry, deadline: Int64) -> Int64 {
        let bucket = self.bucket(of: deadline)
        buckets[Int(bucket % Int64(buckets.count))].append(entry)
        count += 1
        return bucket
    }

    /// The bucket that a deadline would be filed in.
    package func bucket(of deadline: Int64) -> Int64 {
        // Rounded up: nothing comes up before its time except for the reach of the wheel.
        let wanted = deadline / width + 1
        return min(max(wanted, current + 1), current + Int64(buckets.count) - 1)
    }

    /// Moves the wheel on and takes out what has come up, with the number of its bucket.
    package mutating func advance(to now: Int64) -> [(Entry, Int64)] {
        var due: [(Entry, Int64)] = []
        let target = now / width
        while current < target && count > 0 {
            current += 1
            let index = Int(current % Int64(buckets.count))
            guard !buckets[index].isEmpty else { continue }
            let bucket = buckets[index]
            buckets[index] = []
            count -= bucket.count
            for entry in bucket { due.append((entry, current)) }
        }
        current = max(current, target)
        return due
    }

    /// When the next bucket that holds something comes up.
    package func nextTime() -> Int64? {
        guard count > 0 else { return nil }
        for step in 1..<Int64(buckets.count) where !buckets[Int((current + step) % Int64(buckets.count))].isEmpty {
            return (current + step) * width
        }
        return nil
    }
}
