internal import CLI
internal import Clients
internal import HTTP
internal import HTTPClient
internal import Machine
internal import Settings
internal import Traffic
internal import Vocabulary

/// The clients of the web's channels over a real network.
final class ShopClients: Sendable {
    private static let channels: Set<Channel> = [.ecommerce, .threeDS, .alternative, .eTerminal]

    /// What shop and customer do.
    enum Way {
        /// Now this, now that, as customers do.
        case mixed
        /// What most of a channel's customers do: the first of its ways.
        case plain
        case named(String)
    }

    let clients: [any PaymentClient]
    private let http: HTTPClient

    /// Nil when none of the channels is one of the web's.
    init?(
        _ places: PaymentPlaces, channels: Set<String>, way: Way, on loop: EventLoop
    ) throws(ProgramFailure) {
        let wanted = Self.channels.filter { channels.contains($0.rawValue) }
        guard !wanted.isEmpty else { return nil }
        var policy = FetchPolicy()
        // Platforms under test are where the command says: on this machine, too.
        policy.addresses = .any
        policy.connection = places.shops.keepsConnections ? .keepAlive : .fresh
        do {
            if let authorities = places.authorities {
                policy.trust = .only(pem: try Files.read(authorities, most: 1 << 20))
            }
            var configuration = HTTPClientConfiguration()
            configuration.maximumTransfersPerHost = configuration.maximumTransfers
            http = try HTTPClient(loop: loop, configuration: configuration)
        } catch {
            throw .other(message: "\(error)", hint: "--authorities names a PEM file", code: .noInput)
        }
        var rules = WebRules()
        rules.answerTime = .seconds(Int64(places.patienceSeconds))
        rules.resolveTime = .seconds(Int64(places.shops.resolveSeconds))
        let surroundings = WebSurroundings(
            http: http, policy: policy, rules: rules,
            now: { Instant(microseconds: SystemClock.monotonicMicroseconds()) },
            sleep: { try? await Task.sleep(for: .microseconds($0.microseconds)) })
        let run = "v" + Entropy.bytes(5).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var clients: [any PaymentClient] = []
        for channel in TrafficMix.channels where wanted.contains(channel) {
            let origin = try Self.origin(places, channel)
            let key = try Self.key(places, channel)
            let shop = GatewayShop(origin: origin, key: key, run: run, surroundings: surroundings)
            switch channel {
            case .ecommerce: clients.append(EcommerceShops(shop, way: try Self.way(way, channel)))
            case .threeDS: clients.append(ThreeDSShops(shop, way: try Self.way(way, channel)))
            case .eTerminal: clients.append(OrderDesks(shop, way: try Self.way(way, channel)))
            case .alternative:
                let payees = RedirectShop(
                    origin: origin, key: key, run: run, returnAddress: try Self.returnAddress(places),
                    surroundings: surroundings)
                clients.append(RedirectShops(payees, way: try Self.way(way, channel)))
            default: break
            }
        }
        self.clients = clients
    }

    func close() async { await http.close() }

    private static func origin(_ places: PaymentPlaces, _ channel: Channel) throws(ProgramFailure) -> FetchURL {
        let place = places[channel.rawValue]
        let host = place.host.contains(":") ? "[\(place.host)]" : place.host
        do {
            return try FetchURL("\(place.isTLS ? "https" : "http")://\(host):\(place.port)/")
        } catch {
            throw .other(message: "--to \(channel.rawValue): \(error)", hint: nil, code: .usage)
        }
    }

    private static func returnAddress(_ places: PaymentPlaces) throws(ProgramFailure) -> FetchURL {
        do {
            return try FetchURL(places.shops.returnAddress)
        } catch {
            throw .other(message: "--return-address: \(error)", hint: nil, code: .usage)
        }
    }

    private static func key(_ places: PaymentPlaces, _ channel: Channel) throws(ProgramFailure) -> String {
        do throws(SettingsFailure) {
            return try SettingsFile.surroundings.secret(places.shops.key(channel.rawValue), option: "--shop-key")
                .reveal()
        } catch {
            throw .settings(error)
        }
    }

    /// One of a channel's ways by its word.
    private static func way<Ways: RawRepresentable<String> & CaseIterable>(
        _ way: Way, _ channel: Channel
    ) throws(ProgramFailure) -> Ways? {
        switch way {
        case .mixed: return nil
        case .plain: return Ways.allCases.first
        case .named(let word):
            guard let found = Ways(rawValue: word) else {
                throw .other(
                    message: "--way: nobody pays '\(word)' on \(channel.rawValue)",
                    hint: "ways are " + Ways.allCases.map(\.rawValue).joined(separator: ", "), code: .usage)
            }
            return found
        }
    }
}
