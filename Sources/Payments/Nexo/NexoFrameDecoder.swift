/// What a length prefix leads.
package enum NexoFrame: Sendable, Equatable {
    case message([UInt8])
    /// Length zero: nobody says anything, and the connection stands.
    case empty

    /// Four bytes, the most significant first, that count the message and not themselves; then the message.
    package static func framed(_ message: [UInt8]) -> [UInt8] {
        precondition(message.count <= Int(UInt32.max), "a length has four bytes")
        let count = UInt32(message.count)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(message.count + 4)
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: count >> UInt32(shift))) }
        return bytes + message
    }
}

/// Takes a stream of bytes apart into messages, however the network cut it.
///
/// It keeps one incomplete message at most, and no more of it than has arrived: a length is checked before it is
/// believed. After an error the stream has lost its place and every further call throws the same.
package struct NexoFrameDecoder: Sendable {
    private static let prefixCount = 4

    private let bytesMax: Int
    private var pending: [UInt8] = []
    private var failure: NexoError?

    package init(bytesMax: Int = NexoLimits.online.bytes) { self.bytesMax = bytesMax }

    /// Bytes of a message that is not complete: when the stream ends with some, it broke off.
    package var pendingCount: Int { pending.count }

    /// The messages that are complete with this piece of the stream.
    package mutating func frames(in piece: some Collection<UInt8>) throws(NexoError) -> [NexoFrame] {
        if let failure { throw failure }
        pending.append(contentsOf: piece)
        var frames: [NexoFrame] = []
        var place = 0
        while pending.count - place >= Self.prefixCount {
            let length = pending[place..<place + Self.prefixCount].reduce(0) { $0 << 8 | Int($1) }
            guard length <= bytesMax else {
                let error = NexoError(
                    .tooLarge, "a message may have \(bytesMax) bytes; this length is greater", path: "frame")
                failure = error
                pending = []
                throw error
            }
            let start = place + Self.prefixCount
            guard pending.count - start >= length else { break }
            frames.append(length == 0 ? .empty : .message(Array(pending[start..<start + length])))
            place = start + length
        }
        pending.removeFirst(place)
        return frames
    }
}
