internal import JSON
internal import Ledger
internal import Vocabulary

// What a crash left, and what time brings.
extension GatewayService {
    private static let atOnce = 16

    /// Resolves what is due; how many payments were changed.
    ///
    /// With `regardless`, also what was begun a moment ago: right after a start, when no other process uses the store.
    @discardableResult
    package func recover(regardless: Bool = false) async throws(GatewayRefusal) -> Int {
        var resolved = 0
        var after: String?
        while true {
            let records: [Record]
            do throws(LedgerError) {
                records =
                    regardless
                    ? try await store.records(RecordQuery(Self.kind, mark: Self.inHandMark, after: after))
                    : try await store.due(Self.kind, until: now(), limit: RecordRule.rowsMost)
            } catch {
                throw Self.unavailable(error)
            }
            resolved += await resolve(records, regardless: regardless)
            guard regardless, records.count == RecordRule.rowsMost else { return resolved }
            after = records.last?.id.key
        }
    }

    private func resolve(_ records: [Record], regardless: Bool) async -> Int {
        await withTaskGroup(of: Bool.self) { group in
            var waiting = records[...]
            var resolved = 0
            for record in waiting.prefix(Self.atOnce) {
                group.addTask { await resolve(record, regardless: regardless) }
            }
            waiting = waiting.dropFirst(Self.atOnce)
            for await isResolved in group {
                if isResolved { resolved += 1 }
                guard let record = waiting.popFirst() else { continue }
                group.addTask { await resolve(record, regardless: regardless) }
            }
            return resolved
        }
    }

    /// One that fails stays due, and is looked at again.
    private func resolve(_ record: Record, regardless: Bool) async -> Bool {
        do throws(GatewayRefusal) {
            var held = try held(record)
            let taken = try await change(held) { (payment) throws(GatewayRefusal) in
                // A void that time brought is asked here and now: its answer is this instance's.
                payment.takeOver(at: now(), times, regardless: regardless) ? Besides(answers: true) : nil
            }
            held = taken.held
            if taken.isOurs { surroundings.count(.takenOver) }
            if taken.isOurs, case .asked = held.payment.underWay?.state {
                _ = try await drive(held)
                return true
            }
            guard let order = held.payment.underWay else { return taken.isOurs }
            _ = try await attempt(held, order.id)
            return true
        } catch {
            return false
        }
    }

    /// Forgets idempotency keys and sessions whose time is over.
    package func tidy() async throws(GatewayRefusal) {
        for kind in ["idempotency", "session"] {
            do throws(LedgerError) {
                for record in try await store.due(kind, until: now(), limit: RecordRule.rowsMost) {
                    // A key whose request is still under way is kept: its payment's end writes the answer there.
                    if kind == "idempotency", record.version == 1, isWaitedFor(record) { continue }
                    _ = try await store.commit(
                        LedgerCommit(records: [.remove(record.id, replacing: record.version)]), at: now())
                }
            } catch {
                throw Self.unavailable(error)
            }
        }
    }

    private func isWaitedFor(_ record: Record) -> Bool {
        let json = try? JSONValue(reading: record.body)
        return json?["status"] == nil
    }
}
