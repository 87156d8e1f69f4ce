package import Bytes
package import Vocabulary

/// An agent's end of the delivery as a value: which number comes next, what is sent, what an answer means for what waits.
///
/// Numbers only go up. A batch is sent until an answer says that it is kept, one at a time and in order; the server takes a
/// number only once, and none below one that it has.
package struct AgentEnd: Sendable {
    package let name: AgentName
    package let key: SigningKey
    package private(set) var clock = ClockEstimate()
    /// The last number that was given to a batch, or that the server has.
    package private(set) var highest: Int64
    /// Whether numbers can be given: without a disk that remembers, only the server knows which ones the vantage used before.
    package private(set) var mayNumber: Bool
    /// The last number of which the server said that it is kept.
    package private(set) var kept: Int64 = 0
    /// Set when going on is of no use: a person has to do something.
    package private(set) var stopped: AgentRefusal?

    /// `highest` is what the disk remembers; nil: it is new.
    package init(name: AgentName, key: SigningKey, highest: Int64?) {
        self.name = name
        self.key = key
        self.highest = highest ?? 0
        mayNumber = highest != nil
    }

    package mutating func nextNumber() -> Int64 {
        precondition(mayNumber, "a number is given when it is known which ones were used")
        highest += 1
        return highest
    }

    package func request(_ kind: AgentRequest.Kind, _ payload: [UInt8], now: Instant) -> [UInt8] {
        AgentRequest(kind, name, at: clock.serverTime(at: now), payload, key: key).bytes
    }

    /// What is to be done with an answer.
    package enum Step: Sendable, Hashable {
        /// Batches up to this number can be forgotten.
        case forget(through: Int64)
        case told(plan: AgentAnswer.Plan?, orders: [AgentAnswer.Order])
        /// Send the same again: at once when only the clock was wrong.
        case again(atOnce: Bool)
        case stop(AgentRefusal)
    }

    package mutating func take(_ answer: AgentAnswer, sent: Instant, received: Instant) -> [Step] {
        let wasKnown = clock.offset != nil
        clock.take(answer, sent: sent, received: received)
        switch answer.outcome {
        case .enrolled(_, let number): return hear(number)
        case .told(let number, let plan, let orders): return hear(number) + [.told(plan: plan, orders: orders)]
        case .kept(let number): return hear(number)
        case .refused(let refusal):
            guard !refusal.mayPass else { return [.again(atOnce: refusal.code == .clock && !wasKnown)] }
            stopped = refusal
            return [.stop(refusal)]
        }
    }

    /// An answer that was overtaken by a later one says less, and takes nothing back.
    private mutating func hear(_ number: Int64) -> [Step] {
        stopped = nil
        highest = max(highest, number)
        mayNumber = true
        guard number > kept else { return [] }
        kept = number
        return [.forget(through: number)]
    }
}
