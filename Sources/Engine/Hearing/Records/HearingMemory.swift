package import Bytes
internal import JSON
package import Journal
package import Vocabulary

/// What a program that begins knows of before.
package struct HearingMemory: Sendable {
    package struct Heartbeat: Sendable, Hashable {
        package var lastSuccess: Instant?
        package var lastStart: Instant?
        package var failedSince: Instant?
        package var code: String?
        package var missedSince: Instant?
        package var digest: SHA256Digest?
    }

    package struct Alert: Sendable, Hashable {
        package var target: String
        package var fingerprint: String
        package var name: String
        package var since: Instant
    }

    static let listMost = 10_000

    package var heartbeats: [String: Heartbeat] = [:]
    package var listenedUntil: Instant?
    package var alerts: [Alert] = []
    /// The earliest first.
    package var changes: [HeardChange] = []

    package static func read(
        _ store: any JournalStore, changesSince: Instant
    ) async throws(JournalError) -> HearingMemory {
        try await store.read { documents throws(JournalError) in
            var memory = HearingMemory()
            let name = HearingProjection.name
            for document in try documents.documents(
                name, DocumentRange(prefix: HearingKeys.heartbeats, limit: listMost))
            {
                let json = try Self.json(document.body)
                memory.heartbeats[String(document.key.dropFirst(HearingKeys.heartbeats.count))] = Heartbeat(
                    lastSuccess: instant(json["lastSuccess"]), lastStart: instant(json["lastStart"]),
                    failedSince: instant(json["failedSince"]), code: json["code"]?.string,
                    missedSince: instant(json["missedSince"]),
                    digest: json["digest"]?.string.flatMap { SHA256Digest(hexadecimal: $0) })
            }
            if let body = try documents.document(name, HearingKeys.listening) {
                memory.listenedUntil = instant(try Self.json(body)["until"])
            }
            for document in try documents.documents(name, DocumentRange(prefix: HearingKeys.alerts, limit: listMost)) {
                let json = try Self.json(document.body)
                guard let target = json["target"]?.string, let fingerprint = json["fingerprint"]?.string,
                    let alert = json["name"]?.string, let since = instant(json["since"])
                else { continue }
                memory.alerts.append(Alert(target: target, fingerprint: fingerprint, name: alert, since: since))
            }
            let first = HearingKeys.changes + HearingKeys.order(changesSince)
            for document in try documents.documents(
                name, DocumentRange(prefix: HearingKeys.changes, after: first, limit: listMost))
            { memory.changes.append(try change(document.body)) }
            return memory
        }
    }

    static func change(_ body: [UInt8]) throws(JournalError) -> HeardChange {
        do throws(JSONError) {
            return try HeardChange(recorded: JSONValue(reading: body))
        } catch {
            throw JournalError(.corrupt, "a kept change can't be read: rebuild the projection hearing")
        }
    }

    private static func json(_ body: [UInt8]) throws(JournalError) -> JSONValue {
        do throws(JSONError) { return try JSONValue(reading: body) } catch {
            throw JournalError(.corrupt, "a kept document can't be read: rebuild the projection hearing")
        }
    }

    private static func instant(_ json: JSONValue?) -> Instant? {
        json?.string.flatMap { try? Instant(rfc3339: $0) }
    }
}
