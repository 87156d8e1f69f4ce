import ISO8583

/// The host's side of a telecollection. Payments are handed to the owner, who makes them durable before the answer goes out.
///
/// A message that comes again gets its answer again and changes nothing. The owner keeps payments under terminal, file and
/// number, since a file that broke off is sent again from its beginning.
package struct TelecollectionHost: Sendable {
    package struct Decision: Sendable, Equatable {
        /// To be kept before anything is sent: payments with their numbers in the file.
        package var keep: [Kept] = []
        /// The file is whole, and its sums agree.
        package var completes: String?
        package var send: TelecollectionMessage?
        /// The dialogue is over.
        package var ends = false
    }

    package struct Kept: Sendable, Equatable {
        package var file: String
        package var number: Int
        package var transaction: BatchTransaction
    }

    package struct Counters: Sendable, Equatable {
        package var duplicates = 0
        package var outOfOrder = 0
    }

    private enum State: Sendable, Equatable {
        case closed
        case open
        /// Everything up to `last` has been handed over; `unacknowledged` of it since the last answer.
        case receiving(BatchHeader, last: Int, unacknowledged: Int, BatchTotals)
        case complete
    }

    package private(set) var counters = Counters()
    private let isCollected: @Sendable (String) -> Bool
    private let windowMax: Int
    private var state: State = .closed
    private var acceptor: Acceptor?
    /// The last question and its answer.
    private var lastTrace: TraceNumber?
    private var lastAnswer: TelecollectionMessage?

    /// `isCollected` says whether a file of this terminal was completed before.
    package init(windowMax: Int = 100, isCollected: @escaping @Sendable (String) -> Bool = { _ in false }) {
        self.windowMax = windowMax
        self.isCollected = isCollected
    }

    package mutating func received(_ message: TelecollectionMessage) -> Decision {
        let step = message.step
        if case .transaction(_, let transaction, let number) = message, isSpeaker(step) {
            return received(transaction, number, step)
        }
        if lastTrace == step.trace, let lastAnswer, lastAnswer.step == step {
            counters.duplicates += 1
            return Decision(send: lastAnswer, ends: state == .closed)
        }
        switch (state, message) {
        case (.closed, .open):
            acceptor = step.acceptor
            state = .open
            return answer(.opened(step, .approved))
        case (_, .open):
            // The terminal has begun anew: what was handed over stays with the owner.
            acceptor = step.acceptor
            state = .open
            counters.outOfOrder += 1
            return answer(.opened(step, .approved))
        case (.open, .header(_, let header)) where isSpeaker(step):
            return received(header, step)
        case (.receiving(let header, let last, _, let kept), .totals(_, let file, let currency, let count, let stated))
        where isSpeaker(step) && file == header.file:
            // Wrong sums end the file: the terminal sends it again.
            guard count == last, count == header.count, currency == header.currency, stated == kept else {
                state = .open
                return answer(.totalsAnswer(step, file: file, .reconcileError))
            }
            state = .complete
            var decision = answer(.totalsAnswer(step, file: file, .approved))
            decision.completes = file
            return decision
        case (.open, .turn(_, .offer)) where isSpeaker(step), (.complete, .turn(_, .offer)) where isSpeaker(step):
            return answer(.turnAnswer(step, .offer, .noActionTaken))
        case (_, .turn(_, .close)) where isSpeaker(step):
            state = .closed
            var decision = answer(.turnAnswer(step, .close, .approved))
            decision.ends = true
            return decision
        default:
            return outOfOrder(message)
        }
    }

    private mutating func received(_ header: BatchHeader, _ step: TelecollectionMessage.Step) -> Decision {
        if isCollected(header.file) { return answer(.headerAnswer(step, file: header.file, .duplicate)) }
        guard header.window >= 1, header.window <= windowMax else {
            return answer(.headerAnswer(step, file: header.file, .notSupported))
        }
        state = .receiving(header, last: 0, unacknowledged: 0, BatchTotals())
        return answer(.headerAnswer(step, file: header.file, .approved))
    }

    private mutating func received(
        _ transaction: BatchTransaction, _ number: Int, _ step: TelecollectionMessage.Step
    ) -> Decision {
        guard case .receiving(let header, var last, var unacknowledged, var totals) = state else {
            return outOfOrder(.transaction(step, transaction, number: number))
        }
        var decision = Decision()
        if number == last + 1, number <= header.count, transaction.currency == header.currency {
            totals.add(transaction)
            last = number
            unacknowledged += 1
            decision.keep = [Kept(file: header.file, number: number, transaction: transaction)]
        } else if number <= last {
            counters.duplicates += 1
            unacknowledged += 1
        } else {
            // A gap: say at once how far everything is there.
            counters.outOfOrder += 1
            unacknowledged = header.window
        }
        if unacknowledged >= header.window || last == header.count {
            unacknowledged = 0
            decision.send = .acknowledgement(step, lastNumber: last, .approved)
        }
        state = .receiving(header, last: last, unacknowledged: unacknowledged, totals)
        return decision
    }

    private func isSpeaker(_ step: TelecollectionMessage.Step) -> Bool { acceptor == step.acceptor }

    private mutating func answer(_ message: TelecollectionMessage) -> Decision {
        lastTrace = message.step.trace
        lastAnswer = message
        return Decision(send: message)
    }

    /// Questions out of order get a refusal, so that the terminal does not wait; answers get nothing.
    private mutating func outOfOrder(_ message: TelecollectionMessage) -> Decision {
        counters.outOfOrder += 1
        let step = message.step
        switch message {
        case .open: return Decision(send: .opened(step, .malfunction))
        case .header(_, let header): return Decision(send: .headerAnswer(step, file: header.file, .invalidTransaction))
        case .transaction: return Decision(send: .acknowledgement(step, lastNumber: 0, .invalidTransaction))
        case .totals(_, let file, _, _, _):
            return Decision(send: .totalsAnswer(step, file: file, .invalidTransaction))
        case .turn(_, let turn): return Decision(send: .turnAnswer(step, turn, .invalidTransaction))
        case .opened, .headerAnswer, .acknowledgement, .totalsAnswer, .turnAnswer: return Decision()
        }
    }
}
