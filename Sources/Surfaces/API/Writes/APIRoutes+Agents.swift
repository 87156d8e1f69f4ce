internal import Access
internal import HTTP
internal import JSON
internal import Vantages
internal import Vocabulary

// Machines elsewhere that ask for us. Whether somebody may is asked here and again by the desk.
extension APIRoutes {
    func listAgents(_ request: HTTPRequest) -> HTTPReply {
        agents(request) { [self] agents, identity in
            permitted(request) { () throws(AccessRefusal) in
                let all = try await agents.list(for: identity)
                return Self.answer(["agents": .array(all.map(AgentDocument.document))], status: .ok, location: nil)
            }
        }
    }

    func inviteAgent(_ request: HTTPRequest) -> HTTPReply {
        agents(request) { [self] agents, identity in
            body(request, { json throws(JSONError) in try AgentDocument.name(json) }) { name in
                permitted(request) { () throws(AccessRefusal) in
                    let (name, code, until) = try await agents.invite(name, by: identity)
                    return Self.answer(
                        [
                            "name": .string(name.rawValue), "code": .string(code.text),
                            "until": .string(until.rfc3339), "hasPlan": .bool(agents.hasPlan(for: name)),
                        ], status: .created, location: nil)
                }
            }
        }
    }

    func revokeAgent(_ name: String, _ request: HTTPRequest) -> HTTPReply {
        agents(request) { [self] agents, identity in
            permitted(request) { () throws(AccessRefusal) in
                try await agents.revoke(name, by: identity)
                return HTTPResponse(status: .noContent, headers: ["Cache-Control": "no-store"])
            }
        }
    }

    private func agents(
        _ request: HTTPRequest, _ work: @escaping @Sendable (AgentDesk, Identity) -> HTTPReply
    ) -> HTTPReply {
        asking(request, .manageAgents) { [self] writing, _, identity in
            guard let agents = writing.agents else { return .now(notFound(request)) }
            var reader = ParameterReader(request)
            reader.finish()
            guard reader.faults.isEmpty else { return malformed(reader.faults, request) }
            return work(agents, identity)
        }
    }
}
