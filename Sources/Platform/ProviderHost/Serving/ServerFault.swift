internal import Synchronization

/// How a server of the provider is made to fail on purpose.
package struct ServerFault: Sendable, Hashable {
    package enum Mode: String, Sendable, CaseIterable {
        /// Answers, but late.
        case slow
        /// Takes everything and never answers.
        case hung
        /// Breaks the connection instead of answering.
        case resetting
        /// Answers with another amount than it was asked about.
        case wrong
        /// Says that it can't decide (96).
        case malfunction
    }

    package var mode: Mode
    /// So many of a hundred orders, by their names, so that a repeated order meets the same.
    package var share: Int
    /// Whether what it fails to answer was done all the same.
    package var isDone: Bool
    package var milliseconds: Int

    package init(_ mode: Mode, share: Int = 100, isDone: Bool = true, milliseconds: Int = 3_000) {
        self.mode = mode
        self.share = share
        self.isDone = isDone
        self.milliseconds = milliseconds
    }

    func hits(_ name: String) -> Bool {
        var hash: UInt32 = 2_166_136_261
        for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return Int(hash % 100) < share
    }
}

/// The faults of a process's servers, set at run time.
package final class FaultBoard: Sendable {
    private let faults = Mutex<[String: ServerFault]>([:])
    package let servers: [String]

    package init(_ servers: [String]) { self.servers = servers }

    package func fault(of server: String) -> ServerFault? { faults.withLock { $0[server] } }

    /// Nil heals. False when there is no such server.
    package func set(_ fault: ServerFault?, on server: String) -> Bool {
        guard servers.contains(server) else { return false }
        faults.withLock { $0[server] = fault }
        return true
    }
}
