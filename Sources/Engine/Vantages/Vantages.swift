// Vantages: places elsewhere that ask for us. How an agent there and the server speak: enrolment, plans, orders, batches of
// results that are numbered, signed, kept on disk until the server has them, and taken once.
//
// Start reading at `Wire/AgentRequest.swift` (what an agent sends) and `Wire/AgentAnswer.swift` (what it hears). Both ends are
// values without I/O: `Agent/AgentEnd.swift` and `Server/ServerEnd.swift`; `Agent/AgentService.swift` runs the one over an HTTP
// client and a buffer on disk, `Server/AgentDesk.swift` the other over the journal and a place where results are kept. Who is
// enrolled is a fact in the journal: `Records`. See docs/agents.md. May import: Engine, Core.
internal import Bytes

/// The domains of this target's digests and signatures.
enum VantagesDomain: String {
    case request = "vigie.agent.request.v1"
    case batch = "vigie.agent.batch.v1"
    case record = "vigie.agent.record.v1"
    case plan = "vigie.agent.plan.v1"

    func digest(_ fields: [UInt8]...) -> SHA256Digest {
        var writer = DigestWriter(domain: rawValue)
        for field in fields { writer.add(field) }
        return writer.digest()
    }
}
