/// Frames that wait to be written, first come, first written.
///
/// A frame can be taken back until its bytes were put together for the socket: from then on nobody can say whether they went.
struct PipeOutput {
    /// How many bytes are put together for one write.
    static let stageBytes = 64 << 10

    private struct Entry {
        var number: UInt64
        var bytes: [UInt8]
    }

    private var entries: [Entry] = []
    private var first = 0
    private var staged: [UInt8] = []
    private var stagedOffset = 0
    private var lastNumber: UInt64 = 0
    /// All bytes that were not written yet.
    private(set) var count = 0
    /// Frames up to this number were put together for the socket.
    private(set) var stagedThrough: UInt64 = 0

    /// The number by which the frame can be taken back.
    mutating func append(_ bytes: [UInt8]) -> UInt64 {
        lastNumber += 1
        entries.append(Entry(number: lastNumber, bytes: bytes))
        count += bytes.count
        return lastNumber
    }

    /// False when bytes of it may have gone.
    mutating func takeBack(_ number: UInt64) -> Bool {
        guard number > stagedThrough else { return false }
        for index in first..<entries.count where entries[index].number == number {
            count -= entries[index].bytes.count
            entries[index].bytes = []
            return true
        }
        return false
    }

    /// Gives the bytes that come next to `body`, which says how many it took, or a negative error number; nil: nothing waits.
    mutating func write(_ body: (Span<UInt8>) -> Int) -> Int? {
        if stagedOffset == staged.count { stage() }
        guard stagedOffset < staged.count else { return nil }
        let result = body(staged.span.extracting(stagedOffset..<staged.count))
        let written = max(0, result)
        stagedOffset += written
        count -= written
        if stagedOffset == staged.count {
            staged.removeAll(keepingCapacity: staged.capacity <= Self.stageBytes)
            stagedOffset = 0
        }
        return result
    }

    private mutating func stage() {
        staged.removeAll(keepingCapacity: true)
        stagedOffset = 0
        while first < entries.count, staged.isEmpty || staged.count + entries[first].bytes.count <= Self.stageBytes {
            staged += entries[first].bytes
            stagedThrough = entries[first].number
            entries[first].bytes = []
            first += 1
        }
        if first == entries.count {
            entries.removeAll(keepingCapacity: entries.capacity <= 1_024)
            first = 0
        } else if first > 1_024 {
            entries.removeSubrange(..<first)
            first = 0
        }
    }
}
