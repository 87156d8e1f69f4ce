internal import CLI
internal import HTTP
internal import HTTPServer
internal import JSON
internal import Network
internal import Settings
internal import Wire

/// The HTTP servers of a role: one for those inside (other roles, merchants' programs), which may ask for certificates, and one
/// for browsers, where `--public` gives it a place of its own.
struct RoleServer {
    private let servers: [(what: String, server: HTTPServer)]
    let places: [(what: String, address: String)]

    /// - Parameters:
    ///   - inside: adds the addresses for programs.
    ///   - browsers: adds the addresses for people.
    init(
        _ options: RoleOptions, inside: (inout Router) -> Void, browsers: (inout Router) -> Void
    ) throws(ProgramFailure) {
        let listen = try options.addresses("listen")
        let open = try options.addresses("public")
        guard !listen.isEmpty else {
            throw RoleOptions.usage(
                "\(options.command.role) needs --listen", "such as --listen 127.0.0.1:9300")
        }
        var router = Router()
        inside(&router)
        if open.isEmpty { browsers(&router) }
        var made = [
            ("programs", try Self.server(listen, try Self.tls(options, "", asksClients: true), RoleSurface(router)))
        ]
        if !open.isEmpty {
            var router = Router()
            browsers(&router)
            made.append(
                (
                    "browsers",
                    try Self.server(open, try Self.tls(options, "public-", asksClients: false), RoleSurface(router))
                ))
        }
        var places: [(String, String)] = []
        do throws(HTTPServerError) {
            for (what, server) in made { places += try server.start().map { (what, "\($0)") } }
        } catch {
            throw .other(message: error.message, hint: "--listen and --public take other addresses", code: .unavailable)
        }
        servers = made
        self.places = places
    }

    private static func server(
        _ addresses: [SocketAddress], _ tls: HTTPServerConfiguration.TLSFiles?, _ handler: RoleSurface
    ) throws(ProgramFailure) -> HTTPServer {
        var configuration = HTTPServerConfiguration(
            listeners: addresses.map { .init(.tcp($0.address.description, port: Int($0.port)), tls: tls) })
        // Other roles come from few addresses, with all their connections.
        configuration.connectionsPerAddressMost = configuration.connectionsMost
        do throws(HTTPServerError) {
            return try HTTPServer(configuration: configuration, handler: handler)
        } catch {
            throw .other(message: error.message, hint: nil, code: .usage)
        }
    }

    private static func tls(
        _ options: RoleOptions, _ prefix: String, asksClients: Bool
    ) throws(ProgramFailure) -> HTTPServerConfiguration.TLSFiles? {
        guard let files = try options.tls(prefix) else { return nil }
        guard let chain = files.certificateChain, let key = files.privateKey else {
            throw RoleOptions.usage(
                "--\(prefix)authorities needs --\(prefix)certificate and --\(prefix)key",
                "a server shows who it is first")
        }
        return .init(
            certificateChain: chain, privateKey: key,
            clients: asksClients ? files.authorities.map { .init(authorities: $0) } : nil)
    }

    /// What could not be read again.
    @Sendable func reload() -> [String] {
        servers.compactMap { _, server in
            do throws(HTTPServerError) {
                try server.reloadCertificates()
                return nil
            } catch {
                return error.message
            }
        }
    }

    @Sendable func drain(_ time: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            for (_, server) in servers { group.addTask { await server.drain(deadline: time) } }
        }
    }
}

/// Answers by a router, and words what the server itself refuses.
struct RoleSurface: HTTPHandler {
    private let router: Router

    init(_ router: Router) { self.router = router }

    func reply(to request: HTTPRequest) -> HTTPReply { router.reply(to: request, failure: failure) }

    func bodyLimit(method: HTTPMethod, path: String) -> Int {
        router.bodyLimit(method: method, path: path) ?? 16 << 10
    }

    func failure(_ failure: HTTPFailure) -> HTTPResponse {
        HTTPResponse(
            status: failure.status,
            headers: ["Content-Type": "application/problem+json", "Cache-Control": "no-store"],
            body: .bytes(
                JSONWriter.compact([
                    "title": .string(failure.detail), "status": JSONValue(failure.status.code),
                    "request": .string(failure.requestID),
                ])))
    }
}
