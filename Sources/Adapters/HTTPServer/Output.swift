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

    @unsafe func offset(of pointer: UnsafeMutableRawPointer) -> Int {
        unsafe pointer - UnsafeMutableRawPointer(start)
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
    // Safe: the buffers are allocated by `init` or `grow`, freed by `deinit`, and every write is checked against their ends.
    static let scratchBytes = 64 << 10
    static let entriesMost = 64
    /// Bodies up to this size are copied behind their head.
    static let copiedBytesMost = 8 << 10
    private static let stagingBytes = 16 << 10

    private let scratch: UnsafeMutablePointer<UInt8>
    private let staging: UnsafeMutablePointer<UInt8>
    /// What the kernel is given, in its own words, and who holds each part: a block, or nobody where it is in the scratch.
    private var vectors: UnsafeMutablePointer<iovec>
    private var holders: UnsafeMutablePointer<Unmanaged<ByteBlock>?>
    private var capacity = OutputBatch.entriesMost
    private var used = 0
    private var scratchCount = 0
    private(set) var count = 0

    init() {
        unsafe scratch = .allocate(capacity: Self.scratchBytes)
        unsafe staging = .allocate(capacity: Self.stagingBytes)
        unsafe vectors = .allocate(capacity: capacity)
        unsafe holders = .allocate(capacity: capacity)
    }

    deinit {
        clear()
        unsafe scratch.deallocate()
        unsafe staging.deallocate()
        unsafe vectors.deallocate()
        unsafe holders.deallocate()
    }

    /// Whether another response of usual size fits.
    var hasRoom: Bool { used < Self.entriesMost - 4 && scratchCount < Self.scratchBytes / 2 }

    func clear() {
        for place in 0..<used { unsafe holders[place]?.release() }
        used = 0
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
        let length = (end ?? block.count) - start
        guard length > 0 else { return }
        unsafe add(block.pointer(at: start), length, held: Unmanaged.passRetained(block))
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
        let place = unsafe scratch + scratchCount
        unsafe place.update(from: base, count: bytes.count)
        scratchCount += bytes.count
        // What is in the scratch stands there in one row: the part before goes on.
        if used > 0, unsafe holders[used - 1] == nil {
            unsafe vectors[used - 1].iov_len += bytes.count
            count += bytes.count
        } else {
            unsafe add(place, bytes.count, held: nil)
        }
    }

    @unsafe private func add(_ place: UnsafeMutablePointer<UInt8>, _ length: Int, held: Unmanaged<ByteBlock>?) {
        if used == capacity { grow() }
        unsafe vectors[used] = iovec(iov_base: place, iov_len: length)
        unsafe holders[used] = unsafe held
        used += 1
        count += length
    }

    private func grow() {
        let larger = UnsafeMutablePointer<iovec>.allocate(capacity: capacity * 2)
        unsafe larger.update(from: vectors, count: used)
        unsafe vectors.deallocate()
        unsafe vectors = larger
        let more = UnsafeMutablePointer<Unmanaged<ByteBlock>?>.allocate(capacity: capacity * 2)
        unsafe more.update(from: holders, count: used)
        unsafe holders.deallocate()
        unsafe holders = more
        capacity *= 2
    }

    /// Writes to a socket; the result is bytes or a negative error number.
    func write(to socket: Int32) -> Int {
        unsafe cmachine_write(socket, vectors, Int32(min(used, Self.entriesMost)))
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
        return unsafe withUnsafeTemporaryAllocation(of: iovec.self, capacity: Self.entriesMost) { vectors in
            guard let start = vectors.baseAddress else { return 0 }
            let used = unsafe pending.fill(start, most: Self.entriesMost)
            return unsafe cmachine_write(socket, start, Int32(used))
        }
    }

    /// What is left after the first bytes, in blocks that live on.
    func pieces(after written: Int) -> [OutputPiece] {
        var skipped = written
        var pieces: [OutputPiece] = []
        for place in 0..<used {
            let vector = unsafe vectors[place]
            let length = unsafe vector.iov_len
            guard skipped < length else {
                skipped -= length
                continue
            }
            guard let start = unsafe vector.iov_base else { continue }
            if let block = unsafe holders[place]?.takeUnretainedValue() {
                let offset = unsafe block.offset(of: start)
                pieces.append(OutputPiece(block: block, start: offset + skipped, end: offset + length))
            } else {
                let left = unsafe UnsafeRawBufferPointer(start: start + skipped, count: length - skipped)
                let block = ByteBlock(unsafe Array(left))
                pieces.append(OutputPiece(block: block, start: 0, end: block.count))
            }
            skipped = 0
        }
        return pieces
    }

    private func stage(from offset: Int) -> Int {
        var (skipped, staged) = (offset, 0)
        for place in 0..<used where staged < Self.stagingBytes {
            let vector = unsafe vectors[place]
            let length = unsafe vector.iov_len
            guard skipped < length else {
                skipped -= length
                continue
            }
            let taken = min(length - skipped, Self.stagingBytes - staged)
            if let start = unsafe vector.iov_base {
                unsafe UnsafeMutableRawPointer(staging + staged).copyMemory(from: start + skipped, byteCount: taken)
            }
            staged += taken
            skipped = 0
        }
        return staged
    }
}
