internal import ISO8583
internal import Observing
internal import Series
internal import Vocabulary

/// A probe's way to a channel that speaks in frames: each message over a connection of its own.
struct FrameJourney {
    let journey: ChannelJourney
    let framing: Framing
    private static let pauses: [Int64] = [0, 1, 1, 2, 4, 8, 8, 8, 8, 8, 8]
    private static let undoingPatience = TimeSpan.seconds(5)

    /// What was answered; nil where nothing was, which the journey's failure says then.
    ///
    /// - Parameter accept: an answer to this question; what is none is passed over.
    func ask<Answer: Sendable>(
        _ step: String, _ message: [UInt8], isUndoing: Bool = false,
        accept: @escaping @Sendable ([UInt8]) -> Answer?
    ) async -> (answer: Answer?, wasSent: Bool) {
        guard let bytes = try? framing.frame(message) else { return (nil, false) }
        journey.begin(step)
        let reply = await journey.surroundings.frames.ask(
            bytes, at: journey.question.place, terms: journey.question.terms,
            within: isUndoing ? Self.undoingPatience : journey.timeLeft
        ) { [framing] in Self.reading($0, framing) { accept($0) != nil } }
        let answer = reply.message.flatMap(accept)
        let report = reply.report
        journey.end(
            report.phases,
            failure: answer == nil ? ChannelJourney.Finding(report.outcome, "\(step): \(report.words)") : nil)
        return (answer, reply.wasSent)
    }

    private static func reading(
        _ bytes: [UInt8], _ framing: Framing, _ isAccepted: ([UInt8]) -> Bool
    ) -> FrameReading {
        var decoder = FrameDecoder(framing)
        do throws(ISO8583Error) {
            try decoder.append(bytes)
            while let event = try decoder.next() {
                guard case .frame(let frame) = event else { continue }
                if isAccepted(frame.message) { return .whole(frame.message) }
                return .wrong("an answer came that fits no question of this probe")
            }
        } catch {
            return .wrong("what came is no frame of this channel")
        }
        return .notYet
    }

    /// Says it until it is heard, for about a minute.
    func insist(_ undo: (_ isRepeat: Bool) async -> Bool) async -> Bool {
        for (turn, pause) in Self.pauses.enumerated() {
            if pause > 0 { await journey.surroundings.sleep(.seconds(pause)) }
            if await undo(turn > 0) { return true }
        }
        return false
    }

    /// Why nothing was answered.
    func lost() {
        journey.found(journey.failure ?? .failed(.own, "the message cannot be written"))
    }
}
