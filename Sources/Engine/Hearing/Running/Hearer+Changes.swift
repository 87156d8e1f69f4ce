internal import JSON
package import Journal
internal import Vocabulary

extension Hearer {
    /// A change was told. False when it was known: the same one told twice is one.
    package func hear(_ change: HeardChange, by actor: Actor) async throws(HearingRefusal) -> Bool {
        let now = parts.now()
        if let unknown = change.parts.first(where: { !partNames.contains($0) }) {
            throw HearingRefusal(
                .unknown, "the watch file declares no part of the name \(String(unknown.prefix(100)))",
                pointer: "/parts")
        }
        guard change.at <= now + rules.ahead else {
            throw HearingRefusal(
                .malformed, "a change is told when it happens, not before: plan work as a maintenance", pointer: "/at")
        }
        guard change.at >= now - rules.changesKept else {
            throw HearingRefusal(.malformed, "it is older than changes are kept", pointer: "/at")
        }
        let fact = HearingFact.changed(change)
        do throws(JournalError) {
            _ = try await parts.store.append(
                AppendCommand(
                    actor: actor, instant: now, drafts: [fact.draft],
                    expectations: [StreamExpectation(stream: fact.stream, version: .none)]))
        } catch {
            if error.code == .versionConflict { return false }
            throw HearingRefusal(.unavailable, "the journal can't take it at the moment: send it again")
        }
        await parts.sink.take([.changed(change)])
        return true
    }

    /// The latest changes, before one of them.
    package func changes(limit: Int) async throws(HearingRefusal) -> [HeardChange] {
        do throws(JournalError) {
            return try await parts.store.read { documents throws(JournalError) in
                try documents.documents(
                    HearingProjection.name,
                    DocumentRange(prefix: HearingKeys.changes, descending: true, limit: limit)
                ).map { document throws(JournalError) in try HearingMemory.change(document.body) }
            }
        } catch {
            throw HearingRefusal(.unavailable, "the journal can't be read at the moment")
        }
    }
}
