internal import Machine
internal import Roles
internal import Wire

/// A connection for each question, as terminals make one for each payment: so names, handshakes and what lies between are tried anew
/// each time, and a kept connection can't hide that they fail.
struct FreshLink: FrameLink {
    let configuration: WireLinkConfiguration
    let loop: EventLoop

    func ask(_ message: [UInt8], header: [UInt8], key: String, within limit: Duration) async -> FrameReply {
        // The files were read when the command began; what is wrong with them now is nobody's answer.
        guard let link = try? WireLink(configuration, on: loop) else { return .notSent(.unreachable) }
        let reply = await link.ask(message, header: header, key: key, within: limit)
        await link.close(within: .milliseconds(100))
        return reply
    }
}
