internal import HTTP
internal import JSON
internal import Vantages

// Machines elsewhere that ask for us: for users and tokens with the right to enrol and revoke them.
extension RouteTable {
    static let agents: [APIRoute] = [
        APIRoute(
            .listAgents, "/api/agents", group: .desk, "Agents, and how each of them is",
            answers: [
                .json(Schema.object(["agents": Schema.array(AgentDocument.schema)]), "All of them."), malformed,
                missing,
            ] + refusals),
        APIRoute(
            .inviteAgent, "/api/agents", method: .post, group: .desk,
            "Make a code with which one machine becomes this agent, once and soon; it is told here alone",
            body: APIBody(Schema.closed(["name": Schema.identifier]), example: ["name": "paris"]),
            answers: [
                .json(
                    Schema.object([
                        "name": Schema.identifier, "code": Schema.text, "until": Schema.instant,
                        "hasPlan": Schema.flag,
                    ]),
                    "Hand the code on. Without a plan the file of probes has nothing for this agent.", status: .created),
                malformed, missing, conflict,
            ] + refusals),
        APIRoute(
            .revokeAgent, "/api/agents/:name", method: .delete, group: .desk,
            "Believe nothing more of this agent; what it said before stays",
            parameters: [APIParameter("name", in: .path, Schema.identifier, "The agent.", example: "paris")],
            answers: [APIAnswer(.noContent, "It is revoked."), malformed, missing, conflict] + refusals),
    ]
}
