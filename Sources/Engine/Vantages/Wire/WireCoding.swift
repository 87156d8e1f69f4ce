/// What is wrong with bytes that came.
package struct WireFault: Error, Sendable, Hashable, CustomStringConvertible {
    package var message: String
    package init(_ message: String) { self.message = message }
    package var description: String { message }
}

/// Numbers and bytes one after the other; numbers as seven bits in each byte, the low ones first.
package struct WireWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func byte(_ value: UInt8) { bytes.append(value) }

    package mutating func number(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Small numbers of either sign take few bytes.
    package mutating func signed(_ value: Int64) { number(UInt64(bitPattern: value << 1 ^ value >> 63)) }

    package mutating func data(_ value: [UInt8]) {
        number(UInt64(value.count))
        bytes += value
    }

    package mutating func text(_ value: String) { data(Array(value.utf8)) }

    package mutating func raw(_ value: [UInt8]) { bytes += value }
}

/// Reads what ``WireWriter`` wrote, and refuses everything else: each value has one form, counts are bounded before anything
/// is made of them.
package struct WireReader: Sendable {
    private var rest: ArraySlice<UInt8>

    package init(_ bytes: [UInt8]) { rest = bytes[...] }

    package var isAtEnd: Bool { rest.isEmpty }
    package var count: Int { rest.count }

    package mutating func byte() throws(WireFault) -> UInt8 {
        guard let byte = rest.popFirst() else { throw WireFault("the bytes end too early") }
        return byte
    }

    package mutating func number() throws(WireFault) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try byte()
            guard shift < 63 || byte <= 1 else { throw WireFault("a number is too large") }
            value |= UInt64(byte & 0x7f) << shift
            if byte & 0x80 == 0 {
                guard byte != 0 || shift == 0 else { throw WireFault("a number is written longer than it is") }
                return value
            }
            shift += 7
        }
    }

    package mutating func number(most: Int) throws(WireFault) -> Int {
        let value = try number()
        guard value <= UInt64(most) else { throw WireFault("\(value) is more than \(most)") }
        return Int(value)
    }

    package mutating func signed() throws(WireFault) -> Int64 {
        let value = try number()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// Microseconds of an instant or a span, within 36,000 years, so that two of them can be added and taken apart.
    package mutating func microseconds() throws(WireFault) -> Int64 {
        let value = try signed()
        guard (-(1 << 60)...(1 << 60)).contains(value) else { throw WireFault("a time is out of all bounds") }
        return value
    }

    /// A byte that says yes or no.
    package mutating func flag() throws(WireFault) -> Bool {
        let byte = try byte()
        guard byte <= 1 else { throw WireFault("a flag is 0 or 1") }
        return byte == 1
    }

    package mutating func raw(_ count: Int) throws(WireFault) -> [UInt8] {
        guard count <= rest.count else { throw WireFault("the bytes end too early") }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    package mutating func data(most: Int) throws(WireFault) -> [UInt8] { try raw(try number(most: most)) }

    package mutating func text(most: Int) throws(WireFault) -> String {
        guard let text = String(validating: try data(most: most), as: UTF8.self) else {
            throw WireFault("a text is no UTF-8")
        }
        return text
    }

    package func end() throws(WireFault) {
        guard rest.isEmpty else { throw WireFault("\(rest.count) bytes follow the end") }
    }
}
