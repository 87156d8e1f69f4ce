internal import Ledger
internal import Roles
internal import Synchronization
internal import Telemetry
internal import Vocabulary

extension AuthorisationServer {
    private static let dutiesApart = TimeSpan(microseconds: 500_000)
    private static let dutiesAtOnce = 64

    /// Does what is owed to the provider until its task is cancelled.
    package func work() async {
        while !Task.isCancelled {
            if await performDuties() == 0 { await surroundings.sleep(Self.dutiesApart) }
        }
    }

    /// Does what is due now; how many transactions went on by that.
    @discardableResult
    package func performDuties() async -> Int {
        do throws(LedgerError) {
            let due = try await keeper.due(until: now, limit: Self.dutiesAtOnce)
            return await withTaskGroup(of: Bool.self) { group in
                for found in due { group.addTask { await self.perform(found) } }
                var count = 0
                for await wentOn in group where wentOn { count += 1 }
                return count
            }
        } catch {
            report(error)
            return 0
        }
    }

    /// False when nothing came of it, so that it is looked at again only after a while.
    private func perform(_ found: TransactionKeeper.Found) async -> Bool {
        do throws(LedgerError) {
            switch TransactionLife.next(found.record, at: now, within: configuration.askedWithin) {
            case .wait: return false
            case .keep(let change):
                guard let after = change.record else { return false }
                return try await keeper.keep(after, change.operations, replacing: found.version, at: now)
            case .send(let sent, let order, let number):
                // Somebody else was faster: then it is theirs.
                guard try await keeper.keep(sent, replacing: found.version, at: now) else { return false }
                let fate = await provider.perform(order).fate
                watch.saw(fate, at: now)
                figures.performed(order.kind.word, fate.word)
                let change = try await keeper.change(found.record.name, at: now) { record in
                    record.flatMap { TransactionLife.performed($0, number, fate, at: now) }
                }
                if change == nil { figures.cameLate() }
                if let problem = change?.record?.problem {
                    refusals.add(1, ordering: .relaxed)
                    surroundings.logger.error("a duty is refused", [.error: .text(problem)])
                }
                return true
            }
        } catch {
            report(error)
            return false
        }
    }
}

extension ProviderOrder.Kind {
    fileprivate var word: String {
        switch self {
        case .authorise: "authorisation"
        case .pay: "payment"
        case .capture: "capture"
        case .refund: "refund"
        case .reverse: "reversal"
        }
    }
}

extension Fate {
    fileprivate var word: String {
        switch self {
        case .approved: "approved"
        case .refused: "refused"
        case .failed: "failed"
        case .unknown: "unknown"
        }
    }
}
