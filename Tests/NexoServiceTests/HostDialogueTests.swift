import ISO8583
import Nexo
import NexoService
import NexoServiceSupport
import Roles
import Testing
import Vocabulary

/// What the host does, with a clock and a network of the test's own.
@Suite struct HostDialogueTests {
    private let terminal = TestTerminal()
    private let start = Instant(seconds: 1_795_140_000)

    private func asked(_ decisions: [HostDialogue.Decision]) -> String? {
        guard case .ask(let key, _, _) = decisions.first else { return nil }
        return key
    }

    private func answered(_ decisions: [HostDialogue.Decision]) -> NexoBody? {
        guard case .answer(let message, _) = decisions.first else { return nil }
        return message.body
    }

    @Test func `an answer goes back as it came`() throws {
        var dialogue = HostDialogue()
        let bytes = try terminal.authorisation("1", 100).written()
        let decisions = dialogue.received(bytes, from: 7, at: start)
        #expect(decisions == [.ask(key: "1|T-0042", bytes: bytes, kind: .authorisationRequest)])
        let reply = FrameReply.answered(.init(header: [], message: [1, 2, 3]))
        #expect(dialogue.replied("1|T-0042", reply, at: start) == [.pass([1, 2, 3], to: [7])])
        // What comes a second time is nobody's.
        #expect(dialogue.replied("1|T-0042", reply, at: start).isEmpty)
    }

    @Test func `nothing sent is a failure, and nothing is taken back`() throws {
        var dialogue = HostDialogue()
        let key = try #require(
            asked(dialogue.received(try terminal.authorisation("1", 100).written(), from: 7, at: start)))
        let result = answered(dialogue.replied(key, .notSent(.unreachable), at: start))?.result
        #expect(result?.response.code == .technicalError)
        #expect(result?.needsCompletion == false)
        #expect(result?.party?.kind == .intermediaryAgent)
        #expect(dialogue.due(at: start + .hours(1)).isEmpty)
    }

    @Test(arguments: [false, true])
    func `no answer is taken back until that is heard`(_ atOnce: Bool) throws {
        var dialogue = HostDialogue()
        let bytes = try terminal.authorisation("1", 100, atOnce: atOnce).written()
        let key = try #require(asked(dialogue.received(bytes, from: 7, at: start)))
        #expect(answered(dialogue.replied(key, .unanswered(.timedOut), at: start))?.result?.needsCompletion == true)
        for _ in 0..<3 {
            let due = dialogue.due(at: start + .hours(1))
            guard case .reverse(let key, let message) = due.first else {
                Issue.record("nothing is taken back")
                return
            }
            #expect(message.header.function == (atOnce ? .financialReversalAdvice : .reversalAdvice))
            #expect(message.header.initiator?.identification == terminal.name)
            // While one is under way no second one is begun.
            #expect(dialogue.due(at: start + .hours(1)).isEmpty)
            dialogue.reversed(key, isHeard: false, at: start)
        }
        guard case .reverse(let last, _) = dialogue.due(at: start + .hours(1)).first else {
            Issue.record("nothing is taken back")
            return
        }
        dialogue.reversed(last, isHeard: true, at: start)
        #expect(dialogue.due(at: start + .hours(9)).isEmpty)
        #expect(dialogue.reversalsWaiting == 0 && dialogue.reversalsGivenUp == 0)
    }

    @Test func `what nobody hears is left to the terminal in the end, and counted`() throws {
        var dialogue = HostDialogue()
        let key = try #require(
            asked(dialogue.received(try terminal.authorisation("1", 100).written(), from: 7, at: start)))
        _ = dialogue.replied(key, .unanswered(.broken), at: start)
        for _ in 0..<20 {
            for case .reverse(let key, _) in dialogue.due(at: start + .hours(1)) {
                dialogue.reversed(key, isHeard: false, at: start)
            }
        }
        #expect(dialogue.reversalsWaiting == 0 && dialogue.reversalsGivenUp == 1)
    }

    @Test func `the same said twice is passed on once, and another under its number rejected`() throws {
        var dialogue = HostDialogue()
        let bytes = try terminal.authorisation("1", 100).written()
        _ = dialogue.received(bytes, from: 7, at: start)
        #expect(dialogue.received(bytes, from: 7, at: start).isEmpty)
        #expect(dialogue.received(bytes, from: 8, at: start).isEmpty)
        let other = dialogue.received(try terminal.authorisation("1", 101).written(), from: 7, at: start)
        #expect(answered(other)?.rejection?.reason == .duplicateMessage)
        let reply = FrameReply.answered(.init(header: [], message: [1]))
        #expect(dialogue.replied("1|T-0042", reply, at: start) == [.pass([1], to: [7, 8])])
    }

    @Test func `every kind hears that it is to be sent again`() throws {
        let totals = [TransactionTotals(.debit, count: 1, amount: NexoAmount(units: 1, scale: 2))]
        let messages = [
            terminal.completion("1", 100), terminal.reversal("1", 100), terminal.cancellation(of: "1", 100, as: "c"),
            terminal.reconciliation(totals),
        ]
        for message in messages {
            var dialogue = HostDialogue()
            let key = try #require(asked(dialogue.received(try message.written(), from: 7, at: start)))
            let body = answered(dialogue.replied(key, .unanswered(.timedOut), at: start))
            #expect(body?.word == .technicalError, "\(message)")
            #expect(dialogue.reversalsWaiting == 0)
        }
        var dialogue = HostDialogue()
        let batch = terminal.batch([.completion(.init("1", terminal.advice("1", 100)))])
        let key = try #require(asked(dialogue.received(try batch.written(), from: 7, at: start)))
        guard
            case .batchTransferResponse(let response) = answered(
                dialogue.replied(key, .notSent(.unreachable), at: start))
        else {
            Issue.record("no answer to a batch")
            return
        }
        #expect(response.dataSets.map(\.mayBeRemoved) == [false])
    }

    @Test func `too many questions are refused at once`() throws {
        var configuration = HostDialogue.Configuration()
        configuration.questionsMost = 2
        var dialogue = HostDialogue(configuration)
        for exchange in Int64(1)...2 {
            let bytes = try terminal.authorisation("\(exchange)", 100, exchange: exchange).written()
            #expect(asked(dialogue.received(bytes, from: 7, at: start)) != nil)
        }
        let third = dialogue.received(
            try terminal.authorisation("3", 100, exchange: 3).written(), from: 7, at: start)
        #expect(answered(third)?.result?.response.code == .technicalError)
    }

    @Test func `too many bytes under way are refused at once, and make room when they are answered`() throws {
        let bytes = try terminal.authorisation("1", 100, exchange: 1).written()
        var configuration = HostDialogue.Configuration()
        configuration.bytesMost = bytes.count + 10
        var dialogue = HostDialogue(configuration)
        let key = try #require(asked(dialogue.received(bytes, from: 7, at: start)))
        let second = try terminal.authorisation("2", 100, exchange: 2).written()
        #expect(answered(dialogue.received(second, from: 7, at: start))?.result?.response.code == .technicalError)
        _ = dialogue.replied(key, .notSent(.unreachable), at: start)
        #expect(asked(dialogue.received(second, from: 7, at: start)) != nil)
    }

    /// Whatever comes in whatever order: each question is answered once, and each authorisation that may have been done is taken
    /// back until that is heard.
    @Test func `each question is answered once, whatever happens`() throws {
        for seed in UInt64(1)...400 {
            var random = SeededGenerator(seed)
            var dialogue = HostDialogue()
            var now = start
            var open: [String: Bool] = [:]
            var (answers, asks, owed, heard) = (0, 0, 0, 0)
            func count(_ decisions: [HostDialogue.Decision]) {
                for decision in decisions {
                    switch decision {
                    case .answer(_, let to), .pass(_, let to): answers += to.count
                    case .ask, .reverse: break
                    }
                }
            }
            for number in 0..<60 {
                now = now + .seconds(Int64.random(in: 0...3, using: &random))
                switch Int.random(in: 0..<5, using: &random) {
                case 0, 1:
                    let isAuthorisation = Bool.random(using: &random)
                    let exchange = Int64(number)
                    let message =
                        isAuthorisation
                        ? terminal.authorisation("\(number)", 100, exchange: exchange)
                        : terminal.completion("\(number)", 100, exchange: exchange)
                    let key = try #require(asked(dialogue.received(try message.written(), from: 1, at: now)))
                    open[key] = isAuthorisation
                    asks += 1
                case 2, 3:
                    guard let key = open.keys.sorted().randomElement(using: &random) else { break }
                    let isAuthorisation = open.removeValue(forKey: key) ?? false
                    let replies: [FrameReply] = [
                        .answered(.init(header: [], message: [1])), .notSent(.unreachable), .unanswered(.timedOut),
                        .unanswered(.broken),
                    ]
                    let reply = try #require(replies.randomElement(using: &random))
                    if isAuthorisation, case .unanswered = reply { owed += 1 }
                    count(dialogue.replied(key, reply, at: now))
                default:
                    for case .reverse(let key, _) in dialogue.due(at: now) {
                        let isHeard = Bool.random(using: &random)
                        dialogue.reversed(key, isHeard: isHeard, at: now)
                        if isHeard { heard += 1 }
                    }
                }
            }
            for key in open.keys { count(dialogue.replied(key, .notSent(.broken), at: now)) }
            for case .reverse(let key, _) in dialogue.due(at: now + .hours(1)) {
                dialogue.reversed(key, isHeard: true, at: now)
                heard += 1
            }
            #expect(answers == asks, "seed \(seed)")
            #expect(heard + dialogue.reversalsGivenUp == owed, "seed \(seed)")
            #expect(dialogue.questionsUnderWay == 0 && dialogue.reversalsWaiting == 0, "seed \(seed)")
        }
    }
}

/// The same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
