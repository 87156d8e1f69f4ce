internal import Cards
internal import Telemetry
internal import CB2A
internal import ISO8583
internal import JSON
internal import Ledger
internal import Roles
internal import Synchronization
internal import Vocabulary

/// Telecollections: payments are kept before they are acknowledged, a file that is whole is captured afterwards, one payment after another.
final class Collector: Sendable {
    static let fileKind = "cb2a-file"
    static let keptKind = "cb2a-collected"
    private static let terminalsMost = 4_096
    private static let retrySeconds: Int64 = 10

    private let store: any RecordStore
    private let provider: any ProviderLink
    private let figures: HostFigures
    private let now: @Sendable () -> Instant
    private let line = SerialLine()
    private let hosts = Mutex<[String: TelecollectionHost]>([:])
    /// Files that are known to be whole, by terminal and name; the store says so, too.
    private let collected = Collected()

    private final class Collected: Sendable {
        let files = Mutex<Set<String>>([])
    }

    init(
        store: any RecordStore, provider: any ProviderLink, figures: HostFigures, now: @escaping @Sendable () -> Instant
    ) {
        self.store = store
        self.provider = provider
        self.figures = figures
        self.now = now
    }

    static func terminal(_ acceptor: Acceptor) -> String {
        "\(ExchangeName.word(acceptor.acquirer)).\(ExchangeName.word(acceptor.terminal))"
    }

    private static func file(_ terminal: String, _ name: String) -> String { "\(terminal).\(ExchangeName.word(name))" }

    // MARK: The dialogue

    /// What to answer; nothing when the store is not there, so that the terminal sends it again.
    func received(_ message: TelecollectionMessage) async -> [TelecollectionMessage] {
        let terminal = Self.terminal(message.step.acceptor)
        await line.enter(terminal)
        defer { line.leave(terminal) }
        do throws(LedgerError) {
            if case .header(_, let header) = message { try await look(for: Self.file(terminal, header.file)) }
            let collected = collected
            let before = hosts.withLock { $0[terminal] }
            var host =
                before
                ?? TelecollectionHost(isCollected: { name in
                    collected.files.withLock { $0.contains(Self.file(terminal, name)) }
                })
            let decision = host.received(message)
            for kept in decision.keep { try await keep(kept, terminal) }
            if let file = decision.completes { try await complete(Self.file(terminal, file)) }
            let (after, ends) = (host, decision.ends)
            hosts.withLock { hosts in
                // Whoever opens more dialogues than there is room for has to begin again.
                if hosts.count >= Self.terminalsMost, hosts[terminal] == nil, let other = hosts.keys.first {
                    hosts[other] = nil
                }
                hosts[terminal] = ends ? nil : after
            }
            return decision.send.map { [$0] } ?? []
        } catch {
            // The dialogue stays as it was before this message.
            return []
        }
    }

    private func look(for file: String) async throws(LedgerError) {
        if collected.files.withLock({ $0.contains(file) }) { return }
        guard try await store.record(Self.fileRecord(file)) != nil else { return }
        collected.files.withLock { files in
            if files.count >= Self.terminalsMost { files.removeAll() }
            files.insert(file)
        }
    }

    private func keep(_ kept: TelecollectionHost.Kept, _ terminal: String) async throws(LedgerError) {
        let file = Self.file(terminal, kept.file)
        guard let id = RecordID(kind: Self.keptKind, key: "\(file).\(kept.number)") else {
            throw LedgerError(.refused, "a payment of a file can't be named")
        }
        let transaction = kept.transaction
        let body: JSONValue = [
            "terminal": .string(terminal), "trace": .integer(Int64(transaction.trace.number)),
            "approval": JSONValue(transaction.authorisationCode),
            "minor": .integer(Int64(clamping: transaction.amount)),
            "currency": .string(transaction.currency), "refund": .bool(transaction.isRefund),
            "card": .string(transaction.card.masked),
        ]
        // There already: a file that broke off is sent again from its beginning.
        _ = try await store.commit(
            LedgerCommit(records: [
                .keep(id, replacing: 0, body: JSONWriter.compact(body), marks: [Self.mark(of: file)])
            ]), at: now())
    }

    private static func mark(of file: String) -> String { "file:\(file)" }

    private static func fileRecord(_ file: String) -> RecordID {
        guard let id = RecordID(kind: fileKind, key: file) else { preconditionFailure("words make a key") }
        return id
    }

    private func complete(_ file: String) async throws(LedgerError) {
        _ = try await store.commit(
            LedgerCommit(records: [.keep(Self.fileRecord(file), replacing: 0, body: Array("whole".utf8), due: now())]),
            at: now())
    }

    // MARK: Capturing

    /// Captures what whole files brought, until nothing is left of them.
    func captureDue() async throws(LedgerError) {
        for file in try await store.due(Self.fileKind, until: now(), limit: 20) {
            var isDone = true
            var after: String?
            while true {
                let page = try await store.records(
                    RecordQuery(Self.keptKind, mark: Self.mark(of: file.id.key), after: after))
                guard let last = page.last else { break }
                for record in page where !(try await capture(record)) { isDone = false }
                after = last.id.key
            }
            let later = Instant(microseconds: now().microseconds + Self.retrySeconds * 1_000_000)
            _ = try await store.commit(
                LedgerCommit(records: [
                    .keep(file.id, replacing: file.version, body: file.body, due: isDone ? nil : later)
                ]), at: now())
        }
    }

    /// False when it has to be tried again.
    private func capture(_ record: Record) async throws(LedgerError) -> Bool {
        guard let body = try? JSONValue(reading: record.body), let minor = body["minor"]?.integer,
            let currency = body["currency"]?.string.flatMap({ CurrencyNumber.currency(of: $0) }),
            body["refund"]?.bool == false, let approval = body["approval"]?.string,
            let terminal = body["terminal"]?.string, let trace = body["trace"]?.integer,
            let id = RecordID(
                kind: "cb2a-approval", key: "\(terminal).\(trace).\(ExchangeName.word(approval))"),
            let found = try await store.record(id),
            let name = OperationID(rawValue: String(decoding: found.body, as: UTF8.self)).map({
                ExchangeName(payment: $0)
            }),
            let paymentID = PaymentID(rawValue: name.payment.rawValue), let payment = try await store.payment(paymentID)
        else { return try await end(record, "unmatched") }
        let amount = Money(minor, currency)
        let operation = LedgerOperation(
            id: name.capture, payment: paymentID, channel: .instoreCB2A, .capture(amount, isFinal: true))
        // Nothing is asked of the provider that the ledger would not take.
        if try await store.answer(to: name.capture) == nil,
            case .failure = PaymentLife.step(operation, on: payment)
        {
            return try await end(record, "differs")
        }
        let fate = await provider.perform(
            ProviderOrder(
                id: name.capture, kind: .capture(of: name.payment), amount: amount, channel: .instoreCB2A,
                merchant: "CAPTURE")
        ).fate
        switch fate {
        case .approved:
            _ = try await store.apply(operation, at: now())
            return try await end(record, "captured")
        case .refused: return try await end(record, "refused")
        // Under its name it is captured once, however often it is asked for.
        case .failed, .unknown:
            figures.collected.labelled("waits").increment()
            return false
        }
    }

    /// What became of it stands in the record, which no file's mark finds any more.
    private func end(_ record: Record, _ outcome: String) async throws(LedgerError) -> Bool {
        figures.collected.labelled(outcome).increment()
        _ = try await store.commit(
            LedgerCommit(records: [
                .keep(record.id, replacing: record.version, body: record.body, marks: ["outcome:\(outcome)"])
            ]), at: now())
        return true
    }
}
