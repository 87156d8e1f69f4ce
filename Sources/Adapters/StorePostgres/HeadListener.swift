internal import Glibc
internal import Journal
internal import Synchronization

/// The connection that hears of other nodes' entries. The database tells; nothing is asked while nothing happens,
/// except whether the server still answers, every half minute.
final class HeadListener: Sendable {
    private let setup: StoreSetup
    /// A pipe: a byte in it ends the wait on the socket.
    private let bell: (read: Int32, write: Int32)
    private let isStopping = Atomic<Bool>(false)

    init(_ setup: StoreSetup) throws(JournalError) {
        self.setup = setup
        var ends: [Int32] = [0, 0]
        guard unsafe pipe(&ends) == 0 else {
            throw JournalError(.failed, "no file descriptor is left for the listener; raise the limit of open files")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        bell = (ends[0], ends[1])
    }

    deinit {
        Glibc.close(bell.read)
        Glibc.close(bell.write)
    }

    func stop() {
        isStopping.store(true, ordering: .sequentiallyConsistent)
        var byte: UInt8 = 1
        _ = unsafe write(bell.write, &byte, 1)
    }

    /// Listens until ``stop()``; for a thread of its own.
    func listen() {
        var backoff = Backoff(setup.limits)
        while !isStopping.load(ordering: .sequentiallyConsistent) {
            do throws(PostgresFailure) {
                let connection = try PostgresConnection.enter(
                    .listener, setup.address, limits: setup.limits, counter: setup.counter)
                // First listen, then look: an entry between the two is seen, an entry after them is told.
                let listen = Statement("listen", "LISTEN \(SQL.channel(setup.address.schema))")
                _ = try connection.run(listen.with())
                try look(connection)
                backoff.reset()
                try hear(connection)
            } catch {
                _ = ring(within: backoff.delay(random: setup.random()))
            }
        }
    }

    private func look(_ connection: PostgresConnection) throws(PostgresFailure) {
        let chain = try connection.run(SQL.head.with()).chain()
        setup.board.reset(to: chain.position.rawValue)
        for payload in try connection.takeNotifications() { tell(payload) }
    }

    private func hear(_ connection: PostgresConnection) throws(PostgresFailure) {
        while !isStopping.load(ordering: .sequentiallyConsistent) {
            var waiting = [
                pollfd(fd: connection.socket, events: Int16(POLLIN), revents: 0),
                pollfd(fd: bell.read, events: Int16(POLLIN), revents: 0),
            ]
            let ready = unsafe poll(&waiting, 2, milliseconds(setup.limits.listenerCheck))
            if ready < 0, errno != EINTR { throw .connection("the listener cannot wait") }
            if waiting[1].revents != 0 { return }
            if ready == 0 {
                try look(connection)
            } else {
                for payload in try connection.takeNotifications() { tell(payload) }
            }
        }
    }

    private func tell(_ payload: String) {
        if let position = Int64(payload) { setup.board.advance(to: position) }
    }

    /// Waits for the bell; true when it rang.
    private func ring(within duration: Duration) -> Bool {
        waitForSocket(bell.read, Int16(POLLIN), until: ContinuousClock.now + duration)
    }
}
