package import Network

/// Connect, then say and expect bytes in turn. Bytes are sent as they are: nothing is added to them.
package struct TCPQuestion: Sendable, Hashable {
    package enum Step: Sendable, Hashable {
        case send([UInt8])
        /// The next bytes that come begin with these.
        case expectStart([UInt8])
        /// Among what comes are these; what comes before them is passed over.
        case expectWithin([UInt8])
    }

    package var place: SocketAddress
    package var steps: [Step]

    package init(_ place: SocketAddress, steps: [Step] = []) {
        self.place = place
        self.steps = steps
    }
}
