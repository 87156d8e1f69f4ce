internal import Glibc

/// How long things may take and how much may be held. The defaults suit a database in the same data centre.
package struct PostgresLimits: Sendable {
    /// For one host: name, connection, encryption and login.
    package var connect: Duration = .seconds(3)
    /// For one round trip. The server's lock timeout is set a little shorter, so that it answers first.
    package var statement: Duration = .seconds(10)
    /// For statements whose work grows with the journal: migrations, emptying a read model, checking the archive.
    package var longStatement: Duration = .seconds(900)
    /// How long a command or a read waits for a database that cannot be reached before it is told so.
    package var patience: Duration = .seconds(15)
    /// How often the idle listener asks whether the server still answers.
    package var listenerCheck: Duration = .seconds(30)
    package var backoffFirst: Duration = .milliseconds(50)
    package var backoffMost: Duration = .seconds(2)
    /// Connections that read.
    package var readers = 4
    /// Commands that one transaction takes at most, and bytes of bodies after which it takes no further one.
    package var batchCommands = 256
    package var batchBytes = 8 << 20
    /// Commands and bytes that may wait for the writer; more are refused at once.
    package var queuedCommands = 8_192
    package var queuedBytes = 128 << 20
    /// Reads that may wait for a connection.
    package var queuedReads = 4_096
    /// Tasks that may wait for the next entry.
    package var waiters = 65_536
    /// Bytes of entry bodies that one answer holds at most; it then has fewer entries than were asked for.
    package var answerBytes = 32 << 20
    /// Documents kept in memory between transactions.
    package var cachedDocumentBytes = 32 << 20

    /// Search entries after which the search's index is sorted: each costs every question a microsecond or two until
    /// then, and sorting many at once is much cheaper.
    package var unsortedEntries = 500
    /// Between two sortings at least.
    package var sortingPause: Duration = .seconds(2)

    package init() {}
}

/// Waiting times that double up to a cap, with jitter, so that nodes that lost one server do not return in step.
struct Backoff {
    private let first: Duration
    private let most: Duration
    private var next: Duration

    init(_ limits: PostgresLimits) {
        first = limits.backoffFirst
        most = limits.backoffMost
        next = limits.backoffFirst
    }

    /// Between half and all of the current step; the step doubles.
    mutating func delay(random: UInt64) -> Duration {
        let step = next
        next = min(next * 2, most)
        return step / 2 + step / 2 * Double(random >> 11) / Double(1 << 53)
    }

    /// Holds the thread for the next delay; only for threads that may block.
    mutating func pause(random: UInt64) {
        let parts = delay(random: random).components
        usleep(UInt32(clamping: parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000))
    }

    mutating func reset() { next = first }
}
