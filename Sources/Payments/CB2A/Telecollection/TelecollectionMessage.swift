package import Cards
package import ISO8583

/// The messages of a telecollection: a terminal hands over the payments of a day.
package enum TelecollectionMessage: Sendable, Equatable {
    /// 0804: may I begin? 0814: yes or no.
    case open(Step, reason: String, local: MessageTime, files: Int)
    case opened(Step, ResponseCode)
    /// 0306: a file begins. 0316.
    case header(Step, BatchHeader)
    case headerAnswer(Step, file: String, ResponseCode)
    /// 0246: one payment. 0256: everything up to a number is kept.
    case transaction(Step, BatchTransaction, number: Int)
    case acknowledgement(Step, lastNumber: Int, ResponseCode)
    /// 0506: what the file should have amounted to. 0516.
    case totals(Step, file: String, currency: String, count: Int, BatchTotals)
    case totalsAnswer(Step, file: String, ResponseCode)
    /// 0844: do you want to speak? or: goodbye. 0854.
    case turn(Step, Turn)
    case turnAnswer(Step, Turn, ResponseCode)

    /// Who sends, and the number of the message.
    package struct Step: Sendable, Equatable {
        package var trace: TraceNumber
        package var acceptor: Acceptor

        package init(trace: TraceNumber, acceptor: Acceptor) {
            self.trace = trace
            self.acceptor = acceptor
        }
    }

    /// Field 24.
    package enum Turn: String, Sendable {
        case offer = "851"
        case close = "860"
    }

    static let openFunction = "862"

    package var step: Step {
        switch self {
        case .open(let step, _, _, _), .opened(let step, _), .header(let step, _), .headerAnswer(let step, _, _),
            .transaction(let step, _, _), .acknowledgement(let step, _, _), .totals(let step, _, _, _, _),
            .totalsAnswer(let step, _, _), .turn(let step, _), .turnAnswer(let step, _, _):
            step
        }
    }
}

/// What a file announces.
package struct BatchHeader: Sendable, Equatable {
    /// 17 characters at most; the same file keeps its name when it is sent again.
    package var file: String
    package var count: Int
    /// How many payments may be sent before an acknowledgement.
    package var window: Int
    package var currency: String
    package var local: MessageTime

    package init(file: String, count: Int, window: Int, currency: String, local: MessageTime) {
        self.file = file
        self.count = count
        self.window = window
        self.currency = currency
        self.local = local
    }
}

/// One payment of a file.
package struct BatchTransaction: Sendable, Equatable {
    package var card: CardNumber
    /// 00… purchase, 20… refund.
    package var processingCode: String
    package var amount: UInt64
    package var currency: String
    /// The number that the payment itself had.
    package var trace: TraceNumber
    package var local: MessageTime
    package var entryMode: String
    package var authorisationCode: String?

    package init(
        card: CardNumber, processingCode: String = "000000", amount: UInt64, currency: String = "978",
        trace: TraceNumber, local: MessageTime, entryMode: String, authorisationCode: String? = nil
    ) {
        self.card = card
        self.processingCode = processingCode
        self.amount = amount
        self.currency = currency
        self.trace = trace
        self.local = local
        self.entryMode = entryMode
        self.authorisationCode = authorisationCode
    }

    package var isRefund: Bool { processingCode.hasPrefix("20") }
}

/// Counts and sums of a file, purchases and refunds apart.
package struct BatchTotals: Sendable, Equatable {
    package var purchases = 0
    package var purchaseAmount: UInt64 = 0
    package var refunds = 0
    package var refundAmount: UInt64 = 0

    package init() {}

    package init(_ transactions: some Sequence<BatchTransaction>) {
        for transaction in transactions { add(transaction) }
    }

    /// Sums stay far from their limit: a file has 9999 payments of twelve digits at most.
    package mutating func add(_ transaction: BatchTransaction) {
        if transaction.isRefund {
            refunds += 1
            refundAmount += transaction.amount
        } else {
            purchases += 1
            purchaseAmount += transaction.amount
        }
    }
}
