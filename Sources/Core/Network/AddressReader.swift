/// Takes the text of an address apart, strictly and without the C library.
struct AddressReader {
    /// IPv6 with eight full groups, the last two as IPv4.
    static let bytesMax = 45

    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The whole text as an address.
    mutating func address() -> NetworkAddress? {
        if bytes.contains(UInt8(ascii: ":")) { return version6().map { NetworkAddress($0) } }
        guard let value = version4(), isAtEnd else { return nil }
        return NetworkAddress(version4: value)
    }

    private var isAtEnd: Bool { index == bytes.count }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func version4() -> UInt32? {
        var value: UInt32 = 0
        for part in 0..<4 {
            if part > 0, !take(UInt8(ascii: ".")) { return nil }
            guard let byte = decimalByte() else { return nil }
            value = value << 8 | UInt32(byte)
        }
        return value
    }

    private mutating func decimalByte() -> UInt8? {
        let start = index
        var value = 0
        while index < bytes.count, index - start < 3, case let digit = bytes[index], (0x30...0x39).contains(digit) {
            value = value * 10 + Int(digit - 0x30)
            index += 1
        }
        // A leading zero means octal to some readers.
        guard index > start, index - start == 1 || bytes[start] != UInt8(ascii: "0") else { return nil }
        return UInt8(exactly: value)
    }

    private mutating func version6() -> UInt128? {
        let colon = UInt8(ascii: ":")
        var value: UInt128 = 0
        var count = 0
        // How many groups stand before the two colons.
        var gap: Int?
        if bytes.starts(with: [colon, colon]) {
            gap = 0
            index = 2
        }
        while !(isAtEnd && gap == count) {
            guard count < 8 else { return nil }
            if count <= 6, let last = version4AtEnd() {
                value = value << 32 | UInt128(last)
                count += 2
                break
            }
            guard let group = hexadecimalGroup() else { return nil }
            value = value << 16 | UInt128(group)
            count += 1
            if isAtEnd { break }
            guard take(colon) else { return nil }
            if take(colon) {
                guard gap == nil else { return nil }
                gap = count
            }
        }
        guard let gap else { return count == 8 ? value : nil }
        // The two colons stand for one group at least.
        guard count <= 7 else { return nil }
        let behind = 16 * (count - gap)
        return (value >> behind) << (128 - 16 * gap) | value & ~(UInt128.max << behind)
    }

    /// The rest of the text as an IPv4 address; else nothing is taken.
    private mutating func version4AtEnd() -> UInt32? {
        let start = index
        if let value = version4(), isAtEnd { return value }
        index = start
        return nil
    }

    private mutating func hexadecimalGroup() -> UInt16? {
        let start = index
        var value: UInt16 = 0
        while index < bytes.count, index - start < 4, let digit = Self.hexadecimal(bytes[index]) {
            value = value << 4 | UInt16(digit)
            index += 1
        }
        return index > start ? value : nil
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
