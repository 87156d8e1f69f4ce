internal import Machine
internal import Network
internal import Observing
internal import Series

/// Echo requests and the first reply (RFC 792, RFC 4443). Replies to others come too, where the socket is a raw one.
final class EchoScript: ConversationScript {
    private static let headBytes = 8

    private let isVersion4: Bool
    private let packets: Int
    private var asked = 0
    private let payload: [UInt8]
    private let id = Entropy.bytes(2)

    /// - Parameter size: of the payload, of which the first bytes are random: they tell our reply from others.
    init(_ question: EchoQuestion) {
        isVersion4 = question.address.isVersion4
        packets = max(1, min(question.packets, EchoQuestion.packetsMost))
        payload =
            EchoQuestion.sizes.contains(question.size)
            ? Entropy.bytes(16) + [UInt8](repeating: 0x56, count: question.size - 16) : []
    }

    func next(_ input: inout [UInt8], hasEnded: Bool) -> ScriptStep {
        guard !payload.isEmpty else { return .own("an echo has \(EchoQuestion.sizes) bytes") }
        guard asked == packets else {
            asked += 1
            var message = [isVersion4 ? 8 : 128, 0, 0, 0] + id + [0, UInt8(asked)] + payload
            // For IPv6 the kernel does it, because the addresses are part of it.
            if isVersion4 {
                let sum = Self.checksum(message)
                message[2] = UInt8(sum >> 8)
                message[3] = UInt8(truncatingIfNeeded: sum)
            }
            return .send(message)
        }
        defer { input = [] }
        // Raw sockets of IPv4 give the packet with its head; a message begins with its type, which is no such head.
        var message = input[...]
        if isVersion4, let first = input.first, first >> 4 == 4 { message = input.dropFirst(Int(first & 0x0f) * 4) }
        guard message.first == (isVersion4 ? 0 : 129), message.dropFirst(Self.headBytes).elementsEqual(payload) else {
            return .receive
        }
        return .end(.ok, "\(payload.count) bytes came back")
    }

    static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for place in stride(from: 0, to: bytes.count, by: 2) {
            sum += UInt32(bytes[place]) << 8 | (place + 1 < bytes.count ? UInt32(bytes[place + 1]) : 0)
        }
        while sum >> 16 != 0 { sum = sum & 0xffff + sum >> 16 }
        return ~UInt16(truncatingIfNeeded: sum)
    }
}
