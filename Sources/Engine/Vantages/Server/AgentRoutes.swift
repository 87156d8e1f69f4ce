package import HTTP
internal import Vocabulary

/// The one address of agents, outside of everything that people's sessions open: who asks is known by the signature.
package struct AgentRoutes: Sendable {
    private let desk: AgentDesk

    package init(desk: AgentDesk) { self.desk = desk }

    package func add(to router: inout Router) {
        router.on(.post, AgentIdentity.path, bodyLimit: AgentRequest.bytesMost) { [desk] request, _ in
            .later {
                .now(Self.response(await desk.answer(request.body, from: request.clientAddress)))
            }
        }
    }

    static func response(_ answer: AgentAnswer) -> HTTPResponse {
        var headers: HTTPHeaders = ["Content-Type": "application/json", "Cache-Control": "no-store"]
        var status = HTTPStatus.ok
        if case .refused(let refusal) = answer.outcome {
            status = Self.status(refusal)
            if refusal.code == .busy { headers.set("Retry-After", "1") }
        }
        return HTTPResponse(status: status, headers: headers, body: .bytes(answer.bytes))
    }

    private static func status(_ refusal: AgentRefusal) -> HTTPStatus {
        switch refusal.code {
        case .unknown: .unauthorized
        case .codeVoid: .forbidden
        case .clock, .numberUsed: .conflict
        case .malformed, .refused: .badRequest
        case .busy: .serviceUnavailable
        }
    }
}
