internal import Synchronization
internal import ThreeDS
internal import Vocabulary

/// The scheme's card ranges, asked for again and again; what is known stays when the directory server does not answer.
final class RangeKeeper: Sendable {
    private struct State {
        var table = CardRangeTable()
        var askAt: Instant?
        var isAsking = false
        /// Why the last question brought nothing; nil when it did.
        var problem: String? = "the directory server was not asked yet"
    }

    private let state = Mutex(State())

    /// Ours is the one version that asks nothing of a browser's scripts.
    static let versions: Set<ProtocolVersion> = [.v2_2_0]

    var problem: String? { state.withLock { $0.problem } }
    var count: Int { state.withLock { $0.table.ranges.count } }

    func range(of card: ThreeDS.CardNumber) -> CardRange? { state.withLock { $0.table.range(of: card) } }
    func version(for card: ThreeDS.CardNumber) -> ProtocolVersion? {
        state.withLock { $0.table.version(for: card, among: Self.versions) }
    }

    /// The serial number to ask with, when it is time to ask.
    func question(_ now: Instant) -> (serialNumber: String?, isDue: Bool) {
        state.withLock { state in
            guard !state.isAsking, state.askAt.map({ $0 <= now }) ?? true else { return (nil, false) }
            state.isAsking = true
            return (state.table.serialNumber, true)
        }
    }

    /// Takes the answer in. After an error about changes, all ranges are asked for.
    func answered(
        _ answer: SchemeLink.Answer, serialNumber: String?, settings: AuthenticationSettings, now: Instant
    ) {
        state.withLock { state in
            state.isAsking = false
            state.problem = Self.take(answer, serialNumber, &state.table)
            state.askAt = now + (state.problem == nil ? settings.rangesEvery : settings.rangesRetry)
        }
    }

    private static func take(
        _ answer: SchemeLink.Answer, _ serialNumber: String?, _ table: inout CardRangeTable
    ) -> String? {
        switch answer {
        case .message(let message) where message.type == .preparationResponse:
            do throws(ProtocolError) {
                try table.update(with: message, isComplete: serialNumber == nil)
                return nil
            } catch {
                // The next question is for everything: what we hold and what they change do not fit together.
                if serialNumber != nil { table.forgetSerialNumber() }
                return error.description
            }
        case .message(let message):
            if serialNumber != nil { table.forgetSerialNumber() }
            return ProtocolError(message).description
        case .unreadable(let error): return error.description
        case .failed(let failure): return "the directory server: \(failure)"
        }
    }
}
