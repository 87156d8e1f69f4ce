package import Alerting
package import Vocabulary

/// The port to alerts: what is in force, what waits, and what people change of it.
package protocol AlertingCommands: Sendable {
    /// Routes, channels by name, what waits, what was given up, and the latest outcomes.
    func picture() async throws(CommandRefusal) -> OutboxPicture
    /// The dry run for an incident.
    func explain(_ incident: IncidentID) async throws(CommandRefusal) -> AlertExplanation
    /// Makes or changes a route; true when there was none of this name.
    func change(_ route: AlertRoute, by caller: CommandCaller) async throws(CommandRefusal) -> Bool
    func remove(_ route: RouteName, by caller: CommandCaller) async throws(CommandRefusal)
    /// Has a message wait once more.
    func resend(_ message: MessageID, by caller: CommandCaller) async throws(CommandRefusal)
    /// Sends a message that says it is a test, at once and past the outbox; throws when it did not arrive.
    func test(_ channel: AlertChannelID) async throws(CommandRefusal)
}
