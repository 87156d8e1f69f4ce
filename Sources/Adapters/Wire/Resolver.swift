internal import Machine
internal import Network

/// Finds the addresses of a name, off the loop: the system's resolver blocks.
final class Resolver: Sendable {
    private let host: String
    private let loop: EventLoop
    private let known: [NetworkAddress]
    private let thread: BlockingThread<BlockingWork<Void>>?

    init(host: String, loop: EventLoop) {
        self.host = host
        self.loop = loop
        known = NetworkAddress(host).map { [$0] } ?? []
        // A numeric address needs no thread.
        thread =
            known.isEmpty
            ? BlockingThread(name: "resolver", capacity: 8) { _, works in for work in works { work(()) } } : nil
    }

    deinit {
        guard let thread else { return }
        Task { await thread.stop() }
    }

    /// Calls back on the loop's thread; with no address when there is none.
    func resolve(_ done: @escaping @Sendable ([NetworkAddress]) -> Void) {
        guard let thread else { return done(known) }
        let (host, loop) = (host, loop)
        let acceptance = thread.send { _ in
            let addresses = SocketPlace.addresses(of: host)
            loop.execute { done(addresses) }
        }
        if case .accepted = acceptance { return }
        loop.execute { done([]) }
    }
}
