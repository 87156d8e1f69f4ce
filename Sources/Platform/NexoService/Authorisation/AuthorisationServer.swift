package import Ledger
package import Nexo
package import Roles
internal import Synchronization
package import Telemetry
package import Vocabulary

/// Decides on what the nexo host passes on, with the provider and the ledger; what it answers is durable before it answers.
///
/// Several instances may share a ledger. What one asked when it died is undone by whoever looks first.
package final class AuthorisationServer: Sendable {
    package struct Configuration: Sendable {
        /// How it names itself in answers: 1 to 35 characters.
        package var name = "VIGIE-ACQUIRER"
        /// For messages that have a MAC; their answers have one too.
        package var key: NexoMACKey?
        /// Messages without a MAC are rejected.
        package var demandsMAC = false
        /// From when on nobody waits any more for an instance that asked the provider: it died. Much longer than the provider may take.
        package var askedWithin = TransactionLife.askedWithin
        /// Of amounts that name none.
        package var currency: Currency

        package init(currency: Currency) { self.currency = currency }
    }

    package struct Surroundings: Sendable {
        package var now: @Sendable () -> Instant
        package var sleep: @Sendable (TimeSpan) async -> Void
        package var logger: Logger

        package init(
            now: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (TimeSpan) async -> Void, logger: Logger
        ) {
            self.now = now
            self.sleep = sleep
            self.logger = logger
        }
    }

    let configuration: Configuration
    let surroundings: Surroundings
    let figures: NexoFigures
    let keeper: TransactionKeeper
    let provider: any ProviderLink
    package let watch = AcquirerWatch()
    /// What the provider has refused to do since the start, though it is owed: each is in its record, for a person.
    let refusals = Atomic<Int>(0)
    package var dutiesRefused: Int { refusals.load(ordering: .relaxed) }
    /// Who asks the provider in this process, so that a repeated request waits for the answer of the first.
    let underWay = Mutex<[TransactionName: Task<TransactionLife.Answer, Never>]>([:])

    package init(
        _ configuration: Configuration, store: any RecordStore, provider: any ProviderLink, figures: NexoFigures,
        surroundings: Surroundings
    ) {
        self.configuration = configuration
        self.surroundings = surroundings
        self.figures = figures
        self.provider = provider
        keeper = TransactionKeeper(store: store)
    }

    var now: Instant { surroundings.now() }
    var answers: NexoAnswers { NexoAnswers(name: configuration.name, now: now) }

    /// The answer to one message, whatever it is.
    package func answer(to bytes: [UInt8]) async -> [UInt8] {
        let document: NexoDocument
        do throws(NexoError) {
            document = try await NexoReading.of(bytes).result.get()
        } catch {
            figures.ended("unreadable", .rejected)
            return written(
                .rejection(of: error, version: Self.version, created: NexoTime(now)), protectedBy: nil)
        }
        let message = document.message
        let kind = message.body.kind
        let check = configuration.key.map { document.checked(with: $0) } ?? .absent
        guard accepts(check) else {
            figures.refusedMAC()
            figures.ended(kind.subject, .rejected)
            return written(
                answers.rejection(.security, "the MAC is missing, wrong, or of another key", of: message),
                protectedBy: nil)
        }
        let answer = await answer(to: message)
        figures.ended(kind.subject, NexoFigures.Outcome(answer.body))
        return written(answer, protectedBy: check == .right ? configuration.key : nil)
    }

    private static let version = "14.0"

    private func accepts(_ check: NexoMACCheck) -> Bool {
        switch check {
        case .right: true
        case .absent: !configuration.demandsMAC
        case .wrong, .otherKey, .unsupported: false
        }
    }

    private func answer(to message: NexoMessage) async -> NexoMessage {
        switch message.body {
        case .authorisationRequest(let request): await authorise(request, in: message)
        case .completionAdvice(let advice):
            answers.advice(
                await hear(
                    advice, from: message.header.party,
                    isFinancial: message.header.function == .financialCompletionAdvice), to: advice, in: message)
        case .cancellationRequest(let request):
            answers.cancellation(await cancel(request, from: message.header.party), to: request, in: message)
        case .cancellationAdvice(let advice):
            answers.advice(await hear(advice, from: message.header.party), to: advice, in: message)
        case .reconciliationRequest(let request): await reconcile(request, in: message)
        case .batchTransfer(let batch): await take(batch, in: message)
        case .diagnosticRequest(let request): await diagnose(request, in: message)
        default: answers.rejection(.messageType, "an acquirer is asked, and does not take answers", of: message)
        }
    }

    private func diagnose(_ request: DiagnosticRequest, in message: NexoMessage) async -> NexoMessage {
        guard request.asksForAcquirer ?? false else { return answers.diagnostic(nil, to: request, in: message) }
        return answers.diagnostic(await isAvailable(), to: request, in: message)
    }

    /// Whether payments can be decided now: the ledger answers, and so did the provider when it was asked last.
    package func isAvailable() async -> Bool {
        guard watch.isAvailable(at: now) else { return false }
        do throws(LedgerError) {
            _ = try await keeper.store.lastSequence()
            return true
        } catch {
            return false
        }
    }

    private func written(_ message: NexoMessage, protectedBy key: NexoMACKey?) -> [UInt8] {
        do throws(NexoError) {
            return try message.written(protectedBy: key)
        } catch {
            // What was read can be repeated; so this is a fault of this program, and it is said as one.
            surroundings.logger.error("an answer can't be written", [.error: .text(error.description)])
            let rejection = NexoMessage.rejection(of: error, version: Self.version, created: NexoTime(now))
            return (try? rejection.written()) ?? []
        }
    }

    func report(_ error: LedgerError) {
        surroundings.logger.error("the ledger does not take a transaction", [.error: .text(error.message)])
    }
}
