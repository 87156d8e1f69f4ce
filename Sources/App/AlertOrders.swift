internal import API
internal import Alerting
internal import HTTP
internal import Incidents
internal import Journal
internal import Vocabulary

/// Does what the API and the pages order about alerts.
struct AlertOrders: AlertingCommands {
    let service: AlertingService
    let store: any JournalStore
    let now: @Sendable () -> Instant

    func picture() async throws(CommandRefusal) -> OutboxPicture {
        try await read { documents throws(JournalError) in try OutboxPicture(documents) }
    }

    func explain(_ incident: IncidentID) async throws(CommandRefusal) -> AlertExplanation {
        let now = now()
        let explanation = try await read { documents throws(JournalError) -> AlertExplanation? in
            try AlertExplanation(
                of: incident, in: documents, book: OutboxReading(documents).book(), now: now,
                zones: ZoneFiles.catalogue)
        }
        guard let explanation else { throw CommandRefusal(.notFound, "There is no incident \(incident).") }
        return explanation
    }

    func change(_ route: AlertRoute, by caller: CommandCaller) async throws(CommandRefusal) -> Bool {
        let book = try await read { documents throws(JournalError) in try OutboxReading(documents).book() }
        if let objection = book.objection(to: route) { throw CommandRefusal(.refused, Self.sentence(objection)) }
        try await record(.routeChanged(route), caller)
        return !book.routes.contains { $0.name == route.name }
    }

    func remove(_ route: RouteName, by caller: CommandCaller) async throws(CommandRefusal) {
        let book = try await read { documents throws(JournalError) in try OutboxReading(documents).book() }
        guard book.routes.contains(where: { $0.name == route }) else {
            throw CommandRefusal(.notFound, "There is no route \(route).")
        }
        try await record(.routeRemoved(route), caller)
    }

    func resend(_ message: MessageID, by caller: CommandCaller) async throws(CommandRefusal) {
        let known = try await read { documents throws(JournalError) in try OutboxReading(documents).message(message) }
        guard let known else { throw CommandRefusal(.notFound, "There is no message \(message).") }
        guard known.state != .pending else {
            throw CommandRefusal(.conflict, "This message waits already; it is sent as soon as its channel takes it.")
        }
        try await record(.resendRequested(message), caller)
    }

    func test(_ channel: AlertChannelID) async throws(CommandRefusal) {
        switch await service.test(channel) {
        case nil: throw CommandRefusal(.notFound, "The configuration has no channel \(channel).")
        case .delivered: return
        case .failed(let reason, _), .refused(let reason):
            throw CommandRefusal(.refused, "\(channel) did not take the message: \(reason)")
        }
    }

    // MARK: The journal

    private func read<Value: Sendable>(
        _ work: @escaping @Sendable (any DocumentReading) throws(JournalError) -> Value
    ) async throws(CommandRefusal) -> Value {
        do throws(JournalError) {
            return try await store.read(work)
        } catch {
            throw CommandRefusal(.unavailable, "The journal can't be read at the moment; try again soon.")
        }
    }

    private func record(_ fact: AlertingFact, _ caller: CommandCaller) async throws(CommandRefusal) {
        do throws(JournalError) {
            _ = try await store.append(
                AppendCommand(
                    actor: caller.actor, instant: now(), drafts: [fact.draft], idempotencyKey: caller.key))
        } catch {
            switch error.code {
            case .idempotencyConflict:
                throw CommandRefusal(.keyReused, "This Idempotency-Key was used before for another order.")
            case .refused: throw CommandRefusal(.refused, Self.sentence(error.message))
            default:
                throw CommandRefusal(
                    .unavailable, "The journal can't take it at the moment: \(error.message)")
            }
        }
    }

    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
    }
}
