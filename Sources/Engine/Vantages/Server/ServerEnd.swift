package import Bytes
package import Vocabulary

/// The server's end of the delivery as a value: who is believed, and which batches are new.
package struct ServerEnd: Sendable {
    /// A request whose stamp is further away is refused: who recorded it can use it for so long.
    package static let stampMost = TimeSpan.minutes(2)

    /// What is known of the batches of one vantage.
    package struct Kept: Sendable, Hashable {
        package var number: Int64
        /// Of the last batch, while this program took it.
        package var digest: SHA256Digest?

        package init(number: Int64, digest: SHA256Digest? = nil) {
            self.number = number
            self.digest = digest
        }
    }

    package enum Placement: Sendable, Hashable {
        case new
        /// It came before, or it comes after one that was sent later: nothing changes.
        case known
        case refused(AgentRefusal)
    }

    /// Nil when the request is to be believed. Without a key, with a wrong one and without enrolment the answer is the same.
    package static func refusal(of request: AgentRequest, key: VerifyingKey?, now: Instant) -> AgentRefusal? {
        guard let key, request.isSigned(by: key) else { return .unknown }
        let distance = request.stamp - now
        guard abs(distance.microseconds) <= stampMost.microseconds else { return .clock(by: distance) }
        return nil
    }

    package static func placement(of delivery: Delivery, after kept: Kept) -> Placement {
        if delivery.number > kept.number { return .new }
        if delivery.number == kept.number, let digest = kept.digest, digest != delivery.digest {
            return .refused(.numberUsed)
        }
        return .known
    }
}

/// What a result's time means for what is done with it.
package struct ResultTiming: Sendable, Hashable {
    /// Clocks are never quite right.
    package static let aheadMost = TimeSpan.seconds(2)
    /// What is older comes too late to wake somebody.
    package static let judgedFor = TimeSpan.minutes(1)
    /// What is older is not kept any more.
    package static let keptFor = TimeSpan.days(30)
    /// Clocks that differ by more are told of.
    package static let offsetMost = TimeSpan.seconds(5)

    package enum Use: String, Sendable, Hashable, CaseIterable {
        case judged
        /// Too late for a verdict: it is seen in charts.
        case drawn
        case tooOld
        case fromTheFuture
    }

    /// What is added to an instant of the agent to have the server's.
    package let offset: TimeSpan
    package let now: Instant

    /// The batch knows best what its clock was; where it does not, what the agent knew when it sent it counts.
    package init(_ content: BatchContent, stampedOffset: TimeSpan?, now: Instant) {
        offset = content.offset ?? stampedOffset ?? .zero
        self.now = now
    }

    package func corrected(_ instant: Instant) -> Instant { instant + offset }

    package func use(of corrected: Instant) -> Use {
        if corrected > now + Self.aheadMost { return .fromTheFuture }
        let age = now - corrected
        if age > Self.keptFor { return .tooOld }
        return age > Self.judgedFor ? .drawn : .judged
    }
}
