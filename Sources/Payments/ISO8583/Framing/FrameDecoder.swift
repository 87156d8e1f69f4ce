/// Takes frames out of a stream, however the bytes are cut.
///
///     var decoder = FrameDecoder(profile.framing)
///     try decoder.append(bytes.span)
///     while let event = try decoder.next() { … }
///
/// After an error nothing can be found in the stream any more: the same error comes again, and the connection has to be closed.
/// A frame that does not complete in time is for the owner of the connection to end; ``isInsideFrame`` says when to count.
package struct FrameDecoder: Sendable {
    package enum Event: Sendable, Equatable {
        case frame(Frame)
        /// A frame without content. Some links want the same back.
        case keepAlive
    }

    package struct Frame: Sendable, Equatable {
        package var header: [UInt8]
        package var message: [UInt8]

        package init(header: [UInt8], message: [UInt8]) {
            self.header = header
            self.message = message
        }
    }

    private let framing: Framing
    /// Header and message together.
    private let contentBytesMax: Int
    private var buffer: [UInt8] = []
    /// Where the first frame that was not taken yet begins.
    private var start = 0
    /// Up to where a closing byte was looked for.
    private var searched = 0
    private var failure: ISO8583Error?

    package init(_ framing: Framing, contentBytesMax: Int = Profile.messageBytesMax) {
        self.framing = framing
        self.contentBytesMax = min(contentBytesMax, framing.contentBytesMax)
    }

    /// Some bytes of a frame are there and not all.
    package var isInsideFrame: Bool { buffer.count > start }
    package var bytesWaiting: Int { buffer.count - start }

    /// Takes what was read from the connection. Call ``next()`` until it has nothing before reading again.
    package mutating func append(_ bytes: Span<UInt8>) throws(ISO8583Error) {
        if let failure { throw failure }
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: true)
            (start, searched) = (0, 0)
        } else if start > 4_096 {
            buffer.removeSubrange(..<start)
            (start, searched) = (0, searched - start)
        }
        // Nobody who takes frames out comes here; it bounds what a fault elsewhere can pile up.
        guard bytesWaiting + bytes.count <= 16 * (contentBytesMax + 16) else {
            throw fail(ISO8583Error(.tooLong, FieldPath(.frame), at: 0, bound: contentBytesMax))
        }
        buffer.reserveCapacity(buffer.count + bytes.count)
        for index in bytes.indices { buffer.append(bytes[index]) }
    }

    package mutating func append(_ bytes: [UInt8]) throws(ISO8583Error) { try append(bytes.span) }

    /// The next whole frame; nil until more bytes come.
    package mutating func next() throws(ISO8583Error) -> Event? {
        if let failure { throw failure }
        switch framing.shape {
        case .length: return try nextCounted()
        case .delimited(let opening, let closing): return try nextDelimited(opening, closing)
        }
    }

    /// The connection has ended: fails when that was inside a frame.
    package mutating func finish() throws(ISO8583Error) {
        if let failure { throw failure }
        guard isInsideFrame else { return }
        throw fail(ISO8583Error(.incomplete, FieldPath(.frame), at: bytesWaiting))
    }

    private mutating func nextCounted() throws(ISO8583Error) -> Event? {
        let prefixBytes = framing.prefixBytes
        guard bytesWaiting >= prefixBytes else { return nil }
        guard let length = framing.contentLength(buffer.span.extracting(start..<(start + prefixBytes))) else {
            throw fail(ISO8583Error(.badLength, FieldPath(.frame), at: 0))
        }
        guard length <= contentBytesMax else {
            throw fail(ISO8583Error(.tooLong, FieldPath(.frame), at: 0, bound: contentBytesMax))
        }
        guard bytesWaiting >= prefixBytes + length else { return nil }
        let content = (start + prefixBytes)..<(start + prefixBytes + length)
        start = content.upperBound
        return try event(content)
    }

    private mutating func nextDelimited(_ opening: UInt8?, _ closing: UInt8) throws(ISO8583Error) -> Event? {
        guard bytesWaiting > 0 else { return nil }
        if let opening, buffer[start] != opening {
            throw fail(ISO8583Error(.badStructure, FieldPath(.frame), at: 0))
        }
        let first = start + framing.prefixBytes
        var place = max(searched, first)
        while place < buffer.count, buffer[place] != closing { place += 1 }
        searched = place
        guard place - first <= contentBytesMax else {
            throw fail(ISO8583Error(.tooLong, FieldPath(.frame), at: 0, bound: contentBytesMax))
        }
        guard place < buffer.count else { return nil }
        start = place + 1
        return try event(first..<place)
    }

    private mutating func event(_ content: Range<Int>) throws(ISO8583Error) -> Event {
        if content.isEmpty { return .keepAlive }
        guard content.count >= framing.headerBytes else {
            throw fail(ISO8583Error(.truncated, FieldPath(.frame), at: framing.prefixBytes))
        }
        let message = content.lowerBound + framing.headerBytes
        return .frame(
            Frame(
                header: Array(buffer[content.lowerBound..<message]),
                message: Array(buffer[message..<content.upperBound])))
    }

    private mutating func fail(_ error: ISO8583Error) -> ISO8583Error {
        failure = error
        buffer = []
        (start, searched) = (0, 0)
        return error
    }
}

// The bytes that wait are somebody's message: they are not for printing.
extension FrameDecoder: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "frame decoder, \(bytesWaiting) bytes waiting" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["bytesWaiting": bytesWaiting]) }
}

extension FrameDecoder.Frame: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "frame with \(message.count) bytes" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["bytes": message.count]) }
}
