package import API
package import Alerting
internal import Incidents
internal import JSON
internal import Synchronization
internal import Telling
package import Vocabulary

/// Alerts in memory: two routes, three channels, a message that waits and one that was given up.
package final class SampleAlerts: AlertingCommands {
    package static let dead = "5d41402abc4b2a76b9719d911017c592"
    package static let waiting = "7d793037a0760186574b0282f2f435e7"

    private struct State {
        var picture: OutboxPicture
        var callers: [CommandCaller] = []
    }

    private let state: Mutex<State>
    private let zones: ZoneCatalogue

    package init(zones: ZoneCatalogue = ZoneCatalogue { _ in nil }) {
        self.zones = zones
        state = Mutex(State(picture: Self.picture))
    }

    package var callers: [CommandCaller] { state.withLock { $0.callers } }

    package func picture() async throws(CommandRefusal) -> OutboxPicture { state.withLock { $0.picture } }

    package func explain(_ incident: IncidentID) async throws(CommandRefusal) -> AlertExplanation {
        let site = SampleSite.site
        guard let known = site.incidents.first(where: { $0.id == incident }) else {
            throw CommandRefusal(.notFound, "There is no incident \(incident).")
        }
        let channels = Dictionary(site.components.map { ($0.id, $0.channel) }) { first, _ in first }
        return AlertExplanation(
            known, book: state.withLock { $0.picture.book }, now: SampleSite.now,
            zones: zones, channelOf: { channels[$0] })
    }

    package func change(_ route: AlertRoute, by caller: CommandCaller) async throws(CommandRefusal) -> Bool {
        let outcome = state.withLock { state -> Result<Bool, CommandRefusal> in
            if let objection = state.picture.book.objection(to: route) {
                return .failure(CommandRefusal(.refused, objection))
            }
            state.callers.append(caller)
            let isNew = !state.picture.book.routes.contains { $0.name == route.name }
            state.picture.book.changed.updateValue(route, forKey: route.name)
            return .success(isNew)
        }
        return try outcome.get()
    }

    package func remove(_ route: RouteName, by caller: CommandCaller) async throws(CommandRefusal) {
        let isKnown = state.withLock { state in
            defer { state.picture.book.changed.updateValue(nil, forKey: route) }
            return state.picture.book.routes.contains { $0.name == route }
        }
        guard isKnown else { throw CommandRefusal(.notFound, "There is no route \(route).") }
    }

    package func resend(_ message: MessageID, by caller: CommandCaller) async throws(CommandRefusal) {
        switch message.rawValue {
        case Self.dead: return
        case Self.waiting: throw CommandRefusal(.conflict, "This message waits already.")
        default: throw CommandRefusal(.notFound, "There is no message \(message).")
        }
    }

    package func test(_ channel: AlertChannelID) async throws(CommandRefusal) {
        switch channel.rawValue {
        case "ops-chat": return
        case "night-mail": throw CommandRefusal(.refused, "night-mail did not take the message: it answers 404")
        default: throw CommandRefusal(.notFound, "The configuration has no channel \(channel).")
        }
    }

    /// What the sample begins with.
    package static var picture: OutboxPicture {
        let book = RouteBook(
            configured: [
                AlertRoute(
                    name: RouteName(checked: "all-that-hurts"), match: .init(severityAtLeast: .major),
                    to: [channel("ops-chat")]),
                AlertRoute(
                    name: RouteName(checked: "at-night"),
                    match: .init(providers: [SampleSite.followed], channels: [.ecommerce], entities: ["mastercard"]),
                    to: [channel("night-mail"), channel("our-system")],
                    quiet: .init(zone: "UTC", from: clock("22:00"), to: clock("07:00")), digest: .hourly,
                    passes: nil, language: .french),
            ],
            channels: [
                AlertChannelProfile(id: channel("ops-chat"), kind: .slack, followUp: .none),
                AlertChannelProfile(id: channel("night-mail"), kind: .mail, followUp: .thread),
                AlertChannelProfile(id: channel("our-system"), kind: .webhook, followUp: .none),
            ])
        let record = DeliveryRecord(channel: channel("ops-chat"), version: 1, attempts: 3, error: "it answers 404")
        return OutboxPicture(
            book: book, pending: [message(waiting, "pending")], dead: [message(dead, "dead")],
            log: [
                LoggedDelivery(message: message(dead, "dead").id, outcome: "dead", at: SampleSite.now, record: record)
            ])
    }

    private static func clock(_ text: String) -> ClockTime {
        guard let clock = ClockTime(text) else { preconditionFailure("the sample's time of day \(text)") }
        return clock
    }

    private static func channel(_ name: String) -> AlertChannelID { AlertChannelID(checked: name) }

    private static func message(_ id: String, _ state: String) -> OutboxMessage {
        let json: JSONValue = [
            "id": .string(id), "subject": "incident/example-pay-1", "incidents": ["example-pay-1"],
            "channel": "ops-chat", "followUp": "none", "routes": ["all-that-hurts"], "language": "en",
            "severity": "major", "state": .string(state), "version": 2, "deliveredVersion": 1,
            "wantedAt": "2025-12-09T09:12:00Z", "attempts": 3, "foreignID": "C0FFEE-internal",
            "untold": [["moment": "resolved", "version": 2]], "error": "it answers 404",
        ]
        guard let message = try? OutboxMessage(json: json) else { preconditionFailure("the sample's message") }
        return message
    }
}
