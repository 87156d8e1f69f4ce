internal import API
internal import Access
internal import HTTP
internal import Hearing

/// Secret addresses of heartbeats: whoever knows one may say that the heart beats, by any method and with any body.
struct BeatRoutes: Sendable {
    /// What a job prints may be sent along; nobody reads it.
    static let bodyBytesMost = 100 << 10

    /// Nil: nothing is watched here.
    let hearer: Hearer?
    let failure: @Sendable (HTTPFailure) -> HTTPResponse

    func add(to router: inout Router) {
        for pattern in [RouteTable.beatPattern, RouteTable.beatWordPattern] {
            for method in [HTTPMethod.get, .post] {
                router.on(method, pattern, bodyLimit: Self.bodyBytesMost) { [self] request, parameters in
                    let word = pattern == RouteTable.beatWordPattern ? parameters["word"] : ""
                    let secret = parameters["secret"]
                    return .later { .now(await answer(request, secret, word)) }
                }
            }
        }
    }

    private func answer(_ request: HTTPRequest, _ secret: String, _ word: String) async -> HTTPResponse {
        do throws(HearingRefusal) {
            guard let hearer, let secret = HeartbeatSecret(secret) else {
                throw HearingRefusal(.unknown, "no heartbeat has this address")
            }
            guard let word = BeatWord(word) else {
                throw HearingRefusal(.unknown, "say start, success or fail, or an exit code from 0 to 255")
            }
            _ = try await hearer.hear(word, under: secret)
            return HTTPResponse(
                headers: ["Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"],
                body: .bytes(Array("heard\n".utf8)))
        } catch {
            // The address is a secret, so it is not repeated.
            return failure(
                HTTPFailure(
                    status: error.code == .unavailable ? .serviceUnavailable : .notFound, detail: error.message,
                    requestID: request.id, accept: request.headers["Accept"], path: "/beat"))
        }
    }
}
