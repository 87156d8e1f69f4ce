internal import CB2A
internal import CLI
internal import Clients
internal import ISO8583
internal import Machine
internal import Network
internal import Nexo
internal import Roles
internal import Traffic
internal import Vocabulary
internal import Wire

/// The clients of the channels over real networks, and what ends them.
final class PaymentClients: Sendable {
    let clients: [any PaymentClient]
    let late = LateAnswers()
    private let loop: EventLoop
    private let shops: ShopClients?

    /// `way` is what shop and customer do, for all payments.
    init(_ places: PaymentPlaces, channels: Set<String>, way: ShopClients.Way = .mixed) throws(ProgramFailure) {
        do throws(MachineError) {
            loop = try EventLoop(name: "payments")
        } catch {
            throw .other(message: error.message, hint: nil, code: .fault)
        }
        var clients: [any PaymentClient] = []
        if channels.contains(Channel.instoreCB2A.rawValue) {
            let link = try Self.link(
                places, .instoreCB2A, CB2ALink.style.profile.framing, late, on: loop
            ) { CB2ATerminals.key(of: $0) }
            var rules = CB2ATerminals.Rules()
            rules.answerTime = .seconds(places.patienceSeconds)
            var session: (@Sendable () -> CB2ATerminals.Session?)?
            if let fresh = link as? FreshLink { session = { fresh.session() } }
            clients.append(
                CB2ATerminals(
                    link: link, rules: rules, session: session, now: ServeLog.now,
                    sleep: { try? await Task.sleep(for: $0) }))
        }
        if channels.contains(Channel.instoreNexo.rawValue) {
            let link = try Self.link(places, .instoreNexo, NexoTerminals.framing, late, on: loop, NexoTerminals.key)
            var rules = NexoTerminals.Rules()
            rules.answerTime = .seconds(places.patienceSeconds)
            if let reference = places.nexoKey {
                rules.key = try RoleOptions.macKey(reference)
                rules.demandsMAC = true
            }
            clients.append(
                NexoTerminals(
                    link: link, rules: rules, now: ServeLog.now, sleep: { try? await Task.sleep(for: $0) }))
        }
        if case .named = way, !clients.isEmpty {
            throw .other(message: "--way: terminals pay in one way only", hint: nil, code: .usage)
        }
        shops = try ShopClients(places, channels: channels, way: way, on: loop)
        clients += shops?.clients ?? []
        self.clients = clients
    }

    /// Does what is left when no customer comes any more. How many approved payments are left whose money nobody has taken.
    func closeDay(_ listener: @escaping StepListener = { _ in }) async -> Int {
        var left = 0
        for client in clients { left += await client.closeDay(listener) }
        return left
    }

    private static func link(
        _ places: PaymentPlaces, _ channel: Channel, _ framing: Framing, _ late: LateAnswers, on loop: EventLoop,
        _ key: @escaping @Sendable (FrameDecoder.Frame) -> String?
    ) throws(ProgramFailure) -> any FrameLink {
        let place = places[channel.rawValue]
        var configuration = WireLinkConfiguration(host: place.host, port: place.port, framing: framing, key: key)
        if place.isTLS { configuration.tls = WireTLS(authorities: places.authorities, peerNames: [place.host]) }
        // Certificates that can't be read are told now and not at each payment.
        if place.isTLS, let authorities = places.authorities, !Files.exists(authorities) {
            throw .other(message: "\(authorities) is not there", hint: "--authorities names a PEM file", code: .noInput)
        }
        guard places.shops.keepsConnections else {
            return FreshLink(configuration: configuration, loop: loop, late: late)
        }
        do {
            return try WireLink(configuration, on: loop)
        } catch {
            throw .other(message: "\(error)", hint: nil, code: .unavailable)
        }
    }

    func end() async {
        await shops?.close()
        await loop.stop()
    }
}

extension FreshLink {
    /// One connection for several questions; nil when none can be made.
    fileprivate func session() -> CB2ATerminals.Session? {
        guard let link = try? WireLink(configuration, on: loop) else { return nil }
        return CB2ATerminals.Session(link) { await link.close(within: .milliseconds(100)) }
    }
}
