internal import Glibc
internal import Machine
package import Vantages

/// Batches in a folder of files. One process uses it.
package final class FolderBuffer: BatchBuffer {
    private let thread: BlockingThread<BlockingWork<BatchFolder>>

    /// Opens the folder, or makes it.
    ///
    /// - Parameters:
    ///   - bytesMost: of all files together; when there is more, the oldest file is let go.
    ///   - segmentBytes: of one file, about.
    package static func open(
        _ folder: String, bytesMost: Int = 64 << 20, segmentBytes: Int = 1 << 20
    ) async throws(BufferError) -> FolderBuffer {
        let buffer = FolderBuffer(BatchFolder(folder, bytesMost: bytesMost, segmentBytes: segmentBytes))
        do throws(BufferError) {
            try await buffer.run { folder throws(BufferError) in try folder.open() }
        } catch {
            await buffer.close()
            throw error
        }
        return buffer
    }

    private init(_ folder: BatchFolder) {
        thread = BlockingThread(
            name: "agent-buffer", capacity: 256, ended: { _ in folder.end() },
            handle: { _, works in for work in works { work(folder) } })
    }

    package func state() async throws(BufferError) -> BufferState {
        try await run { folder throws(BufferError) in folder.state }
    }

    package func begin(after number: Int64) async throws(BufferError) {
        try await run { folder throws(BufferError) in try folder.begin(after: number) }
    }

    package func append(_ delivery: Delivery) async throws(BufferError) {
        try await run { folder throws(BufferError) in try folder.append(delivery) }
    }

    package func first(after number: Int64) async throws(BufferError) -> Delivery? {
        try await run { folder throws(BufferError) in try folder.first(after: number) }
    }

    package func forget(through number: Int64) async throws(BufferError) {
        try await run { folder throws(BufferError) in try folder.forget(through: number) }
    }

    package func close() async { await thread.stop() }

    private func run<Value: Sendable>(
        _ work: @escaping @Sendable (BatchFolder) throws(BufferError) -> Value
    ) async throws(BufferError) -> Value {
        try await thread.run(orElse: { _ in BufferError("the buffer is closed, or too much waits for its disk") }, work)
    }
}

/// The folder as its one thread sees it.
///
/// `@unchecked Sendable`: made before the thread, used and ended by it alone.
private final class BatchFolder: @unchecked Sendable {
    private static let segmentBytesMost = 64 << 20

    private let folder: String
    private let bytesMost: Int
    private let segmentBytes: Int
    private var segments: [SegmentFile] = []
    private var forgotten: Int64 = 0
    private var dropped = 0
    private var damaged = 0
    private var isBroken = false
    private var lock: Int32 = -1

    init(_ folder: String, bytesMost: Int, segmentBytes: Int) {
        self.folder = folder
        self.bytesMost = bytesMost
        self.segmentBytes = min(max(segmentBytes, 4_096), Self.segmentBytesMost / 2)
    }

    func open() throws(BufferError) {
        do throws(MachineError) {
            try Files.makeFolder(folder, mode: 0o700)
        } catch {
            throw BufferError(error.message)
        }
        lock = unsafe Glibc.open(folder + "/lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            throw BufferError("\(folder) is in use by another agent, or can't be locked")
        }
        for name in Files.names(in: folder).filter({ $0.hasSuffix(SegmentFile.ending) }).sorted() {
            let path = folder + "/" + name
            if let segment = try SegmentFile(reading: path, most: Self.segmentBytesMost) {
                segments.append(segment)
            } else {
                Files.remove(path)
            }
        }
        // Only the end of the last file is what a crash leaves. Elsewhere bytes were damaged, and batches with them.
        for segment in segments.dropLast() where segment.isTorn { damaged += 1 }
        if !segments.isEmpty { try segments[segments.count - 1].reopen() }
        forgotten = segments.first?.after ?? 0
        dropped = segments.last?.droppedBefore ?? 0
    }

    var state: BufferState {
        let waiting = segments.flatMap(\.places).filter { $0.number > forgotten }
        return BufferState(
            highest: segments.last?.last, waiting: waiting.count, bytes: waiting.reduce(0) { $0 + $1.count },
            dropped: dropped + damaged)
    }

    func begin(after number: Int64) throws(BufferError) {
        guard segments.isEmpty else { return }
        forgotten = number
        segments = [try SegmentFile(making: folder, after: number, dropped: dropped)]
        isBroken = false
    }

    func append(_ delivery: Delivery) throws(BufferError) {
        if segments.isEmpty { try begin(after: delivery.number - 1) }
        guard let last = segments.last?.last, delivery.number > last else {
            throw BufferError("batch \(delivery.number) does not follow what is in \(folder)")
        }
        if isBroken || segments[segments.count - 1].bytes >= segmentBytes { try rotate(before: delivery.number) }
        do throws(BufferError) {
            try segments[segments.count - 1].append(delivery)
        } catch {
            isBroken = true
            throw error
        }
    }

    /// A new file; where there is too much, the oldest goes. How many batches went is in the new one's head before they go.
    private func rotate(before number: Int64) throws(BufferError) {
        var bytes = segments.reduce(0) { $0 + $1.bytes } + segmentBytes
        var gone = 0
        while bytes > bytesMost, gone < segments.count - 1 {
            dropped += segments[gone].places.count { $0.number > forgotten }
            bytes -= segments[gone].bytes
            gone += 1
        }
        segments[segments.count - 1].end()
        // One that was never written to can have the new one's name.
        if segments[segments.count - 1].places.isEmpty, gone < segments.count { segments.removeLast() }
        let fresh = try SegmentFile(making: folder, after: number - 1, dropped: dropped)
        for segment in segments[..<gone] { Files.remove(segment.path) }
        segments.removeFirst(gone)
        segments.append(fresh)
        isBroken = false
        try removeForgotten()
    }

    func first(after number: Int64) throws(BufferError) -> Delivery? {
        for segment in segments where segment.last > number {
            guard let place = segment.places.first(where: { $0.number > number }) else { continue }
            return Delivery(number: place.number, content: try segment.content(of: place))
        }
        return nil
    }

    func forget(through number: Int64) throws(BufferError) {
        if segments.isEmpty { try begin(after: number) }
        forgotten = max(forgotten, number)
        try removeForgotten()
    }

    /// The newest file stays, so that numbers are never given twice.
    private func removeForgotten() throws(BufferError) {
        while segments.count > 1, let first = segments.first, first.last <= forgotten {
            Files.remove(first.path)
            segments.removeFirst()
        }
    }

    func end() {
        for place in segments.indices { segments[place].end() }
        if lock >= 0 { close(lock) }
        lock = -1
    }
}
