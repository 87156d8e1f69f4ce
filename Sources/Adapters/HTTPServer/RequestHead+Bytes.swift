internal import Glibc

/// Bytes of the HTTP grammar.
enum Byte {
    static let carriageReturn: UInt8 = 0x0d
    static let lineFeed: UInt8 = 0x0a
    static let space: UInt8 = 0x20
    static let tab: UInt8 = 0x09

    // One bit for each ASCII character that may stand in a token (RFC 9110, section 5.6.2).
    private static let lowTokens: UInt64 = 0x03ff_6cfa_0000_0000
    private static let highTokens: UInt64 = 0x57ff_ffff_c7ff_fffe

    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        guard byte < 128 else { return false }
        return byte < 64 ? lowTokens >> UInt64(byte) & 1 == 1 : highTokens >> UInt64(byte - 64) & 1 == 1
    }

    @inline(__always)
    static func isFieldContent(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7f || byte == tab }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    @inline(__always)
    static func lowercase(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte }

    static func hexadecimal(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte - 0x30)
        case 0x41...0x46: Int(byte - 0x41) + 10
        case 0x61...0x66: Int(byte - 0x61) + 10
        default: nil
        }
    }
}

/// The fields that the server itself looks at.
package enum FieldKind: UInt8, Sendable {
    case other
    case host
    case contentLength
    case transferEncoding
    case connection
    case expect
    case acceptEncoding
    case accept
    case ifNoneMatch
    case requestID
    case forwardedFor
    case forwardedProto
    case forwardedHost
    case forwarded
    case lastEventID
    case upgrade

    var bit: UInt32 { 1 << UInt32(rawValue) }

    init(_ bytes: Span<UInt8>, _ name: Range<Int>) {
        func matches(_ text: StaticString) -> Bool { RequestHead.equalsIgnoringCase(bytes, name, text) }
        self =
            switch name.count {
            case 4 where matches("host"): .host
            case 6 where matches("accept"): .accept
            case 6 where matches("expect"): .expect
            case 7 where matches("upgrade"): .upgrade
            case 9 where matches("forwarded"): .forwarded
            case 10 where matches("connection"): .connection
            case 12 where matches("x-request-id"): .requestID
            case 13 where matches("if-none-match"): .ifNoneMatch
            case 13 where matches("last-event-id"): .lastEventID
            case 14 where matches("content-length"): .contentLength
            case 15 where matches("accept-encoding"): .acceptEncoding
            case 15 where matches("x-forwarded-for"): .forwardedFor
            case 16 where matches("x-forwarded-host"): .forwardedHost
            case 17 where matches("transfer-encoding"): .transferEncoding
            case 17 where matches("x-forwarded-proto"): .forwardedProto
            default: .other
            }
    }
}

extension RequestHead {
    /// Where a byte is next; `memchr` does it many bytes at a time.
    @inline(__always)
    static func index(of byte: UInt8, in bytes: Span<UInt8>, from start: Int, to end: Int? = nil) -> Int? {
        let end = end ?? bytes.count
        guard start < end else { return nil }
        return unsafe bytes.withUnsafeBufferPointer { area -> Int? in
            guard let base = area.baseAddress else { return nil }
            guard let found = unsafe memchr(base + start, Int32(byte), end - start) else { return nil }
            return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
    }

    static func equals(_ bytes: Span<UInt8>, _ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { text in
            for offset in 0..<range.count where unsafe bytes[range.lowerBound + offset] != text[offset] { return false }
            return true
        }
    }

    /// `text` is in lower case; the bytes were read as part of a head, so no control character but a tab is among them.
    ///
    /// Eight bytes at a time, without the bit that tells the cases of a letter apart. What else stands in such texts, digits,
    /// hyphens, colons and slashes, differs in that bit from control characters alone.
    static func equalsIgnoringCase(_ bytes: Span<UInt8>, _ range: Range<Int>, _ text: StaticString) -> Bool {
        let count = range.count
        guard count == text.utf8CodeUnitCount else { return false }
        return unsafe bytes.extracting(range).withUnsafeBytes { area in
            guard let given = area.baseAddress else { return true }
            let wanted = unsafe UnsafeRawPointer(text.utf8Start)
            let bit: UInt64 = 0x2020_2020_2020_2020
            var offset = 0
            while offset + 8 <= count {
                let one = unsafe (given + offset).loadUnaligned(as: UInt64.self)
                let other = unsafe (wanted + offset).loadUnaligned(as: UInt64.self)
                guard one | bit == other | bit else { return false }
                offset += 8
            }
            while offset < count {
                let one = unsafe (given + offset).load(as: UInt8.self)
                let other = unsafe (wanted + offset).load(as: UInt8.self)
                guard one | 0x20 == other | 0x20 else { return false }
                offset += 1
            }
            return true
        }
    }

    /// Digits only, at most 18 of them, so that no sum of two lengths overflows.
    static func decimal(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard (1...18).contains(range.count) else { return nil }
        var value = 0
        for index in range {
            guard Byte.isDigit(bytes[index]) else { return nil }
            value = value * 10 + Int(bytes[index] - 0x30)
        }
        return value
    }

    /// The elements of a comma-separated list, without the white space around them.
    static func eachToken(_ bytes: Span<UInt8>, _ range: Range<Int>, _ body: (Range<Int>) -> Void) {
        var start = range.lowerBound
        while start <= range.upperBound {
            let comma = index(of: UInt8(ascii: ","), in: bytes, from: start, to: range.upperBound) ?? range.upperBound
            var (first, last) = (start, comma)
            while first < last, bytes[first] == Byte.space || bytes[first] == Byte.tab { first += 1 }
            while last > first, bytes[last - 1] == Byte.space || bytes[last - 1] == Byte.tab { last -= 1 }
            if first < last { body(first..<last) }
            start = comma + 1
        }
    }

    /// A name or an address with an optional port: letters, digits and what stands in names and IPv6 literals.
    ///
    /// Nothing that could open a path, a user part or a second host.
    static func isHost(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard !range.isEmpty, range.count <= 255 else { return false }
        for index in range {
            switch bytes[index] {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: continue
            case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "["),
                UInt8(ascii: "]"):
                continue
            default: return false
            }
        }
        return true
    }
}
