internal import Incidents
internal import Lookout
internal import Synchronization
internal import Vocabulary

/// The desk's planned work on its way to who judges: nobody is woken for what is worked on.
final class PlannedRelay: Sendable {
    private let lookout: Lookout
    private let plans = Mutex(DeskPlans())

    init(_ lookout: Lookout) { self.lookout = lookout }

    /// With each new picture of the site.
    func take(_ site: Site, now: Instant) {
        let inputs = plans.withLock { $0.take(site.ownIncidents, now: now) }
        // What is told of a component that nothing is asked of is of no use to anybody.
        for input in inputs { _ = lookout.tell(input) }
    }
}
