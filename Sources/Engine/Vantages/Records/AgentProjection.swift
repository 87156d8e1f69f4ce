internal import Bytes
internal import JSON
package import Journal
internal import Vocabulary

/// Makes agents out of what was recorded, and refuses what must never be: a code that is spent twice or too late, a key for
/// whom nobody invited. It runs in the transaction of the append, so two machines with one code can't both be right.
///
/// Documents: `agent/…` are agents, `code/…` lead from a code to its agent.
package struct AgentProjection: Projection {
    package static let name: ProjectionName = "agents"

    package init() {}

    package var name: ProjectionName { Self.name }
    package var revision: Int { 1 }

    package func apply(_ entry: Entry, to documents: inout any DocumentEditing) throws(JournalError) {
        let fact: AgentFact?
        do throws(JSONError) {
            fact = try AgentFact(entry)
        } catch {
            throw JournalError(.refused, "\(entry.kind) in \(entry.stream) can't be read: \(error)")
        }
        guard let fact else { return }
        let key = AgentDocuments.key(fact.name)
        let before = try documents.document(key).map { body throws(JournalError) in try AgentDocuments.record(body) }
        var after: AgentRecord
        switch fact {
        case .invited(let name, let code, let life):
            after = AgentRecord(
                name: name, by: entry.actor, code: code, until: entry.instant + life, at: entry.instant, entry.version)
            after.key = before?.key
            after.enrolled = before?.enrolled
            after.revoked = before?.revoked
            if let old = before?.code { try documents.remove(AgentDocuments.key(code: old)) }
            try documents.put(AgentDocuments.key(code: code), AgentDocuments.pointer(name))
        case .enrolled(let name, let code, let verifier):
            guard let record = before, record.code == code, !record.isSpent, entry.instant <= record.codeUntil else {
                throw JournalError(.refused, "the code of \(name) was used, is too old, or was replaced")
            }
            after = record
            after.isSpent = true
            after.key = verifier
            after.enrolled = entry.instant
            after.revoked = nil
        case .revoked(let name):
            guard let record = before else { throw JournalError(.refused, "there is no agent \(name)") }
            after = record
            // A code that waits is void with it.
            after.isSpent = true
            after.key = nil
            after.revoked = entry.instant
        }
        after.version = entry.version
        try documents.put(key, after.json.canonicalBytes())
    }
}

/// The documents of agents: their keys and their forms.
enum AgentDocuments {
    static let prefix = "agent/"

    static func key(_ name: AgentName) -> String { prefix + name.rawValue }
    static func key(code: SHA256Digest) -> String { "code/" + code.hexadecimal.prefix(32) }

    static func pointer(_ name: AgentName) -> [UInt8] { Array(name.rawValue.utf8) }

    static func record(_ body: [UInt8]) throws(JournalError) -> AgentRecord {
        do throws(JSONError) {
            return try AgentRecord(json: JSONValue(reading: body))
        } catch {
            throw JournalError(.corrupt, "a read model of an agent does not fit: \(error); run `vigie rebuild`")
        }
    }
}

extension DocumentReading {
    func agent(_ name: AgentName) throws(JournalError) -> AgentRecord? {
        try document(AgentProjection.name, AgentDocuments.key(name)).map { body throws(JournalError) in
            try AgentDocuments.record(body)
        }
    }

    /// Whose code this is, spent or not; the whole digest is compared.
    func agent(code: SHA256Digest) throws(JournalError) -> AgentRecord? {
        guard let body = try document(AgentProjection.name, AgentDocuments.key(code: code)),
            let name = AgentName(String(decoding: body, as: UTF8.self)), let record = try agent(name),
            ConstantTime.isSame(record.code.bytes, code.bytes)
        else { return nil }
        return record
    }

    func agents() throws(JournalError) -> [AgentRecord] {
        var records: [AgentRecord] = []
        for document in try documents(
            AgentProjection.name, DocumentRange(prefix: AgentDocuments.prefix, limit: AgentDesk.Rules.agentsMost + 1))
        {
            records.append(try AgentDocuments.record(document.body))
        }
        return records
    }
}
