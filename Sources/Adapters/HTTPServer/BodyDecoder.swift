/// Takes a request's body apart: a fixed length, or chunks (RFC 9112, section 7.1) read strictly: sizes are one to
/// eight hexadecimal digits, lines end with CR LF, extensions and trailers are bounded and dropped.
///
/// Pure.
package struct BodyDecoder {
    package enum Outcome: Equatable {
        case more
        case complete
        case refused(RequestFault)
    }

    private enum State {
        case fixed(remaining: Int)
        case size(digits: Int, value: Int)
        case chunkExtension(value: Int, length: Int)
        case sizeLineFeed(value: Int)
        case data(remaining: Int)
        case dataReturn
        case dataLineFeed
        /// In front of a trailer field or the last line.
        case trailerStart
        case trailerName(length: Int)
        case trailerValue
        case trailerLineFeed
        case lastLineFeed
        case done
    }

    package static let extensionBytesMost = 256
    package static let trailerBytesMost = 4_096

    private var state: State
    private var trailerBytes = 0
    private let limit: Int

    /// A body of a length that the head gave.
    package init(length: Int, limit: Int) {
        state = length == 0 ? .done : .fixed(remaining: length)
        self.limit = limit
    }

    /// A chunked body.
    package init(chunkedUpTo limit: Int) {
        state = .size(digits: 0, value: 0)
        self.limit = limit
    }

    /// Takes bytes of the body from `bytes` at `position` on, and says when it has ended.
    ///
    /// What is behind stays.
    package mutating func decode(_ bytes: Span<UInt8>, _ position: inout Int, into body: inout [UInt8]) -> Outcome {
        while true {
            switch state {
            case .done: return .complete
            case .fixed(let remaining):
                let count = Self.copy(bytes, &position, most: remaining, into: &body)
                guard count == remaining else {
                    state = .fixed(remaining: remaining - count)
                    return .more
                }
                state = .done
            case .data(let remaining):
                let count = Self.copy(bytes, &position, most: remaining, into: &body)
                guard count == remaining else {
                    state = .data(remaining: remaining - count)
                    return .more
                }
                state = .dataReturn
            default:
                guard position < bytes.count else { return .more }
                if let fault = step(bytes[position], bodyCount: body.count) { return .refused(fault) }
                position += 1
            }
        }
    }

    private static func copy(
        _ bytes: Span<UInt8>, _ position: inout Int, most: Int, into body: inout [UInt8]
    ) -> Int {
        let count = min(most, bytes.count - position)
        guard count > 0 else { return 0 }
        unsafe bytes.extracting(position..<position + count).withUnsafeBufferPointer {
            unsafe body.append(contentsOf: $0)
        }
        position += count
        return count
    }

    private mutating func step(_ byte: UInt8, bodyCount: Int) -> RequestFault? {
        switch state {
        case .size(let digits, let value): return size(byte, digits, value, bodyCount)
        case .chunkExtension(let value, let length):
            if byte == Byte.carriageReturn {
                state = .sizeLineFeed(value: value)
                return nil
            }
            guard Byte.isFieldContent(byte), length < Self.extensionBytesMost else { return .chunk }
            state = .chunkExtension(value: value, length: length + 1)
        case .sizeLineFeed(let value):
            guard byte == Byte.lineFeed else { return .chunk }
            state = value == 0 ? .trailerStart : .data(remaining: value)
        case .dataReturn:
            guard byte == Byte.carriageReturn else { return .chunk }
            state = .dataLineFeed
        case .dataLineFeed:
            guard byte == Byte.lineFeed else { return .chunk }
            state = .size(digits: 0, value: 0)
        default: return trailer(byte)
        }
        return nil
    }

    private mutating func size(_ byte: UInt8, _ digits: Int, _ value: Int, _ bodyCount: Int) -> RequestFault? {
        if let digit = Byte.hexadecimal(byte) {
            guard digits < 8 else { return .chunk }
            state = .size(digits: digits + 1, value: value << 4 | digit)
            return nil
        }
        guard digits > 0 else { return .chunk }
        guard value <= limit - bodyCount else { return .bodyTooLarge }
        switch byte {
        case Byte.carriageReturn: state = .sizeLineFeed(value: value)
        case UInt8(ascii: ";"): state = .chunkExtension(value: value, length: 1)
        default: return .chunk
        }
        return nil
    }

    private mutating func trailer(_ byte: UInt8) -> RequestFault? {
        trailerBytes += 1
        guard trailerBytes <= Self.trailerBytesMost else { return .trailer }
        switch state {
        case .trailerStart where byte == Byte.carriageReturn: state = .lastLineFeed
        case .trailerStart where Byte.isToken(byte): state = .trailerName(length: 1)
        case .trailerName(let length) where Byte.isToken(byte): state = .trailerName(length: length + 1)
        case .trailerName where byte == UInt8(ascii: ":"): state = .trailerValue
        case .trailerValue where Byte.isFieldContent(byte): break
        case .trailerValue where byte == Byte.carriageReturn: state = .trailerLineFeed
        case .trailerLineFeed where byte == Byte.lineFeed: state = .trailerStart
        case .lastLineFeed where byte == Byte.lineFeed: state = .done
        default: return .trailer
        }
        return nil
    }
}
