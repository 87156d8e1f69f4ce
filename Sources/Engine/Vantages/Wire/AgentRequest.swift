package import Bytes
package import Vocabulary

/// The name of an agent: that of the vantage for which it asks.
package struct AgentName: Identifier {
    package let rawValue: String
    package init(checked rawValue: String) { self.rawValue = rawValue }
}

/// One request of an agent, as bytes that its key signed whole: who, when, what.
///
/// `VGA1`, the kind, the name, the stamp, the payload, 64 bytes of signature over all before it. The stamp is what the agent takes
/// for the server's time, so that a request that was recorded is of no use later, and a machine whose clock is wrong can speak.
package struct AgentRequest: Sendable, Hashable {
    package enum Kind: UInt8, Sendable, CaseIterable {
        /// A code against a key: the payload is an ``Enrolment``.
        case enrol = 1
        /// What is to be done? The payload is a ``Poll``. It is answered when there is something.
        case poll = 2
        /// Results: the payload is a ``Delivery``.
        case deliver = 3
    }

    package static let bytesMost = Delivery.contentBytesMost + 1_024
    private static let mark: [UInt8] = Array("VGA1".utf8)

    package let kind: Kind
    package let name: AgentName
    package let stamp: Instant
    package let payload: [UInt8]
    package let signature: [UInt8]
    private let signed: [UInt8]

    /// Signs.
    package init(_ kind: Kind, _ name: AgentName, at stamp: Instant, _ payload: [UInt8], key: SigningKey) {
        self.kind = kind
        self.name = name
        self.stamp = stamp
        self.payload = payload
        signed = Self.content(kind, name, stamp, payload)
        signature = key.sign(Self.domain + signed)
    }

    /// Reads; whether the signature is right is asked of ``isSigned(by:)``.
    package init(reading bytes: [UInt8]) throws(WireFault) {
        guard bytes.count <= Self.bytesMost else {
            throw WireFault("a request has at most \(Self.bytesMost) bytes; this one has \(bytes.count)")
        }
        var reader = WireReader(bytes)
        guard try reader.raw(Self.mark.count) == Self.mark else { throw WireFault("this is no request of an agent") }
        guard let kind = Kind(rawValue: try reader.byte()) else { throw WireFault("the kind is not known") }
        guard let name = AgentName(try reader.text(most: 64)) else {
            throw WireFault("a name has lower-case letters, digits and hyphens, at most 64")
        }
        self.kind = kind
        self.name = name
        stamp = Instant(microseconds: try reader.microseconds())
        payload = try reader.data(most: Self.bytesMost)
        signature = try reader.raw(VerifyingKey.signatureCount)
        try reader.end()
        signed = Self.content(kind, name, stamp, payload)
    }

    package var bytes: [UInt8] { signed + signature }

    package func isSigned(by key: VerifyingKey) -> Bool { key.isRight(signature, of: Self.domain + signed) }

    private static var domain: [UInt8] { Array(VantagesDomain.request.rawValue.utf8) + [0] }

    private static func content(_ kind: Kind, _ name: AgentName, _ stamp: Instant, _ payload: [UInt8]) -> [UInt8] {
        var writer = WireWriter()
        writer.raw(mark)
        writer.byte(kind.rawValue)
        writer.text(name.rawValue)
        writer.signed(stamp.microseconds)
        writer.data(payload)
        return writer.bytes
    }
}

/// A one-time code, and the key that is to speak for the agent from now on.
package struct Enrolment: Sendable {
    package var code: [UInt8]
    package var key: VerifyingKey

    package init(code: [UInt8], key: VerifyingKey) {
        self.code = code
        self.key = key
    }

    package var bytes: [UInt8] {
        var writer = WireWriter()
        writer.data(code)
        writer.raw(key.bytes)
        return writer.bytes
    }

    package init(reading bytes: [UInt8]) throws(WireFault) {
        var reader = WireReader(bytes)
        code = try reader.data(most: 64)
        guard let key = VerifyingKey(bytes: try reader.raw(VerifyingKey.count)) else {
            throw WireFault("a key has \(VerifyingKey.count) bytes")
        }
        self.key = key
        try reader.end()
    }
}

/// What an agent has, and what it says of itself.
package struct Poll: Sendable, Hashable {
    /// The digest of the plan that it works by; empty: none.
    package var plan: [UInt8]
    /// The last order that it got.
    package var order: Int64
    /// Whether the answer may wait for something to tell.
    package var mayWait: Bool
    package var health: AgentHealth

    package init(plan: [UInt8], order: Int64, mayWait: Bool, health: AgentHealth) {
        self.plan = plan
        self.order = order
        self.mayWait = mayWait
        self.health = health
    }

    package var bytes: [UInt8] {
        var writer = WireWriter()
        writer.data(plan)
        writer.signed(order)
        writer.byte(mayWait ? 1 : 0)
        health.write(to: &writer)
        return writer.bytes
    }

    package init(reading bytes: [UInt8]) throws(WireFault) {
        var reader = WireReader(bytes)
        plan = try reader.data(most: 32)
        order = try reader.signed()
        mayWait = try reader.flag()
        health = try AgentHealth(&reader)
        try reader.end()
    }
}

/// What an agent says of itself, for who looks after it.
package struct AgentHealth: Sendable, Hashable {
    package var version: String
    /// The server's clock less the agent's, in microseconds; nil before it was measured.
    package var offset: Int64?
    /// At most so far from the truth.
    package var offsetError: Int64
    /// Batches that wait on its disk, and their bytes.
    package var waiting: Int
    package var waitingBytes: Int
    /// Batches that it let go because its disk's room was full, since it was enrolled.
    package var dropped: Int

    package init(
        version: String, offset: Int64? = nil, offsetError: Int64 = 0, waiting: Int = 0, waitingBytes: Int = 0,
        dropped: Int = 0
    ) {
        self.version = version
        self.offset = offset
        self.offsetError = offsetError
        self.waiting = waiting
        self.waitingBytes = waitingBytes
        self.dropped = dropped
    }

    func write(to writer: inout WireWriter) {
        writer.text(version)
        writer.byte(offset == nil ? 0 : 1)
        writer.signed(offset ?? 0)
        writer.signed(offsetError)
        writer.number(UInt64(max(0, waiting)))
        writer.number(UInt64(max(0, waitingBytes)))
        writer.number(UInt64(max(0, dropped)))
    }

    init(_ reader: inout WireReader) throws(WireFault) {
        version = try reader.text(most: 40)
        guard version.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw WireFault("a version is visible characters of ASCII")
        }
        let isMeasured = try reader.flag()
        let offset = try reader.microseconds()
        guard isMeasured || offset == 0 else { throw WireFault("an offset that was not measured is zero") }
        self.offset = isMeasured ? offset : nil
        offsetError = try reader.microseconds()
        waiting = try reader.number(most: 1 << 40)
        waitingBytes = try reader.number(most: 1 << 50)
        dropped = try reader.number(most: 1 << 50)
    }
}
