internal import CB2A
internal import ISO8583
internal import Roles
internal import Synchronization
package import Traffic

/// The end of a terminal's day: what it kept is handed over in one file, so that the shop gets its money.
extension CB2ATerminals {
    func keep(_ request: AuthorisationRequest, approval: String?, at place: Int) {
        let transaction = BatchTransaction(
            card: request.card, processingCode: request.processingCode, amount: request.amount,
            currency: request.currency, trace: request.trace, local: request.local, entryMode: request.entryMode,
            authorisationCode: approval)
        kept.withLock { $0[place, default: []].append(transaction) }
    }

    /// Hands over what terminals have kept.
    package func closeDay(_ listener: @escaping StepListener) async -> Int {
        let waiting = kept.withLock { kept in
            defer { kept = [:] }
            return kept
        }
        await withTaskGroup(of: Void.self) { group in
            for (place, transactions) in waiting {
                // A file is in one currency.
                for (currency, transactions) in Dictionary(grouping: transactions, by: \.currency) {
                    group.addTask { await self.collect(transactions, in: currency, at: place, listener) }
                }
            }
        }
        return kept.withLock { $0.values.reduce(0) { $0 + $1.count } }
    }

    private func collect(
        _ transactions: [BatchTransaction], in currency: String, at place: Int, _ listener: @escaping StepListener
    ) async {
        var left = transactions[...]
        while !left.isEmpty {
            let part = Array(left.prefix(TelecollectionTerminal.transactionsMax))
            guard await hand(over: part, in: currency, at: place, listener) else {
                return kept.withLock { $0[place, default: []] += left }
            }
            left = left.dropFirst(part.count)
        }
    }

    /// Sends one file until it is taken: under the same name, so that what a broken dialogue left there is no second payment.
    private func hand(
        over transactions: [BatchTransaction], in currency: String, at place: Int, _ listener: @escaping StepListener
    ) async -> Bool {
        let local = stamp()
        let file = "\(nextTrace(acceptor(place)).number)\(local.text)"
        for turn in 0..<rules.collectionsMost {
            if turn > 0 { await pause(before: turn) }
            var terminal = TelecollectionTerminal(
                transactions, file: file, currency: currency, window: 1, acceptor: acceptor(place),
                trace: nextTrace(acceptor(place), skipping: transactions.count + 5), local: local)
            listener(PaymentStep(.asked, "telecollection of \(transactions.count) payments, file \(file)"))
            switch await play(&terminal) {
            case nil:
                listener(PaymentStep(.heard, "the host has the whole file"))
                return true
            case let failure?: listener(PaymentStep(.missed, "the file was not taken: \(failure)"))
            }
        }
        return false
    }

    /// One dialogue over one connection. Why it failed; nil when everything was collected.
    private func play(_ terminal: inout TelecollectionTerminal) async -> TelecollectionTerminal.Failure? {
        guard let session = session.map({ $0() }) ?? Session(link, close: {}) else { return .silent }
        // Deadlines are the link's, so the machine needs no clock of its own.
        var actions = terminal.start(now: .zero)
        var outcome: TelecollectionTerminal.Failure? = .silent
        while let action = actions.first {
            switch action {
            case .collected: outcome = nil
            case .fail(let failure): outcome = failure
            case .send(let message):
                guard let bytes = try? messages.write(.telecollection(message)),
                    case .answered(let frame) = await session.link.ask(
                        bytes, key: Self.text(of: message.step), within: rules.answerTime),
                    case .telecollection(let answer)? = try? messages.read(frame.message)
                else {
                    // The host has what it needs; a goodbye that nobody hears changes nothing.
                    if case .turn(_, .close) = message { outcome = nil }
                    actions = []
                    continue
                }
                actions = terminal.received(answer, now: .zero)
                continue
            }
            actions = []
        }
        await session.close()
        return outcome
    }
}
