internal import Bytes
internal import Glibc
internal import Machine
internal import Vantages

/// One file of batches: a head that says after which number it begins and how many batches were let go before, then records of
/// length, number, digest and content.
struct SegmentFile {
    struct Place {
        var number: Int64
        var offset: Int
        var count: Int
    }

    static let ending = ".batches"
    private static let mark: [UInt8] = Array("VGB1".utf8)
    private static let headCount = 4 + 8 + 8 + 16
    private static let recordHeadCount = 4 + 8 + 16

    let path: String
    /// The last number before this file.
    let after: Int64
    let droppedBefore: Int
    private(set) var places: [Place] = []
    private(set) var bytes: Int
    /// Bytes behind the last whole record that were never acknowledged, or are damaged.
    private(set) var isTorn = false
    private var descriptor: Int32 = -1

    var last: Int64 { places.last?.number ?? after }

    static func name(after number: Int64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 19 - digits.count)) + digits + ending
    }

    /// Makes a file, durable with its name.
    init(making folder: String, after number: Int64, dropped: Int) throws(BufferError) {
        path = folder + "/" + Self.name(after: number)
        after = number
        droppedBefore = dropped
        bytes = Self.headCount
        let head = Self.mark + Self.big(number) + Self.big(Int64(dropped))
        let content = head + Self.short(head)
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0, Files.write(content, to: descriptor), fdatasync(descriptor) == 0 else {
            let problem = errno
            if descriptor >= 0 { close(descriptor) }
            throw Self.fault("making \(path)", problem)
        }
        do throws(BufferError) {
            try Self.syncFolder(folder)
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Reads a file as a crash may have left it; nil for one whose head was never whole, so that nothing in it was acknowledged.
    init?(reading path: String, most: Int) throws(BufferError) {
        let content: [UInt8]
        do throws(MachineError) {
            content = try Files.read(path, most: most)
        } catch {
            throw BufferError(error.message)
        }
        guard content.count >= Self.headCount else { return nil }
        let head = Array(content[..<20])
        guard Array(content[..<4]) == Self.mark, Self.short(head) == Array(content[20..<36]) else { return nil }
        self.path = path
        after = Self.number(content[4..<12])
        droppedBefore = Int(Self.number(content[12..<20]))
        var place = Self.headCount
        var last = after
        while place < content.count {
            guard let record = Self.record(content, at: place), record.number > last else {
                isTorn = true
                break
            }
            places.append(record)
            last = record.number
            place = record.offset + record.count
        }
        bytes = place
    }

    private static func record(_ content: [UInt8], at place: Int) -> Place? {
        guard content.count - place >= recordHeadCount else { return nil }
        let count = content[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
        let start = place + recordHeadCount
        guard count <= Delivery.contentBytesMost, content.count - start >= count else { return nil }
        let number = Array(content[place + 4..<place + 12])
        guard short(number + content[start..<start + count]) == Array(content[place + 12..<place + 28]) else {
            return nil
        }
        return Place(number: self.number(number[...]), offset: start, count: count)
    }

    /// Goes on with a file that was read: its torn end is cut off.
    mutating func reopen() throws(BufferError) {
        descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0, ftruncate(descriptor, bytes) == 0, lseek(descriptor, bytes, SEEK_SET) == bytes,
            fdatasync(descriptor) == 0
        else { throw Self.fault("opening \(path)", errno) }
        isTorn = false
    }

    /// Durable when it returns. After a fault the file is not appended to any more: what its end holds is not known.
    mutating func append(_ delivery: Delivery) throws(BufferError) {
        let number = Self.big(delivery.number)
        let record =
            Array(Self.big(Int64(delivery.content.count)).suffix(4)) + number + Self.short(number + delivery.content)
            + delivery.content
        guard Files.write(record, to: descriptor), fdatasync(descriptor) == 0 else {
            throw Self.fault("writing \(path)", errno)
        }
        places.append(
            Place(number: delivery.number, offset: bytes + Self.recordHeadCount, count: delivery.content.count))
        bytes += record.count
    }

    func content(of place: Place) throws(BufferError) -> [UInt8] {
        let reading = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard reading >= 0 else { throw Self.fault("reading \(path)", errno) }
        defer { close(reading) }
        var content = [UInt8](repeating: 0, count: place.count)
        var done = 0
        while done < place.count {
            let count = unsafe content.withUnsafeMutableBytes { buffer in
                // The buffer is valid for the call, and `done` is below its count.
                unsafe pread(reading, buffer.baseAddress?.advanced(by: done), buffer.count - done, place.offset + done)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Self.fault("reading \(path)", errno) }
            done += count
        }
        return content
    }

    mutating func end() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    static func syncFolder(_ folder: String) throws(BufferError) {
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault("opening \(folder)", errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw fault("writing \(folder)", errno) }
    }

    private static func fault(_ deed: String, _ number: Int32) -> BufferError {
        BufferError(MachineError(deed, result: -number).message)
    }

    /// Half of a digest: what a crash left is found, and nobody is kept from writing here who may.
    private static func short(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256Digest(of: bytes).bytes.prefix(16)) }

    private static func big(_ value: Int64) -> [UInt8] {
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> Int64($0)) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int64 { bytes.reduce(0) { $0 << 8 | Int64($1) } }
}
