package import Journal

/// Routes, channels and messages at one position of the journal, as far as somebody wants to look at them.
package struct OutboxPicture: Sendable, Equatable {
    package var book: RouteBook
    package var pending: [OutboxMessage]
    package var dead: [OutboxMessage]
    /// The latest first.
    package var log: [LoggedDelivery]
    /// Whether there are more than are here.
    package var hasMorePending: Bool
    package var hasMoreDead: Bool
    package var hasMoreLogged: Bool

    /// How many of each are shown in one answer.
    package static let shownMost = 100

    package init(_ documents: any DocumentReading, most: Int = shownMost) throws(JournalError) {
        let reading = OutboxReading(documents)
        let waiting = try reading.pending(limit: most + 1)
        let given = try reading.dead(limit: most + 1)
        let logged = try reading.log(limit: most + 1)
        self.init(
            book: try reading.book(), pending: Array(waiting.prefix(most)), dead: Array(given.prefix(most)),
            log: Array(logged.prefix(most)), hasMorePending: waiting.count > most, hasMoreDead: given.count > most,
            hasMoreLogged: logged.count > most)
    }

    package init(
        book: RouteBook, pending: [OutboxMessage] = [], dead: [OutboxMessage] = [], log: [LoggedDelivery] = [],
        hasMorePending: Bool = false, hasMoreDead: Bool = false, hasMoreLogged: Bool = false
    ) {
        self.book = book
        self.pending = pending
        self.dead = dead
        self.log = log
        self.hasMorePending = hasMorePending
        self.hasMoreDead = hasMoreDead
        self.hasMoreLogged = hasMoreLogged
    }
}
