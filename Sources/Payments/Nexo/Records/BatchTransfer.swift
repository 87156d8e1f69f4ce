/// Transactions of a day, told at once (`BtchTrf`, caaa.011).
package struct BatchTransfer: Record {
    package var totals: [TransactionTotals] = []
    package var dataSets: [DataSet] = []

    package init(dataSets: [DataSet]) { self.dataSets = dataSets }

    static let blank = BatchTransfer(dataSets: [])

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.records(.transactionTotals, &totals)
        try form.records(.dataSet, &dataSets)
    }

    package struct DataSet: Record {
        package var identification: DataSetIdentification
        package var trace: [Relay] = []
        package var initiator: Party?
        package var totals: [TransactionTotals]
        package var common: CommonData?
        package var transactions: [BatchTransaction]

        package init(
            _ identification: DataSetIdentification, totals: [TransactionTotals], transactions: [BatchTransaction]
        ) {
            self.identification = identification
            self.totals = totals
            self.transactions = transactions
        }

        static let blank = DataSet(.blank, totals: [], transactions: [])

        mutating func describe(_ form: inout some Form) throws(NexoError) {
            try form.record(.dataSetIdentification, &identification)
            try form.records(.trace, &trace)
            try form.record(.dataSetInitiator, &initiator)
            try form.records(.transactionTotals, &totals, atLeast: 1)
            try form.record(.commonData, &common)
            try form.records(.transaction, &transactions, atLeast: 1)
        }
    }

    /// What all transactions of a data set share.
    package struct CommonData: Record {
        package var environment: PaymentEnvironment?
        package var context: PaymentContext?
        package var type: TransactionType?
        package var merchantCategory: String?
        package var reconciliation: String?
        package var currency: String?

        package init() {}

        static let blank = CommonData()

        mutating func describe(_ form: inout some Form) throws(NexoError) {
            try form.record(.environment, &environment)
            try form.optionalContext(&context)
            try form.code(.transactionType, &type)
            try form.text(.merchantCategory, 3...4, &merchantCategory)
            try form.text(.reconciliation, 1...35, &reconciliation)
            try form.text(.currency, 3...3, &currency, of: .capitals)
        }
    }
}

package struct DataSetIdentification: Record {
    package var name: String
    package var category: DataSetCategory
    package var version: String?
    package var created: NexoTime

    package init(_ name: String, category: DataSetCategory, created: NexoTime) {
        self.name = name
        self.category = category
        self.created = created
    }

    static let blank = DataSetIdentification("", category: .transactionCapture, created: .blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.text(.name, 1...256, &name)
        try form.code(.type, &category)
        try form.text(.version, 1...256, &version)
        try form.time(.created, &created)
    }
}

/// One transaction of a batch: the same as the message of its kind would have said.
package enum BatchTransaction: Record {
    case completion(Completion)
    case cancellation(Cancellation)

    static let blank = BatchTransaction.completion(.blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        var (completion, cancellation): (Completion?, Cancellation?) = (nil, nil)
        switch self {
        case .completion(let found): completion = found
        case .cancellation(let found): cancellation = found
        }
        try form.record(.completion, &completion)
        try form.record(.cancellation, &cancellation)
        switch (completion, cancellation) {
        case (let found?, nil): self = .completion(found)
        case (nil, let found?): self = .cancellation(found)
        default: throw form.failure(.unsupported, "expected one of Cmpltn and Cxl; others are not supported in a batch")
        }
    }

    package struct Completion: Record {
        /// Its number in the data set.
        package var sequence: String
        package var advice: CompletionAdvice

        package init(_ sequence: String, _ advice: CompletionAdvice) {
            self.sequence = sequence
            self.advice = advice
        }

        static let blank = Completion("", .blank)

        mutating func describe(_ form: inout some Form) throws(NexoError) {
            try form.text(.transactionSequence, 1...9, &sequence, of: .digits)
            try advice.describe(&form)
        }
    }

    package struct Cancellation: Record {
        package var sequence: String
        package var advice: CancellationAdvice

        package init(_ sequence: String, _ advice: CancellationAdvice) {
            self.sequence = sequence
            self.advice = advice
        }

        static let blank = Cancellation("", .blank)

        mutating func describe(_ form: inout some Form) throws(NexoError) {
            try form.text(.transactionSequence, 1...9, &sequence, of: .digits)
            try advice.describe(&form)
        }
    }
}

/// What became of a batch (`BtchTrfRspn`, caaa.012).
package struct BatchTransferResponse: Record {
    package var totals: [TransactionTotals] = []
    package var dataSets: [DataSet] = []

    package init(dataSets: [DataSet]) { self.dataSets = dataSets }

    static let blank = BatchTransferResponse(dataSets: [])

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.records(.transactionTotals, &totals)
        try form.records(.dataSet, &dataSets)
    }

    package struct DataSet: Record {
        package var identification: DataSetIdentification
        package var result: NexoResponse
        /// The sender may forget it.
        package var mayBeRemoved: Bool
        package var initiator: Party?
        package var totals: [TransactionTotals]
        package var rejected: [RejectedTransaction] = []

        package init(
            _ identification: DataSetIdentification, result: NexoResponse, mayBeRemoved: Bool,
            totals: [TransactionTotals]
        ) {
            self.identification = identification
            self.result = result
            self.mayBeRemoved = mayBeRemoved
            self.totals = totals
        }

        static let blank = DataSet(.blank, result: .blank, mayBeRemoved: false, totals: [])

        mutating func describe(_ form: inout some Form) throws(NexoError) {
            try form.record(.dataSetIdentification, &identification)
            try form.record(.dataSetResult, &result)
            try form.flag(.removeDataSet, &mayBeRemoved)
            try form.record(.dataSetInitiator, &initiator)
            try form.records(.transactionTotals, &totals, atLeast: 1)
            try form.records(.rejectedTransaction, &rejected)
        }
    }

    package struct RejectedTransaction: Record {
        package var sequence: String
        package var response: NexoResponse
        package var environment: PaymentEnvironment
        package var transaction: Transaction

        package init(
            _ sequence: String, response: NexoResponse, environment: PaymentEnvironment, transaction: Transaction
        ) {
            self.sequence = sequence
            self.response = response
            self.environment = environment
            self.transaction = transaction
        }

        static let blank = RejectedTransaction("", response: .blank, environment: .blank, transaction: .blank)

        mutating func describe(_ form: inout some Form) throws(NexoError) {
            try form.text(.transactionSequence, 1...9, &sequence, of: .digits)
            try form.record(.transactionResponse, &response)
            try form.record(.environment, &environment)
            try form.record(.transaction, &transaction)
        }

        package struct Transaction: Record {
            package var saleReference: String?
            package var identifier: TransactionIdentifier
            package var response: ResponseCode

            package init(_ identifier: TransactionIdentifier, response: ResponseCode) {
                self.identifier = identifier
                self.response = response
            }

            static let blank = Transaction(.blank, response: .technicalError)

            mutating func describe(_ form: inout some Form) throws(NexoError) {
                try form.text(.saleReference, 1...35, &saleReference)
                try form.record(.transactionIdentifier, &identifier)
                try form.code(.response, &response, excluding: [.suspended])
            }
        }
    }
}
