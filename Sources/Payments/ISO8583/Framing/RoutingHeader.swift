/// The five bytes that many terminal networks put before a message (TPDU): where to, and where from.
package struct RoutingHeader: Sendable, Equatable {
    package static let bytes = 5

    package var identifier: UInt8
    package var destination: UInt16
    package var origin: UInt16

    package init(identifier: UInt8 = 0x60, destination: UInt16, origin: UInt16) {
        self.identifier = identifier
        self.destination = destination
        self.origin = origin
    }

    /// Nil when there are not five bytes.
    package init?(_ header: [UInt8]) {
        guard header.count == Self.bytes else { return nil }
        self.init(
            identifier: header[0], destination: UInt16(header[1]) << 8 | UInt16(header[2]),
            origin: UInt16(header[3]) << 8 | UInt16(header[4]))
    }

    package var bytes: [UInt8] {
        [
            identifier, UInt8(destination >> 8), UInt8(destination & 0xFF), UInt8(origin >> 8), UInt8(origin & 0xFF),
        ]
    }

    /// The header of an answer: both addresses change places.
    package var answer: RoutingHeader {
        RoutingHeader(identifier: identifier, destination: origin, origin: destination)
    }
}
