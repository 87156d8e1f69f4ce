internal import Glibc
internal import Synchronization

/// A relay on 127.0.0.1 between a program and the server, which can be told to lose an answer: the moment in which
/// the server has done the work and the program does not know it.
package final class CutProxy: Sendable {
    /// What happens to the answer that is lost.
    package enum Loss: Sendable {
        /// Both connections are closed.
        case closed
        /// Nothing more is relayed, and nothing is closed: a network that is cut.
        case silence
    }

    private struct State {
        var mark: [UInt8]?
        var loss = Loss.closed
        var lost = 0
        var isEnded = false
    }

    package let port: Int
    private let server: Int
    private let listener: Int32
    private let state = Mutex(State())

    /// How many answers were lost.
    package var lost: Int { state.withLock { $0.lost } }

    package init(to server: PostgresServer) throws {
        self.server = server.port
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        port = try PostgresServer.bindLoopback(listener, port: 0)
        guard listen(listener, 64) == 0 else { throw PostgresServer.Failure(description: "the relay cannot listen") }
    }

    /// Begins to relay, on threads that end with ``end()``.
    package func start() {
        startThread { [self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                let upstream = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
                guard PostgresServer.connectLoopback(upstream, port: server) else {
                    close(client)
                    close(upstream)
                    continue
                }
                startThread { [self] in relay(client, upstream) }
            }
        }
    }

    /// Loses the answer to the next message that holds `mark`, once.
    package func loseAnswer(to mark: String, _ loss: Loss) {
        state.withLock {
            $0.mark = Array(mark.utf8); $0.loss = loss
        }
    }

    package func end() {
        state.withLock { $0.isEnded = true }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func relay(_ client: Int32, _ upstream: Int32) {
        defer {
            for end in [client, upstream] {
                // Processes that tests start may have inherited the socket: closing alone would not tell the peer.
                shutdown(end, Int32(SHUT_RDWR))
                close(end)
            }
        }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var losing: Loss?
        while true {
            var waiting = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: upstream, events: Int16(POLLIN), revents: 0),
            ]
            let ready = unsafe poll(&waiting, 2, 200)
            if state.withLock({ $0.isEnded }) { return }
            if ready <= 0 { continue }
            if waiting[0].revents != 0 {
                let count = unsafe read(client, &buffer, buffer.count)
                guard count > 0 else { return }
                if losing == nil { losing = takeLoss(buffer.prefix(count)) }
                guard unsafe write(upstream, buffer, count) == count else { return }
            }
            if waiting[1].revents != 0 {
                let count = unsafe read(upstream, &buffer, buffer.count)
                guard count > 0 else { return }
                // The answer is here, so the server has done what was asked.
                if let losing {
                    state.withLock { $0.lost += 1 }
                    if losing == .silence { swallow(client) }
                    return
                }
                guard unsafe write(client, buffer, count) == count else { return }
            }
        }
    }

    private func takeLoss(_ bytes: ArraySlice<UInt8>) -> Loss? {
        state.withLock { state in
            guard let mark = state.mark, bytes.contains(mark) else { return nil }
            state.mark = nil
            return state.loss
        }
    }

    /// Reads what the client sends, and says nothing, until it goes.
    private func swallow(_ client: Int32) {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while unsafe read(client, &buffer, buffer.count) > 0 {}
    }
}

private final class ThreadBody {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func startThread(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let argument = unsafe Unmanaged.passRetained(ThreadBody(body)).toOpaque()
    let failed = unsafe pthread_create(
        &thread, nil,
        { argument in
            if let argument = unsafe argument {
                unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().body()
            }
            return nil
        }, argument)
    precondition(failed == 0, "the system has no thread left")
    pthread_detach(thread)
}
