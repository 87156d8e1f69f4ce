package import Access
package import Announcing
package import Desk
package import HTTP
package import Hearing
package import Journal
package import Moving
package import Subscribing
package import Vantages
package import Vocabulary

/// The port to those who do what the API is asked to do.
///
/// A command whose key was used before for the same order is answered as it was then, and nothing is done twice; for
/// another order it is refused as ``CommandRefusal/Reason/keyReused``.
package protocol TrackerCommands: Sendable {
    /// Follows a page, or says that it is followed already.
    func follow(_ order: FollowOrder, by caller: CommandCaller) async throws(CommandRefusal) -> FollowOutcome
    /// Stops following; what was read stays.
    func unfollow(
        _ provider: ProviderID, reason: String?, by caller: CommandCaller
    ) async throws(CommandRefusal)
    /// Records a person's word on whether two incidents tell one event.
    func decide(_ order: DecisionOrder, by caller: CommandCaller) async throws(CommandRefusal) -> EventDecision
}

/// Which page to follow.
package enum FollowOrder: Sendable, Hashable {
    /// By its address, as a person would type it.
    case url(String)
    /// By the id of an entry of the catalogue.
    case vendor(String)
}

package struct FollowOutcome: Sendable, Hashable {
    package var page: FollowedPage
    /// False when it was followed already.
    package var isNew: Bool

    package init(page: FollowedPage, isNew: Bool) {
        self.page = page
        self.isNew = isNew
    }
}

/// A person's word on two incidents, before it is recorded.
package struct DecisionOrder: Sendable, Hashable {
    package var first: IncidentID
    package var second: IncidentID
    package var verdict: EventDecision.Verdict
    package var reason: String

    package init(first: IncidentID, second: IncidentID, verdict: EventDecision.Verdict, reason: String) {
        self.first = first
        self.second = second
        self.verdict = verdict
        self.reason = reason
    }
}

/// Who gave a command, and the key under which it is done once.
package struct CommandCaller: Sendable, Hashable {
    package var actor: Actor
    package var key: IdempotencyKey?

    package init(actor: Actor, key: IdempotencyKey? = nil) {
        self.actor = actor
        self.key = key
    }
}

/// Why a command was not done. The sentence says what to change, and is fit to be shown.
package struct CommandRefusal: Error, Sendable, Hashable {
    package enum Reason: Sendable, Hashable {
        /// It was understood and can't be done as it stands: 422.
        case refused
        /// What it is about is not there: 404.
        case notFound
        /// It does not fit what is there: 409.
        case conflict
        /// The key was used for another order: 422.
        case keyReused
        /// It can't be done at the moment: 503.
        case unavailable
    }

    package var reason: Reason
    package var message: String
    /// The member that is at fault, as a JSON pointer: `/url`.
    package var pointer: String?

    package init(_ reason: Reason, _ message: String, pointer: String? = nil) {
        self.reason = reason
        self.message = message
        self.pointer = pointer
    }

    package var status: HTTPStatus {
        switch reason {
        case .refused, .keyReused: .unprocessableContent
        case .notFound: .notFound
        case .conflict: .conflict
        case .unavailable: .serviceUnavailable
        }
    }
}

/// Who sends a request, or how who is not believed is refused.
package enum Asker: Sendable {
    case known(Identity)
    case refused(HTTPFailure)
}

package typealias Identification = @Sendable (HTTPRequest) async -> Asker

/// What the API needs in order to write.
package struct APIWriting: Sendable {
    package var commands: any TrackerCommands
    /// Nil: there are no alerts here.
    package var alerting: (any AlertingCommands)?
    /// Nil: there are no incidents of our own here.
    package var desk: Desk?
    /// Nil: nobody subscribes here.
    package var subscribers: SubscriberOrders?
    /// Nil: nothing long can be begun here.
    package var moving: MovingDesk?
    /// Nil: nothing is watched here, so that nobody has anything to tell.
    package var hearing: Hearer?
    /// Nil: nothing is watched here.
    package var announcing: AnnouncingDesk?
    /// Nil: nothing is watched here, so nobody asks from elsewhere.
    package var agents: AgentDesk?
    /// Nil: there are no users here.
    package var access: AccessService?
    /// What the audit is read from.
    package var journal: (any JournalStore)?
    package var identify: Identification

    package init(
        commands: any TrackerCommands, alerting: (any AlertingCommands)? = nil, desk: Desk? = nil,
        subscribers: SubscriberOrders? = nil, moving: MovingDesk? = nil, hearing: Hearer? = nil,
        announcing: AnnouncingDesk? = nil, agents: AgentDesk? = nil,
        access: AccessService? = nil,
        journal: (any JournalStore)? = nil,
        identify: @escaping Identification
    ) {
        self.commands = commands
        self.alerting = alerting
        self.desk = desk
        self.subscribers = subscribers
        self.moving = moving
        self.hearing = hearing
        self.announcing = announcing
        self.agents = agents
        self.access = access
        self.journal = journal
        self.identify = identify
    }
}
