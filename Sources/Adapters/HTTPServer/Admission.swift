internal import Network
internal import Synchronization

/// Who may open another connection: counted over all loops.
final class Admission: Sendable {
    private struct State {
        var total = 0
        var byAddress: [NetworkAddress: Int] = [:]
    }

    private let state = Mutex(State())
    private let most: Int
    private let perAddressMost: Int

    init(most: Int, perAddressMost: Int) {
        self.most = most
        self.perAddressMost = perAddressMost
    }

    /// Nil when the connection may stay.
    ///
    /// `isCounted` is false for those that speak for many.
    func enter(_ address: NetworkAddress, isCounted: Bool) -> HTTPServerStatistics.Refusal? {
        state.withLock { state in
            guard state.total < most else { return .connectionsMost }
            if isCounted {
                let count = state.byAddress[address.countingKey, default: 0]
                guard count < perAddressMost else { return .addressMost }
                state.byAddress[address.countingKey] = count + 1
            }
            state.total += 1
            return nil
        }
    }

    func leave(_ address: NetworkAddress, isCounted: Bool) {
        state.withLock { state in
            state.total -= 1
            guard isCounted, let count = state.byAddress[address.countingKey] else { return }
            state.byAddress[address.countingKey] = count == 1 ? nil : count - 1
        }
    }
}
