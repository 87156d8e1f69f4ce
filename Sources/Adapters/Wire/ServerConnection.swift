internal import ISO8583
internal import Machine
internal import Network
internal import Roles
internal import Synchronization

/// One connection of a server, on its loop's thread.
final class ServerConnection: PipeOwner, @unchecked Sendable {
    // Unchecked: constants aside, everything is touched on the loop's thread alone.
    let number: UInt64
    let address: NetworkAddress
    private let core: ServerCore
    private var pipe: Pipe?
    private var handle: ConnectionHandle?
    private var underWay: [UInt64: Task<Void, Never>] = [:]
    private var lastFrame: UInt64 = 0
    private var isEnding = false

    init(number: UInt64, address: NetworkAddress, core: ServerCore) {
        self.number = number
        self.address = address
        self.core = core
    }

    func begin(_ pipe: Pipe) {
        self.pipe = pipe
        pipe.begin()
    }

    // MARK: What the pipe says

    func opened(_ pipe: Pipe) {
        handle = ConnectionHandle(
            peer: FramePeer(connection: number, address: address, certifiedName: pipe.peerName), connection: self,
            loop: core.loop)
        if core.isDraining { endWhenDone() }
    }

    func received(_ frame: FrameDecoder.Frame, _ pipe: Pipe) {
        guard let handle else { return }
        core.statistics.framesReceived += 1
        core.statistics.framesUnderWay += 1
        lastFrame += 1
        let id = lastFrame
        let (service, loop) = (core.service, core.loop)
        underWay[id] = Task.detached(name: "frame \(number)/\(id)", executorPreference: loop) { [self] in
            await service.received(frame, on: handle)
            loop.execute { [self] in finished(id) }
        }
        pipe.isBusy = true
        if underWay.count >= allowed { pipe.pause() }
    }

    private var allowed: Int {
        core.statistics.framesUnderWay >= core.configuration.framesMost ? 1 : core.configuration.framesPerConnectionMost
    }

    private func finished(_ id: UInt64) {
        guard underWay.removeValue(forKey: id) != nil else { return }
        core.statistics.framesUnderWay -= 1
        guard let pipe, pipe.phase == .open else { return }
        if underWay.isEmpty {
            pipe.isBusy = false
            pipe.reschedule()
        }
        let stopsReading = isEnding && !pipe.hasPeerFinished
        if pipe.isPaused, !stopsReading, underWay.count < allowed { pipe.resume() }
        endIfDone()
    }

    func drained(_ pipe: Pipe) { endIfDone() }

    func peerFinished(_ pipe: Pipe) {
        // What it has asked is still answered: only its sending side is closed.
        isEnding = true
        endIfDone()
    }

    func closed(_ pipe: Pipe, _ ending: Pipe.Ending) {
        self.pipe = nil
        handle?.isOpen.store(false, ordering: .releasing)
        if let handle { core.service.ended(handle) }
        handle = nil
        core.remove(self, ending)
    }

    // MARK: What the service and the server say

    func send(_ message: [UInt8], header: [UInt8]) -> Bool {
        guard let pipe, let bytes = try? core.configuration.framing.frame(message, header: header),
            pipe.send(bytes) != nil
        else {
            core.statistics.framesUnsent += 1
            return false
        }
        core.statistics.framesSent += 1
        return true
    }

    /// What has come by now is still answered; nothing more is read.
    func endWhenDone() {
        isEnding = true
        pipe?.readNow()
        pipe?.pause()
        endIfDone()
    }

    func reset() { pipe?.reset() }

    func cut() {
        for task in underWay.values { task.cancel() }
        pipe?.close(.closed)
    }

    private func endIfDone() {
        guard isEnding, underWay.isEmpty, let pipe else { return }
        // A peer that has closed its side has said everything; what waits of it here is answered first.
        if pipe.hasPeerFinished, pipe.isInsideFrame { return }
        pipe.finish()
    }
}

/// What a service holds of a connection.
private final class ConnectionHandle: FrameConnection {
    let peer: FramePeer
    let isOpen = Atomic<Bool>(true)
    private let connection: ServerConnection
    private let loop: EventLoop

    init(peer: FramePeer, connection: ServerConnection, loop: EventLoop) {
        self.peer = peer
        self.connection = connection
        self.loop = loop
    }

    func send(_ message: [UInt8], header: [UInt8]) -> Bool {
        if loop.isCurrent { return connection.send(message, header: header) }
        guard isOpen.load(ordering: .acquiring) else { return false }
        return loop.execute { [connection] in _ = connection.send(message, header: header) }
    }

    func end() { loop.execute { [connection] in connection.endWhenDone() } }
    func reset() { loop.execute { [connection] in connection.reset() } }
}
