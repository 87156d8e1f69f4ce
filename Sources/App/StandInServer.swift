internal import Demo
internal import HTTP
internal import HTTPServer
internal import JSON
internal import Journal
internal import Synchronization
internal import Telemetry
internal import Vocabulary

/// The demo's stand-in vendor on a port of its own on this machine.
final class StandInServer: Sendable {
    static func provider(_ voice: StandInVendor.Voice) -> ProviderID {
        ProviderID(checked: voice == .main ? "example-pay" : "example-pay-italia")
    }
    static let actor: Actor = "system:demo"

    let url: String
    let voice: StandInVendor.Voice
    private let server: HTTPServer

    private init(url: String, voice: StandInVendor.Voice, server: HTTPServer) {
        self.url = url
        self.voice = voice
        self.server = server
    }

    /// Nil when no port is free: the demo goes on without it.
    static func start(
        _ voice: StandInVendor.Voice, now: @escaping @Sendable () -> Instant, logger: Logger
    ) -> StandInServer? {
        let vendor = Mutex(StandInVendor(began: Instant(seconds: now().seconds), origin: "", voice: voice))
        var configuration = HTTPServerConfiguration(listeners: [.init(.tcp("127.0.0.1", port: 0))])
        configuration.loops = 1
        configuration.connectionsMost = 64
        do throws(HTTPServerError) {
            let server = try HTTPServer(
                configuration: configuration, handler: Handler(vendor: { vendor.withLock { $0 } }, now: now))
            let port = try server.start().first?.port ?? 0
            let url = "http://127.0.0.1:\(port)"
            vendor.withLock { $0.origin = url }
            return StandInServer(url: url, voice: voice, server: server)
        } catch {
            logger.warning("the demo's stand-in vendor could not be started", [.error: LogValue(error.message)])
            return nil
        }
    }

    func close() async { await server.drain(deadline: .seconds(1)) }

    private struct Handler: HTTPHandler {
        let vendor: @Sendable () -> StandInVendor
        let now: @Sendable () -> Instant

        func reply(to request: HTTPRequest) -> HTTPReply {
            guard let json = vendor().document(request.path, now: now()) else {
                return .now(HTTPResponse(status: .notFound))
            }
            let body = JSONWriter.compact(json)
            return .prepared(
                PreparedResponse(
                    headers: ["Content-Type": "application/json; charset=utf-8", "Cache-Control": "max-age=10"],
                    body: body))
        }

        func failure(_ failure: HTTPFailure) -> HTTPResponse { HTTPResponse(status: failure.status) }
    }
}
