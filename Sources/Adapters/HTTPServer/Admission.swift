internal import Network
internal import Synchronization

/// Who may open another connection: counted over all loops.
final class Admission: Sendable {
    private struct State {
        var total = 0
        var byAddress: [NetworkAddress: Int] = [:]
        var eventReaders = 0
    }

    private let state = Mutex(State())
    private let most: Int
    private let perAddressMost: Int
    private let eventReadersMost: Int

    init(most: Int, perAddressMost: Int, eventReadersMost: Int) {
        self.most = most
        self.perAddressMost = perAddressMost
        self.eventReadersMost = eventReadersMost
    }

    /// Nil when the connection may stay.
    ///
    /// `isCounted` is false for those that speak for many.
    func enter(_ address: NetworkAddress, isCounted: Bool) -> HTTPServerStatistics.Refusal? {
        state.withLock { state in
            guard state.total < most else { return .connectionsMost }
            if isCounted, !count(address, in: &state) { return .addressMost }
            state.total += 1
            return nil
        }
    }

    func leave(_ address: NetworkAddress, isCounted: Bool) {
        state.withLock { state in
            state.total -= 1
            if isCounted { discount(address, in: &state) }
        }
    }

    /// Counts a client whose connection entered as its proxy's, once the proxy has named it.
    ///
    /// False when the address has as many as it may.
    func enterBehindProxy(_ address: NetworkAddress) -> Bool { state.withLock { count(address, in: &$0) } }

    func leaveBehindProxy(_ address: NetworkAddress) { state.withLock { discount(address, in: &$0) } }

    /// False when there are as many event readers as there may be.
    func enterEventReader() -> Bool {
        state.withLock { state in
            guard state.eventReaders < eventReadersMost else { return false }
            state.eventReaders += 1
            return true
        }
    }

    func leaveEventReader() { state.withLock { $0.eventReaders -= 1 } }

    private func count(_ address: NetworkAddress, in state: inout State) -> Bool {
        let count = state.byAddress[address.countingKey, default: 0]
        guard count < perAddressMost else { return false }
        state.byAddress[address.countingKey] = count + 1
        return true
    }

    private func discount(_ address: NetworkAddress, in state: inout State) {
        guard let count = state.byAddress[address.countingKey] else { return }
        state.byAddress[address.countingKey] = count == 1 ? nil : count - 1
    }
}
