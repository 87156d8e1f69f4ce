internal import CB2A
internal import CLI
internal import Clients
internal import ISO8583
internal import Machine
internal import Network
internal import Traffic
internal import Vocabulary
internal import Wire

/// The clients of the channels over real networks, and what ends them.
final class PaymentClients: Sendable {
    let clients: [any PaymentClient]
    private let loop: EventLoop

    init(_ places: PaymentPlaces, channels: Set<String>) throws(ProgramFailure) {
        do throws(MachineError) {
            loop = try EventLoop(name: "payments")
        } catch {
            throw .other(message: error.message, hint: nil, code: .fault)
        }
        var clients: [any PaymentClient] = []
        if channels.contains(Channel.instoreCB2A.rawValue) {
            let link = try Self.link(places, .instoreCB2A, on: loop)
            var rules = CB2ATerminals.Rules()
            rules.answerTime = .seconds(places.patienceSeconds)
            clients.append(
                CB2ATerminals(
                    link: link, rules: rules, now: ServeLog.now, sleep: { try? await Task.sleep(for: $0) }))
        }
        self.clients = clients
    }

    private static func link(
        _ places: PaymentPlaces, _ channel: Channel, on loop: EventLoop
    ) throws(ProgramFailure) -> FreshLink {
        let place = places[channel.rawValue]
        var configuration = WireLinkConfiguration(
            host: place.host, port: place.port, framing: CB2ALink.style.profile.framing
        ) { CB2ATerminals.key(of: $0) }
        if place.isTLS { configuration.tls = WireTLS(authorities: places.authorities, peerNames: [place.host]) }
        // Certificates that can't be read are told now and not at each payment.
        if place.isTLS, let authorities = places.authorities, !Files.exists(authorities) {
            throw .other(message: "\(authorities) is not there", hint: "--authorities names a PEM file", code: .noInput)
        }
        return FreshLink(configuration: configuration, loop: loop)
    }

    func end() async {
        await loop.stop()
    }
}
