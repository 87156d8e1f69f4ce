internal import CLI
internal import Clients
internal import Machine
internal import Nexo
internal import NexoService
internal import Roles
internal import Settings
internal import Telemetry
internal import Vocabulary
internal import Wire

/// Servers of nexo's frames, one for each place to listen, on one loop.
struct NexoFrames {
    let loop: EventLoop
    private let configurations: [WireServerConfiguration]

    private let figures: ServerFigures

    init(_ process: RoleProcess) throws(ProgramFailure) {
        let options = process.options
        let addresses = try options.addresses("listen")
        guard !addresses.isEmpty else {
            throw RoleOptions.usage("\(options.command.role) needs --listen", "such as --listen 127.0.0.1:9300")
        }
        let tls = try options.tls()
        let report = RoleLoop.report(to: process.logger)
        configurations = addresses.map { address in
            var configuration = WireServerConfiguration(address: address, framing: NexoHost.framing, tls: tls)
            configuration.frameBytesMost = NexoLimits.batch.bytes
            configuration.outputBytesMost = 2 * NexoLimits.batch.bytes
            // A batch takes longer on a slow line than a transaction.
            configuration.frameTimeout = .seconds(60)
            configuration.report = report
            return configuration
        }
        loop = try RoleLoop.make(options.command.role)
        figures = ServerFigures(process.metrics)
    }

    /// What listens.
    struct Serving: Sendable {
        fileprivate(set) var places: [(what: String, address: String)] = []
        fileprivate var servers: [WireServer] = []
        fileprivate let figures: ServerFigures

        /// Reads certificates again; says what could not be read.
        func reload() -> [String] {
            servers.flatMap(RoleLoop.reload)
        }

        /// Brings figures up to date that the servers count.
        func refresh() async {
            for (place, server) in zip(places, servers) { await figures.update(place.address, server) }
        }

        func drain(within limit: Duration) async {
            await withTaskGroup(of: Void.self) { group in
                for server in servers { group.addTask { await server.drain(within: limit) } }
            }
        }
    }

    func serve(_ service: any FrameService) async throws(ProgramFailure) -> Serving {
        var serving = Serving(figures: figures)
        for configuration in configurations {
            let server = WireServer(configuration, on: loop, service: service)
            do throws(WireError) {
                serving.places.append((configuration.tls == nil ? "TCP" : "TLS", "\(try await server.start())"))
            } catch {
                await serving.drain(within: .zero)
                throw .other(
                    message: error.message, hint: nil, code: error.code == .listen ? .unavailable : .configuration)
            }
            serving.servers.append(server)
        }
        return serving
    }
}

extension AuthorisationServer.Surroundings {
    /// The machine's clock and timers.
    static func living(_ logger: Logger) -> Self {
        Self(
            now: ServeLog.now, sleep: { try? await Task.sleep(for: .microseconds($0.microseconds)) }, logger: logger)
    }
}

extension RoleOptions {
    func required(_ option: String, example: String) throws(ProgramFailure) -> String {
        guard let value = command.value(option) else {
            throw Self.usage("\(command.role) needs --\(option)", "such as --\(option) \(example)")
        }
        return value
    }

    /// Names or addresses, each with a port; at least one, and none twice.
    func places(_ option: String, example: String) throws(ProgramFailure) -> [(host: String, port: UInt16)] {
        _ = try required(option, example: example)
        var places: [(host: String, port: UInt16)] = []
        for text in command.values(option) {
            guard let place = Self.place(text) else {
                throw Self.usage("--\(option): expected HOST:PORT, found \(text)", "such as --\(option) \(example)")
            }
            guard !places.contains(where: { $0 == place }) else {
                throw Self.usage("--\(option): \(text) is there twice", "name each server once")
            }
            places.append(place)
        }
        return places
    }

    static func place(_ text: some StringProtocol) -> (host: String, port: UInt16)? {
        guard let colon = text.lastIndex(of: ":"), colon > text.startIndex,
            let port = UInt16(text[text.index(after: colon)...]), port > 0
        else { return nil }
        let host = String(text[..<colon])
        return (host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host, port)
    }

    /// The key of MACs: its name, its version, and 32 hexadecimal digits.
    func macKey() throws(ProgramFailure) -> NexoMACKey? {
        guard let reference = command.value("mac-key") else { return nil }
        return try Self.macKey(reference)
    }

    static func macKey(_ reference: String) throws(ProgramFailure) -> NexoMACKey {
        let secret: Secret
        do throws(SettingsFailure) {
            secret = try SettingsFile.surroundings.secret(reference, option: "--mac-key")
        } catch {
            throw .settings(error)
        }
        guard let key = NexoMACKey(text: secret.reveal()) else {
            throw usage("--mac-key: expected a name, a version and 32 hexadecimal digits", "between spaces")
        }
        return key
    }
}
