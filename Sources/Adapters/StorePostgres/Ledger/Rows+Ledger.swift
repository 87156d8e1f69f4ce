internal import JSON
internal import Journal
internal import Ledger
internal import Vocabulary

// Rows of the ledger's tables become its values.

extension Rows {
    func known(_ row: Int) throws(JournalError) -> (OperationID, LedgerBatch.Known) {
        let answer = try Self.stored(bytes(row, 2), "answer", LedgerAnswer.init(json:))
        return (
            try Self.made(OperationID(rawValue: text(row, 0))),
            LedgerBatch.Known(fingerprint: bytes(row, 1), answer: answer)
        )
    }

    func payments() throws(JournalError) -> [Payment] {
        var payments: [Payment] = []
        for row in 0..<count { payments.append(try Self.stored(bytes(row, 0), "payment", Payment.init(json:))) }
        return payments
    }

    func balances() throws(JournalError) -> [AccountBalance] {
        var balances: [AccountBalance] = []
        for row in 0..<count {
            balances.append(
                AccountBalance(
                    account: try Self.made(Account(text(row, 0))), currency: try Self.made(Currency(text(row, 1))),
                    amount: integer(row, 2)))
        }
        return balances
    }

    func openMovements(of channel: Channel) throws(JournalError) -> [OpenMovement] {
        var open: [OpenMovement] = []
        for row in 0..<count {
            open.append(
                OpenMovement(
                    id: try Self.made(OperationID(rawValue: text(row, 1))),
                    payment: try Self.made(PaymentID(rawValue: text(row, 2))), channel: channel,
                    kind: try Self.made(Payment.Movement.Kind(rawValue: text(row, 3))),
                    money: Money(integer(row, 4), try Self.made(Currency(text(row, 5)))), sequence: integer(row, 0),
                    instant: Instant(microseconds: integer(row, 6))))
        }
        return open
    }

    func entries(_ postings: [Int64: [Posting]]) throws(JournalError) -> [LedgerEntry] {
        var entries: [LedgerEntry] = []
        for row in 0..<count {
            let sequence = integer(row, 0)
            entries.append(
                LedgerEntry(
                    sequence: sequence, instant: Instant(microseconds: integer(row, 1)),
                    operation: try Self.stored(bytes(row, 2), "operation", LedgerOperation.init(json:)),
                    answer: try Self.stored(bytes(row, 3), "answer", LedgerAnswer.init(json:)),
                    postings: postings[sequence] ?? []))
        }
        return entries
    }

    func postings() throws(JournalError) -> [Int64: [Posting]] {
        var postings: [Int64: [Posting]] = [:]
        for row in 0..<count {
            let posting = Posting(
                try Self.made(Account(text(row, 1))), integer(row, 3), try Self.made(Currency(text(row, 2))))
            postings[integer(row, 0), default: []].append(posting)
        }
        return postings
    }

    private static func stored<Value>(
        _ bytes: [UInt8], _ what: String, _ make: (JSONValue) throws(JSONError) -> Value
    ) throws(JournalError) -> Value {
        do throws(LedgerError) {
            return try LedgerStored.read(bytes, what, make)
        } catch {
            throw JournalError(.corrupt, error.message)
        }
    }

    private static func made<Value>(_ value: Value?) throws(JournalError) -> Value {
        guard let value else {
            throw JournalError(.corrupt, "a stored name cannot be read; run the audit and restore the last backup")
        }
        return value
    }
}

extension LedgerError {
    /// The ledger uses the journal's connections, which tell what went wrong in the journal's errors.
    init(_ error: JournalError) {
        self.init(Code(rawValue: error.code.rawValue) ?? .failed, error.message)
    }
}
