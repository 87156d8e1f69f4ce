package import Settings
internal import Vocabulary

/// The name of a place where alerts go, as the configuration gives it.
package struct AlertChannelID: Identifier {
    package let rawValue: String
    package init(checked rawValue: String) { self.rawValue = rawValue }
}

/// What kind of place it is: which form a message takes, and what can be done with it later.
package enum AlertChannelKind: String, Sendable, Hashable, CaseIterable {
    case webhook, slack, teams, discord, mattermost, ntfy, telegram, mail

    /// How many messages a minute its service takes from one sender without complaint, and how many at once.
    package var customaryRate: MessageRate {
        switch self {
        case .webhook: MessageRate(perMinute: 600, burst: 50)
        case .slack, .teams, .mattermost: MessageRate(perMinute: 60, burst: 5)
        case .discord: MessageRate(perMinute: 30, burst: 5)
        case .ntfy: MessageRate(perMinute: 12, burst: 30)
        case .telegram: MessageRate(perMinute: 20, burst: 5)
        case .mail: MessageRate(perMinute: 60, burst: 10)
        }
    }
}

/// What can be done about a message after it was sent.
package enum FollowUp: String, Sendable, Hashable, CaseIterable {
    /// A later message is one more message.
    case none
    /// The message is replaced in its place.
    case edit
    /// What follows hangs below the first message.
    case thread
}

package struct MessageRate: Sendable, Hashable {
    package var perMinute: Int
    package var burst: Int

    package init(perMinute: Int, burst: Int) {
        self.perMinute = perMinute
        self.burst = burst
    }
}

/// A place where alerts go, with all that is needed to reach it. Holds secrets, so it never goes into the journal: that
/// knows an ``AlertChannelProfile``.
package struct AlertChannel: Sendable, Equatable {
    package var id: AlertChannelID
    package var target: Target
    package var rate: MessageRate

    package enum Target: Sendable, Equatable {
        /// Signed as Standard Webhooks says.
        case webhook(url: Secret, signingKey: Secret)
        /// An incoming webhook: it can neither edit nor thread.
        case slack(url: Secret)
        /// A bot in a room: what follows is a thread.
        case slackBot(token: Secret, room: String)
        case teams(url: Secret)
        case discord(url: Secret)
        case mattermost(url: Secret)
        /// The address of a topic.
        case ntfy(url: Secret, token: Secret?)
        case telegram(token: Secret, chat: String)
        case mail(MailTarget)
    }

    package struct MailTarget: Sendable, Equatable {
        package var server: MailServer
        package var from: String
        package var to: [String]

        package init(server: MailServer, from: String, to: [String]) {
            self.server = server
            self.from = from
            self.to = to
        }
    }

    package init(id: AlertChannelID, target: Target, rate: MessageRate? = nil) {
        self.id = id
        self.target = target
        self.rate = rate ?? Self.kind(of: target).customaryRate
    }

    package var kind: AlertChannelKind { Self.kind(of: target) }

    package var followUp: FollowUp {
        switch target {
        case .slackBot, .mail: .thread
        case .discord, .telegram: .edit
        case .webhook, .slack, .teams, .mattermost, .ntfy: .none
        }
    }

    /// What the journal may know of it.
    package var profile: AlertChannelProfile { AlertChannelProfile(id: id, kind: kind, followUp: followUp) }

    private static func kind(of target: Target) -> AlertChannelKind {
        switch target {
        case .webhook: .webhook
        case .slack, .slackBot: .slack
        case .teams: .teams
        case .discord: .discord
        case .mattermost: .mattermost
        case .ntfy: .ntfy
        case .telegram: .telegram
        case .mail: .mail
        }
    }
}

/// A channel as the journal knows it: a name and what it can do, no address and no secret.
package struct AlertChannelProfile: Sendable, Hashable {
    package var id: AlertChannelID
    package var kind: AlertChannelKind
    package var followUp: FollowUp

    package init(id: AlertChannelID, kind: AlertChannelKind, followUp: FollowUp) {
        self.id = id
        self.kind = kind
        self.followUp = followUp
    }

    /// Whether it is told of a moment. Programs, threads and messages that can be replaced follow every word; elsewhere
    /// each message rings, so only what changes the situation is said.
    package func hears(_ moment: AlertMoment) -> Bool {
        if kind == .webhook || followUp != .none { return true }
        return moment != .updated && moment != .postmortem
    }
}
