internal import Access
internal import AgentBuffer
internal import Bytes
internal import CLI
internal import Demo
internal import HTTP
internal import HTTPServer
internal import Machine
internal import Settings
internal import Synchronization
internal import Telemetry
internal import Vantages
internal import Vocabulary

/// What the demo watches: a shop of its own on this machine, from this process and from two agents.
///
/// The agents enrol, ask, keep and send as anywhere. That they live in the same process makes them end with it.
final class DemoWatch: Sendable {
    private let folder: String
    private let server: HTTPServer
    private let logger: Logger
    private let agents = Mutex<[Task<Void, Never>]>([])

    /// - Parameter folder: where the file of probes and the agents' own files are.
    static func start(in folder: String, logger: Logger) throws(ProgramFailure) -> DemoWatch {
        var configuration = HTTPServerConfiguration(
            listeners: [.init(.tcp("127.0.0.1", port: 0)), .init(.tcp("127.0.0.1", port: 0))])
        configuration.loops = 1
        let shop = DemoShop(began: ServeLog.now())
        do {
            let server = try HTTPServer(configuration: configuration, handler: Handler(shop: shop))
            let ports = try server.start().map(\.port)
            try Files.makeFolder(folder, mode: 0o700)
            let file = DemoShop.watchFile(port: ports[0], anchor: ports[1])
            try Files.replace(folder + "/watch.yaml", with: Array(file.utf8))
            return DemoWatch(folder, server, logger)
        } catch {
            throw .other(message: "the demo's shop could not be opened: \(error)", hint: nil, code: .unavailable)
        }
    }

    private init(_ folder: String, _ server: HTTPServer, _ logger: Logger) {
        self.folder = folder
        self.server = server
        self.logger = logger
    }

    /// What is configured, and the shop besides. A file of probes of the user's own is not there beside it.
    static func settings(_ settings: Settings, in folder: String) -> Settings {
        var settings = settings
        settings.watchFile = folder + "/watch.yaml"
        settings.watchHere = [DemoShop.here]
        return settings
    }

    static func folder(_ settings: Settings) -> String {
        let data = settings.dataDirectory
        // A file of probes that is named by a relative path stands beside the configuration.
        return (data.hasPrefix("/") ? data : "/proc/self/cwd/" + data) + "/demo-shop"
    }

    /// Once the server answers.
    func begin(at addresses: [HTTPServer.BoundAddress], _ desk: AgentDesk) {
        guard let address = addresses.first(where: { $0.port > 0 && !$0.isSecure }) else {
            return logger.warning("the demo's agents need an address without TLS; they are not started")
        }
        let host = address.host.contains(":") ? "[::1]" : "127.0.0.1"
        let place = "http://\(host):\(address.port)"
        agents.withLock { agents in
            agents = DemoShop.elsewhere.map { name in Task { await self.work(name, at: place, desk) } }
        }
    }

    private func work(_ name: String, at place: String, _ desk: AgentDesk) async {
        let own = folder + "/" + name
        do {
            let buffer = try await FolderBuffer.open(own + "/batches")
            // The shop of the start before was at another port.
            Files.remove(own + "/plan.yaml")
            let identity = try await identity(name, at: place, own, buffer, desk)
            let agent = try await RunningAgent(
                identity, folder: own, buffer: buffer, userAgent: AgentRun.userAgent, logger: logger,
                pause: AgentRun.pause)
            await agent.service.run()
            await agent.close()
        } catch {
            logger.warning(
                "a vantage of the demo could not be started", [.node: LogValue(name), .error: LogValue("\(error)")])
        }
    }

    /// That of the start before, where the server is at the same place.
    private func identity(
        _ name: String, at place: String, _ own: String, _ buffer: FolderBuffer, _ desk: AgentDesk
    ) async throws -> AgentIdentity {
        let file = own + "/agent.json"
        let endpoint = try AgentIdentity.endpoint(of: place)
        if Files.exists(file) {
            let known = try AgentIdentity(reading: Files.read(file, most: AgentIdentity.fileBytesMost))
            if known.server.text == endpoint.text { return known }
            Files.remove(file)
        }
        let code = try await desk.invite(name, by: .thisMachine(besideUsers: true)).code
        return try await AgentRun.become(at: endpoint, code, authorities: nil, keptIn: file, buffer)
    }

    func stopAgents() async {
        let agents = agents.withLock { agents in
            defer { agents = [] }
            return agents
        }
        for agent in agents { agent.cancel() }
        for agent in agents { await agent.value }
    }

    /// Once nobody asks any more: a shop that is gone would be one more outage.
    func close() async { await server.drain(deadline: .seconds(1)) }

    private struct Handler: HTTPHandler {
        let shop: DemoShop

        func reply(to request: HTTPRequest) -> HTTPReply {
            let host = request.headers["Host"]?.split(separator: ":").first.map(String.init) ?? ""
            guard let isWell = shop.isWell(host: host, path: request.path, at: ServeLog.now()) else {
                return .now(HTTPResponse(status: .notFound))
            }
            return .now(HTTPResponse(status: isWell ? .ok : .serviceUnavailable))
        }

        func failure(_ failure: HTTPFailure) -> HTTPResponse { HTTPResponse(status: failure.status) }
    }
}
