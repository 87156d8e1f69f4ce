internal import API
internal import HTTP
internal import Tracking
internal import Vocabulary

/// What vendors' pages push to us. A push says only that something is new; what it is, the page itself is asked for.
struct HookRoutes: Sendable {
    /// Statuspage sends whole incidents; nothing of it is read.
    static let bodyBytesMost = 512 << 10

    let tracker: Tracker
    let failure: @Sendable (HTTPFailure) -> HTTPResponse

    func add(to router: inout Router) {
        router.on(.post, RouteTable.hookPattern, bodyLimit: Self.bodyBytesMost) { [self] request, parameters in
            let text = parameters["provider"]
            return .later {
                do throws(FollowRefusal) {
                    guard let id = ProviderID(text) else {
                        throw FollowRefusal(.notFollowed, "No such page is followed.")
                    }
                    try await tracker.nudge(id)
                    return .now(HTTPResponse(status: .accepted, headers: ["Cache-Control": "no-store"]))
                } catch {
                    return .now(
                        failure(
                            HTTPFailure(
                                status: .notFound, detail: error.message, requestID: request.id,
                                accept: request.headers["Accept"], path: request.path)))
                }
            }
        }
    }
}
