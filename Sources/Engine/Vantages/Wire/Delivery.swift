package import Bytes
package import Vocabulary

/// A batch under its number, as it was sealed: under one number the same bytes are sent however often it takes.
package struct Delivery: Sendable, Hashable {
    package static let contentBytesMost = 256 << 10

    package var number: Int64
    package var content: [UInt8]

    package init(number: Int64, content: [UInt8]) {
        self.number = number
        self.content = content
    }

    package var bytes: [UInt8] {
        var writer = WireWriter()
        writer.signed(number)
        writer.data(content)
        return writer.bytes
    }

    package init(reading bytes: [UInt8]) throws(WireFault) {
        var reader = WireReader(bytes)
        number = try reader.signed()
        guard (1...1 << 60).contains(number) else { throw WireFault("batches are counted from 1 to 2^60") }
        content = try reader.data(most: Self.contentBytesMost)
        try reader.end()
    }

    package var digest: SHA256Digest { VantagesDomain.batch.digest(content) }
}

/// What is in a batch: results, and what the agent knew of its clock when it sealed them.
package struct BatchContent: Sendable, Hashable {
    package static let itemsMost = 4_096

    /// When it was sealed, by the agent's clock.
    package var sealedAt: Instant
    /// The server's clock less the agent's, as the agent knew it; nil: it had never heard the server.
    package var offset: TimeSpan?
    package var offsetError: TimeSpan
    /// Results that were let go before they were sealed, since the agent's program began.
    package var dropped: Int
    /// Results, each in its own coding.
    package var items: [[UInt8]]

    package init(
        sealedAt: Instant, offset: TimeSpan? = nil, offsetError: TimeSpan = .zero, dropped: Int = 0, items: [[UInt8]]
    ) {
        self.sealedAt = sealedAt
        self.offset = offset
        self.offsetError = offsetError
        self.dropped = dropped
        self.items = items
    }

    package var bytes: [UInt8] {
        var writer = WireWriter()
        writer.byte(1)
        writer.signed(sealedAt.microseconds)
        writer.byte(offset == nil ? 0 : 1)
        writer.signed(offset?.microseconds ?? 0)
        writer.signed(offsetError.microseconds)
        writer.number(UInt64(max(0, dropped)))
        writer.number(UInt64(items.count))
        for item in items { writer.data(item) }
        return writer.bytes
    }

    package init(reading bytes: [UInt8]) throws(WireFault) {
        var reader = WireReader(bytes)
        guard try reader.byte() == 1 else {
            throw WireFault("this form of a batch is not known; is the agent's program newer than the server's?")
        }
        sealedAt = Instant(microseconds: try reader.microseconds())
        let isMeasured = try reader.flag()
        let measured = try reader.microseconds()
        guard isMeasured || measured == 0 else { throw WireFault("an offset that was not measured is zero") }
        offset = isMeasured ? TimeSpan(microseconds: measured) : nil
        offsetError = TimeSpan(microseconds: try reader.microseconds())
        dropped = try reader.number(most: 1 << 50)
        let count = try reader.number(most: Self.itemsMost)
        // Each item has one byte at least: a count that nothing follows makes no room.
        guard count <= reader.count else { throw WireFault("the bytes end too early") }
        var items: [[UInt8]] = []
        items.reserveCapacity(count)
        for _ in 0..<count { items.append(try reader.data(most: Delivery.contentBytesMost)) }
        self.items = items
        try reader.end()
    }
}
