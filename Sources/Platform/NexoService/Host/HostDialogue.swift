internal import ISO8583
package import Nexo
package import Roles
package import Vocabulary

/// What the host does with what terminals say: a value that is told what happened and says what to do.
///
/// It keeps nothing that must survive: a terminal that hears of a broken chain is told to say how it ended (a completion is
/// required), and one that hears nothing takes back by itself. What the host takes back is quicker, and the same by name.
package struct HostDialogue: Sendable {
    package struct Configuration: Sendable {
        /// How it names itself in answers.
        package var name = "VIGIE-NEXO-HOST"
        package var questionsMost = 8_192
        /// Of all questions under way together.
        package var bytesMost = 64 << 20
        package var reversalsMost = 10_000
        /// After so many the host leaves it to the terminal.
        package var reversalTriesMost = 20

        package init() {}
    }

    package enum Decision: Sendable, Equatable {
        /// Pass it on, and tell what became of it.
        case ask(key: String, bytes: [UInt8], kind: NexoKind)
        case answer(NexoMessage, to: [UInt64])
        /// What the authorisation server said, as it said it.
        case pass([UInt8], to: [UInt64])
        /// Take a transaction back, and tell what became of it.
        case reverse(key: String, NexoMessage)
    }

    private struct Question {
        let message: NexoMessage
        let bytes: [UInt8]
        var connections: [UInt64]
    }

    private struct Reversal {
        let message: NexoMessage
        var tries = 0
        var due: Instant
        var isUnderWay = false
    }

    private let configuration: Configuration
    private var questions: [String: Question] = [:]
    private var bytesUnderWay = 0
    private var reversals: [String: Reversal] = [:]
    private var reversalsMade: Int64 = 0

    package init(_ configuration: Configuration = Configuration()) { self.configuration = configuration }

    package var questionsUnderWay: Int { questions.count }
    package var reversalsWaiting: Int { reversals.count }
    /// Transactions that were left to their terminals.
    package private(set) var reversalsGivenUp = 0

    package static func key(of message: NexoMessage) -> String? { message.exchangeKey }

    // MARK: What terminals say

    package mutating func received(
        _ bytes: [UInt8], from connection: UInt64, at now: Instant
    ) -> [Decision] {
        received(bytes, read: NexoReading(bytes).result, from: connection, at: now)
    }

    /// The same with what was read before.
    mutating func received(
        _ bytes: [UInt8], read: Result<NexoDocument, NexoError>, from connection: UInt64, at now: Instant
    ) -> [Decision] {
        let message: NexoMessage
        do throws(NexoError) { message = try read.get().message } catch {
            return [
                .answer(.rejection(of: error, version: "14.0", created: NexoTime(now)), to: [connection])
            ]
        }
        let answers = answers(now)
        switch message.body {
        case .authorisationRequest, .completionAdvice, .cancellationRequest, .cancellationAdvice,
            .reconciliationRequest, .batchTransfer:
            break
        case .diagnosticRequest(let request):
            guard request.asksForAcquirer ?? false else {
                return [.answer(answers.diagnostic(nil, to: request, in: message), to: [connection])]
            }
        default:
            return [
                .answer(
                    answers.rejection(.messageType, "an acquirer is asked, and does not take answers", of: message),
                    to: [connection])
            ]
        }
        guard let key = Self.key(of: message) else { return [] }
        if var question = questions[key] {
            guard question.bytes == bytes else {
                return [
                    .answer(
                        answers.rejection(
                            .duplicateMessage, "another message of this exchange is under way", of: message),
                        to: [connection])
                ]
            }
            // Said again before it was answered: it is passed on once, and answered as often as it was said.
            if !question.connections.contains(connection) { question.connections.append(connection) }
            questions[key] = question
            return []
        }
        guard questions.count < configuration.questionsMost, bytesUnderWay + bytes.count <= configuration.bytesMost
        else {
            return [.answer(failure(of: message, mayBeDone: false, answers), to: [connection])]
        }
        questions[key] = Question(message: message, bytes: bytes, connections: [connection])
        bytesUnderWay += bytes.count
        return [.ask(key: key, bytes: bytes, kind: message.body.kind)]
    }

    // MARK: What the authorisation server says

    package mutating func replied(_ key: String, _ reply: FrameReply, at now: Instant) -> [Decision] {
        guard let question = questions.removeValue(forKey: key) else { return [] }
        bytesUnderWay -= question.bytes.count
        switch reply {
        case .answered(let frame): return [.pass(frame.message, to: question.connections)]
        case .notSent:
            return [.answer(failure(of: question.message, mayBeDone: false, answers(now)), to: question.connections)]
        case .unanswered:
            let answer = failure(of: question.message, mayBeDone: true, answers(now))
            takeBack(question.message, at: now)
            return [.answer(answer, to: question.connections)]
        }
    }

    private mutating func takeBack(_ message: NexoMessage, at now: Instant) {
        guard case .authorisationRequest(let request) = message.body else { return }
        guard reversals.count < configuration.reversalsMost else {
            reversalsGivenUp += 1
            return
        }
        reversalsMade += 1
        let isFinancial = message.header.function == .financialAuthorisationRequest
        var header = message.header
        header.purpose = .function(isFinancial ? .financialReversalAdvice : .reversalAdvice)
        // The terminal's name, because the transaction is found by it; a number that no terminal counts up to.
        header.exchange = 100_000_000_000_000_000 + reversalsMade
        header.created = NexoTime(now)
        let advice = CompletionAdvice.reversal(of: request, because: [.timeout])
        let reversal = NexoMessage(header: header, body: .completionAdvice(advice))
        guard let key = Self.key(of: reversal) else { return }
        reversals[key] = Reversal(message: reversal, due: now)
    }

    // MARK: Taking back

    /// What is to be taken back now.
    package mutating func due(at now: Instant) -> [Decision] {
        var decisions: [Decision] = []
        for (key, reversal) in reversals where !reversal.isUnderWay && reversal.due <= now {
            reversals[key]?.isUnderWay = true
            reversals[key]?.tries += 1
            decisions.append(.reverse(key: key, reversal.message))
        }
        return decisions
    }

    /// - Parameter isHeard: the authorisation server has it, and will not forget it.
    package mutating func reversed(_ key: String, isHeard: Bool, at now: Instant) {
        guard var reversal = reversals[key] else { return }
        if isHeard {
            reversals[key] = nil
        } else if reversal.tries >= configuration.reversalTriesMost {
            reversals[key] = nil
            reversalsGivenUp += 1
        } else {
            reversal.isUnderWay = false
            reversal.due = now + .seconds(min(60, 1 << Int64(min(reversal.tries, 6))))
            reversals[key] = reversal
        }
    }

    /// Whether an answer says that a reversal was heard.
    package static func isHeard(_ reply: FrameReply) -> Bool {
        guard case .answered(let frame) = reply, let document = try? NexoDocument(reading: frame.message),
            case .completionAdviceResponse(let response) = document.message.body
        else { return false }
        // Declined is heard, too: there is nothing to take back.
        return response.transaction.response == .approved || response.transaction.response == .declined
    }

    // MARK: Answers of our own

    private func answers(_ now: Instant) -> NexoAnswers {
        NexoAnswers(name: configuration.name, kind: .intermediaryAgent, now: now)
    }

    /// The authorisation server can't be had.
    private func failure(of message: NexoMessage, mayBeDone: Bool, _ answers: NexoAnswers) -> NexoMessage {
        switch message.body {
        case .authorisationRequest(let request):
            var result = answers.technical(.issuerUnavailable)
            result.needsCompletion = mayBeDone
            return answers.authorisation(result, to: request, in: message)
        case .completionAdvice(let advice): return answers.advice(.later, to: advice, in: message)
        case .cancellationAdvice(let advice): return answers.advice(.later, to: advice, in: message)
        case .cancellationRequest(let request): return answers.cancellation(.later, to: request, in: message)
        case .reconciliationRequest(let request):
            return answers.reconciliation(NexoResponse(.technicalError), totals: [], to: request, in: message)
        case .batchTransfer(let batch):
            let sets = batch.dataSets.map { set in
                BatchTransferResponse.DataSet(
                    set.identification, result: NexoResponse(.technicalError), mayBeRemoved: false, totals: set.totals)
            }
            return answers.batch(sets, in: message)
        case .diagnosticRequest(let request): return answers.diagnostic(false, to: request, in: message)
        default: return answers.rejection(.unableToProcess, "this can't be passed on now", of: message)
        }
    }
}
