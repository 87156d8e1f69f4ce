internal import Machine
internal import Roles
internal import Synchronization
internal import Wire

/// A connection for each question, as terminals make one for each payment: so names, handshakes and what lies between are tried anew
/// each time, and a kept connection can't hide that they fail.
struct FreshLink: FrameLink {
    let configuration: WireLinkConfiguration
    let loop: EventLoop
    let late: LateAnswers

    func ask(_ message: [UInt8], header: [UInt8], key: String, within limit: Duration) async -> FrameReply {
        // The files were read when the command began; what is wrong with them now is nobody's answer.
        guard let link = try? WireLink(configuration, on: loop) else { return .notSent(.unreachable) }
        let reply = await link.ask(message, header: header, key: key, within: limit)
        if reply == .unanswered(.timedOut), late.watch(link) { return reply }
        await link.close(within: .milliseconds(100))
        return reply
    }
}

/// Answers that came when their terminal had given them up. They change nothing; they are counted.
final class LateAnswers: Sendable {
    private static let watchedMost = 256
    /// A host says after 20 s at the latest that nobody answered it.
    private static let patience = Duration.seconds(10)
    private static let looks = 20

    private let state = Mutex((watched: 0, count: 0))

    var count: Int { state.withLock { $0.count } }

    /// Keeps a connection for what still comes over it. False when so many are kept already.
    func watch(_ link: WireLink) -> Bool {
        let isWatched = state.withLock { state in
            guard state.watched < Self.watchedMost else { return false }
            state.watched += 1
            return true
        }
        guard isWatched else { return false }
        Task {
            var late = 0
            for _ in 0..<Self.looks where late == 0 {
                try? await Task.sleep(for: Self.patience / Self.looks)
                late = await link.statistics().lateAnswers
            }
            state.withLock { state in
                state.watched -= 1
                state.count += late
            }
            await link.close(within: .milliseconds(100))
        }
        return true
    }
}
