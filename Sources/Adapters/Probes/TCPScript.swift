internal import Observing
internal import Series

/// Says and expects bytes in turn.
final class TCPScript: ConversationScript {
    private let steps: [TCPQuestion.Step]
    private var place = 0

    init(_ question: TCPQuestion) { steps = question.steps }

    func next(_ input: inout [UInt8], hasEnded: Bool) -> ScriptStep {
        while place < steps.count {
            switch steps[place] {
            case .send(let bytes):
                place += 1
                return .send(bytes)
            case .expectStart(let expected):
                let common = min(expected.count, input.count)
                guard input[..<common].elementsEqual(expected[..<common]) else {
                    return .end(
                        SampleOutcome(.failed, at: .answer),
                        "step \(place + 1): expected \(Shown.bytes(expected)), but \(Shown.bytes(input)) came")
                }
                guard common == expected.count else { return hasEnded ? ended(input) : .receive }
                input.removeFirst(expected.count)
            case .expectWithin(let expected):
                guard let found = ByteSearch.find(expected, in: input) else {
                    return hasEnded ? ended(input) : .receive
                }
                input.removeFirst(found + expected.count)
            }
            place += 1
        }
        return .end(.ok, steps.isEmpty ? "connected" : "all \(steps.count) steps went as expected")
    }

    private func ended(_ input: [UInt8]) -> ScriptStep {
        .end(
            SampleOutcome(.failed, at: .receive),
            "step \(place + 1): the connection was closed before what is expected; \(Shown.bytes(input)) came")
    }
}
