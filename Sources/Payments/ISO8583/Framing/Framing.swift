import JSON

/// How messages follow one another on a connection.
package struct Framing: Sendable, Equatable {
    package enum LengthForm: String, Sendable, CaseIterable {
        /// Big-endian bytes: 1, 2 or 4 of them.
        case binary
        /// Two decimal digits in a byte.
        case packed = "bcd"
        /// ASCII digits.
        case decimal
        /// ASCII hexadecimal digits.
        case hexadecimal = "hex"
    }

    package enum Shape: Sendable, Equatable {
        /// `reserved` zero bytes stand between the length and what it counts.
        case length(LengthForm, bytes: Int, countsItself: Bool, reserved: Int)
        case delimited(opening: UInt8?, closing: UInt8)
    }

    package var shape: Shape
    /// Bytes between the frame's start and the message, such as a TPDU's 5; the frame's length counts them.
    package var headerBytes: Int

    package init(_ shape: Shape = .length(.binary, bytes: 2, countsItself: false, reserved: 0), headerBytes: Int = 0) {
        self.shape = shape
        self.headerBytes = headerBytes
    }

    package var isDelimited: Bool {
        if case .delimited = shape { true } else { false }
    }

    /// How many bytes stand before the header.
    var prefixBytes: Int {
        switch shape {
        case .length(_, let bytes, _, let reserved): bytes + reserved
        case .delimited(let opening, _): opening == nil ? 0 : 1
        }
    }

    /// The longest header and message that a frame can announce.
    package var contentBytesMax: Int {
        switch shape {
        case .length(let form, let bytes, let countsItself, _):
            Self.capacity(form, bytes) - (countsItself ? bytes : 0)
        case .delimited: Profile.messageBytesMax
        }
    }

    private static func capacity(_ form: LengthForm, _ bytes: Int) -> Int {
        switch form {
        case .binary: bytes >= 4 ? Int(UInt32.max) : 1 << (8 * bytes) - 1
        case .packed: (0..<bytes).reduce(1) { product, _ in product * 100 } - 1
        case .decimal: (0..<bytes).reduce(1) { product, _ in product * 10 } - 1
        case .hexadecimal: 1 << (4 * bytes) - 1
        }
    }

    // MARK: Writing

    /// A message as it goes over the connection.
    package func frame(_ message: [UInt8], header: [UInt8] = []) throws(ISO8583Error) -> [UInt8] {
        guard header.count == headerBytes else {
            throw ISO8583Error(.badStructure, FieldPath(.frame), bound: headerBytes)
        }
        let count = header.count + message.count
        var frame: [UInt8] = []
        frame.reserveCapacity(count + 8)
        switch shape {
        case .length(let form, let bytes, let countsItself, let reserved):
            guard count <= contentBytesMax else {
                throw ISO8583Error(.tooLong, FieldPath(.frame), bound: contentBytesMax)
            }
            Self.append(count + (countsItself ? bytes : 0), form, bytes, to: &frame)
            frame.append(contentsOf: repeatElement(0, count: reserved))
            frame += header
            frame += message
        case .delimited(let opening, let closing):
            guard !message.contains(closing), !header.contains(closing) else {
                throw ISO8583Error(.badStructure, FieldPath(.frame))
            }
            if let opening { frame.append(opening) }
            frame += header
            frame += message
            frame.append(closing)
        }
        return frame
    }

    /// A frame without a message: what keeps an idle connection open.
    package var keepAlive: [UInt8] {
        switch shape {
        case .length(let form, let bytes, let countsItself, let reserved):
            var frame: [UInt8] = []
            Self.append(countsItself ? bytes : 0, form, bytes, to: &frame)
            return frame + repeatElement(0, count: reserved)
        case .delimited(let opening, let closing):
            return (opening.map { [$0] } ?? []) + [closing]
        }
    }

    private static func append(_ length: Int, _ form: LengthForm, _ bytes: Int, to frame: inout [UInt8]) {
        for place in (0..<bytes).reversed() {
            switch form {
            case .binary:
                frame.append(UInt8(truncatingIfNeeded: length >> (8 * place)))
            case .packed:
                let pair = (0..<place).reduce(length) { rest, _ in rest / 100 } % 100
                frame.append(UInt8(pair / 10) << 4 | UInt8(pair % 10))
            case .decimal:
                frame.append(UInt8(ascii: "0") + UInt8((0..<place).reduce(length) { rest, _ in rest / 10 } % 10))
            case .hexadecimal:
                frame.append(Hexadecimal.digit(UInt8(length >> (4 * place) & 0xF)))
            }
        }
    }

    // MARK: Reading

    /// How many bytes of header and message follow the prefix; nil when it is no length.
    func contentLength(_ prefix: Span<UInt8>) -> Int? {
        guard case .length(let form, let bytes, let countsItself, let reserved) = shape else { return nil }
        var length = 0
        for index in 0..<bytes {
            let byte = prefix[index]
            switch form {
            case .binary: length = length << 8 | Int(byte)
            case .packed:
                guard byte >> 4 <= 9, byte & 0xF <= 9 else { return nil }
                length = length * 100 + Int(byte >> 4) * 10 + Int(byte & 0xF)
            case .decimal:
                guard byte &- UInt8(ascii: "0") <= 9 else { return nil }
                length = length * 10 + Int(byte - UInt8(ascii: "0"))
            case .hexadecimal:
                guard let digit = Hexadecimal.value(byte) else { return nil }
                length = length << 4 | Int(digit)
            }
        }
        for index in bytes..<(bytes + reserved) where prefix[index] != 0 { return nil }
        if !countsItself { return length }
        // Zero is a keep-alive on links that count the prefix, too.
        if length == 0 { return 0 }
        return length >= bytes ? length - bytes : nil
    }
}

extension Framing {
    /// The member `framing` of a profile.
    init(json profile: JSONObjectReader) throws(JSONError) {
        self.init()
        guard profile.object["framing"] != nil else { return }
        let object = try profile.object(
            "framing",
            allowing: ["kind", "bytes", "counts-itself", "reserved", "header-bytes", "opening", "closing"])
        if object.object["header-bytes"] != nil { headerBytes = Int(try object.integer("header-bytes", in: 0...64)) }
        let kind = try object.string("kind")
        if kind == "delimited" {
            let opening: UInt8? =
                object.object["opening"] == nil ? nil : UInt8(try object.integer("opening", in: 0...255))
            shape = .delimited(opening: opening, closing: UInt8(try object.integer("closing", in: 0...255)))
            return
        }
        guard let form = LengthForm(rawValue: kind) else {
            throw JSONError(
                .refusedValue, "expected binary, bcd, decimal, hex or delimited", path: object.path.member("kind"))
        }
        let bytes =
            object.object["bytes"] == nil
            ? (form == .binary || form == .packed ? 2 : 4) : Int(try object.integer("bytes", in: 1...4))
        let countsItself = object.object["counts-itself"] == nil ? false : try object.bool("counts-itself")
        let reserved = object.object["reserved"] == nil ? 0 : Int(try object.integer("reserved", in: 0...4))
        shape = .length(form, bytes: bytes, countsItself: countsItself, reserved: reserved)
    }
}

/// Digits 0 to F.
enum Hexadecimal {
    static func digit(_ half: UInt8) -> UInt8 { half < 10 ? 0x30 + half : 0x37 + half }

    static func value(_ digit: UInt8) -> UInt8? {
        let decimal = digit &- UInt8(ascii: "0")
        if decimal <= 9 { return decimal }
        let letter = (digit | 0x20) &- UInt8(ascii: "a")
        return letter < 6 ? letter + 10 : nil
    }

    static func text(_ bytes: Span<UInt8>) -> String {
        var digits: [UInt8] = []
        digits.reserveCapacity(2 * bytes.count)
        for index in bytes.indices {
            digits.append(digit(bytes[index] >> 4))
            digits.append(digit(bytes[index] & 0xF))
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
