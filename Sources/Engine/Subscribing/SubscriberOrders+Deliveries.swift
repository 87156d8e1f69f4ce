internal import Journal
package import Vocabulary

/// One thing that a subscriber was to be told, and what became of it, as the journal says it.
package struct Delivery: Sendable, Hashable {
    package enum Outcome: Sendable, Hashable {
        case told
        /// They had unsubscribed, or other words had taken its place.
        case skipped
        case dead(attempts: Int, error: String)
    }

    package struct Record: Sendable, Hashable {
        package var at: Instant
        package var outcome: Outcome
    }

    package var job: FanOutJob
    /// The first first; more than one where it was sent again.
    package var records: [Record]
    package var isWaiting: Bool
}

// Whether one subscriber got it: looked for in the journal when somebody asks, so that nothing is kept for each message.
extension SubscriberOrders {
    package struct Deliveries: Sendable {
        package var subscriber: Subscriber
        /// The latest first.
        package var deliveries: [Delivery]
        /// Where to go on; nil when all messages were looked at.
        package var next: FanOutJobID?
    }

    /// So many messages are looked at for one page.
    package static let jobsLookedAtMost = 20
    /// So many entries of one message.
    private static let entriesMost = 20_000

    /// Nil when there is nobody of this name.
    package func deliveries(
        to id: SubscriberID, before: FanOutJobID? = nil
    ) async throws(Refusal) -> Deliveries? {
        guard let subscriber = try await subscriber(id) else { return nil }
        let jobs = try await jobs(before: before, limit: Self.jobsLookedAtMost)
        var found = Deliveries(
            subscriber: subscriber, deliveries: [],
            next: jobs.count == Self.jobsLookedAtMost ? jobs.last?.id : nil)
        for job in jobs where job.brand == subscriber.brand {
            if let delivery = try await delivery(of: job, to: id) { found.deliveries.append(delivery) }
        }
        return found
    }

    private func delivery(of job: FanOutJob, to id: SubscriberID) async throws(Refusal) -> Delivery? {
        let places = try await read { documents throws(JournalError) in
            try SubscriptionReading(documents).places(of: id, in: job)
        }
        guard !places.isEmpty else { return nil }
        var delivery = Delivery(
            job: job, records: [], isWaiting: places.contains { $0.isWaiting })
        var after = StreamVersion.none
        var looked = 0
        do throws(JournalError) {
            while looked < Self.entriesMost {
                let entries = try await store.entries(
                    of: SubscribingFact.stream(of: job.id), after: after, limit: 1_000)
                guard let last = entries.last else { break }
                for entry in entries {
                    guard case .told(_, let report)? = try? SubscribingFact(entry) else { continue }
                    for place in places {
                        guard let outcome = report.outcome(at: place) else { continue }
                        delivery.records.append(.init(at: entry.instant, outcome: outcome))
                    }
                }
                looked += entries.count
                after = last.version
            }
        } catch {
            throw .journal(error.message)
        }
        return delivery
    }
}

/// Where a subscriber stands in a message.
struct DeliveryPlace: Sendable, Hashable {
    var chunk: Int
    var place: Int
    var isWaiting: Bool
}

extension SubscriptionReading {
    func places(of id: SubscriberID, in job: FanOutJob) throws(JournalError) -> [DeliveryPlace] {
        var found: [DeliveryPlace] = []
        for number in 0..<job.chunks {
            let place = FanOutChunk.ID(job: job.id, number: number)
            guard let members = try chunk(place)?.members,
                let index = members.firstIndex(where: { $0.subscriber == id })
            else { continue }
            let waiting = try waiting([place])[place]
            found.append(DeliveryPlace(chunk: number, place: index, isWaiting: waiting?.contains(index) ?? false))
        }
        return found
    }
}

extension FanOutReport {
    fileprivate func outcome(at place: DeliveryPlace) -> Delivery.Outcome? {
        for chunk in chunks where chunk.number == place.chunk {
            if chunk.told.contains(place.place) { return .told }
            if chunk.skipped.contains(place.place) { return .skipped }
            if let dead = chunk.dead.first(where: { $0.place == place.place }) {
                return .dead(attempts: dead.attempts, error: dead.error)
            }
        }
        return nil
    }
}
