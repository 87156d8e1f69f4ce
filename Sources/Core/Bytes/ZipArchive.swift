internal import CDeflate

/// Writes files into one archive that every system can open: deflated where that is smaller, at most 2 GiB in all.
package struct ZipArchive: Sendable {
    package static let filesMost = 10_000
    package static let bytesMost = 2 << 30

    private var content: [UInt8] = []
    private var directory: [UInt8] = []
    package private(set) var names: [String] = []
    /// Days and times as the format has them: the same for all files.
    private let time: (clock: UInt16, date: UInt16)

    /// Files are dated by this moment of UTC; years before 1980 have no form.
    package init(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        time = (
            UInt16(truncatingIfNeeded: hour << 11 | minute << 5 | second / 2),
            UInt16(truncatingIfNeeded: max(0, year - 1980) << 9 | month << 5 | day)
        )
    }

    /// False where it does not fit any more. A name is a path of visible ASCII without a leading slash or `..`, and is given once.
    package mutating func add(_ name: String, _ bytes: [UInt8]) -> Bool {
        guard Self.isName(name), !names.contains(name), names.count < Self.filesMost,
            content.count + directory.count + bytes.count + 2 * name.utf8.count + 200 < Self.bytesMost
        else { return false }
        let packed = Self.deflate(bytes)
        let isPacked = packed.count < bytes.count
        let kept = isPacked ? packed : bytes
        let offset = content.count
        var common: [UInt8] = []
        Self.put16(20, &common)
        Self.put16(0, &common)
        Self.put16(isPacked ? 8 : 0, &common)
        Self.put16(time.clock, &common)
        Self.put16(time.date, &common)
        Self.put32(Self.checksum(bytes), &common)
        Self.put32(UInt32(kept.count), &common)
        Self.put32(UInt32(bytes.count), &common)
        Self.put16(UInt16(name.utf8.count), &common)
        Self.put16(0, &common)
        Self.put32(0x0403_4b50, &content)
        content += common
        content += name.utf8
        content += kept
        Self.put32(0x0201_4b50, &directory)
        // Made on a Unix, so that the files' rights below are understood.
        Self.put16(3 << 8 | 20, &directory)
        directory += common
        Self.put16(0, &directory)
        Self.put16(0, &directory)
        Self.put16(0, &directory)
        Self.put32(UInt32(0o100_644) << 16, &directory)
        Self.put32(UInt32(offset), &directory)
        directory += name.utf8
        names.append(name)
        return true
    }

    package func bytes() -> [UInt8] {
        var whole = content + directory
        Self.put32(0x0605_4b50, &whole)
        Self.put16(0, &whole)
        Self.put16(0, &whole)
        Self.put16(UInt16(names.count), &whole)
        Self.put16(UInt16(names.count), &whole)
        Self.put32(UInt32(directory.count), &whole)
        Self.put32(UInt32(content.count), &whole)
        Self.put16(0, &whole)
        return whole
    }

    private static func isName(_ name: String) -> Bool {
        (1...200).contains(name.utf8.count) && name.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != 0x5c }
            && !name.split(separator: "/", omittingEmptySubsequences: false).contains { $0 == ".." || $0.isEmpty }
    }

    private static func put16(_ value: UInt16, _ bytes: inout [UInt8]) {
        bytes.append(UInt8(truncatingIfNeeded: value))
        bytes.append(UInt8(truncatingIfNeeded: value >> 8))
    }

    private static func put32(_ value: UInt32, _ bytes: inout [UInt8]) {
        put16(UInt16(truncatingIfNeeded: value), &bytes)
        put16(UInt16(truncatingIfNeeded: value >> 16), &bytes)
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        unsafe bytes.withUnsafeBytes { unsafe libdeflate_crc32(0, $0.baseAddress, $0.count) }
    }

    private static func deflate(_ bytes: [UInt8]) -> [UInt8] {
        guard let compressor = unsafe libdeflate_alloc_compressor(6) else {
            preconditionFailure("libdeflate has level 6, unless memory is exhausted")
        }
        defer { unsafe libdeflate_free_compressor(compressor) }
        let bound = unsafe libdeflate_deflate_compress_bound(compressor, bytes.count)
        return unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            unsafe bytes.withUnsafeBytes { input in
                count = unsafe libdeflate_deflate_compress(
                    compressor, input.baseAddress, input.count, output.baseAddress, bound)
            }
        }
    }
}
