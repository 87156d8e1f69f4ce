internal import CMachine
internal import Glibc

/// Bytes at a fixed place that many connections may be writing from at once.
@safe final class ByteBlock: @unchecked Sendable {
    // Unchecked and safe: filled by `init`, never changed, freed by `deinit`.
    private let start: UnsafeMutablePointer<UInt8>
    let count: Int

    init(_ parts: [UInt8]...) {
        count = parts.reduce(0) { $0 + $1.count }
        unsafe start = .allocate(capacity: max(count, 1))
        var position = 0
        for part in parts {
            unsafe part.withUnsafeBufferPointer { source in
                if let base = source.baseAddress { unsafe (start + position).update(from: base, count: source.count) }
            }
            position += part.count
        }
    }

    deinit { unsafe start.deallocate() }

    @unsafe func pointer(at offset: Int) -> UnsafeMutablePointer<UInt8> {
        precondition(offset >= 0 && offset <= count, "outside of the block")
        return unsafe start + offset
    }
}

/// A part of a block.
struct OutputPiece {
    let block: ByteBlock
    var start: Int
    let end: Int
    var count: Int { end - start }
}

/// What a connection could not write at once.
///
/// Holds references to shared blocks, not copies.
final class PendingOutput {
    private(set) var pieces: [OutputPiece]
    private var first = 0
    /// Bytes that are left.
    private(set) var count: Int
    /// Bytes that were waiting when the pace was last looked at, here and in the kernel, and what came since.
    var paceBacklog = 0
    var paceAdded = 0

    init(_ pieces: [OutputPiece]) {
        self.pieces = pieces
        count = pieces.reduce(0) { $0 + $1.count }
    }

    func append(_ more: [OutputPiece]) {
        let added = more.reduce(0) { $0 + $1.count }
        pieces.append(contentsOf: more)
        count += added
        paceAdded += added
    }

    func remove(_ written: Int) {
        var written = written
        count -= written
        while written > 0 {
            let taken = min(written, pieces[first].count)
            pieces[first].start += taken
            written -= taken
            if pieces[first].count == 0 { first += 1 }
        }
        if first == pieces.count || first > 32 {
            pieces.removeFirst(first)
            first = 0
        }
    }

    @unsafe func fill(_ vectors: UnsafeMutablePointer<iovec>, most: Int) -> Int {
        var count = 0
        for piece in pieces[first...].prefix(most) {
            unsafe vectors[count] = iovec(iov_base: piece.block.pointer(at: piece.start), iov_len: piece.count)
            count += 1
        }
        return count
    }

    /// Copies what comes next to a buffer.
    @unsafe func copy(to buffer: UnsafeMutablePointer<UInt8>, most: Int) -> Int {
        var copied = 0
        for piece in pieces[first...] where copied < most {
            let taken = min(piece.count, most - copied)
            unsafe (buffer + copied).update(from: piece.block.pointer(at: piece.start), count: taken)
            copied += taken
        }
        return copied
    }
}

/// Collects what one connection writes in one go: small parts are copied into a buffer that the loop's connections
/// share, large ones are referred to.
@safe final class OutputBatch {
    // Safe: the buffers are allocated by `init`, freed by `deinit`, and every write is checked against their ends.
    private enum Source {
        case scratch(start: Int)
        case block(OutputPiece)
    }

    private struct Entry {
        var source: Source
        var count: Int
    }

    static let scratchBytes = 64 << 10
    static let entriesMost = 64
    /// Bodies up to this size are copied behind their head.
    static let copiedBytesMost = 8 << 10

    private let scratch: UnsafeMutablePointer<UInt8>
    private let vectors: UnsafeMutablePointer<iovec>
    private let staging: UnsafeMutablePointer<UInt8>
    private static let stagingBytes = 16 << 10
    private var scratchCount = 0
    private var entries: [Entry] = []
    private(set) var count = 0

    init() {
        unsafe scratch = .allocate(capacity: Self.scratchBytes)
        unsafe vectors = .allocate(capacity: Self.entriesMost)
        unsafe staging = .allocate(capacity: Self.stagingBytes)
        entries.reserveCapacity(Self.entriesMost)
    }

    deinit {
        unsafe scratch.deallocate()
        unsafe vectors.deallocate()
        unsafe staging.deallocate()
    }

    /// Whether another response of usual size fits.
    var hasRoom: Bool { entries.count < Self.entriesMost - 4 && scratchCount < Self.scratchBytes / 2 }

    func clear() {
        entries.removeAll(keepingCapacity: true)
        scratchCount = 0
        count = 0
    }

    func append(_ text: StaticString) {
        unsafe append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    func append(_ text: String) {
        var text = text
        text.withUTF8 { unsafe append($0) }
    }

    func append(_ bytes: [UInt8]) {
        guard bytes.count <= Self.copiedBytesMost else {
            append(ByteBlock(bytes))
            return
        }
        unsafe bytes.withUnsafeBufferPointer { unsafe append($0) }
    }

    func append(_ block: ByteBlock, from start: Int = 0, to end: Int? = nil) {
        let piece = OutputPiece(block: block, start: start, end: end ?? block.count)
        guard piece.count > 0 else { return }
        entries.append(Entry(source: .block(piece), count: piece.count))
        count += piece.count
    }

    func append(decimal number: Int) {
        append(String(number))
    }

    /// 16 digits.
    func append(hexadecimal number: UInt64) {
        var digits: InlineArray<16, UInt8> = InlineArray(repeating: 0)
        for place in 0..<16 {
            let digit = UInt8(truncatingIfNeeded: number >> UInt64(60 - 4 * place)) & 0x0f
            digits[place] = digit < 10 ? 0x30 + digit : 0x57 + digit
        }
        unsafe digits.span.withUnsafeBufferPointer { unsafe append($0) }
    }

    @unsafe private func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return }
        guard bytes.count <= Self.scratchBytes - scratchCount else {
            append(ByteBlock(unsafe Array(bytes)))
            return
        }
        unsafe (scratch + scratchCount).update(from: base, count: bytes.count)
        if let last = entries.last, case .scratch(let start) = last.source, start + last.count == scratchCount {
            entries[entries.count - 1].count += bytes.count
        } else {
            entries.append(Entry(source: .scratch(start: scratchCount), count: bytes.count))
        }
        scratchCount += bytes.count
        count += bytes.count
    }

    /// Writes to a socket; the result is bytes or a negative error number.
    func write(to socket: Int32) -> Int {
        var used = 0
        for entry in entries.prefix(Self.entriesMost) {
            unsafe vectors[used] = iovec(iov_base: place(of: entry), iov_len: entry.count)
            used += 1
        }
        return unsafe cmachine_write(socket, vectors, Int32(used))
    }

    /// Writes through TLS until it is done or the socket is full; the result is bytes, or a negative error number
    /// when there were none.
    func write(to tls: TLSSession) -> Int {
        var written = 0
        while written < count {
            let staged = stage(from: written)
            let result = unsafe tls.write(staging, staged)
            guard result > 0 else { return written > 0 && result == -Int(SocketError.again) ? written : result }
            written += result
        }
        return written
    }

    /// Writes what waited before; the result is as of the others.
    func write(_ pending: PendingOutput, to socket: Int32, tls: TLSSession?) -> Int {
        if let tls {
            let staged = unsafe pending.copy(to: staging, most: Self.stagingBytes)
            return unsafe tls.write(staging, staged)
        }
        let used = unsafe pending.fill(vectors, most: Self.entriesMost)
        return unsafe cmachine_write(socket, vectors, Int32(used))
    }

    /// What is left after the first bytes, in blocks that live on.
    func pieces(after written: Int) -> [OutputPiece] {
        var skipped = written
        var pieces: [OutputPiece] = []
        for entry in entries {
            guard skipped < entry.count else {
                skipped -= entry.count
                continue
            }
            switch entry.source {
            case .block(let piece):
                pieces.append(OutputPiece(block: piece.block, start: piece.start + skipped, end: piece.end))
            case .scratch(let start):
                let area = unsafe UnsafeBufferPointer(start: scratch + start + skipped, count: entry.count - skipped)
                let block = ByteBlock(unsafe Array(area))
                pieces.append(OutputPiece(block: block, start: 0, end: block.count))
            }
            skipped = 0
        }
        return pieces
    }

    @unsafe private func place(of entry: Entry) -> UnsafeMutablePointer<UInt8> {
        switch entry.source {
        case .scratch(let start): unsafe scratch + start
        case .block(let piece): unsafe piece.block.pointer(at: piece.start)
        }
    }

    private func stage(from offset: Int) -> Int {
        var (skipped, staged) = (offset, 0)
        for entry in entries where staged < Self.stagingBytes {
            guard skipped < entry.count else {
                skipped -= entry.count
                continue
            }
            let taken = min(entry.count - skipped, Self.stagingBytes - staged)
            unsafe (staging + staged).update(from: place(of: entry) + skipped, count: taken)
            staged += taken
            skipped = 0
        }
        return staged
    }
}
