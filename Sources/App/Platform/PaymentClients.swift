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
    private let links: [WireLink]

    init(_ places: PaymentPlaces, channels: Set<String>) throws(ProgramFailure) {
        do throws(MachineError) {
            loop = try EventLoop(name: "payments")
        } catch {
            throw .other(message: error.message, hint: nil, code: .fault)
        }
        var clients: [any PaymentClient] = []
        var links: [WireLink] = []
        if channels.contains(Channel.instoreCB2A.rawValue) {
            let link = try Self.link(places, .instoreCB2A, on: loop)
            var rules = CB2ATerminals.Rules()
            rules.answerTime = .seconds(places.patienceSeconds)
            clients.append(
                CB2ATerminals(
                    link: link, rules: rules, now: ServeLog.now, sleep: { try? await Task.sleep(for: $0) }))
            links.append(link)
        }
        self.clients = clients
        self.links = links
    }

    private static func link(
        _ places: PaymentPlaces, _ channel: Channel, on loop: EventLoop
    ) throws(ProgramFailure) -> WireLink {
        let place = places[channel.rawValue]
        var configuration = WireLinkConfiguration(
            host: place.host, port: place.port, framing: CB2ALink.style.profile.framing
        ) { CB2ATerminals.key(of: $0) }
        configuration.connections = 4
        // A load balancer that is down for a moment is asked again soon: terminals don't wait either.
        configuration.backoffMost = .milliseconds(500)
        configuration.inFlightMost = 20_000
        if place.isTLS { configuration.tls = WireTLS(authorities: places.authorities, peerNames: [place.host]) }
        do throws(WireError) {
            return try WireLink(configuration, on: loop)
        } catch {
            throw .other(message: error.message, hint: nil, code: .noInput)
        }
    }

    func end() async {
        for link in links { await link.close(within: .seconds(1)) }
        await loop.stop()
    }
}
